import type { Queryable } from '../../db/index.ts';
import { type AccessRow, countAccesses, readAccess, readAccesses, readConsumers } from './store.ts';

/** That an agency asked for a person's data. */
export interface DataAccess {
  /** Of the record of the request; also the key for the next page. */
  readonly id: string;
  readonly at: Date;
  /** `open` until it has ended; a refused one handed nothing out; of a failed one the provider may have heard. */
  readonly outcome: 'open' | 'answered' | 'refused' | 'failed';
  /** The record of the answer or the failure. */
  readonly outcomeId: string | undefined;
  readonly endedAt: Date | undefined;
  /** Of the provider's answer (RFC 9110). */
  readonly status: number | undefined;
  /** The code of a refusal or a failure. */
  readonly reason: string | undefined;
  readonly exchange: string | undefined;
  readonly consumer: string;
  readonly provider: string | undefined;
  readonly service: string;
  readonly purpose: string;
  readonly basis: 'law' | 'consent';
  /** To the law, or the consent's id. */
  readonly reference: string;
  readonly case: string | undefined;
  /** The official on whose behalf it was asked. */
  readonly user: string | undefined;
}

export interface AccessPage {
  /** The newest first. */
  readonly accesses: readonly DataAccess[];
  /** The `before` of the next page. */
  readonly next: string | undefined;
}

/** Who asked for a person's data, by the keyed digest of their personal code (`recordSubject`). */
export interface DataAccesses {
  accessesOf(
    subject: string,
    question: {
      readonly before?: string | undefined;
      readonly limit: number;
      readonly consumer?: string | undefined;
      readonly from?: Date | undefined;
      readonly until?: Date | undefined;
    },
  ): Promise<AccessPage>;
  /** Undefined for another person's, or for no access. */
  access(subject: string, id: string): Promise<DataAccess | undefined>;
  /** Up to 1000. */
  countSince(subject: string, since: Date): Promise<number>;
  /** Organisations that ever asked, at most 200. */
  consumersOf(subject: string): Promise<readonly string[]>;
}

const beyondEveryId = '9223372036854775807';
const isId = (text: string | undefined) => /^[0-9]{1,18}$/.test(text ?? '');

/** As `acar_web`. */
export function createDataAccesses(db: Queryable): DataAccesses {
  return {
    async accessesOf(subject, { before, limit, consumer, from, until }) {
      const most = Math.min(Math.max(Math.trunc(limit), 1), 100);
      const from_ = isId(before) ? (before ?? beyondEveryId) : beyondEveryId;
      const found = await readAccesses(db, subject, {
        before: from_,
        limit: most + 1,
        consumer,
        from,
        until,
      });
      const accesses = found.slice(0, most).map(toAccess);
      return { accesses, next: found.length > most ? accesses.at(-1)?.id : undefined };
    },
    async access(subject, id) {
      const row = isId(id) ? await readAccess(db, subject, id) : undefined;
      return row && toAccess(row);
    },
    countSince: (subject, since) => countAccesses(db, subject, since),
    consumersOf: (subject) => readConsumers(db, subject),
  };
}

function toAccess({ id, at, type, facts, ...outcome }: AccessRow): DataAccess {
  const text = (name: string) => (typeof facts[name] === 'string' ? facts[name] : undefined);
  const reason = outcome.outcomeFacts?.['reason'] ?? facts['reason'];
  const status = outcome.outcomeFacts?.['status'];
  return {
    id,
    at,
    outcome: type === 'data.refused' ? 'refused' : outcomes[outcome.outcomeType ?? 'none'],
    outcomeId: outcome.outcomeId ?? undefined,
    endedAt: outcome.outcomeAt ?? undefined,
    status: typeof status === 'number' ? status : undefined,
    reason: typeof reason === 'string' ? reason : undefined,
    exchange: text('exchange'),
    consumer: text('consumer') ?? '',
    provider: text('provider'),
    service: text('service') ?? '',
    purpose: text('purpose') ?? '',
    basis: facts['basis'] === 'consent' ? 'consent' : 'law',
    reference: text('reference') ?? '',
    case: text('case'),
    user: text('user'),
  };
}

const outcomes = { 'data.answered': 'answered', 'data.failed': 'failed', none: 'open' } as const;
