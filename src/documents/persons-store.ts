import { type Queryable, type Row, statement, type Transaction } from '../db/index.ts';
import type { Participant } from './model.ts';

const participants = statement(
  'document.persons',
  `select p.personal_code as "personalCode", a.given_name || ' ' || a.family_name as name, p.role,
     p.added_at as "addedAt", p.signed_at as "signedAt"
   from document_person p left join account a on a.personal_code = p.personal_code
   where p.document_id = $1 order by p.role, p.added_at, p.personal_code`,
);

interface ParticipantRow extends Row {
  readonly personalCode: string;
  readonly name: string | null;
  readonly role: 'owner' | 'signer';
  readonly addedAt: Date;
  readonly signedAt: Date | null;
}

export async function listParticipants(db: Queryable, documentId: string): Promise<readonly Participant[]> {
  const rows = await db.query<ParticipantRow>(participants, [documentId]);
  return rows.map((row) => ({ ...row, name: row.name ?? undefined, signedAt: row.signedAt ?? undefined }));
}

const invite = statement(
  'document.invite',
  `insert into document_person (document_id, personal_code, role, added_at, kind, number)
   select document_id, $2, 'signer', $3, kind, number from document where document_id = $1
   on conflict (document_id, personal_code) do nothing returning document_id`,
);

/** False when the person was there. */
export async function insertSigner(
  tx: Transaction,
  documentId: string,
  personalCode: string,
  at: Date,
): Promise<boolean> {
  return (await tx.query(invite, [documentId, personalCode, at])).length === 1;
}

const uninvite = statement(
  'document.uninvite',
  `delete from document_person
   where document_id = $1 and personal_code = $2 and role = 'signer' and signed_at is null returning document_id`,
);

/** False when there is no such person, or the person has signed. */
export async function deleteSigner(
  tx: Transaction,
  documentId: string,
  personalCode: string,
): Promise<boolean> {
  return (await tx.query(uninvite, [documentId, personalCode])).length === 1;
}

export interface Contact {
  readonly email: string | null;
  readonly mobile: string | null;
  readonly language: string;
}

const contact = statement(
  'document.contact',
  `select email, mobile, language from account where personal_code = $1`,
);

/** How a person is reached; undefined where there is no account. */
export async function findContact(tx: Transaction, personalCode: string): Promise<Contact | undefined> {
  const [row] = await tx.query<Row & Contact>(contact, [personalCode]);
  return row;
}

const invitations = statement(
  'document.invitations',
  `select count(*)::int as count from interaction_record
   where account_id = $1 and type = 'document.invited' and at > $2`,
);

const takeTurn = statement(
  'document.invitation_turn',
  `select pg_advisory_xact_lock(hashtextextended('document.invitations ' || $1, 0))`,
);

/**
 * How many invitations of an account are recorded since then. From here on until the transaction ends nobody else counts
 * them: invitations to several documents at once keep one limit.
 */
export async function countInvitations(tx: Transaction, accountId: string, since: Date): Promise<number> {
  await tx.query(takeTurn, [accountId]);
  const [row] = await tx.query<Row & { readonly count: number }>(invitations, [accountId, since]);
  return row?.count ?? 0;
}

export interface DocumentEvent {
  readonly at: Date;
  readonly type: string;
  /** Who did it; undefined where the account is gone. */
  readonly person: string | undefined;
}

const history = statement(
  'document.history',
  `select r.at, r.type, a.given_name || ' ' || a.family_name as person
   from interaction_record r left join account a on a.id::text = r.account_id
   where r.type like 'document.%' and r.facts ->> 'document' = $1 order by r.id desc limit $2`,
);

/** What happened to a document, the latest first. */
export async function listEvents(
  db: Queryable,
  documentId: string,
  limit: number,
): Promise<readonly DocumentEvent[]> {
  const rows = await db.query<
    Row & { readonly at: Date; readonly type: string; readonly person: string | null }
  >(history, [documentId, limit]);
  return rows.map((row) => ({ ...row, person: row.person ?? undefined }));
}
