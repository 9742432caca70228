import {
  defaultKeySchedule,
  type KeySchedule,
  type KeyState,
  keyState,
  type ScheduledKey,
  type SigningAlgorithm,
  visibleKeys,
} from '../../../oidc/provider/index.ts';
import type { Queryable, Transaction } from '../../db/index.ts';
import { seal, unseal } from './codec.ts';
import { SigningKeyError } from './errors.ts';
import { createSigningKeys } from './service.ts';
import { readKeys, replaceSealed, revokeKey } from './store.ts';

/** A key as an operator sees it. Times are milliseconds since 1970. */
export interface ListedKey extends ScheduledKey {
  readonly state: KeyState;
}

/** All keys that there ever were, by algorithm, the newest last. */
export async function listSigningKeys(
  db: Queryable,
  now: number,
  schedule: KeySchedule = defaultKeySchedule,
): Promise<ListedKey[]> {
  const keys = await readKeys(db);
  return keys.map(({ kid, algorithm, publishedAt, signsFrom, revokedAt }) => {
    const state = keyState({ kid, algorithm, publishedAt, signsFrom, revokedAt }, keys, schedule, now);
    return { kid, algorithm, publishedAt, signsFrom, revokedAt, state };
  });
}

export type RevokeKeyOutcome =
  | {
      readonly kind: 'revoked';
      readonly algorithm: SigningAlgorithm;
      readonly wasSigning: boolean;
      /** What signs from now on. */
      readonly signsNow: string;
    }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'revoked_before' };

/**
 * The answer to a stolen key: it leaves the published keys with the commit, on every node. If it signed, the next one
 * that was published takes over at once, else a new one. Clients refuse new tokens until they have fetched the keys
 * again. As `acar_operator`; rejects with `signing_keys.unreadable` under a wrong encryption key, and nothing changes.
 */
export async function revokeSigningKey(
  tx: Transaction,
  kid: string,
  deps: {
    readonly now: number;
    readonly encryptionKey: Uint8Array;
    readonly schedule?: KeySchedule;
    readonly algorithms?: readonly SigningAlgorithm[];
  },
): Promise<RevokeKeyOutcome> {
  const { now, schedule = defaultKeySchedule } = deps;
  const keys = await readKeys(tx);
  const key = keys.find((candidate) => candidate.kid === kid);
  if (!key) return { kind: 'unknown' };
  const wasSigning = visibleKeys(keys, schedule, now).find(hasAlgorithmOf(key))?.kid === kid;
  if (!(await revokeKey(tx, kid, now))) return { kind: 'revoked_before' };
  const signingKeys = createSigningKeys({
    ...deps,
    db: { query: (st, values) => tx.query(st, values), listen: neverListens },
  });
  await signingKeys.ensureKeys(now);
  // Opens every key: under a wrong encryption key the new one would lock the service out.
  await signingKeys.keysAt(now);
  const signsNow = visibleKeys(await readKeys(tx), schedule, now).find(hasAlgorithmOf(key));
  return { kind: 'revoked', algorithm: key.algorithm, wasSigning, signsNow: signsNow?.kid ?? '' };
}

const hasAlgorithmOf = (key: ScheduledKey) => (other: ScheduledKey) => other.algorithm === key.algorithm;

async function neverListens(): Promise<never> {
  throw new RangeError('a transaction hears no notifications');
}

/**
 * Seals every stored private key under another encryption key: all or none. Returns how many changed; those that the
 * new key opens already stay, so that a repetition does no harm. As `acar_operator`, while no process of the service
 * runs. Rejects with `signing_keys.unreadable` when a key opens under neither.
 */
export async function resealSigningKeys(
  tx: Transaction,
  encryptionKeys: { readonly from: Uint8Array; readonly to: Uint8Array },
): Promise<{ readonly resealed: number; readonly kept: number }> {
  const { from, to } = encryptionKeys;
  const keys = await readKeys(tx);
  const changing = keys.filter((key) => !opensUnder(key, to));
  for (const key of changing) {
    const privateJwk = unseal(key, from);
    const sealed = seal({ ...key, privateJwk }, to);
    await replaceSealed(tx, { kid: key.kid, from: key.sealedPrivateJwk, to: sealed });
  }
  return { resealed: changing.length, kept: keys.length - changing.length };
}

function opensUnder(key: Parameters<typeof unseal>[0], encryptionKey: Uint8Array): boolean {
  try {
    unseal(key, encryptionKey);
    return true;
  } catch (error) {
    if (error instanceof SigningKeyError) return false;
    throw error;
  }
}
