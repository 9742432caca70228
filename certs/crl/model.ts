import { lastChange, type Status, statusAt, type StatusHistory } from './status.ts';

/** One entry of a CRL (RFC 5280 5.1.2.6); times in milliseconds since 1970. */
export interface CrlEntry {
  readonly serial: Uint8Array;
  readonly revocationDate: number;
  /** CRLReason; 0 stands for none, and is not written (5.3.1). */
  readonly reason: number;
  readonly invalidityDate?: number;
}

const certificateHold = 6;
const removeFromCRL = 8;

/** What a full CRL of the moment `at` stands on. */
export interface FullCrlMoment {
  readonly at: number;
  /**
   * The moment until which the full CRL before this one surely shows every event; undefined for the first. A store
   * whose events may become visible late gives an earlier moment: what is listed once more does no harm.
   */
  readonly previousFull: number | undefined;
  /** Expired certificates stay, if they expired at this moment or later (expiredCertsOnCRL of X.509). */
  readonly expiredSince?: number;
}

/**
 * The entry of a certificate on a full CRL, or undefined when it has none. What is revoked or on hold is listed; a
 * release makes the entry disappear. An expired certificate stays until it was on one full CRL of a later moment than
 * its end, and a change after that one brings it back (RFC 5280 3.3).
 */
export function entryOnFull(history: StatusHistory, moment: FullCrlMoment): CrlEntry | undefined {
  const status = statusAt(history, moment.at);
  if (status.kind !== 'revoked') return undefined;
  const { previousFull, expiredSince } = moment;
  const isShownAfterEnd = previousFull !== undefined && previousFull > history.notAfter;
  const isUnchanged = (lastChange(history, moment.at)?.at ?? 0) <= (previousFull ?? 0);
  const isKept = expiredSince !== undefined && history.notAfter >= expiredSince;
  if (isShownAfterEnd && isUnchanged && !isKept) return undefined;
  return entryOf(history.serial, status);
}

/** What a delta CRL of the moment `at` stands on. */
export interface DeltaCrlMoment {
  readonly at: number;
  /** The moment until which the base CRL surely shows every event; earlier does no harm, see {@link FullCrlMoment}. */
  readonly base: number;
}

/**
 * The entry of a certificate on a delta CRL, or undefined when nothing happened to it since the base. A relying party
 * may complete any full CRL from the base on (RFC 5280 5.2.4), so one that was held and released in between is listed
 * as removeFromCRL though the base never had it. Expiry takes nothing off a delta: a revocation stays on each of them
 * until the base is a full CRL that has it.
 */
export function entryOnDelta(history: StatusHistory, { at, base }: DeltaCrlMoment): CrlEntry | undefined {
  const change = lastChange(history, at);
  if (!change || change.at <= base) return undefined;
  const status = statusAt(history, at);
  if (status.kind === 'revoked') return entryOf(history.serial, status);
  return { serial: history.serial, revocationDate: change.at, reason: removeFromCRL };
}

function entryOf(serial: Uint8Array, status: Status & { readonly kind: 'revoked' }): CrlEntry {
  const reason = status.isHold ? certificateHold : (status.reason ?? 0);
  const entry = { serial, revocationDate: status.since, reason };
  return status.invalidityDate === undefined ? entry : { ...entry, invalidityDate: status.invalidityDate };
}
