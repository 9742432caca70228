import { oids } from '../../asn1/index.ts';
import { hashNameOf } from '../../cms/index.ts';
import { type SignatureScheme, schemeOf, signatureSchemes } from '../../keys/index.ts';
import { type TimeStampErrorCode, type TimeStampToken, verifyTimeStamp } from '../../tsa/index.ts';
import type { Certificate } from '../../validation/index.ts';
import type { ReadTimeStamp } from '../model.ts';
import type { AlgorithmSuite } from './algorithms.ts';
import { judgeCertificate } from './certificate.ts';
import type { Context } from './context.ts';
import type { JudgedTimeStamp, SubIndication, Verdict } from './model.ts';
import type { TimeStampStepCode, StepName } from './step-codes.ts';
import { createTrail, type Trail } from './trail.ts';

/** A clock of the judgement and one of a time-stamping unit may differ by this much. */
const clockDifferenceMs = 60_000;

type Finding = Verdict & {
  readonly step: StepName;
  readonly code: TimeStampStepCode;
  readonly message: string;
  readonly clause?: string;
};

/**
 * Time-stamp validation (EN 319 102-1 5.4), or with a proof of its existence that of a past one (5.6.2.4).
 * `existence` is the time at which the token is known to have existed, in milliseconds since 1970.
 */
export function judgeTimeStamp(stamp: ReadTimeStamp, existence: number, context: Context): JudgedTimeStamp {
  const { id, kind, token } = stamp;
  const trail = createTrail();
  const base = { id, kind, time: token?.tstInfo.genTime, path: [], statuses: [], steps: trail.steps };
  if (!token) {
    const what = stamp.unreadable ?? 'there is no token';
    trail.note('format', 'failed', { code: 'time_stamp.unreadable', what });
    return { ...base, ...failed('FORMAT_FAILURE'), intact: false, signer: undefined };
  }
  const certificates = context.evidence.certificates;
  const stamped = { digest: token.tstInfo.messageImprint.digest };
  const verified = verifyTimeStamp({ token, stamped, certificates, allowsSha1: true });
  const intact = verified.kind === 'verified' && stamp.imprint === 'matches';
  const signer = verified.kind === 'verified' ? verified.signer : undefined;
  const finding =
    imprintFinding(stamp) ??
    (verified.kind === 'refused' ? refusalFinding(verified) : undefined) ??
    futureFinding(token, context) ??
    (signer && algorithmFinding(token, signer, existence, context));
  if (finding) return conclude({ ...base, intact, signer }, finding, trail);
  if (!signer) return { ...base, ...failed('FORMAT_FAILURE'), intact, signer };
  trail.note('cryptography', 'passed', {
    code: 'time_stamp.intact',
    what: 'it is of what it must be of, and signed by the certificate that it names',
    clause: 'EN 319 102-1 5.4.2',
  });
  const { genTime } = token.tstInfo;
  const isExistenceProved = existence < context.now;
  const verdict = judgeCertificate(
    { certificate: signer, purpose: 'timeStamping', existence, isExistenceProved, usedAt: genTime },
    context,
  );
  const { indication, subIndication, path, statuses, code, message } = verdict;
  trail.note('certificate', outcomeOf(verdict), { code, what: message, clause: 'EN 319 102-1 5.2.6' });
  const reason = subIndication === undefined ? {} : { subIndication };
  return { ...base, indication, ...reason, intact, signer, path, statuses };
}

function conclude(
  base: Omit<JudgedTimeStamp, 'indication' | 'subIndication'>,
  { step, code, message, clause, indication, subIndication }: Finding,
  trail: Trail,
): JudgedTimeStamp {
  const outcome = outcomeOf({ indication });
  trail.note(step, outcome, { code, what: message, ...(clause === undefined ? {} : { clause }) });
  return { ...base, indication, ...(subIndication === undefined ? {} : { subIndication }) };
}

/** How a verdict reads as the outcome of a step. */
export function outcomeOf({
  indication,
}: Pick<Verdict, 'indication'>): 'passed' | 'failed' | 'indeterminate' {
  switch (indication) {
    case 'TOTAL-PASSED':
      return 'passed';
    case 'TOTAL-FAILED':
      return 'failed';
    case 'INDETERMINATE':
      return 'indeterminate';
  }
}

function failed(subIndication: SubIndication): Verdict {
  return { indication: 'TOTAL-FAILED', subIndication };
}

function indeterminate(subIndication: SubIndication): Verdict {
  return { indication: 'INDETERMINATE', subIndication };
}

function imprintFinding({ imprint }: ReadTimeStamp): Finding | undefined {
  if (imprint === 'matches') return undefined;
  const clause = 'EN 319 102-1 5.4.2';
  if (imprint === 'differs')
    return {
      ...failed('HASH_FAILURE'),
      step: 'cryptography',
      code: 'time_stamp.imprint',
      message: 'it is of other data',
      clause,
    };
  return {
    ...indeterminate('CRYPTO_CONSTRAINTS_FAILURE'),
    step: 'cryptography',
    code: 'time_stamp.imprint_unsupported',
    message: 'its hash or what it is of is not known here',
    clause,
  };
}

const verdicts: Readonly<Record<TimeStampErrorCode, readonly [StepName, Verdict]>> = {
  'time_stamp.malformed': ['format', failed('FORMAT_FAILURE')],
  'time_stamp.signers': ['format', failed('FORMAT_FAILURE')],
  'time_stamp.content_type': ['format', failed('FORMAT_FAILURE')],
  'time_stamp.no_certificate': ['identification', indeterminate('NO_SIGNING_CERTIFICATE_FOUND')],
  'time_stamp.certificate_id': ['identification', indeterminate('NO_SIGNING_CERTIFICATE_FOUND')],
  'time_stamp.certificate_purpose': ['certificate', indeterminate('CHAIN_CONSTRAINTS_FAILURE')],
  'time_stamp.certificate_validity': ['certificate', indeterminate('OUT_OF_BOUNDS_NO_POE')],
  'time_stamp.algorithm': ['cryptography', indeterminate('CRYPTO_CONSTRAINTS_FAILURE')],
  'time_stamp.digest': ['cryptography', failed('HASH_FAILURE')],
  'time_stamp.signature': ['cryptography', failed('SIG_CRYPTO_FAILURE')],
  'time_stamp.imprint': ['cryptography', failed('HASH_FAILURE')],
  'time_stamp.nonce': ['acceptance', indeterminate('GENERIC')],
  'time_stamp.policy': ['acceptance', indeterminate('GENERIC')],
};

function refusalFinding({
  code,
  message,
}: {
  readonly code: TimeStampErrorCode;
  readonly message: string;
}): Finding {
  const [step, verdict] = verdicts[code];
  return { ...verdict, step, code, message, clause: 'RFC 3161 2.2 and RFC 5816' };
}

function futureFinding({ tstInfo }: TimeStampToken, { now }: Context): Finding | undefined {
  if (tstInfo.genTime <= now + clockDifferenceMs) return undefined;
  return {
    ...indeterminate('TIMESTAMP_ORDER_FAILURE'),
    step: 'time_stamp_order',
    code: 'time_stamp.in_the_future',
    message: 'it tells a time after that of the judgement',
  };
}

/** Cryptographic constraints (EN 319 102-1 5.2.8) at the time at which the token is known to have existed. */
function algorithmFinding(
  token: TimeStampToken,
  signer: Certificate,
  existence: number,
  { policy }: Context,
): Finding | undefined {
  const end = algorithmEndOf(token, signer, policy.algorithms);
  const isKnown = end !== undefined;
  if (isKnown && existence <= end) return undefined;
  return {
    ...indeterminate(isKnown ? 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE' : 'CRYPTO_CONSTRAINTS_FAILURE'),
    step: 'acceptance',
    code: isKnown ? 'time_stamp.algorithm_ended' : 'time_stamp.algorithm',
    message: isKnown
      ? `an algorithm of it is not believed after ${new Date(end).toISOString()}`
      : 'an algorithm that is not in the suite',
    clause: 'EN 319 102-1 5.2.8',
  };
}

/** Until when all algorithms of a token are believed; undefined where one is not in the suite. */
export function algorithmEndOf(
  token: TimeStampToken,
  signer: Certificate,
  algorithms: AlgorithmSuite,
): number | undefined {
  const scheme = schemeOfToken(token);
  const hashes = [token.tstInfo.messageImprint.algorithm, token.signer.digestAlgorithm].map(hashNameOf);
  const ends = [
    ...hashes.map((name) => (name === undefined ? undefined : algorithms.hash(name))),
    scheme && algorithms.signature(scheme, signer),
  ];
  const known = ends.filter((end) => end !== undefined);
  return known.length === ends.length ? Math.min(...known) : undefined;
}

const pkcs1: Readonly<Record<string, SignatureScheme>> = {
  sha1: signatureSchemes['rsa-pkcs1-sha1'],
  sha256: signatureSchemes['rsa-pkcs1-sha256'],
  sha384: signatureSchemes['rsa-pkcs1-sha384'],
  sha512: signatureSchemes['rsa-pkcs1-sha512'],
};

/** CMS may name the key alone, and mean PKCS#1 v1.5 with the digest of the attributes (RFC 3370 3.2). */
function schemeOfToken({ signer }: TimeStampToken): SignatureScheme | undefined {
  if (signer.signatureAlgorithm.oid !== oids.rsaEncryption) return schemeOf(signer.signatureAlgorithm.raw);
  const name = hashNameOf(signer.digestAlgorithm);
  return name && pkcs1[name];
}
