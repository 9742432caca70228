import { DatabaseError, type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';
import { isLanguage, type Language } from '../../messages/index.ts';
import type { DocumentKind, HeldFile } from '../model.ts';
import type { Signing, SigningItem, SigningStage, SigningWay } from './model.ts';

const release = statement(
  'document_signing.release',
  `with ended as (
     update document_signing s set stage = 'over', ended_at = $3, outcome = 'document.signing_over'
     where s.stage <> 'over'
       and (s.expires_at <= $3 or s.account_id = $2 and s.stage <> 'finishing')
       and exists (select 1 from document_signing_item i
         where i.signing_id = s.signing_id and i.is_open and i.document_id = any ($1::uuid[]))
     returning s.signing_id, s.phone_request_id),
   closed as (
     update document_signing_item i set is_open = false from ended where i.signing_id = ended.signing_id)
   select phone_request_id as "phoneRequestId" from ended where phone_request_id is not null`,
);

/**
 * Ends what holds these documents and may be ended: what is over its time, and earlier signings of the same person.
 * Phone requests of theirs, which nobody waits for any more.
 */
export async function releaseDocuments(
  tx: Transaction,
  documentIds: readonly string[],
  accountId: string,
  now: Date,
): Promise<readonly string[]> {
  const rows = await tx.query<Row & { readonly phoneRequestId: string }>(release, [
    documentIds,
    accountId,
    now,
  ]);
  return rows.map(({ phoneRequestId }) => phoneRequestId);
}

const insert = statement(
  'document_signing.insert',
  `insert into document_signing (signing_id, account_id, way, stage, created_at, expires_at, stamp_language, kind, documents)
   values ($1, $2, $3, 'certificate', $4, $5, $6, $7, $8)`,
);

const insertItem = statement(
  'document_signing.insert_item',
  `insert into document_signing_item (signing_id, place, document_id, version)
   select $1, place - 1, document_id, version
   from unnest($2::uuid[], $3::int[]) with ordinality as i(document_id, version, place) order by document_id`,
);

export interface NewSigning {
  readonly signingId: string;
  readonly accountId: string;
  readonly kind: DocumentKind;
  readonly way: SigningWay;
  readonly stampLanguage: Language | undefined;
  readonly items: readonly { readonly documentId: string; readonly version: number }[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

const hindrances: Readonly<Record<string, 'being_signed' | 'unknown'>> = {
  document_being_signed: 'being_signed',
  // It was deleted since it was found.
  document_signing_item_document: 'unknown',
};

/** Why not, of one of the documents; undefined = it has begun. Where it has not, the transaction is of no use. */
export async function insertSigning(
  tx: Transaction,
  signing: NewSigning,
): Promise<'being_signed' | 'unknown' | undefined> {
  const { signingId, accountId, way, items, createdAt, expiresAt, stampLanguage, kind } = signing;
  const stamp = stampLanguage ?? null;
  await tx.query(insert, [signingId, accountId, way, createdAt, expiresAt, stamp, kind, items.length]);
  const [ids, versions] = [items.map((one) => one.documentId), items.map((one) => one.version)];
  try {
    await tx.query(insertItem, [signingId, ids, versions]);
    return undefined;
  } catch (error) {
    const hindrance = error instanceof DatabaseError ? hindrances[error.constraint ?? ''] : undefined;
    if (hindrance) return hindrance;
    throw error;
  }
}

interface SigningRow extends Row {
  readonly signingId: string;
  readonly accountId: string;
  readonly way: SigningWay;
  readonly stage: SigningStage;
  readonly certificate: Buffer | null;
  readonly algorithm: string | null;
  readonly phoneRequestId: string | null;
  readonly stampLanguage: string | null;
  readonly expiresAt: Date;
  readonly outcome: string | null;
  readonly documents: number | null;
}

const find = statement(
  'document_signing.find',
  `select signing_id as "signingId", account_id as "accountId", way, stage, certificate, scheme as algorithm,
     phone_request_id as "phoneRequestId", stamp_language as "stampLanguage", expires_at as "expiresAt", outcome, documents
   from document_signing where signing_id = $1 and account_id = $2 and kind = $3`,
);

interface ItemRow extends Row {
  readonly documentId: string;
  readonly name: string;
  readonly version: number;
  readonly digest: Buffer;
  readonly files: readonly HeldFile[] | null;
  readonly state: string | null;
  readonly toBeSigned: Buffer | null;
}

const findItems = statement(
  'document_signing.items',
  `select i.document_id as "documentId", d.name, i.version, c.digest, d.files, i.state, i.to_be_signed as "toBeSigned"
   from document_signing_item i join document d on d.document_id = i.document_id
     join document_content c on c.content_id = d.original_content_id
   where i.signing_id = $1 order by i.place`,
);

/** Undefined when it is not this account's, or its documents are of another kind. */
export async function findSigning(
  db: Queryable,
  signingId: string,
  { accountId, kind }: { readonly accountId: string; readonly kind: DocumentKind },
): Promise<Signing | undefined> {
  const [row] = await db.query<SigningRow>(find, [signingId, accountId, kind]);
  if (!row) return undefined;
  const items = await db.query<ItemRow>(findItems, [signingId]);
  const { documents, ...rest } = row;
  return {
    ...rest,
    isWhole: items.length === (documents ?? items.length),
    certificate: row.certificate ?? undefined,
    algorithm: row.algorithm ?? undefined,
    phoneRequestId: row.phoneRequestId ?? undefined,
    stampLanguage: isLanguage(row.stampLanguage) ? row.stampLanguage : undefined,
    outcome: row.outcome ?? undefined,
    items: items.map(toItem),
  };
}

function toItem(row: ItemRow): SigningItem {
  const { files, state, toBeSigned } = row;
  return { ...row, files: files ?? [], state: state ?? undefined, toBeSigned: toBeSigned ?? undefined };
}

const prepare = statement(
  'document_signing.prepare',
  `update document_signing set stage = 'value', certificate = $2, scheme = $3, expires_at = $5
   where signing_id = $1 and stage = 'certificate' and expires_at > $4 returning signing_id`,
);

const prepareItem = statement(
  'document_signing.prepare_item',
  `update document_signing_item i set state = p.state, to_be_signed = p.to_be_signed
   from unnest($2::uuid[], $3::text[], $4::bytea[]) as p(document_id, state, to_be_signed)
   where i.signing_id = $1 and i.document_id = p.document_id`,
);

export interface PreparedItem {
  readonly documentId: string;
  readonly state: string;
  readonly toBeSigned: Uint8Array;
}

/** False when another answer of the browser was first, or it is over. */
export async function writePrepared(
  tx: Transaction,
  prepared: {
    readonly signingId: string;
    readonly certificate: Uint8Array;
    readonly algorithm: string;
    readonly items: readonly PreparedItem[];
  },
  { now, expiresAt }: { readonly now: Date; readonly expiresAt: Date },
): Promise<boolean> {
  const { signingId, certificate, algorithm, items } = prepared;
  const rows = await tx.query(prepare, [signingId, certificate, algorithm, now, expiresAt]);
  if (rows.length === 0) return false;
  await tx.query(prepareItem, [
    signingId,
    items.map(({ documentId }) => documentId),
    items.map(({ state }) => state),
    items.map(({ toBeSigned }) => Buffer.from(toBeSigned)),
  ]);
  return true;
}

const ask = statement(
  'document_signing.ask_phone',
  `update document_signing set phone_request_id = $2, expires_at = $3 where signing_id = $1 and stage = 'value'
   returning signing_id`,
);

/** False when it ended meanwhile. */
export async function writePhoneRequest(
  db: Queryable,
  signingId: string,
  phoneRequestId: string,
  expiresAt: Date,
): Promise<boolean> {
  return (await db.query(ask, [signingId, phoneRequestId, expiresAt])).length === 1;
}

const claim = statement(
  'document_signing.claim',
  `update document_signing set stage = 'finishing', expires_at = $3
   where signing_id = $1 and stage = 'value' and expires_at > $2 returning signing_id`,
);

/** True for exactly one caller: it finishes the signing. */
export async function claimFinish(
  db: Queryable,
  signingId: string,
  { now, expiresAt }: { readonly now: Date; readonly expiresAt: Date },
): Promise<boolean> {
  return (await db.query(claim, [signingId, now, expiresAt])).length === 1;
}

const end = statement(
  'document_signing.end',
  `with ended as (
     update document_signing set stage = 'over', ended_at = $3, outcome = $2
     where signing_id = $1 and stage <> 'over' returning signing_id)
   update document_signing_item i set is_open = false, state = null, to_be_signed = null
   from ended where i.signing_id = ended.signing_id returning i.signing_id`,
);

/** False when it had ended before. */
export async function endSigning(
  db: Queryable,
  signingId: string,
  outcome: string,
  now: Date,
): Promise<boolean> {
  return (await db.query(end, [signingId, outcome, now])).length > 0;
}

const findKnown = statement(
  'known_signer_certificate.find',
  'select certificate, algorithm from known_signer_certificate where account_id = $1',
);

/** What the person last signed with by card. */
export async function findKnownKey(
  db: Queryable,
  accountId: string,
): Promise<{ readonly certificate: Buffer; readonly algorithms: readonly string[] } | undefined> {
  const [row] = await db.query<Row & { readonly certificate: Buffer; readonly algorithm: string }>(
    findKnown,
    [accountId],
  );
  return row && { certificate: row.certificate, algorithms: [row.algorithm] };
}

const keepKnown = statement(
  'known_signer_certificate.keep',
  `insert into known_signer_certificate (account_id, certificate, algorithm, used_at)
   select account_id, certificate, scheme, $2 from document_signing where signing_id = $1 and way = 'by_card'
   on conflict (account_id) do update
     set certificate = excluded.certificate, algorithm = excluded.algorithm, used_at = excluded.used_at`,
);

/** Remembers what a signing was made with. */
export async function keepKnownKey(tx: Transaction, signingId: string, at: Date): Promise<void> {
  await tx.query(keepKnown, [signingId, at]);
}

const forgetKnown = statement(
  'known_signer_certificate.forget',
  'delete from known_signer_certificate where account_id = $1',
);

export async function forgetKnownKey(db: Queryable, accountId: string): Promise<void> {
  await db.query(forgetKnown, [accountId]);
}

const sweep = statement(
  'document_signing.sweep',
  `delete from document_signing where signing_id in
     (select signing_id from document_signing where expires_at < $1 order by expires_at limit $2)
   returning signing_id`,
);

/** Removes signings that were over before then; how many of this batch. */
export async function deleteSignings(db: Queryable, before: Date, limit: number): Promise<number> {
  return (await db.query(sweep, [before, limit])).length;
}
