import type { MobileHash } from '../../../oidc/phone-ports.ts';

/** Octets of each hash; another length is refused. */
export const hashLengths: Readonly<Record<MobileHash, number>> = { SHA256: 32, SHA384: 48, SHA512: 64 };

/** What the protocol calls an ECDSA value over a hash of this kind. */
export function algorithmName(hashType: MobileHash): string {
  return `${hashType}WithECEncryption`;
}

const minute = 60_000;
const firstRestMs = minute;
const longestRestMs = 15 * minute;
/** So far back refusals count. */
export const refusalMemoryMs = 60 * minute;

/**
 * Until when a person who refused is left in peace: a minute after the first refusal, twice as long after each further
 * one within the hour; a quarter of an hour after "this was not me". `refusals` has the latest first.
 */
export function restUntil(
  refusals: readonly { readonly state: 'refused' | 'reported'; readonly endedAt: Date }[],
): number {
  const [latest] = refusals;
  if (!latest) return 0;
  const doubled = firstRestMs * 2 ** (refusals.length - 1);
  const rest = latest.state === 'reported' ? longestRestMs : Math.min(doubled, longestRestMs);
  const reported = refusals.find(({ state }) => state === 'reported');
  return Math.max(latest.endedAt.getTime() + rest, (reported?.endedAt.getTime() ?? 0) + longestRestMs);
}
