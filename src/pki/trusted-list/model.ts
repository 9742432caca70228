import {
  forSeals,
  forSignatures,
  grantedUri,
  withdrawnUri,
  type WrittenService,
  type WrittenStatus,
} from '../../../certs/signatures/trust/index.ts';
import { type Certificate, callName } from '../../../certs/index.ts';
import type { AuthorityKind } from '../authority/index.ts';

/** One entry of the history of a certificate. Times in milliseconds since 1970. */
export interface ServiceEvent {
  readonly action: 'issued' | 'held' | 'released' | 'revoked';
  readonly at: number;
  /** When its key is believed to have been lost. */
  readonly invalidSince: number | undefined;
}

/** An authority or a time-stamping unit, with what happened to its certificate, oldest first. */
export interface OwnService {
  /** `unit`: gives time stamps. */
  readonly kind: AuthorityKind | 'unit';
  readonly certificate: Certificate;
  readonly events: readonly ServiceEvent[];
}

/** Whose certificates are for documents, and for what (TS 119 612 5.5.9.4). */
const purposes: Readonly<Partial<Record<OwnService['kind'], string>>> = {
  persons: forSignatures,
  phones: forSignatures,
  organisations: forSeals,
};

/**
 * The services of a list. An authority is two: it issues certificates, and what it delegates answers about their
 * status; a unit is one. Roots and authorities whose certificates sign no documents are none.
 */
export function servicesOf(own: readonly OwnService[]): readonly WrittenService[] {
  return own.flatMap(({ kind, certificate, events }): readonly WrittenService[] => {
    const statuses = statusesOf(certificate.notBefore, events);
    const name = callName(certificate.subject);
    if (kind === 'unit') return [{ type: 'tsa', name: { en: name }, certificate, statuses }];
    const purpose = purposes[kind];
    if (purpose === undefined) return [];
    const additional = [purpose];
    return [
      { type: 'ca', name: { en: name }, certificate, statuses, additional },
      { type: 'ocsp', name: { en: `OCSP ${name}` }, certificate, statuses },
    ];
  });
}

/**
 * What a history makes of a service, newest first: granted with its certificate, withdrawn while that is on hold and
 * once it is revoked, from when its key was lost on.
 */
export function statusesOf(
  notBefore: number,
  events: readonly ServiceEvent[],
): readonly [WrittenStatus, ...WrittenStatus[]] {
  let statuses: readonly [WrittenStatus, ...WrittenStatus[]] = [{ status: grantedUri, from: notBefore }];
  for (const { action, at, invalidSince = at } of events) {
    if (action === 'issued') continue;
    const status = action === 'released' ? grantedUri : withdrawnUri;
    const from = Math.min(at, invalidSince);
    const [newest, ...older] = statuses.filter((one) => one.from < from);
    if (!newest) statuses = [{ status, from: notBefore }];
    else statuses = newest.status === status ? [newest, ...older] : [{ status, from }, newest, ...older];
  }
  return statuses;
}
