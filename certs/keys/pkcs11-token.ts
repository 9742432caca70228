import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { isLost, results, toSigningError, unlessResult } from './pkcs11-errors.ts';
import type { Handle, Pkcs11Module } from './pkcs11-module.ts';
import { createSessionPool, type SessionPool } from './session-pool.ts';
import { SigningError } from './signer.ts';

/** A token that this process is logged in to. Any number of signers share one. */
export interface Pkcs11Token {
  /**
   * Runs the work with a session that nothing else uses meanwhile. When the token or its sessions are lost, they are
   * opened anew and the work is done once more, once; all work that was under way shares the one new login.
   * @throws SigningError
   */
  use<Result>(work: (session: TokenSession) => Promise<Result>): Promise<Result>;
  /** Ends all sessions and forgets the PIN. */
  close(): Promise<void>;
}

export interface TokenSession {
  readonly module: Pkcs11Module;
  readonly handle: Handle;
  /** The same for all sessions of one login: what handles of objects hold for. */
  readonly login: object;
  /** Runs the work with a session that may change the token. */
  writing<Result>(work: (handle: Handle) => Promise<Result>): Promise<Result>;
}

export interface TokenOptions {
  /** Path of the PKCS #11 library. */
  readonly modulePath: string;
  readonly tokenLabel: string;
  /** Copied; the caller wipes it. */
  readonly pin: Uint8Array;
  /** How many signatures may be under way; the others wait. */
  readonly maxSessions?: number;
}

interface Login {
  /** Keeps the login alive while no signature is under way (PKCS #11 v3.1, 5.6). */
  readonly anchor: Handle;
  readonly slot: Handle;
  readonly pool: SessionPool<Handle>;
}

/**
 * Loads the module, finds the token by its label and logs in.
 * @throws SigningError `keys.unavailable` without the module or the token, `keys.wrong_secret`, and `keys.mismatch` when
 * several tokens have the label
 */
export async function openPkcs11Token(options: TokenOptions): Promise<Pkcs11Token> {
  // Only who opens a token loads native code.
  const { loadPkcs11Module } = await import('./pkcs11-module.ts');
  const module = loadPkcs11Module(options.modulePath);
  const logins = keepLogin(module, options);

  const once = async <Result>(work: (session: TokenSession) => Promise<Result>): Promise<Result> => {
    const attempt = logins.current();
    const login = await attempt;
    try {
      return await login.pool.use((handle) => work(sessionOf(module, login, handle)));
    } catch (error) {
      if (isLost(error)) await logins.drop(attempt, error);
      throw error;
    }
  };
  const use: Pkcs11Token['use'] = async (work) => {
    try {
      return await once(work).catch((error: unknown) => {
        if (isLost(error)) return once(work);
        throw error;
      });
    } catch (error) {
      throw toSigningError(error);
    }
  };
  try {
    await use(() => Promise.resolve());
  } catch (error) {
    await logins.close();
    throw error;
  }
  return { use, close: () => logins.close() };
}

interface Logins {
  /** The login that holds now, or the attempt that is under way. */
  current(): Promise<Login>;
  /** Ends a login that is lost. The first who notices does it; who comes later finds the next one. */
  drop(attempt: Promise<Login>, reason: Error): Promise<void>;
  close(): Promise<void>;
}

function keepLogin(module: Pkcs11Module, options: TokenOptions): Logins {
  const pin = Buffer.from(options.pin);
  let held: Promise<Login> | undefined;
  let refusal: SigningError | undefined;
  return {
    current() {
      if (refusal) return Promise.reject(refusal);
      if (held) return held;
      const attempt = inTurn(module, () => logIn(module, { ...options, pin })).catch((error: unknown) => {
        if (held === attempt) held = undefined;
        const translated = toSigningError(error);
        // The same PIN again would only lock the token.
        if (translated instanceof SigningError && translated.code === 'keys.wrong_secret')
          refusal ??= translated;
        throw error;
      });
      held = attempt;
      return attempt;
    },
    async drop(attempt, reason) {
      if (held !== attempt) return;
      held = undefined;
      await end(module, await attempt, reason);
    },
    async close() {
      const closed = new SigningError('keys.unavailable', 'the token was closed');
      refusal = closed;
      const login = await held?.catch(() => undefined);
      held = undefined;
      pin.fill(0);
      if (login) await end(module, login, closed);
    },
  };
}

const defaultSessions = 8;

/** The latest login of each module, whoever makes it. */
const latest = new WeakMap<Pkcs11Module, Promise<unknown>>();

/** Initialisation and login change what the whole process shares, so one happens after the other. */
async function inTurn<Result>(module: Pkcs11Module, work: () => Promise<Result>): Promise<Result> {
  const before = latest.get(module) ?? Promise.resolve();
  const turn = before.catch(() => undefined).then(work);
  latest.set(module, turn);
  return turn;
}

async function logIn(
  module: Pkcs11Module,
  { tokenLabel, pin, maxSessions = defaultSessions }: TokenOptions,
): Promise<Login> {
  await module.initialize();
  const [slot, ...others] = (await module.slots()).filter((one) => one.tokenLabel === tokenLabel);
  if (!slot) throw new SigningError('keys.unavailable', 'no token has the label');
  if (others.length > 0) throw new SigningError('keys.mismatch', 'several tokens have the label');
  const anchor = await module.openSession(slot.id);
  const close = (session: Handle) => module.closeSession(session).catch(() => undefined);
  try {
    await presentPin(module, { slot: slot.id, anchor, pin });
  } catch (error) {
    await close(anchor);
    throw error;
  }
  const open = () => module.openSession(slot.id);
  return { anchor, slot: slot.id, pool: createSessionPool({ limit: maxSessions, open, close }) };
}

/** Which PIN opened a slot, for a token asks for it once in a process and afterwards takes any. */
const presented = new WeakMap<Pkcs11Module, Map<Handle, Buffer>>();
const tagKey = randomBytes(32);

async function presentPin(
  module: Pkcs11Module,
  { slot, anchor, pin }: { readonly slot: Handle; readonly anchor: Handle; readonly pin: Uint8Array },
): Promise<void> {
  const tags = presented.get(module) ?? new Map<Handle, Buffer>();
  presented.set(module, tags);
  const tag = createHmac('sha256', tagKey).update(pin).digest();
  try {
    await module.login(anchor, pin);
  } catch (error) {
    unlessResult(results.userAlreadyLoggedIn)(error);
    const known = tags.get(slot);
    if (known && timingSafeEqual(known, tag)) return;
    if (known) throw new SigningError('keys.wrong_secret', 'the token was opened with another PIN');
    await module.logout(anchor);
    await module.login(anchor, pin);
  }
  tags.set(slot, tag);
}

async function end(module: Pkcs11Module, { pool, anchor }: Login, reason: Error): Promise<void> {
  await pool.close(reason);
  await module.closeSession(anchor).catch(() => undefined);
}

function sessionOf(module: Pkcs11Module, login: Login, handle: Handle): TokenSession {
  return {
    module,
    handle,
    login,
    async writing(work) {
      const session = await module.openSession(login.slot, 'writing');
      try {
        return await work(session);
      } finally {
        await module.closeSession(session).catch(() => undefined);
      }
    },
  };
}
