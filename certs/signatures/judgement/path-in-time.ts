import { oids } from '../../asn1/index.ts';
import { type Certificate, describeName } from '../../validation/index.ts';
import { certificateEnd } from './algorithms.ts';
import type { CertificateQuestion } from './certificate.ts';
import type { Context } from './context.ts';
import type { SubIndication, UsedStatus, Verdict } from './model.ts';
import type { CertificateStepCode } from './step-codes.ts';
import { type KnownStatement, statementsOf } from './status.ts';

export interface PathFailure extends Verdict {
  readonly code: CertificateStepCode;
  readonly message: string;
}

export interface PathInTime {
  readonly failure: PathFailure | undefined;
  readonly statuses: readonly UsedStatus[];
}

/** One certificate in its path, and the question that the path is judged for. */
interface Place {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  readonly isLeaf: boolean;
  readonly isIssuerAnchor: boolean;
  /** When the issuer's word stopped to count, where it was revoked. */
  readonly issuerEnd: number;
  readonly question: CertificateQuestion;
}

/**
 * Whether every certificate below the anchor was good at the time that counts (EN 319 102-1 5.5.4 and 5.6.2.1): inside
 * its validity, by algorithms that were believed, and with a word on its status that was made late enough.
 */
export function judgePath(
  path: readonly [Certificate, ...Certificate[]],
  question: CertificateQuestion,
  context: Context,
): PathInTime {
  const statuses: UsedStatus[] = [];
  const failures: PathFailure[] = [];
  let issuerEnd = Infinity;
  let issuer = path[0];
  for (const [index, certificate] of path.entries()) {
    if (index === 0) continue;
    const isLeaf = index === path.length - 1;
    const place = { certificate, issuer, isLeaf, isIssuerAnchor: index === 1, issuerEnd, question };
    const { failure, used, end } = judgePlace(place, context);
    if (used) statuses.push(used);
    if (failure) failures.push(failure);
    issuerEnd = Math.min(issuerEnd, end);
    issuer = certificate;
  }
  return { failure: mostUseful(failures), statuses };
}

/** From the least to the most useful: what waiting may mend is told last. */
const ranks: readonly SubIndication[] = [
  'TRY_LATER',
  'CRYPTO_CONSTRAINTS_FAILURE',
  'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
  'OUT_OF_BOUNDS_NO_POE',
  'REVOKED_NO_POE',
  'REVOKED_CA_NO_POE',
  'EXPIRED',
  'NOT_YET_VALID',
  'REVOKED',
];

function mostUseful(failures: readonly PathFailure[]): PathFailure | undefined {
  const rankOf = ({ subIndication }: PathFailure) => (subIndication ? ranks.indexOf(subIndication) : -1);
  return failures.toSorted((one, other) => rankOf(other) - rankOf(one))[0];
}

interface PlaceVerdict {
  readonly failure?: PathFailure | undefined;
  readonly used?: KnownStatement | undefined;
  /** When what it signs stops to count. */
  readonly end: number;
}

function judgePlace(place: Place, context: Context): PlaceVerdict {
  const failure = checkBounds(place, context) ?? checkAlgorithm(place, context);
  if (failure) return { failure, end: Infinity };
  const { certificate, issuer } = place;
  const statements = isWithoutStatus(certificate)
    ? []
    : statementsOf(certificate, issuer, context).filter((one) => isOfIssuerInTime(one, place));
  const revocation = earliestRevocation(statements);
  const end = revocation ? sinceOf(revocation) : Infinity;
  const refusal = revocation && checkRevocation(revocation, place);
  if (refusal) return { failure: refusal, used: revocation, end };
  // A certificate that was revoked in the end may have been suspended before.
  const suspension = checkSuspension(statements, place);
  if (suspension) return { ...suspension, end };
  if (revocation) return { used: revocation, end };
  if (isWithoutStatus(certificate)) return { end: Infinity };
  return { ...checkGood(statements, place, context), end: Infinity };
}

/** An issuer whose certificate has ended or was revoked must have spoken before: that is to be proved. */
function isOfIssuerInTime(
  { existence }: KnownStatement,
  { issuer, issuerEnd, isIssuerAnchor }: Place,
): boolean {
  const end = isIssuerAnchor ? issuerEnd : Math.min(issuerEnd, issuer.notAfter + 999);
  return existence <= end;
}

/** RFC 9608 and EN 319 412-1 5.2: the issuer says that no status will be told. */
function isWithoutStatus({ extensions }: Certificate): boolean {
  return extensions.some(({ oid }) => oid === oids.noRevAvail || oid === oids.validityAssuredShortTerm);
}

function checkBounds({ certificate, isLeaf, question }: Place, { now }: Context): PathFailure | undefined {
  const { existence, notBefore = -Infinity } = question;
  const { notBefore: begin, notAfter } = certificate;
  const name = describeName(certificate.subject);
  if (isLeaf && notBefore > notAfter + 999)
    return failed(
      'EXPIRED',
      'certificate.expired',
      `${name} ended at ${iso(notAfter)}, before what it signs was there`,
    );
  if (isLeaf && existence < begin)
    return failed('NOT_YET_VALID', 'certificate.not_yet_valid', `${name} is valid from ${iso(begin)} only`);
  if (existence >= begin && existence <= notAfter + 999) return undefined;
  const when =
    existence < now ? `it is known to exist since ${iso(existence)}` : 'no proof that it existed before';
  return indeterminate(
    'OUT_OF_BOUNDS_NO_POE',
    'certificate.out_of_bounds',
    `${name} was valid from ${iso(begin)} to ${iso(notAfter)}; ${when}`,
  );
}

function checkAlgorithm(
  { certificate, issuer, question }: Place,
  { policy }: Context,
): PathFailure | undefined {
  const end = certificateEnd(policy.algorithms, certificate, issuer);
  if (end !== undefined && question.existence <= end) return undefined;
  const name = describeName(certificate.subject);
  if (end === undefined)
    return indeterminate(
      'CRYPTO_CONSTRAINTS_FAILURE',
      'certificate.algorithm',
      `${name}: an algorithm outside the suite`,
    );
  return indeterminate(
    'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
    'certificate.algorithm_ended',
    `${name}: its issuer's algorithm is not believed after ${iso(end)}`,
  );
}

function earliestRevocation(statements: readonly KnownStatement[]): KnownStatement | undefined {
  const revocations = statements.filter(({ status }) => status === 'revoked');
  return revocations.toSorted((one, other) => sinceOf(one) - sinceOf(other))[0];
}

function sinceOf({ since }: KnownStatement): number {
  return since ?? -Infinity;
}

function checkRevocation(revocation: KnownStatement, { certificate, isLeaf, question }: Place) {
  const since = sinceOf(revocation);
  const { existence, notBefore = -Infinity } = question;
  if (existence < since) return undefined;
  const message = `${describeName(certificate.subject)} is revoked since ${iso(since)}`;
  if (isLeaf && notBefore >= since) return failed('REVOKED', 'certificate.revoked', message);
  return isLeaf
    ? indeterminate('REVOKED_NO_POE', 'certificate.revoked', message)
    : indeterminate('REVOKED_CA_NO_POE', 'certificate.authority_revoked', message);
}

/**
 * A suspension ends, unlike a revocation, and what was signed meanwhile stays without a valid certificate. It lasts
 * from what the answer says to the first answer that says good again.
 */
function checkSuspension(
  statements: readonly KnownStatement[],
  { certificate, question }: Place,
): Pick<PlaceVerdict, 'failure' | 'used'> | undefined {
  const { existence } = question;
  const goods = statements.filter(({ status }) => status === 'good');
  for (const hold of statements) {
    if (hold.status !== 'suspended') continue;
    const released = Math.min(
      ...goods.filter((one) => one.thisUpdate > hold.thisUpdate).map(({ thisUpdate }) => thisUpdate),
    );
    if (existence < sinceOf(hold) || existence >= released) continue;
    const message = `${describeName(certificate.subject)} is suspended since ${iso(sinceOf(hold))}`;
    const subIndication = released === Infinity ? 'TRY_LATER' : 'REVOKED_NO_POE';
    return { failure: indeterminate(subIndication, 'certificate.suspended', message), used: hold };
  }
  return undefined;
}

/** EN 319 102-1 5.2.5: a word on the status that is new enough. */
function checkGood(
  statements: readonly KnownStatement[],
  { certificate, isLeaf, question }: Place,
  { policy }: Context,
): Pick<PlaceVerdict, 'failure' | 'used'> {
  const { existence, isExistenceProved, usedAt, purpose } = question;
  const goods = statements.filter(({ status }) => status === 'good');
  const isSigner = isLeaf && purpose === 'signature';
  // A signer's certificate may be suspended and resumed: only a word after the time stamp tells of its moment.
  const needsLater = isSigner && isExistenceProved;
  const fits = (one: KnownStatement) => {
    if (needsLater) return one.producedAt + 999 >= existence;
    const until = one.nextUpdate ?? one.producedAt + policy.statusAgeMs;
    return until + 999 >= usedAt;
  };
  const used = newest(goods.filter(fits));
  if (used) return { used };
  if (!isSigner && purpose === 'timeStamping' && !policy.needsTimeStampUnitStatus) return {};
  const name = describeName(certificate.subject);
  const last = newest(goods);
  if (!last)
    return {
      failure: indeterminate('TRY_LATER', 'certificate.status_unknown', `nothing says that ${name} is good`),
    };
  const message = needsLater
    ? `the last word on ${name} is of ${iso(last.producedAt)}, before the time stamp`
    : `the last word on ${name} is of ${iso(last.producedAt)} and too old`;
  const code = needsLater ? 'certificate.status_before_time_stamp' : 'certificate.status_too_old';
  return { failure: indeterminate('TRY_LATER', code, message), used: last };
}

function newest(statements: readonly KnownStatement[]): KnownStatement | undefined {
  return statements.toSorted((one, other) => other.producedAt - one.producedAt)[0];
}

function failed(subIndication: SubIndication, code: CertificateStepCode, message: string): PathFailure {
  return { indication: 'TOTAL-FAILED', subIndication, code, message };
}

function indeterminate(
  subIndication: SubIndication,
  code: CertificateStepCode,
  message: string,
): PathFailure {
  return { indication: 'INDETERMINATE', subIndication, code, message };
}

function iso(moment: number): string {
  return Number.isFinite(moment) ? new Date(moment).toISOString() : 'an unknown time';
}
