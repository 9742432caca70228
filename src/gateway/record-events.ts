import type { Terms } from '../exchange/index.ts';
import type { KeptPayload, RecordEvent } from '../records/index.ts';
import type { RefusalCode } from './errors.ts';
import type { Standing } from './exchanges/index.ts';
import type { Arrival, GatewayDeps } from './model.ts';

/** Whom and what an exchange is about, as its records tell it. */
export interface Concerned {
  readonly terms: Terms;
  readonly service: string;
  readonly provider: string | undefined;
  readonly accounts: Readonly<Record<string, string>>;
}

export const concernedBy = ({ terms, service }: Arrival, standing: Standing): Concerned => ({
  terms,
  service,
  provider: standing.service?.provider,
  accounts: standing.accounts,
});

/** What every record of an exchange tells. */
function factsOf({ terms, service, provider }: Concerned) {
  const { basis } = terms;
  return {
    exchange: terms.requestId,
    consumer: terms.consumer,
    provider,
    service,
    purpose: terms.purpose,
    basis: basis.kind,
    reference: basis.kind === 'law' ? basis.reference : basis.id,
    case: terms.case,
    user: terms.user,
  };
}

type DataEvent = Extract<RecordEvent, { type: `data.${string}` }>;

/**
 * One record for each person (decision 0002): each sees their own and nobody else in it. The first has the payload,
 * which can belong to one record alone. Without persons there is one record.
 */
function forEachPerson(
  subjectOf: GatewayDeps['subjectOf'],
  { terms, accounts }: Concerned,
  make: (person: { readonly accountId?: string; readonly subject?: string }, isFirst: boolean) => DataEvent,
): readonly DataEvent[] {
  if (terms.persons.length === 0) return [make({}, true)];
  return terms.persons.map((code, place) => {
    const accountId = accounts[code];
    const subject = subjectOf(code);
    return make(accountId === undefined ? { subject } : { accountId, subject }, place === 0);
  });
}

const payloadFacts = (payload: KeptPayload, isFirst: boolean) =>
  isFirst ? { payload: payload.id, payloadDigest: payload.digest } : {};

export function requestedEvents(
  subjectOf: GatewayDeps['subjectOf'],
  of: Concerned,
  payload: KeptPayload,
): readonly DataEvent[] {
  return forEachPerson(subjectOf, of, ({ accountId, subject }, isFirst) => ({
    type: 'data.requested',
    accountId,
    facts: { ...factsOf(of), subject, ...payloadFacts(payload, isFirst) },
  }));
}

export function answeredEvents(
  subjectOf: GatewayDeps['subjectOf'],
  of: Concerned,
  answer: { readonly status: number; readonly payload: KeptPayload },
): readonly DataEvent[] {
  return forEachPerson(subjectOf, of, ({ accountId, subject }, isFirst) => ({
    type: 'data.answered',
    accountId,
    facts: { ...factsOf(of), subject, status: answer.status, ...payloadFacts(answer.payload, isFirst) },
  }));
}

/** Nothing was forwarded. */
export function refusedEvents(
  subjectOf: GatewayDeps['subjectOf'],
  of: Concerned,
  reason: RefusalCode,
): readonly DataEvent[] {
  return forEachPerson(subjectOf, of, ({ accountId, subject }) => ({
    type: 'data.refused',
    accountId,
    facts: { ...factsOf(of), subject, reason },
  }));
}

/** It was forwarded, and no answer was handed out. */
export function failedEvents(
  subjectOf: GatewayDeps['subjectOf'],
  of: Concerned,
  why: { readonly reason: RefusalCode; readonly detail?: string | undefined },
): readonly DataEvent[] {
  return forEachPerson(subjectOf, of, ({ accountId, subject }) => ({
    type: 'data.failed',
    accountId,
    facts: { ...factsOf(of), subject, ...why },
  }));
}
