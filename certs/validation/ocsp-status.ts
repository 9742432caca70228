import { oids } from '../asn1/index.ts';
import { issuerHashes } from './cert-id.ts';
import type { Certificate, Extension } from './model.ts';
import type { BasicOcspResponse, CertId, CertIdHash, SingleResponse } from './ocsp-model.ts';
import { type AnsweredPath, type IsDelegateBelieved, judgeSigner } from './ocsp-responder.ts';
import type { Statement } from './revocation.ts';
import type { Session } from './session.ts';

/** Why an answer says nothing, from the least to the most useful. */
const reasons = [
  'ocsp.no_status',
  'ocsp.unauthorized_responder',
  'ocsp.bad_signature',
  'ocsp.unknown_critical_extension',
  'ocsp.not_yet_valid',
  'ocsp.stale',
] as const;

export type OcspReasonCode = (typeof reasons)[number];

export interface OcspReason {
  readonly code: OcspReasonCode;
  readonly message: string;
}

/** What the answers say of a certificate, each statement from an authorised and current answer. */
export interface OcspStatements {
  readonly found: readonly Statement[];
  /** Whether an authorised and current answer says that the responder does not know the certificate. */
  readonly isUnknown: boolean;
  /** Where nothing was found: the most useful reason. */
  readonly reason: OcspReason;
}

const none: OcspReason = { code: 'ocsp.no_status', message: 'no answer is for this certificate' };

/** RFC 6960 3.2: every requirement for believing an answer, for each status that is this certificate's. */
export function ocspStatements(
  asked: AnsweredPath,
  session: Session,
  isDelegateBelieved: IsDelegateBelieved,
): OcspStatements {
  const certificate = asked.path[asked.position];
  const issuer = asked.path[asked.position - 1];
  const found: Statement[] = [];
  let isUnknown = false;
  let reason = none;
  if (!certificate || !issuer || session.ocsp.length === 0) return { found, isUnknown, reason };
  for (const { response, single } of answersFor(certificate, issuer, session)) {
    const refusal =
      checkTimes(single, session) ??
      checkExtensions(response, single) ??
      checkSigner(response, asked, session, isDelegateBelieved);
    const statement = statementOf(single);
    if (refusal) reason = moreUseful(reason, refusal);
    else if (statement) found.push(statement);
    else isUnknown = true;
  }
  return { found, isUnknown, reason };
}

function statementOf({ status, thisUpdate }: SingleResponse): Statement | undefined {
  if (status.kind === 'unknown') return undefined;
  if (status.kind === 'good') return { kind: 'good', thisUpdate };
  return { kind: 'revoked', thisUpdate, since: status.revocationTime, reason: status.reason };
}

function moreUseful(one: OcspReason, other: OcspReason): OcspReason {
  return reasons.indexOf(other.code) > reasons.indexOf(one.code) ? other : one;
}

interface Answer {
  readonly response: BasicOcspResponse;
  readonly single: SingleResponse;
}

const bySerial = Symbol('answers by serial number');

function* answersFor(certificate: Certificate, issuer: Certificate, session: Session): Generator<Answer> {
  const index = session.once(bySerial, session.ocsp, () => {
    const answers = session.ocsp.flatMap((response) =>
      response.responses.map((single): Answer => ({ response, single })),
    );
    session.spend(answers.length / 16);
    return Map.groupBy(answers, ({ single }) => single.certId.serialNumber);
  });
  for (const answer of index.get(certificate.serialNumber) ?? []) {
    session.spend(0.5);
    if (isOfIssuer(answer.single.certId, certificate, issuer, session)) yield answer;
  }
}

const hashed: Readonly<Record<CertIdHash, symbol>> = {
  sha1: Symbol('sha1'),
  sha256: Symbol('sha256'),
  sha384: Symbol('sha384'),
  sha512: Symbol('sha512'),
};

/**
 * RFC 6960 4.1.1: the name as the certificate in question has it. It may be written otherwise in the issuer's own, where
 * responders that know the issuer alone take it from.
 */
function isOfIssuer(certId: CertId, { issuer: written }: Certificate, issuer: Certificate, session: Session) {
  const { hash } = certId;
  if (!hash) return false;
  const { name, key } = session.once(hashed[hash], issuer, () => {
    session.spend(1 + issuer.raw.length / 1024);
    return issuerHashes(issuer, hash);
  });
  if (Buffer.compare(key, certId.issuerKeyHash) !== 0) return false;
  if (Buffer.compare(name, certId.issuerNameHash) === 0) return true;
  if (Buffer.compare(written.raw, issuer.subject.raw) === 0) return false;
  session.spend(1 + written.raw.length / 1024);
  const asWritten = issuerHashes({ subject: written, spki: issuer.spki }, hash).name;
  return Buffer.compare(asWritten, certId.issuerNameHash) === 0;
}

/** RFC 6960 3.2 (5) and (6). Where nothing says how long an answer holds, it does not. */
function checkTimes({ thisUpdate, nextUpdate }: SingleResponse, session: Session): OcspReason | undefined {
  const { time, maxOcspAge } = session;
  if (thisUpdate > time)
    return { code: 'ocsp.not_yet_valid', message: `the status is of ${iso(thisUpdate)}, after the time` };
  if (nextUpdate !== undefined && nextUpdate + 999 < time)
    return { code: 'ocsp.stale', message: `a newer answer was due at ${iso(nextUpdate)}` };
  if (maxOcspAge !== undefined && thisUpdate + maxOcspAge < time)
    return { code: 'ocsp.stale', message: `the status of ${iso(thisUpdate)} is older than allowed` };
  if (nextUpdate === undefined && maxOcspAge === undefined)
    return { code: 'ocsp.stale', message: 'the answer does not say until when it holds' };
  return undefined;
}

function iso(moment: number): string {
  return new Date(moment).toISOString();
}

/** Extensions of RFC 6960 4.4 that change nothing for who did not ask by them; the reason stands in the status. */
const knownExtensions: ReadonlySet<string> = new Set([
  oids.ocspNonce,
  oids.ocspCrlReferences,
  oids.ocspArchiveCutoff,
  oids.ocspExtendedRevoke,
  oids.cRLReasons,
  oids.invalidityDate,
]);

function checkExtensions({ extensions }: BasicOcspResponse, single: SingleResponse): OcspReason | undefined {
  const unknown = [...extensions, ...single.extensions].find(isUnknownCritical);
  return unknown && { code: 'ocsp.unknown_critical_extension', message: `extension ${unknown.oid}` };
}

function isUnknownCritical({ oid, isCritical }: Extension): boolean {
  return isCritical && !knownExtensions.has(oid);
}

function checkSigner(
  response: BasicOcspResponse,
  asked: AnsweredPath,
  session: Session,
  isDelegateBelieved: IsDelegateBelieved,
): OcspReason | undefined {
  const verdict = judgeSigner(response, asked, session, isDelegateBelieved);
  if (verdict === 'authorized') return undefined;
  return verdict === 'bad-signature'
    ? { code: 'ocsp.bad_signature', message: 'the signature of the answer is not its responder’s' }
    : { code: 'ocsp.unauthorized_responder', message: 'its signer may not answer for the issuer' };
}
