import {
  type Certificate,
  drawSerial,
  issueCertificate,
  lintCertificate,
  prepareCertificate,
  type ProfileId,
  profiles,
  readCertificate,
  type Subject,
} from '../../../certs/index.ts';
import type { Clock } from '../../../oidc/ports.ts';
import type { Database } from '../../db/index.ts';
import type { Recorder } from '../../records/index.ts';
import type { Authority } from '../authority/index.ts';
import { subjectIdOf, subjectNameOf } from './model.ts';
import { finishOwnCertificate, insertOwnPrepared } from './own-store.ts';

export interface OwnCertificateDeps {
  /** As `acar_pki`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: Recorder;
}

export interface OwnCertificateRequest {
  readonly authority: Authority;
  readonly profile: ProfileId;
  readonly subject: Subject;
  /** The DER of the SubjectPublicKeyInfo; the key is in this process, which is its proof of possession. */
  readonly publicKey: Uint8Array;
}

/** The service could not make a certificate for itself: a defect, told with the reasons. */
class OwnCertificateRefused extends Error {
  readonly code = 'order.own_certificate';

  constructor(problems: readonly string[]) {
    super(`order.own_certificate: ${problems.join('; ')}`);
    this.name = 'OwnCertificateRefused';
  }
}

/**
 * Issues a certificate that the service needs itself, without an order, by the same steps: judge; store the bytes that
 * will be signed; sign; store the certificate with its event and its record. One that was cut off is never finished,
 * for its key went with the process; its number is told as never issued.
 * @throws OwnCertificateRefused, SigningError, DatabaseError
 */
export async function issueOwnCertificate(
  deps: OwnCertificateDeps,
  request: OwnCertificateRequest,
): Promise<Certificate> {
  const { db, clock, recorder } = deps;
  const { authority, profile, subject } = request;
  const serialBytes = drawSerial();
  const prepared = prepareCertificate({
    issuer: authority.issuer,
    profile: profiles[profile],
    subject,
    serial: serialBytes,
    publicKey: request.publicKey,
    notBefore: clock.now(),
  });
  if (prepared.kind === 'refused') throw new OwnCertificateRefused([`${prepared.code}: ${prepared.message}`]);
  const lint = lintCertificate(prepared.tbs, {
    issuer: authority.certificate,
    key: authority.key,
    profile: profiles[profile],
    time: clock.now(),
    allowsReservedHostNames: false,
  });
  if (lint.kind === 'refused')
    throw new OwnCertificateRefused(lint.findings.map(({ rule, message }) => `${rule}: ${message}`));
  const key = { caId: authority.caId, serial: Buffer.from(serialBytes).toString('hex') };
  const { tbs, notBefore, notAfter } = prepared;
  const subjects = { subjectId: subjectIdOf(subject), subjectName: subjectNameOf(subject) };
  const row = { ...key, ...subjects, profile, tbs, notBefore, notAfter };
  await insertOwnPrepared(db, row, new Date(clock.now()));
  const issued = await issueCertificate({ key: authority.key, linted: lint.linted });
  if (issued.kind === 'refused') throw new OwnCertificateRefused([`${issued.code}: ${issued.message}`]);
  const { certificate } = issued;
  await db.transaction(async (tx) => {
    await finishOwnCertificate(tx, { ...key, certificate }, new Date(clock.now()));
    const facts = { ca: key.caId, serial: key.serial, profile, by: 'service' };
    await recorder.record(tx, { type: 'certificate.issued', facts });
  });
  const read = readCertificate(certificate);
  if (read.kind === 'malformed') throw new OwnCertificateRefused([read.message]);
  return read.value;
}
