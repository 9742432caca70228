import { oids } from '../../asn1/index.ts';
import type { SignedData, SignerInfo } from '../../cms/index.ts';
import type { Level, ReadSignature, ReadTimeStamp } from '../model.ts';
import { hasWordOn, isSelfIssued } from './evidence-in-message.ts';
import { unitOf } from './tokens.ts';

type Judged = Pick<
  ReadSignature,
  'signer' | 'evidence' | 'timeStamps' | 'claimedTime' | 'problems' | 'format' | 'counterSigns'
>;

/**
 * The highest baseline level whose elements are there (EN 319 122-1 6.3); undefined where those of B are not. In PAdES
 * only up to LT, for what makes LTA there is not in the message.
 */
export function levelOf(
  read: Judged,
  { signedData, info }: { readonly signedData: SignedData; readonly info: SignerInfo },
): Level | undefined {
  if (!isBaseline(read, signedData, info)) return undefined;
  const signatureStamps = read.timeStamps.filter(isSignatureStamp);
  if (signatureStamps.length === 0) return 'B';
  if (!hasWordOnAll(read)) return 'T';
  const hasArchive = read.timeStamps.some(({ kind, imprint }) => kind === 'archive' && imprint === 'matches');
  return hasArchive ? 'LTA' : 'LT';
}

/** One of another signature makes no level. */
function isSignatureStamp({ kind, imprint }: ReadTimeStamp): boolean {
  return kind === 'signature' && imprint === 'matches';
}

function isBaseline(read: Judged, { certificates }: SignedData, info: SignerInfo): boolean {
  const { certificate, reference } = read.signer;
  const { signedAttributes = [] } = info;
  const isEnclosed = certificates.some((raw) => certificate && Buffer.compare(raw, certificate.raw) === 0);
  const hasTime = signedAttributes.some(({ oid }) => oid === oids.signingTime);
  const isOfTime = read.format === 'PAdES' || read.counterSigns !== undefined || hasTime;
  const isSound = !read.problems.some(({ severity }) => severity === 'failure');
  return reference === 'matches' && isEnclosed && isOfTime && isSound;
}

/** The values of LT: a word on the signer, and on every unit that stamped the signature. */
export function hasWordOnAll({
  signer,
  evidence,
  timeStamps,
}: Pick<Judged, 'signer' | 'evidence' | 'timeStamps'>): boolean {
  const { certificate } = signer;
  if (!certificate || !hasWordOn(certificate, evidence)) return false;
  return timeStamps.filter(isSignatureStamp).every(({ token }) => {
    const unit = token && unitOf(token, evidence.certificates);
    return unit !== undefined && (isSelfIssued(unit) || hasWordOn(unit, evidence));
  });
}
