import { type Queryable, type Row, statement, textArray } from '../db/index.ts';
import type { AskedQuestion } from '../gateway/index.ts';
import type { AnsweredThrough, OpenQuestion, Question } from './model.ts';

interface QuestionRow extends Row {
  readonly questionId: string;
  readonly accessId: string;
  readonly body: string;
  readonly askedAt: Date;
  readonly answer: string | null;
  readonly answeredAt: Date | null;
  readonly answeredThrough: AnsweredThrough | null;
}

const questions = statement(
  'access_question.of_accesses',
  `select question_id as "questionId", access_id::text as "accessId", body, asked_at as "askedAt", answer,
          answered_at as "answeredAt", answered_through as "answeredThrough"
     from access_question where account_id = $1 and access_id = any($2::text[]::bigint[])`,
);

/** A person's questions, by the access that they are about. */
export async function readQuestions(
  db: Queryable,
  accountId: string,
  accessIds: readonly string[],
): Promise<ReadonlyMap<string, Question>> {
  const rows = await db.query<QuestionRow>(questions, [accountId, textArray(accessIds)]);
  return new Map(rows.map((row) => [row.accessId, toQuestion(row)]));
}

function toQuestion({
  questionId,
  body,
  askedAt,
  answer,
  answeredAt,
  answeredThrough,
}: QuestionRow): Question {
  const isAnswered = answer !== null && answeredAt !== null;
  return {
    id: questionId,
    text: body,
    askedAt,
    answer: isAnswered ? { text: answer, at: answeredAt, through: answeredThrough ?? undefined } : undefined,
  };
}

export interface NewQuestion {
  readonly questionId: string;
  readonly accountId: string;
  readonly accessId: string;
  readonly exchange: string;
  readonly consumer: string;
  readonly text: string;
  readonly askedAt: Date;
}

const insert = statement(
  'access_question.insert',
  `insert into access_question (question_id, account_id, access_id, exchange, consumer, body, asked_at)
   values ($1, $2, $3, $4, $5, $6, $7) on conflict on constraint access_question_once do nothing
   returning question_id`,
);

/** False when the person has asked about this access before. */
export async function insertQuestion(db: Queryable, question: NewQuestion): Promise<boolean> {
  const { questionId, accountId, accessId, exchange, consumer, text, askedAt } = question;
  const values = [questionId, accountId, accessId, exchange, consumer, text, askedAt];
  return (await db.query(insert, values)).length === 1;
}

const answerSql = statement(
  'access_question.answer',
  `update access_question set answer = $2, answered_at = $3, answered_through = 'operator'
    where question_id = $1 and answered_at is null
   returning account_id as "accountId", exchange, consumer`,
);

export interface Answered extends Row {
  readonly accountId: string;
  readonly exchange: string;
  readonly consumer: string;
}

/** As the operator passes it on. Undefined when there is no such question, or it was answered before. */
export async function answerQuestion(
  db: Queryable,
  questionId: string,
  answer: { readonly text: string; readonly at: Date },
): Promise<Answered | undefined> {
  const [row] = await db.query<Answered>(answerSql, [questionId, answer.text, answer.at]);
  return row;
}

const findOf = statement(
  'access_question.state_of',
  `select answered_at is not null as "isAnswered" from access_question where question_id = $2::uuid and consumer = $1`,
);

/** Undefined when no such question was asked of this organisation. */
export async function findQuestionOf(
  db: Queryable,
  organisation: string,
  questionId: string,
): Promise<'open' | 'answered' | undefined> {
  const [row] = await db.query<Row & { readonly isAnswered: boolean }>(findOf, [organisation, questionId]);
  return row && (row.isAnswered ? 'answered' : 'open');
}

const answerOf = statement(
  'access_question.answer_of',
  `update access_question set answer = $3, answered_at = $4, answered_through = 'gateway'
    where question_id = $2::uuid and consumer = $1 and answered_at is null
   returning account_id as "accountId", exchange, consumer`,
);

/** As this organisation signed it, at the gateway. Undefined as for {@link answerQuestion}, or when it was not asked. */
export async function answerQuestionOf(
  db: Queryable,
  organisation: string,
  questionId: string,
  answer: { readonly text: string; readonly at: Date },
): Promise<Answered | undefined> {
  const [row] = await db.query<Answered>(answerOf, [organisation, questionId, answer.text, answer.at]);
  return row;
}

/** In one statement. */
export const mostTold = 100;

const takeUntoldSql = statement(
  'access_question.take_untold',
  `update access_question q set told_at = $1 from account a
    where a.id = q.account_id and q.question_id in (
      select question_id from access_question where answered_at is not null and told_at is null
       order by answered_at, question_id limit ${mostTold} for update skip locked)
   returning q.access_id::text as "accessId", a.email, a.mobile, a.language`,
);

export interface UntoldAnswer extends Row {
  readonly accessId: string;
  readonly email: string | null;
  readonly mobile: string | null;
  readonly language: string;
}

/** Answers of which their persons have not been told, with where and how to tell them; they count as told from now on. */
export function takeUntold(db: Queryable, now: Date): Promise<readonly UntoldAnswer[]> {
  return db.query<UntoldAnswer>(takeUntoldSql, [now]);
}

const open = statement(
  'access_question.list',
  `select question_id as id, exchange, consumer as organisation, asked_at as "askedAt"
     from access_question where answered_at is null and ($1::text is null or consumer = $1)
    order by asked_at, question_id limit 200`,
);

/** Those without an answer, to all or to one organisation, the oldest first, at most 200; never their text. */
export function listOpenQuestions(
  db: Queryable,
  organisation: string | undefined,
): Promise<readonly OpenQuestion[]> {
  return db.query<OpenQuestion & Row>(open, [organisation ?? null]);
}

// From behind `after`, which may have been answered meanwhile.
const openOf = statement(
  'access_question.open_of',
  `select q.question_id as id, q.exchange, r.facts ->> 'service' as service, r.at as "requestedAt",
          q.asked_at as "askedAt", q.body as text
     from access_question q join interaction_record r on r.id = q.access_id
    where q.consumer = $1 and q.answered_at is null and (q.asked_at, q.question_id) >
      (coalesce((select a.asked_at from access_question a where a.question_id = $2::uuid and a.consumer = $1), '-infinity'),
       coalesce($2::uuid, '00000000-0000-0000-0000-000000000000'))
    order by q.asked_at, q.question_id limit $3`,
);

/** Questions to this organisation without an answer, the oldest first, from behind the question `after`. */
export function listOpenQuestionsOf(
  db: Queryable,
  organisation: string,
  page: { readonly after: string | undefined; readonly limit: number },
): Promise<readonly AskedQuestion[]> {
  return db.query<AskedQuestion & Row>(openOf, [organisation, page.after ?? null, page.limit]);
}
