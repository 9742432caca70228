import { type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';
import type { CaseKind, TypedCase } from './model.ts';

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
