import type { Clock } from '../../../oidc/ports.ts';
import type { Database } from '../../db/index.ts';
import type { Recorder } from '../../records/index.ts';
import {
  authorityReasons,
  certificateHold,
  nextStatus,
  type RevocationReason,
  type CertificateKey,
  type StatusAction,
  type StatusChange,
  type StatusChangeResult,
  type StatusEvent,
} from './model.ts';
import { lockCertificate, readStatusHistory, setIssuing, writeStatus } from './store.ts';

export interface StatusServiceDeps {
  /** As `acar_pki`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: Recorder;
}

/** Suspends, restores and revokes certificates, and tells what happened to them. */
export interface StatusService {
  /** Durable on return, and in the same transaction recorded. */
  change(change: StatusChange): Promise<StatusChangeResult>;
  /** The oldest first; empty for a certificate that does not exist. */
  historyOf(key: CertificateKey): Promise<readonly StatusEvent[]>;
}

const actions = { hold: 'held', release: 'released', revoke: 'revoked' } as const;

export function createStatusService({ db, clock, recorder }: StatusServiceDeps): StatusService {
  return {
    historyOf: (key) => readStatusHistory(db, key),
    change: (change) =>
      db.transaction(async (tx): Promise<StatusChangeResult> => {
        const found = await lockCertificate(tx, change);
        if (!found?.issued_at) return { kind: 'refused', code: 'certificate.not_found' };
        const isAuthority = /^(issuing-.+|cross-certificate)$/.test(found.profile);
        const status = nextStatus(found.status, change.action);
        if (!status || (change.reason === 'cACompromise' && !isAuthority))
          return { kind: 'refused', code: 'certificate.not_allowed' };
        const event = eventOf(change, clock.now());
        if ((event.invalidSince ?? event.at) > event.at)
          return { kind: 'refused', code: 'certificate.invalid_since' };
        await writeStatus(tx, change, status, event);
        if (isAuthority) await setIssuing(tx, change, status === 'good');
        const { caId, serial, doneBy } = change;
        const facts = { ca: caId, serial, profile: found.profile, by: doneBy, reason: event.reason };
        await recorder.record(tx, { type: `certificate.${event.action}`, facts });
        return { kind: 'changed', status, at: event.at };
      }),
  };
}

function eventOf(change: StatusChange, now: number) {
  const { action, reason = 'unspecified', invalidSince, doneBy, note } = change;
  // To the second, as lists and answers carry it, so that all of them tell the same time.
  const at = Math.floor(now / 1000) * 1000;
  return { action: actions[action], reason: reasonOf(action, reason), at, invalidSince, doneBy, note };
}

function reasonOf(action: StatusAction, reason: RevocationReason): number | undefined {
  if (action === 'release') return undefined;
  return action === 'hold' ? certificateHold : authorityReasons[reason];
}
