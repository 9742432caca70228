import { type Queryable, type Row, statement, textArray, type Transaction } from '../../db/index.ts';
import type { CaseKind, CaseState, CourtCase } from './model.ts';
import { type CaseRow, caseColumns, caseTables, toCase } from './store.ts';

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
      and c.case_id <> $8
    order by c.registered_at desc limit 5`,
);

export interface Resemblance {
  /** The case itself, which resembles itself. */
  readonly caseId: string;
  readonly courtId: string;
  readonly kind: CaseKind;
  readonly asking: { readonly codes: readonly string[]; readonly roles: readonly string[] };
  readonly asked: { readonly codes: readonly string[]; readonly roles: readonly string[] };
  readonly since: Date;
}

/** Open cases of the court and kind with one of the codes on each side. */
export async function findResembling(
  on: Queryable,
  { caseId, courtId, kind, asking, asked, since }: Resemblance,
): Promise<readonly FoundCase[]> {
  const sides = [asking.codes, asking.roles, asked.codes, asked.roles].map(textArray);
  return on.query<FoundCase & Row>(resembling, [courtId, kind, ...sides, since, caseId]);
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
