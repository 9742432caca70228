import { type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';
import type { DocumentFormatName } from '../model.ts';

/** A document that this worker holds until its lease ends. */
export interface DueDocument {
  readonly documentId: string;
  readonly name: string;
  readonly format: DocumentFormatName;
  readonly version: number;
  readonly signedContentId: string;
  /** This one included. */
  readonly tries: number;
}

const claim = statement(
  'document_renewal.claim',
  `with due as materialized (
     select d.document_id from document d
     where d.renew_at <= $1 and d.signed_content_id is not null
       and not exists (select 1 from document_signing_item i where i.document_id = d.document_id and i.is_open)
     order by d.renew_at limit $3 for update of d skip locked)
   update document d set renew_at = $2, renew_tries = renew_tries + 1 from due where d.document_id = due.document_id
   returning d.document_id as "documentId", d.name, d.format, d.version, d.signed_content_id as "signedContentId",
     d.renew_tries as tries`,
);

/** Takes due documents that nobody is signing; no two workers get the same one before `leaseEnds`. */
export function claimDue(
  db: Queryable,
  limit: number,
  { now, leaseEnds }: { readonly now: Date; readonly leaseEnds: Date },
): Promise<readonly DueDocument[]> {
  return db.query<DueDocument & Row>(claim, [now, leaseEnds, limit]);
}

const putOff = statement(
  'document_renewal.put_off',
  `update document set renew_at = $3, renew_error = $4, renew_tries = case when $4::text is null then 0 else renew_tries end
   where document_id = $1 and renew_tries = $2`,
);

/** Looks again at `dueAt`, if this try is still its latest. `error` = the code of why it failed; undefined = all is well. */
export async function putOffRenewal(
  db: Queryable,
  { documentId, tries }: DueDocument,
  dueAt: Date,
  error?: string,
): Promise<void> {
  await db.query(putOff, [documentId, tries, dueAt, error ?? null]);
}

const renew = statement(
  'document_renewal.renew',
  `update document d set signed_content_id = $4, version = version + 1, changed_at = $5, renew_at = $6, renew_tries = 0,
     renew_error = null
   where d.document_id = $1 and d.renew_tries = $2 and d.version = $3
     and not exists (select 1 from document_signing_item i where i.document_id = d.document_id and i.is_open)
   returning d.document_id`,
);

/** False when the document was changed or is being signed, or another worker holds it: then nothing was written. */
export async function writeRenewed(
  tx: Transaction,
  { documentId, tries, version }: DueDocument,
  renewed: { readonly contentId: string; readonly at: Date; readonly dueAt: Date },
): Promise<boolean> {
  const { contentId, at, dueAt } = renewed;
  return (await tx.query(renew, [documentId, tries, version, contentId, at, dueAt])).length === 1;
}

/** How the renewals stand. */
export interface RenewalBacklog {
  /** Documents whose time has come. */
  readonly due: number;
  /** Those whose last try failed. */
  readonly failing: number;
}

const backlog = statement(
  'document_renewal.backlog',
  `select (select count(*)::int from document where renew_at <= $1) as due,
     (select count(*)::int from document where renew_error is not null) as failing`,
);

export async function readRenewalBacklog(db: Queryable, now: Date): Promise<RenewalBacklog> {
  const [row] = await db.query<RenewalBacklog & Row>(backlog, [now]);
  return row ?? { due: 0, failing: 0 };
}
