import { type Queryable, type Row, statement, textArray, type Transaction } from '../../db/index.ts';
import type { CaseKind, CaseState, CourtCase, TypedCase } from './model.ts';

interface CaseRow extends Row {
  readonly caseId: string;
  readonly entry: string;
  readonly courtId: string;
  readonly kind: CaseKind;
  readonly state: CaseState;
  readonly number: string | null;
  readonly subject: string;
  readonly version: number;
  readonly enteredAt: Date;
  readonly changedAt: Date;
  readonly changedBy: string;
  readonly registeredAt: Date | null;
  readonly judgeId: string | null;
  readonly judge: string | null;
  readonly closedAt: Date | null;
}

const caseColumns = `c.case_id as "caseId", c.entry::text, c.court_id as "courtId", c.kind, c.state, c.number, c.subject,
  c.version, c.entered_at as "enteredAt", c.changed_at as "changedAt", w.name as "changedBy",
  c.registered_at as "registeredAt", c.judge_id as "judgeId", j.name as judge, c.closed_at as "closedAt"`;
const caseTables = `court_case c join court_staff w on w.staff_id = c.changed_by
  left join court_staff j on j.staff_id = c.judge_id`;

function toCase(row: CaseRow): CourtCase {
  const { caseId, entry, courtId, kind, state, subject, version, enteredAt, changedAt, changedBy } = row;
  return {
    caseId,
    entry,
    courtId,
    kind,
    state,
    subject,
    version,
    enteredAt,
    changedAt,
    changedBy,
    number: row.number ?? undefined,
    registeredAt: row.registeredAt ?? undefined,
    judgeId: row.judgeId ?? undefined,
    judge: row.judge ?? undefined,
    closedAt: row.closedAt ?? undefined,
  };
}

const findOne = statement(
  'court_case.find',
  `select ${caseColumns} from ${caseTables} where c.case_id = $1 and c.court_id = $2`,
);
const findAndHold = statement(
  'court_case.hold',
  `select ${caseColumns} from ${caseTables} where c.case_id = $1 and c.court_id = $2 for update of c`,
);

/** `caseId` is a UUID. */
export async function findCase(
  on: Queryable,
  courtId: string,
  caseId: string,
): Promise<CourtCase | undefined> {
  const [row] = await on.query<CaseRow>(findOne, [caseId, courtId]);
  return row && toCase(row);
}

/** The same; nobody else changes it before the transaction ends. */
export async function holdCase(
  tx: Transaction,
  courtId: string,
  caseId: string,
): Promise<CourtCase | undefined> {
  const [row] = await tx.query<CaseRow>(findAndHold, [caseId, courtId]);
  return row && toCase(row);
}

export interface CaseWriting {
  readonly caseId: string;
  readonly courtId: string;
  readonly kind: CaseKind;
  readonly subject: string;
  readonly staffId: string;
  readonly at: Date;
}

const insertDraftRow = statement(
  'court_case.insert',
  `insert into court_case (case_id, court_id, kind, subject, entered_by, entered_at, changed_by, changed_at)
   values ($1, $2, $3, $4, $5, $6, $5, $6) on conflict (case_id) do nothing returning entry::text`,
);

/** A new draft's entry; undefined when there is a case of that id. */
export async function insertDraft(tx: Transaction, writing: CaseWriting): Promise<string | undefined> {
  const { caseId, courtId, kind, subject, staffId, at } = writing;
  const values = [caseId, courtId, kind, subject, staffId, at];
  const [row] = await tx.query<Row & { entry: string }>(insertDraftRow, values);
  return row?.entry;
}

const updateDraftRow = statement(
  'court_case.update_draft',
  `update court_case set kind = $2, subject = $3, version = version + 1, changed_by = $4, changed_at = $5
    where case_id = $1`,
);

export async function updateDraft(tx: Transaction, writing: CaseWriting): Promise<void> {
  const { caseId, kind, subject, staffId, at } = writing;
  await tx.query(updateDraftRow, [caseId, kind, subject, staffId, at]);
}

const keepTyped = statement('case_draft.insert', 'insert into case_draft (case_id, typed) values ($1, $2)');
const replaceTyped = statement('case_draft.replace', 'update case_draft set typed = $2 where case_id = $1');
const typedOf = statement('case_draft.find', 'select typed from case_draft where case_id = $1');
const dropTyped = statement('case_draft.drop', 'delete from case_draft where case_id = $1');

export async function insertTyped(tx: Transaction, caseId: string, typed: TypedCase): Promise<void> {
  await tx.query(keepTyped, [caseId, JSON.stringify(typed)]);
}

export async function updateTyped(tx: Transaction, caseId: string, typed: TypedCase): Promise<void> {
  await tx.query(replaceTyped, [caseId, JSON.stringify(typed)]);
}

export async function findTyped(on: Queryable, caseId: string): Promise<TypedCase | undefined> {
  const [row] = await on.query<Row & { typed: TypedCase }>(typedOf, [caseId]);
  return row?.typed;
}

const register = statement(
  'court_case.register',
  `update court_case set state = 'registered', number = $2, year = $3, ordinal = $4, registered_at = $5
    where case_id = $1`,
);

/** Gives a draft its number, and drops what was typed. */
export async function registerDraft(
  tx: Transaction,
  caseId: string,
  given: { readonly number: string; readonly year: number; readonly ordinal: number; readonly at: Date },
): Promise<void> {
  await tx.query(register, [caseId, given.number, given.year, given.ordinal, given.at]);
  await tx.query(dropTyped, [caseId]);
}

const deleteCase = statement('court_case.delete', 'delete from court_case where case_id = $1');

/** With everything that was typed; a case that is registered refuses it. */
export async function deleteDraft(tx: Transaction, caseId: string): Promise<void> {
  await tx.query(deleteCase, [caseId]);
}

const holdRow = statement(
  'court_counter.hold',
  `insert into court_counter (court_id, series, year, last)
   select $1, series, $3, 0 from unnest($2::text[]) with ordinality as s (series, place) order by place
   on conflict (court_id, series, year) do update set last = court_counter.last`,
);
const takeNext = statement(
  'court_counter.take',
  `update court_counter set last = last + 1 where court_id = $1 and series = $2 and year = $3 returning last`,
);

interface Series {
  readonly courtId: string;
  readonly series: string;
  readonly year: number;
}

/** From now to the end of the transaction nobody else takes a number of the court's series, which are held in their order. */
export async function holdCounters(
  tx: Transaction,
  { courtId, year }: Pick<Series, 'courtId' | 'year'>,
  series: readonly string[],
): Promise<void> {
  await tx.query(holdRow, [courtId, textArray(series), year]);
}

/** The next number. A transaction that fails gives it back: there are no gaps. */
export async function takeOrdinal(tx: Transaction, { courtId, series, year }: Series): Promise<number> {
  const [row] = await tx.query<Row & { last: number }>(takeNext, [courtId, series, year]);
  if (!row) throw new Error('the counter was not held');
  return row.last;
}

const markChanged = statement(
  'court_case.changed',
  `update court_case set version = version + 1, changed_by = $2, changed_at = $3 where case_id = $1`,
);

export async function touchCase(
  tx: Transaction,
  caseId: string,
  { staffId, at }: Pick<CaseWriting, 'staffId' | 'at'>,
): Promise<void> {
  await tx.query(markChanged, [caseId, staffId, at]);
}

const setState = statement(
  'court_case.set_state',
  `update court_case set state = $2, closed_at = $3 where case_id = $1`,
);

export async function updateState(
  tx: Transaction,
  caseId: string,
  state: 'assigned' | 'closed',
  closedAt: Date | undefined,
): Promise<void> {
  await tx.query(setState, [caseId, state, closedAt ?? null]);
}

const replaceWords = statement(
  'case_search_word.replace',
  `with gone as (delete from case_search_word where entry = $2 and not word = any($3::text[]))
   insert into case_search_word (court_id, word, entry) select $1, word, $2 from unnest($3::text[]) as w (word)
   on conflict do nothing`,
);

export async function writeWords(
  tx: Transaction,
  { courtId, entry }: { readonly courtId: string; readonly entry: string },
  words: readonly string[],
): Promise<void> {
  await tx.query(replaceWords, [courtId, entry, textArray(words)]);
}

export interface FoundCase {
  readonly caseId: string;
  readonly number: string;
  readonly subject: string;
  readonly registeredAt: Date;
}

const resembling = statement(
  'court_case.resembling',
  `select distinct c.case_id as "caseId", c.number, c.subject, c.registered_at as "registeredAt"
     from case_participant a
     join court_case c on c.case_id = a.case_id
     join case_participant b on b.case_id = c.case_id and b.removed_at is null
    where a.removed_at is null and a.code = any($3::text[]) and a.role = any($4::text[])
      and b.code = any($5::text[]) and b.role = any($6::text[])
      and c.court_id = $1 and c.kind = $2 and c.state in ('registered', 'assigned') and c.registered_at > $7
    order by c.registered_at desc limit 5`,
);

export interface Resemblance {
  readonly courtId: string;
  readonly kind: CaseKind;
  readonly asking: { readonly codes: readonly string[]; readonly roles: readonly string[] };
  readonly asked: { readonly codes: readonly string[]; readonly roles: readonly string[] };
  readonly since: Date;
}

/** Open cases of the court and kind with one of the codes on each side. */
export async function findResembling(
  on: Queryable,
  { courtId, kind, asking, asked, since }: Resemblance,
): Promise<readonly FoundCase[]> {
  const sides = [asking.codes, asking.roles, asked.codes, asked.roles].map(textArray);
  return on.query<FoundCase & Row>(resembling, [courtId, kind, ...sides, since]);
}

const mostMatches = 5_000;

const listAll = statement(
  'court_case.list',
  `select ${caseColumns} from ${caseTables} where c.court_id = $1 and c.state = any($2::text[]) and c.entry < $3
    order by c.entry desc limit $4`,
);
/** Each word is the beginning of one of the case's; the first, the longest, is looked up. */
const listFound = statement(
  'court_case.list_found',
  `with found as (
     select distinct s.entry from case_search_word s
      where s.court_id = $1 and s.word >= $5 and s.word < $5 || U&'\\+10FFFF' and s.entry < $3
      order by s.entry desc limit ${mostMatches})
   select ${caseColumns} from found join ${caseTables.replace('court_case c', 'court_case c on c.entry = found.entry')}
    where c.state = any($2::text[]) and not exists (
      select from unnest($6::text[]) as asked (word) where not exists (
        select from case_search_word s where s.entry = c.entry and starts_with(s.word, asked.word)))
    order by c.entry desc limit $4`,
);

export interface CaseListing {
  readonly courtId: string;
  readonly states: readonly CaseState[];
  /** Entries below this one; undefined = from the newest. */
  readonly before: string | undefined;
  /** The longest first; none = all cases. */
  readonly words: readonly string[];
  readonly limit: number;
}

const newest = '9223372036854775807';

export async function listCases(
  on: Queryable,
  { courtId, states, before, words, limit }: CaseListing,
): Promise<readonly CourtCase[]> {
  const [first, ...others] = words;
  const common = [courtId, textArray(states), before ?? newest, limit];
  const rows =
    first === undefined
      ? await on.query<CaseRow>(listAll, common)
      : await on.query<CaseRow>(listFound, [...common, first, textArray(others)]);
  return rows.map(toCase);
}
