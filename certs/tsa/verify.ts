import { hash } from 'node:crypto';
import { der, DerError, oidOf, oids, readDer, tags } from '../asn1/index.ts';
import {
  type Attribute,
  type CertificateId,
  type HashName,
  hashNameOf,
  hashOctets,
  identifies,
  onlyValue,
  parseSigningCertificate,
  parseSigningCertificateV2,
  type SignerId,
} from '../cms/index.ts';
import {
  type AlgorithmIdentifier,
  type Certificate,
  parseAlgorithm,
  readSharedCertificate,
  verifySignature,
} from '../validation/index.ts';
import { refuse, type TimeStampRefusal } from './errors.ts';
import type { TimeStampToken } from './read.ts';

export interface TimeStampQuestion {
  readonly token: TimeStampToken;
  /** What the stamp is believed to be of: the bytes themselves, or their hash by the algorithm of the token. */
  readonly stamped: { readonly data: Uint8Array } | { readonly digest: Uint8Array };
  /** Certificates that may be the signer's, beside those in the token. */
  readonly certificates: readonly Certificate[];
  /** What was asked for, where this is the answer to a request of one's own. */
  readonly asked?: {
    /** The DER of the INTEGER. */
    readonly nonce: Uint8Array | undefined;
    readonly policy: string | undefined;
  };
  /** Old tokens: their hashes, signatures and certificate identifiers may be by SHA-1. */
  readonly allowsSha1?: boolean;
}

export type TimeStampVerdict =
  | {
      readonly kind: 'verified';
      /** The unit's certificate. Its path is the caller's to validate, at genTime, for the purpose timeStamping. */
      readonly signer: Certificate;
      /** All that came with the token, to find the path through. */
      readonly certificates: readonly Certificate[];
    }
  | TimeStampRefusal;

/**
 * Whether the token is a time stamp of the data by the holder of the certificate that it names (RFC 3161 2.2, RFC 5816,
 * RFC 5652 5.4 to 5.6). Not whether that certificate may be believed.
 */
export function verifyTimeStamp(question: TimeStampQuestion): TimeStampVerdict {
  try {
    const enclosed = enclosedCertificates(question.token);
    const signer = findSigner(question, enclosed);
    if (signer.kind === 'refused') return signer;
    const refusal =
      checkPurpose(signer.certificate) ??
      checkTime(question, signer.certificate) ??
      checkSignature(question, signer.certificate) ??
      checkImprint(question) ??
      checkAsked(question);
    return refusal ?? { kind: 'verified', signer: signer.certificate, certificates: enclosed };
  } catch (error) {
    if (error instanceof DerError) return refuse('time_stamp.malformed', `${error.code}: ${error.message}`);
    throw error;
  }
}

/** Those that came with a token, as far as they can be read. */
export function enclosedCertificates({ certificates }: TimeStampToken): readonly Certificate[] {
  return certificates.flatMap(certificateOf);
}

function certificateOf(bytes: Uint8Array): readonly Certificate[] {
  const read = readSharedCertificate(bytes);
  return read.kind === 'read' ? [read.value] : [];
}

/** The certificate that both the signer's identifier and the signed one mean (RFC 5816 2.2.1). */
function findSigner(
  { token, certificates, allowsSha1 }: TimeStampQuestion,
  enclosed: readonly Certificate[],
): { readonly kind: 'found'; readonly certificate: Certificate } | TimeStampRefusal {
  const { sid, signedAttributes = [] } = token.signer;
  const named = [...enclosed, ...certificates].filter((certificate) => isNamed(sid, certificate));
  if (named.length === 0)
    return refuse('time_stamp.no_certificate', "the signer's certificate is not at hand");
  const id = signingCertificateOf(signedAttributes);
  if (!id || (id.hash === 'sha1' && !allowsSha1))
    return refuse(
      'time_stamp.certificate_id',
      'no signed attribute names the certificate by an accepted hash',
    );
  const certificate = named.find((candidate) => identifies(id, candidate));
  if (!certificate)
    return refuse('time_stamp.certificate_id', 'the signed attributes name another certificate');
  return { kind: 'found', certificate };
}

function isNamed(sid: SignerId, certificate: Certificate): boolean {
  if (sid.kind === 'subjectKeyIdentifier')
    return certificate.known.subjectKeyIdentifier === sid.keyIdentifier;
  return sid.serialNumber === certificate.serialNumber && sid.issuer.key === certificate.issuer.key;
}

function signingCertificateOf(attributes: readonly Attribute[]): CertificateId | undefined {
  const has = (oid: string) => attributes.some((attribute) => attribute.oid === oid);
  if (has(oids.signingCertificateV2))
    return parseSigningCertificateV2(onlyValue(attributes, oids.signingCertificateV2))[0];
  if (has(oids.signingCertificate))
    return parseSigningCertificate(onlyValue(attributes, oids.signingCertificate))[0];
  return undefined;
}

/** RFC 3161 2.3: time stamping alone, and critical. */
function checkPurpose({ known, extensions }: Certificate): TimeStampRefusal | undefined {
  const [purpose, ...others] = known.extKeyUsage ?? [];
  const isCritical = extensions.find(({ oid }) => oid === oids.extKeyUsage)?.isCritical === true;
  if (purpose === oids.timeStamping && others.length === 0 && isCritical) return undefined;
  return refuse(
    'time_stamp.certificate_purpose',
    'the certificate is not for time stamping alone, and critically so',
  );
}

function checkTime({ token }: TimeStampQuestion, certificate: Certificate): TimeStampRefusal | undefined {
  const { genTime } = token.tstInfo;
  if (genTime >= certificate.notBefore && genTime < certificate.notAfter + 1000) return undefined;
  return refuse(
    'time_stamp.certificate_validity',
    'the certificate was not valid at the time that the token tells',
  );
}

/** RFC 5652 5.4 and 5.6, 11.1 and 11.2. */
function checkSignature(
  { token, allowsSha1 = false }: TimeStampQuestion,
  certificate: Certificate,
): TimeStampRefusal | undefined {
  const { signedAttributes, signedAttributeBytes, digestAlgorithm, signature, ...rest } = token.signer;
  if (!signedAttributes || !signedAttributeBytes)
    return refuse('time_stamp.content_type', 'a time stamp has signed attributes');
  const contentType = onlyValue(signedAttributes, oids.contentType);
  if (contentType.tag !== tags.oid || oidOf(contentType) !== oids.tSTInfo)
    return refuse('time_stamp.content_type', 'the content-type attribute is not id-ct-TSTInfo');
  const name = hashNameOf(digestAlgorithm);
  const algorithm = name && signatureAlgorithmOf(rest.signatureAlgorithm, name);
  if (!algorithm || (name === 'sha1' && !allowsSha1))
    return refuse('time_stamp.algorithm', 'a hash or signature algorithm that is not accepted');
  const digest = onlyValue(signedAttributes, oids.messageDigest);
  if (digest.tag !== tags.octetString || !hash(name, token.content, 'buffer').equals(digest.content))
    return refuse('time_stamp.digest', 'the message-digest attribute is not the hash of the TSTInfo');
  const signed = {
    tbs: signedAttributeBytes,
    innerAlgorithm: algorithm,
    signatureAlgorithm: algorithm,
    signature,
  };
  const verdict = verifySignature(signed, certificate, { allowsSha1 });
  if (verdict === 'good') return undefined;
  return verdict === 'bad'
    ? refuse('time_stamp.signature', "the signature is not by the certificate's key")
    : refuse('time_stamp.algorithm', 'a signature algorithm or key that is not accepted');
}

const rsaWith: Readonly<Record<HashName, string>> = {
  sha1: oids.sha1WithRSAEncryption,
  sha256: oids.sha256WithRSAEncryption,
  sha384: oids.sha384WithRSAEncryption,
  sha512: oids.sha512WithRSAEncryption,
};

/** CMS may name the key alone, and mean PKCS#1 v1.5 with the digest of the attributes (RFC 3370 3.2). */
function signatureAlgorithmOf(algorithm: AlgorithmIdentifier, name: HashName): AlgorithmIdentifier {
  if (algorithm.oid !== oids.rsaEncryption) return algorithm;
  return parseAlgorithm(readDer(der.sequence(der.oid(rsaWith[name]), der.nullValue())));
}

function checkImprint({ token, stamped, allowsSha1 }: TimeStampQuestion): TimeStampRefusal | undefined {
  const { algorithm, digest } = token.tstInfo.messageImprint;
  const name = hashNameOf(algorithm);
  if (!name || (name === 'sha1' && !allowsSha1))
    return refuse('time_stamp.algorithm', 'the hash of the imprint is not accepted');
  const expected = 'data' in stamped ? hash(name, stamped.data, 'buffer') : stamped.digest;
  if (digest.length === hashOctets(name) && Buffer.compare(expected, digest) === 0) return undefined;
  return refuse('time_stamp.imprint', 'the time stamp is of other data');
}

/** RFC 3161 2.4.2: nonce and policy come back as they were sent. */
function checkAsked({ token, asked }: TimeStampQuestion): TimeStampRefusal | undefined {
  if (!asked) return undefined;
  const { nonce, policy } = token.tstInfo;
  const isSame = asked.nonce ? nonce !== undefined && Buffer.compare(asked.nonce, nonce) === 0 : !nonce;
  if (!isSame) return refuse('time_stamp.nonce', 'the answer is not to this request');
  return asked.policy === undefined || asked.policy === policy
    ? undefined
    : refuse('time_stamp.policy', 'the policy is not the one that was asked for');
}
