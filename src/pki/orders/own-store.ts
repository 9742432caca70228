import { type Queryable, statement, type Transaction } from '../../db/index.ts';
import type { CertificateKey } from '../status/index.ts';
import type { SignedCertificate } from './store.ts';

const insertOwn = statement(
  'certificate.insert_own_prepared',
  `insert into certificate (ca_id, serial, profile, subject_id, subject_name, is_public, crl_partition, not_before,
     not_after, tbs, prepared_at)
   values ($1, $2, $3, $4, $5, false, 0, $6, $7, $8, $9)`,
);

/** What the service makes for itself: without an order. */
export interface OwnPrepared extends CertificateKey {
  readonly profile: string;
  readonly subjectId: string;
  readonly subjectName: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly tbs: Uint8Array;
}

/** Durable on return. */
export async function insertOwnPrepared(db: Queryable, own: OwnPrepared, now: Date): Promise<void> {
  await db.query(insertOwn, [
    own.caId,
    Buffer.from(own.serial, 'hex'),
    own.profile,
    own.subjectId,
    own.subjectName,
    new Date(own.notBefore),
    new Date(own.notAfter),
    Buffer.from(own.tbs),
    now,
  ]);
}

const finishOwn = statement(
  'certificate.finish_own',
  `with issued as (
     update certificate set certificate = $3, fingerprint = sha256($3), issued_at = $4, status = 'good', status_at = $4
     where ca_id = $1 and serial = $2 and status = 'prepared' returning ca_id, serial)
   insert into certificate_event (ca_id, serial, action, happened_at, done_by)
   select ca_id, serial, 'issued', $4, 'service' from issued`,
);

export async function finishOwnCertificate(
  tx: Transaction,
  signed: Pick<SignedCertificate, 'caId' | 'serial' | 'certificate'>,
  now: Date,
): Promise<void> {
  const { caId, serial, certificate } = signed;
  await tx.query(finishOwn, [caId, Buffer.from(serial, 'hex'), Buffer.from(certificate), now]);
}
