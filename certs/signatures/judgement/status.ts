import { DerError, oids, readDer, timeOf } from '../../asn1/index.ts';
import {
  type BasicOcspResponse,
  type Certificate,
  type Crl,
  judgeOcsp,
  type OcspResponse,
  validatePath,
} from '../../validation/index.ts';
import { certificateEnd } from './algorithms.ts';
import type { Context } from './context.ts';
import type { UsedStatus } from './model.ts';
import { digestOf } from './proofs.ts';
import { isGranted, servicesOf } from './trust.ts';

/** What a CRL or an OCSP answer that verifies says of a certificate, at the time at which it was made. */
export interface StatusStatement extends UsedStatus {
  /** Until when its own signature's algorithm is believed. */
  readonly algorithmEnd: number;
}

/** A statement, and since when it is known to exist. */
export interface KnownStatement extends StatusStatement {
  readonly existence: number;
}

const certificateHold = 6;
const longest = 100 * 366 * 86_400;
/** Most answers, and most lists, that are looked at for one certificate. */
const mostStatements = 64;

/**
 * Everything that the evidence says of a certificate whose issuer is believed. Each piece is checked at the time at
 * which it was made, for it is read years later; one whose algorithm was broken before it is known to have existed
 * says nothing.
 */
export function statementsOf(
  certificate: Certificate,
  issuer: Certificate,
  context: Context,
): readonly KnownStatement[] {
  return [...ocspStatements(certificate, issuer, context), ...crlStatements(certificate, issuer, context)]
    .map((statement) => ({ ...statement, existence: context.proofs.of(statement.digest) }))
    .filter(({ algorithmEnd, existence }) => existence <= algorithmEnd);
}

function ocspStatements(
  certificate: Certificate,
  issuer: Certificate,
  context: Context,
): readonly StatusStatement[] {
  const answers = context.evidence.ocspResponses.filter(
    (one) =>
      one.kind === 'basic' &&
      one.basic.responses.some(({ certId }) => certId.serialNumber === certificate.serialNumber),
  );
  return answers.slice(0, mostStatements).flatMap((answer) => {
    if (answer.kind !== 'basic') return [];
    return remember(context, [digestOf(answer.raw), certificate, issuer], () =>
      ocspStatement({ response: answer, certificate, issuer }, context),
    );
  });
}

interface AnswerAsked {
  readonly response: Extract<OcspResponse, { readonly kind: 'basic' }>;
  readonly certificate: Certificate;
  readonly issuer: Certificate;
}

function ocspStatement(
  { response, certificate, issuer }: AnswerAsked,
  context: Context,
): StatusStatement | undefined {
  const { basic } = response;
  const singles = basic.responses.filter(({ certId }) => certId.serialNumber === certificate.serialNumber);
  const thisUpdate = Math.min(...singles.map((single) => single.thisUpdate));
  const ends = singles.flatMap(({ nextUpdate }) => (nextUpdate === undefined ? [] : [nextUpdate]));
  const { producedAt } = basic;
  const time = Math.max(producedAt, ...singles.map((single) => single.thisUpdate));
  const responders = servicesOf(context.trust, 'ocsp').filter((service) => isGranted(service, producedAt));
  const judged = judgeOcsp({
    response,
    issuer,
    certificate,
    isIssuedByPath: true,
    time,
    maxAgeSeconds: longest,
    trustedResponders: responders.map((service) => service.certificate),
    algorithms: { allowsSha1: true },
  });
  if (judged.status === 'unknown' || judged.status === 'invalid') return undefined;
  const isOfEnded = thisUpdate > certificate.notAfter + 999;
  if (judged.status === 'good' && isOfEnded && !singles.every((one) => keepsEnded(one, certificate)))
    return undefined;
  return {
    certificate,
    source: 'ocsp',
    status: judged.status === 'revoked' ? kindOf(judged.reason) : 'good',
    producedAt,
    thisUpdate,
    nextUpdate: ends.length > 0 ? Math.min(...ends) : undefined,
    since: judged.status === 'revoked' ? judged.revocationTime : undefined,
    digest: digestOf(response.raw),
    algorithmEnd: answerEnd(
      basic,
      [...basic.certificates, ...responders.map((service) => service.certificate), issuer],
      context,
    ),
  };
}

/**
 * Whether the responder keeps the status of a certificate after its end (RFC 6960 4.4.4): others forget that it was
 * revoked, and say good.
 */
function keepsEnded(
  { extensions }: BasicOcspResponse['responses'][number],
  { notAfter }: Certificate,
): boolean {
  const cutoff = extensions.find(({ oid }) => oid === oids.ocspArchiveCutoff);
  if (!cutoff) return false;
  try {
    return timeOf(readDer(cutoff.value)) <= notAfter + 999;
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}

/** Whose key made the answer is not told: the first of those who may have that has a key of the kind counts. */
function answerEnd(basic: BasicOcspResponse, signers: readonly Certificate[], { policy }: Context): number {
  const ends = signers.map((signer) => certificateEnd(policy.algorithms, basic, signer));
  return ends.find((end) => end !== undefined) ?? -Infinity;
}

function kindOf(reason: number | undefined): 'revoked' | 'suspended' {
  return reason === certificateHold ? 'suspended' : 'revoked';
}

function crlStatements(
  certificate: Certificate,
  issuer: Certificate,
  context: Context,
): readonly StatusStatement[] {
  const lists = context.evidence.crls.filter(
    (crl) => crl.issuer.key === certificate.issuer.key || crl.issuingDistributionPoint?.indirectCRL === true,
  );
  const complete = lists.filter(({ baseCRLNumber }) => baseCRLNumber === undefined).slice(0, mostStatements);
  const deltas = lists.filter(({ baseCRLNumber }) => baseCRLNumber !== undefined).slice(0, mostStatements);
  return complete.flatMap((crl) => {
    const newer = deltas.filter((delta) => delta.thisUpdate >= crl.thisUpdate);
    const sets = newer.length > 0 ? [[crl], [crl, ...newer]] : [[crl]];
    return sets.flatMap((set) =>
      remember(context, [set.map(({ raw }) => digestOf(raw)).join(), certificate, issuer], () =>
        crlStatement({ set, certificate, issuer }, context),
      ),
    );
  });
}

interface ListsAsked {
  /** A complete list, and the deltas that are newer. */
  readonly set: readonly Crl[];
  readonly certificate: Certificate;
  readonly issuer: Certificate;
}

function crlStatement(
  { set, certificate, issuer }: ListsAsked,
  context: Context,
): StatusStatement | undefined {
  const [complete] = set;
  if (!complete) return undefined;
  const newest = set.reduce((one, other) => (other.thisUpdate > one.thisUpdate ? other : one));
  const result = validatePath({
    leaf: certificate,
    anchors: [issuer],
    intermediates: context.evidence.certificates,
    crls: set,
    // A list may be older than a certificate that was issued since, and holds for it too.
    time: Math.max(newest.thisUpdate, certificate.notBefore),
    revocation: true,
    algorithms: { allowsSha1: true },
  });
  const isRevoked = result.kind === 'refused' && result.code === 'path.revoked';
  if (result.kind !== 'valid' && !isRevoked) return undefined;
  return {
    certificate,
    source: 'crl',
    status: isRevoked ? kindOf(result.revocationReason) : 'good',
    producedAt: newest.thisUpdate,
    thisUpdate: newest.thisUpdate,
    nextUpdate: newest.nextUpdate,
    since: isRevoked ? (result.revokedSince ?? newest.thisUpdate) : undefined,
    digest: digestOf(complete.raw),
    algorithmEnd: certificateEnd(context.policy.algorithms, complete, issuer) ?? -Infinity,
  };
}

function remember(
  { statements }: Context,
  [pieces, certificate, issuer]: readonly [string, Certificate, Certificate],
  make: () => StatusStatement | undefined,
): readonly StatusStatement[] {
  const key = `${pieces} ${digestOf(certificate.raw)} ${digestOf(issuer.raw)}`;
  if (!statements.has(key)) statements.set(key, make());
  const statement = statements.get(key);
  return statement ? [statement] : [];
}
