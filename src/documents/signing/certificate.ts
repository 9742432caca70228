import {
  type Certificate,
  fitsKey,
  holderOf,
  type JwsAlgorithm,
  jwsAlgorithm,
  readCertificate,
  validatePath,
} from '../../../certs/index.ts';
import { type DocumentRefusal, refuse } from '../errors.ts';
import type { DocumentPerson } from '../model.ts';

/** Whose certificates documents are signed with. */
export interface SignerTrust {
  readonly anchors: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
}

export interface FitSigner {
  readonly kind: 'fit';
  readonly certificate: Certificate;
  /** The issuers above it, nearest first, without a root. */
  readonly chain: readonly Certificate[];
  readonly algorithm: JwsAlgorithm;
}

const nonRepudiation = 1;

/**
 * Judges whether a person may sign with the certificate now. Its revocation is not asked here: the evidence that goes
 * into the signature says it, after the time stamp. `algorithms` = what the key can do, the preferred one first.
 */
export function judgeSigner(
  bytes: Uint8Array,
  algorithms: readonly string[],
  question: SignerTrust & { readonly person: DocumentPerson; readonly time: number },
): FitSigner | DocumentRefusal {
  const read = readCertificate(bytes);
  if (read.kind !== 'read') return refuse('document.certificate_unreadable');
  const certificate = read.value;
  const { keyUsage, basicConstraints } = certificate.known;
  if (keyUsage?.has(nonRepudiation) !== true || basicConstraints?.cA)
    return refuse('document.certificate_purpose');
  if (holderOf(certificate)?.personalCode !== question.person.personalCode)
    return refuse('document.certificate_person');
  const algorithm = algorithms
    .map((name) => jwsAlgorithm(name))
    .find((one) => one !== undefined && fitsKey(one, certificate));
  if (!algorithm) return refuse('document.certificate_unreadable');
  const path = validatePath({
    leaf: certificate,
    anchors: question.anchors,
    intermediates: question.intermediates,
    crls: [],
    time: question.time,
    revocation: false,
    purpose: null,
  });
  if (path.kind === 'valid') return { kind: 'fit', certificate, chain: issuersOf(path.path), algorithm };
  const isEnded = path.certificate === certificate && path.code === 'path.expired';
  return refuse(isEnded ? 'document.certificate_expired' : 'document.certificate_untrusted');
}

/** `path` = from the anchor down to the certificate. */
function issuersOf(path: readonly Certificate[]): readonly Certificate[] {
  const issuers = path.slice(0, -1).toReversed();
  return issuers.filter(({ issuer, subject }) => issuer.key !== subject.key);
}
