import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../oidc/ports.ts';
import type { Database } from '../../db/index.ts';
import { isRequestId } from '../../exchange/index.ts';
import type { Recorder } from '../../records/index.ts';
import type { DataConsentErrorCode } from '../errors.ts';
import {
  type ConsentTarget,
  type DataConsent,
  insertConsent,
  listAskable,
  listConsents,
  withdrawConsent,
} from './store.ts';

export interface DataConsentsDeps {
  /** As `acar_web`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: Recorder;
}

export type ConsentOutcome =
  | { readonly kind: 'done'; readonly consentId: string }
  | { readonly kind: 'refused'; readonly code: DataConsentErrorCode };

export interface ConsentPage {
  readonly consents: readonly DataConsent[];
  /** The `before` of the next page; undefined on the last one. */
  readonly next: string | undefined;
}

/** What a person lets agencies ask about them. Every change is recorded as the person's. */
export interface DataConsents {
  /** Which agencies ask for a consent, for which services and purposes. */
  askable(): Promise<readonly ConsentTarget[]>;
  /** For this purpose alone. */
  give(accountId: string, order: ConsentTarget & { readonly validUntil: Date }): Promise<ConsentOutcome>;
  /** Counts from the next request on. */
  withdraw(accountId: string, consentId: string): Promise<ConsentOutcome>;
  /** The newest first, withdrawn and ended ones too; 1 to 100. A `before` that is none of the person's gives nothing. */
  list(
    accountId: string,
    page: { readonly before?: string | undefined; readonly limit: number },
  ): Promise<ConsentPage>;
}

const longestConsentMs = 5 * 366 * 86_400_000;

export function createDataConsents({ db, clock, recorder }: DataConsentsDeps): DataConsents {
  return {
    askable: () => listAskable(db, new Date(clock.now())),
    async give(accountId, { consumer, service, purpose, validUntil }) {
      const now = clock.now();
      const length = validUntil.getTime() - now;
      if (!(length > 0 && length <= longestConsentMs)) return refuse('data_consent.until');
      const consentId = randomUUID();
      return db.transaction(async (tx) => {
        const target = { consumer, service, purpose };
        const consent = { consentId, accountId, ...target, givenAt: new Date(now), validUntil };
        if (!(await insertConsent(tx, consent))) return refuse('data_consent.service_unknown');
        const facts = { consent: consentId, ...target, until: validUntil.toISOString() };
        await recorder.record(tx, { type: 'data_consent.given', accountId, facts });
        return { kind: 'done', consentId };
      });
    },
    async withdraw(accountId, consentId) {
      if (!isRequestId(consentId)) return refuse('data_consent.unknown');
      return db.transaction(async (tx) => {
        const was = await withdrawConsent(tx, { consentId, accountId }, new Date(clock.now()));
        if (!was) return refuse('data_consent.unknown');
        const facts = { consent: consentId, ...was };
        await recorder.record(tx, { type: 'data_consent.withdrawn', accountId, facts });
        return { kind: 'done', consentId };
      });
    },
    async list(accountId, { before, limit }) {
      if (before !== undefined && !isRequestId(before)) return { consents: [], next: undefined };
      const most = Math.min(Math.max(Math.trunc(limit), 1), 100);
      const found = await listConsents(db, accountId, { before, limit: most + 1 });
      const consents = found.slice(0, most);
      return { consents, next: found.length > most ? consents.at(-1)?.consentId : undefined };
    },
  };
}

function refuse(code: DataConsentErrorCode): ConsentOutcome {
  return { kind: 'refused', code };
}
