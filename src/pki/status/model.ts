/** A certificate of ours by its place: the authority's row and the magnitude of the serial number. */
export interface CertificateKey {
  readonly caId: number;
  /** Hexadecimal, lower case, without leading zero octets. */
  readonly serial: string;
}

/** What the service says of a serial number now (RFC 6960 2.2, X.509 8.5). Times are milliseconds since 1970. */
export type CertificateStatus =
  | { readonly kind: 'good' }
  | { readonly kind: 'held'; readonly since: number }
  | { readonly kind: 'revoked'; readonly since: number; readonly reason: number }
  /** No certificate with this number was ever given out. */
  | { readonly kind: 'never-issued' };

export type StatusAction = 'hold' | 'release' | 'revoke';
export type StoredStatus = 'prepared' | 'good' | 'held' | 'revoked';

/** CRLReason (RFC 5280 5.3.1) by the words that orders use. */
export const revocationReasons = {
  unspecified: 0,
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  privilegeWithdrawn: 9,
} as const;

/** With what is said of an authority's own certificate alone. */
export const authorityReasons = { ...revocationReasons, cACompromise: 2 } as const;

export type RevocationReason = keyof typeof authorityReasons;
export const certificateHold = 6;

/**
 * What may follow what. A revocation is for ever (RFC 5280 5.3.1, EN 319 411-1); only a suspension can be undone.
 * What is missing here is refused.
 */
const statusTransitions = {
  prepared: {},
  good: { hold: 'held', revoke: 'revoked' },
  held: { release: 'good', revoke: 'revoked' },
  revoked: {},
} as const satisfies Readonly<Record<StoredStatus, Partial<Record<StatusAction, StoredStatus>>>>;

/** The status that the action leads to; undefined when it is not allowed. */
export function nextStatus(from: StoredStatus, action: StatusAction): StoredStatus | undefined {
  const row: Partial<Record<StatusAction, StoredStatus>> = statusTransitions[from];
  return row[action];
}

/** One change of one certificate, as readers of the history see it. */
export interface StatusEvent {
  readonly action: 'issued' | 'held' | 'released' | 'revoked';
  readonly reason: number | undefined;
  readonly at: number;
  /** When the key is believed to have been lost (RFC 5280 5.3.2). */
  readonly invalidSince: number | undefined;
  readonly doneBy: string;
  readonly note: string | undefined;
}

/** A request to change a status. `doneBy` names an operator, an agency or the holder, never a person's data. */
export interface StatusChange extends CertificateKey {
  readonly action: StatusAction;
  /** For `revoke`. */
  readonly reason?: RevocationReason | undefined;
  readonly invalidSince?: number | undefined;
  readonly doneBy: string;
  readonly note?: string | undefined;
}

export type CertificateErrorCode =
  | 'certificate.not_found'
  | 'certificate.not_allowed'
  | 'certificate.invalid_since';

export type StatusChangeResult =
  | { readonly kind: 'changed'; readonly status: StoredStatus; readonly at: number }
  | { readonly kind: 'refused'; readonly code: CertificateErrorCode };
