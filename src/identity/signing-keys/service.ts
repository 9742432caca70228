import {
  defaultKeySchedule,
  type KeySchedule,
  nextChangeAt,
  nextKeySignsFrom,
  type ScheduledKey,
  type SigningAlgorithm,
  scheduleProblems,
  visibleKeys,
} from '../../../oidc/provider/index.ts';
import type { Database } from '../../db/index.ts';
import { createKey, seal, unseal } from './codec.ts';
import { SigningKeyError } from './errors.ts';
import type { SigningKeySet } from './model.ts';
import { addKey, readKeys, signingKeysChannel } from './store.ts';

export interface SigningKeysDeps {
  readonly db: Pick<Database, 'query' | 'listen'>;
  /** 32 bytes, kept outside the database. Another one makes all keys unreadable. */
  readonly encryptionKey: Uint8Array;
  readonly schedule?: KeySchedule;
  readonly algorithms?: readonly SigningAlgorithm[];
}

/** All times are milliseconds since 1970. */
export interface SigningKeys {
  /**
   * Makes the keys that are missing or due; the first of an algorithm signs at once. May be called at any time and by
   * several nodes at once. Returns the `kid`s that this call added.
   */
  ensureKeys(now: number): Promise<readonly string[]>;
  /** For the operator: publishes a new key per algorithm, which starts to sign after `publishAheadSeconds`. */
  rotateNow(now: number): Promise<readonly string[]>;
  /** What to publish and to sign with at `now`. Rejects with `signing_keys.unreadable` under a wrong encryption key. */
  keysAt(now: number): Promise<SigningKeySet>;
  /** Calls back when any node added a key, and after the connection was away. Resolves to the end of it. */
  watch(onChange: () => void): Promise<() => Promise<void>>;
}

/** Throws `signing_keys.bad_schedule` when the schedule cannot keep clients from meeting an unknown key. */
export function createSigningKeys(deps: SigningKeysDeps): SigningKeys {
  const { db, encryptionKey, schedule = defaultKeySchedule, algorithms = ['ES256', 'RS256'] } = deps;
  if (encryptionKey.length !== 32) throw new RangeError('the encryption key of signing keys has 32 bytes');
  const problems = scheduleProblems(schedule);
  if (problems.length > 0) throw new SigningKeyError('signing_keys.bad_schedule', problems.join('; '));

  const add = async (algorithm: SigningAlgorithm, generation: number, now: number, signsFrom: number) => {
    const key = await createKey(algorithm);
    const { kid, publicJwk } = key;
    const sealedPrivateJwk = seal(key, encryptionKey);
    const row = { kid, algorithm, publicJwk, sealedPrivateJwk, publishedAt: now, signsFrom };
    return (await addKey(db, row, generation)) ? [kid] : [];
  };
  /** Adds one key for each algorithm that `startOf` names a start for. */
  const addWhere = async (
    now: number,
    startOf: (keys: readonly ScheduledKey[], algorithm: SigningAlgorithm) => number | undefined,
  ) => {
    const keys = await readKeys(db);
    const added: string[] = [];
    for (const algorithm of algorithms) {
      const signsFrom = startOf(keys, algorithm);
      const generation = countOf(keys, algorithm) + 1;
      if (signsFrom !== undefined) added.push(...(await add(algorithm, generation, now, signsFrom)));
    }
    return added;
  };

  return {
    ensureKeys: (now) => addWhere(now, (keys, algorithm) => nextKeySignsFrom(keys, algorithm, schedule, now)),
    rotateNow: (now) =>
      addWhere(now, (keys, algorithm) =>
        countOf(keys, algorithm) === 0 ? now : now + schedule.publishAheadSeconds * 1000,
      ),
    async keysAt(now) {
      const keys = await readKeys(db);
      const visible = visibleKeys(keys, schedule, now);
      return {
        jwks: { keys: visible.map((key) => key.publicJwk) },
        privateJwks: visible.map((key) => unseal(key, encryptionKey)),
        nextChangeAt: nextChangeAt(keys, schedule, now),
      };
    },
    watch: (onChange) => db.listen(signingKeysChannel, () => onChange()),
  };
}

function countOf(keys: readonly ScheduledKey[], algorithm: SigningAlgorithm): number {
  return keys.filter((key) => key.algorithm === algorithm).length;
}
