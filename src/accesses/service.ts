import type { Clock } from '../../oidc/ports.ts';
import type { Database } from '../db/index.ts';
import {
  type CatalogueTexts,
  type DataAccess,
  type DataAccesses,
  readCatalogueTexts,
} from '../gateway/index.ts';
import { formatDateTime } from '../messages/index.ts';
import type { Notifier } from '../notify/index.ts';
import type { Recorder } from '../records/index.ts';
import type { QuestionErrorCode } from './errors.ts';
import {
  type Access,
  type AccessFilter,
  instantsOf,
  type OpenQuestion,
  type Question,
  readAnswer,
  sameInAll,
} from './model.ts';
import { agencyMail } from './question-messages.ts';
import { answerQuestion, insertQuestion, listOpenQuestions, readQuestions } from './store.ts';

/** The person who asks, as the portal knows them. */
export interface AskingPerson {
  readonly accountId: string;
  readonly personalCode: string;
}

export interface AccessesDeps {
  /** As `acar_web`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly notifier: Notifier;
  readonly data: DataAccesses;
  /** The keyed digest of a personal code, as the gateway records it. */
  readonly subjectOf: (personalCode: string) => string;
  readonly newId: () => string;
}

export interface AccessPage {
  readonly accesses: readonly Access[];
  /** The `before` of the next page; undefined on the last one. */
  readonly next: string | undefined;
}

export type AskOutcome = 'sent' | 'asked_already' | 'no_contact' | 'unknown';

/** Who asked for a person's data. Everything is found by that person's own code. */
export interface Accesses {
  /** The newest first; `limit` from 1 to 100. A `before` that is no access gives the first page. */
  page(
    person: AskingPerson,
    query: AccessFilter & { readonly before?: string | undefined; readonly limit: number },
  ): Promise<AccessPage>;
  /** Undefined when it is none of this person's. */
  find(person: AskingPerson, id: string): Promise<Access | undefined>;
  /** The agencies that asked, at most 200. */
  organisations(person: AskingPerson): Promise<readonly Access['organisation'][]>;
  /** Of the last 30 days, counted up to 1000. */
  countRecent(person: AskingPerson): Promise<number>;
  /** Sends the person's question to the agency; once for each access. `text` is what `readQuestion` gave. */
  ask(person: AskingPerson, id: string, text: string): Promise<AskOutcome>;
}

/** The operator's side: agencies answer by letter, by mail or by telephone, and somebody passes it on. */
export interface QuestionDesk {
  /** Without an answer, to all or to one organisation, the oldest first, at most 200. */
  open(organisation?: string): Promise<readonly OpenQuestion[]>;
  /** Once for each question; with who passes it on. */
  answer(questionId: string, text: string, by: string): Promise<'done' | QuestionErrorCode>;
}

const recentMs = 30 * 86_400_000;

export function createAccesses(deps: AccessesDeps): Accesses {
  const { db, clock, data, subjectOf } = deps;
  return {
    async page(person, { before, limit, organisation, ...period }) {
      const { since, before: until } = instantsOf(period);
      const question = { before, limit, consumer: organisation, from: since, until };
      const found = await data.accessesOf(subjectOf(person.personalCode), question);
      return { accesses: await complete(db, person, found.accesses), next: found.next };
    },
    find: (person, id) => find(deps, person, id),
    async organisations({ personalCode }) {
      const ids = await data.consumersOf(subjectOf(personalCode));
      const { organisations } = await readCatalogueTexts(db, { organisations: ids, services: [] });
      return ids.map((id) => ({ id, names: organisations.get(id)?.names ?? sameInAll(id) }));
    },
    countRecent: ({ personalCode }) =>
      data.countSince(subjectOf(personalCode), new Date(clock.now() - recentMs)),
    ask: (person, id, text) => ask(deps, person, { id, text }),
  };
}

async function find(
  { db, data, subjectOf }: AccessesDeps,
  person: AskingPerson,
  id: string,
): Promise<Access | undefined> {
  const found = await data.access(subjectOf(person.personalCode), id);
  return found && (await complete(db, person, [found]))[0];
}

/** Joins what the records alone do not tell: words for names, and questions. */
async function complete(
  db: Database,
  { accountId }: AskingPerson,
  found: readonly DataAccess[],
): Promise<readonly Access[]> {
  if (found.length === 0) return [];
  const [words, questions] = await Promise.all([
    readCatalogueTexts(db, {
      organisations: [...new Set(found.map(({ consumer }) => consumer))],
      services: [...new Set(found.map(({ service }) => service))],
    }),
    readQuestions(
      db,
      accountId,
      found.map(({ id }) => id),
    ),
  ]);
  return found.map((one) => toAccess(one, words, questions.get(one.id)));
}

function toAccess(data: DataAccess, words: CatalogueTexts, question: Question | undefined): Access {
  const { consumer, service, purpose, reference } = data;
  const named = words.services.get(service);
  const right = words.purposes.get(`${consumer} ${service} ${purpose}`);
  return {
    id: data.id,
    at: data.at,
    exchange: data.exchange,
    organisation: { id: consumer, names: words.organisations.get(consumer)?.names ?? sameInAll(consumer) },
    service: { id: service, titles: named?.titles ?? sameInAll(service), contents: named?.contents },
    purpose: { id: purpose, texts: right?.purposes },
    basis:
      data.basis === 'law'
        ? { kind: 'law', reference, texts: right?.legalTexts }
        : { kind: 'consent', consentId: reference },
    official: data.user,
    caseNumber: data.case,
    outcome: outcomeOf(data),
    reason: data.reason,
    end:
      data.outcomeId === undefined || data.endedAt === undefined
        ? undefined
        : { id: data.outcomeId, at: data.endedAt },
    question,
  };
}

function outcomeOf({ outcome, status }: DataAccess): Access['outcome'] {
  if (outcome === 'answered') return status === undefined || status < 300 ? 'answered' : 'without_data';
  return outcome === 'open' ? 'waiting' : outcome;
}

/** The question, its record and the message to the agency commit together. */
async function ask(
  deps: AccessesDeps,
  person: AskingPerson,
  { id, text }: { readonly id: string; readonly text: string },
): Promise<AskOutcome> {
  const access = await find(deps, person, id);
  if (!access) return 'unknown';
  if (access.question) return 'asked_already';
  const consumer = access.organisation.id;
  const { organisations } = await readCatalogueTexts(deps.db, { organisations: [consumer], services: [] });
  const to = organisations.get(consumer)?.contact;
  if (to === undefined) return 'no_contact';
  const { accountId } = person;
  // A refusal may have no number of its own that counts: then its record's is one.
  const exchange = access.exchange ?? access.id;
  const questionId = deps.newId();
  const askedAt = new Date(deps.clock.now());
  return deps.db.transaction(async (tx) => {
    const question = { questionId, accountId, accessId: access.id, exchange, consumer, text, askedAt };
    if (!(await insertQuestion(tx, question))) return 'asked_already';
    const facts = { question: questionId, exchange, consumer };
    await deps.recorder.record(tx, { type: 'data.questioned', accountId, facts });
    await deps.notifier.enqueue(tx, {
      channel: 'email',
      to,
      subject: agencyMail.subject(exchange),
      body: agencyMail.body({
        exchange,
        questionId,
        service: access.service.titles.az,
        at: formatDateTime(access.at, 'az'),
        text,
      }),
      topic: 'data.questioned',
    });
    return 'sent';
  });
}

const questionIdForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** As `acar_operator`. */
export function createQuestionDesk(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: Recorder;
}): QuestionDesk {
  return {
    open: (organisation) => listOpenQuestions(deps.db, organisation),
    async answer(questionId, text, by) {
      const words = readAnswer(text);
      if (words === undefined) return 'question.malformed_answer';
      if (!questionIdForm.test(questionId)) return 'question.unknown';
      const at = new Date(deps.clock.now());
      return deps.db.transaction(async (tx) => {
        const answered = await answerQuestion(tx, questionId, { text: words, at });
        if (!answered) return 'question.unknown';
        const { accountId, exchange, consumer } = answered;
        const facts = { question: questionId, exchange, consumer, by };
        await deps.recorder.record(tx, { type: 'data.question_answered', accountId, facts });
        return 'done';
      });
    },
  };
}
