/** CRLReason of a revocation (RFC 5280 5.3.1), without unspecified, hold and release. */
export type RevocationReason = 1 | 2 | 3 | 4 | 5 | 9 | 10;

/** What happened to a certificate; times in milliseconds since 1970. */
export type StatusEvent =
  | { readonly kind: 'issued' | 'held' | 'released'; readonly at: number }
  | {
      readonly kind: 'revoked';
      readonly at: number;
      /** null: none is told. */
      readonly reason: RevocationReason | null;
      /** Since when the key is believed to be in wrong hands (5.3.2). */
      readonly invalidityDate?: number;
    };

export interface StatusHistory {
  /** The octets of the serial number, without a sign. */
  readonly serial: Uint8Array;
  readonly notAfter: number;
  /** Oldest first; of one moment in the order in which they happened. */
  readonly events: readonly StatusEvent[];
}

export type Status =
  | { readonly kind: 'not-issued' | 'good' }
  | {
      readonly kind: 'revoked';
      readonly isHold: boolean;
      /** The revocation; of one that was on hold when it was revoked, the beginning of the hold (X.509, reasonCode). */
      readonly since: number;
      readonly reason: RevocationReason | null;
      readonly invalidityDate?: number;
    };

/** The status at a moment, as OCSP answers it and every CRL must show it. Nothing undoes a revocation. */
export function statusAt({ events }: StatusHistory, time: number): Status {
  let status: Status = { kind: 'not-issued' };
  for (const event of events) if (event.at <= time) status = follow(status, event);
  return status;
}

function follow(status: Status, event: StatusEvent): Status {
  if (status.kind === 'revoked' && !status.isHold) return status;
  switch (event.kind) {
    case 'issued':
      return status.kind === 'not-issued' ? { kind: 'good' } : status;
    case 'held':
      return status.kind === 'good'
        ? { kind: 'revoked', isHold: true, since: event.at, reason: null }
        : status;
    case 'released':
      return status.kind === 'revoked' ? { kind: 'good' } : status;
    case 'revoked': {
      const since = status.kind === 'revoked' ? status.since : event.at;
      const revoked = { kind: 'revoked', isHold: false, since, reason: event.reason } as const;
      return event.invalidityDate === undefined
        ? revoked
        : { ...revoked, invalidityDate: event.invalidityDate };
    }
  }
}

/** The last event until `time` that changed the status of an issued certificate; what changes nothing does not count. */
export function lastChange({ events }: StatusHistory, time: number): StatusEvent | undefined {
  let status: Status = { kind: 'not-issued' };
  let last: StatusEvent | undefined;
  for (const event of events) {
    if (event.at > time) continue;
    const next = follow(status, event);
    if (next !== status && event.kind !== 'issued') last = event;
    status = next;
  }
  return last;
}
