import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { hash as argon2Hash, verify as argon2Verify } from '@node-rs/argon2';
import { normalisePassword } from './password-rules.ts';

/** Parameters of argon2id (RFC 9106) and the bounds on how much of it happens at once. */
export interface HashingSettings {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
  /** Hashes that run at the same time; the number of cores unless told. */
  readonly running?: number | undefined;
  /** Hashes that wait for their turn; one more is refused as busy. */
  readonly waiting?: number | undefined;
}

export type VerifyOutcome = 'right' | 'wrong' | 'busy';
export type HashOutcome = { readonly kind: 'hashed'; readonly phc: string } | { readonly kind: 'busy' };

/** Memory-hard password hashing. Passwords are taken in Unicode NFKC, so the same keys give the same password everywhere. */
export interface PasswordHashing {
  /** A PHC string with a fresh salt. */
  hash(password: string): Promise<HashOutcome>;
  /** Without a PHC string (no such account) it does the same work against a dummy and answers `wrong`. */
  verify(phc: string | undefined, password: string): Promise<VerifyOutcome>;
  /** True when the string was made with other parameters than today's. */
  needsRehash(phc: string): boolean;
  /** For metrics. */
  load(): { readonly running: number; readonly waiting: number };
}

const mostWaiting = 256;

/** Makes the dummy first, so it takes as long as one hash. */
export async function createPasswordHashing(settings: HashingSettings): Promise<PasswordHashing> {
  const options = { memoryCost: settings.memoryKiB, timeCost: settings.passes, parallelism: settings.lanes };
  const prefix = `$argon2id$v=19$m=${settings.memoryKiB},t=${settings.passes},p=${settings.lanes}$`;
  const turnstile = createTurnstile(
    settings.running ?? availableParallelism(),
    settings.waiting ?? mostWaiting,
  );
  const dummy = await argon2Hash(randomBytes(32), options);
  return {
    async hash(password) {
      const phc = await turnstile.pass(() => argon2Hash(normalisePassword(password), options));
      return phc === undefined ? { kind: 'busy' } : { kind: 'hashed', phc };
    },
    async verify(phc, password) {
      const isRight = await turnstile.pass(() => argon2Verify(phc ?? dummy, normalisePassword(password)));
      if (isRight === undefined) return 'busy';
      return isRight && phc !== undefined ? 'right' : 'wrong';
    },
    needsRehash: (phc) => !phc.startsWith(prefix),
    load: turnstile.load,
  };
}

/** Lets `most` through at once, keeps at most `queue` waiting in order, and answers undefined to the rest. */
function createTurnstile(most: number, queue: number) {
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    load: () => ({ running, waiting: waiting.length }),
    async pass<T>(work: () => Promise<T>): Promise<T | undefined> {
      if (running >= most) {
        if (waiting.length >= queue) return undefined;
        // Whoever leaves hands over the place, so `running` stays as it is.
        await new Promise<void>((enter) => waiting.push(enter));
      } else {
        running++;
      }
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else running--;
      }
    },
  };
}
