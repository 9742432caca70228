import { hash } from 'node:crypto';
import { contextConstructed, der, type Nest, nest, oids, tags, writeNest } from '../asn1/index.ts';
import { encodeAttribute, encodeSigningCertificateV2, hashIdentifier } from '../cms/index.ts';
import type { SignatureAlgorithm } from '../keys/index.ts';
import type { Certificate } from '../validation/index.ts';

/** What all tokens of one unit have in common. */
export interface TokenProfile {
  readonly certificate: Certificate;
  /** The certificates above it that go into a token beside it, the root left out. */
  readonly chain: readonly Certificate[];
  readonly algorithm: SignatureAlgorithm;
  /** From 1 to 1000. */
  readonly accuracyMs: number;
  /** Whether the tokens name the unit. */
  readonly namesTsa: boolean;
  /** esi4-qtstStatement-1: that the time stamp is a qualified one (EN 319 422 9). */
  readonly isQualified: boolean;
}

/** What one token says. */
export interface TokenContent {
  readonly policy: string;
  readonly messageImprint: Uint8Array;
  readonly serialNumber: bigint;
  /** Milliseconds since 1970; a part of a millisecond is cut. */
  readonly genTime: number;
  readonly nonce: Uint8Array | undefined;
}

/** Writes tokens from bytes that are encoded once. */
export interface TokenTemplate {
  /** TSTInfo (RFC 3161 2.4.2). */
  encodeTstInfo(content: TokenContent): Uint8Array;
  /** The DER SET of signed attributes over a TSTInfo, which is what is signed (RFC 5652 5.4). */
  encodeSignedAttributes(tstInfo: Uint8Array): Uint8Array;
  /** ContentInfo of SignedData with one signer, to be written inside the answer. */
  encodeToken(parts: TokenParts): Nest;
}

export interface TokenParts {
  readonly tstInfo: Uint8Array;
  readonly signedAttributes: Uint8Array;
  readonly signature: Uint8Array;
  readonly hasCertificates: boolean;
}

/** @throws RangeError for an algorithm without a hash, or an accuracy outside 1 to 1000 ms */
export function createTokenTemplate(profile: TokenProfile): TokenTemplate {
  const { certificate, chain, algorithm } = profile;
  const { hash: name } = algorithm;
  if (name === null) throw new RangeError('a time stamp is signed by an algorithm that has a hash');
  const accuracy = encodeAccuracy(profile.accuracyMs);
  const tail = tstInfoTail(profile);
  const encodeGenTime = createGenTimeEncoder();
  const policies = new Map<string, Uint8Array>();
  const policyOf = (policy: string) => {
    const known = policies.get(policy) ?? der.oid(policy);
    policies.set(policy, known);
    return known;
  };
  const attributes = attributesTemplate(certificate, name);
  const digestAlgorithm = hashIdentifier(name);
  const digestAlgorithms = der.setOf(digestAlgorithm);
  const signer = der.sequence(certificate.issuer.raw, der.integer(certificate.serialNumber));
  const withCertificates = asField(der.setOf(...[certificate, ...chain].map(({ raw }) => raw)));
  return {
    encodeTstInfo: ({ policy, messageImprint, serialNumber, genTime, nonce }) =>
      writeNest(
        nest(
          tags.sequence,
          one,
          policyOf(policy),
          messageImprint,
          der.integer(serialNumber),
          encodeGenTime(genTime),
          accuracy,
          ...(nonce ? [nonce] : []),
          ...tail,
        ),
      ),
    encodeSignedAttributes(tstInfo) {
      const bytes = new Uint8Array(attributes.bytes);
      bytes.set(hash(name, tstInfo, 'buffer'), attributes.digestAt);
      return bytes;
    },
    encodeToken({ tstInfo, signedAttributes, signature, hasCertificates }) {
      const signerInfo = nest(
        tags.sequence,
        one,
        signer,
        digestAlgorithm,
        asField(signedAttributes),
        algorithm.identifier,
        nest(tags.octetString, signature),
      );
      const content = nest(contextConstructed(0), nest(tags.octetString, tstInfo));
      const signedData = nest(
        tags.sequence,
        three,
        digestAlgorithms,
        nest(tags.sequence, tstInfoType, content),
        ...(hasCertificates ? [withCertificates] : []),
        nest(tags.set, signerInfo),
      );
      return nest(tags.sequence, signedDataType, nest(contextConstructed(0), signedData));
    },
  };
}

const one = der.integer(1);
const three = der.integer(3);
const tstInfoType = der.oid(oids.tSTInfo);
const signedDataType = der.oid(oids.signedData);

/** A SET under `[0] IMPLICIT`. */
function asField(set: Uint8Array): Uint8Array {
  return der.implicit(0, set);
}

function tstInfoTail({ certificate, namesTsa, isQualified }: TokenProfile): readonly Uint8Array[] {
  const name = der.explicit(4, certificate.subject.raw);
  const statement = der.sequence(der.sequence(der.oid(oids.qtstStatement)));
  const extension = der.sequence(der.oid(oids.qcStatements), der.octetString(statement));
  return [
    ...(namesTsa ? [der.explicit(0, name)] : []),
    ...(isQualified ? [der.implicit(1, der.sequence(extension))] : []),
  ];
}

/** Seconds and milliseconds; neither may be zero where it stands. */
function encodeAccuracy(accuracyMs: number): Uint8Array {
  if (!Number.isInteger(accuracyMs) || accuracyMs < 1 || accuracyMs > 1000)
    throw new RangeError('accuracy is from 1 to 1000 milliseconds');
  return accuracyMs === 1000 ? der.sequence(one) : der.sequence(der.implicit(0, der.integer(accuracyMs)));
}

/** The signed attributes with a place for the digest. */
function attributesTemplate(certificate: Certificate, name: 'sha256' | 'sha384' | 'sha512') {
  const place = hash(name, '', 'buffer').fill(0);
  const bytes = der.setOf(
    encodeAttribute(oids.contentType, tstInfoType),
    encodeAttribute(oids.messageDigest, der.octetString(place)),
    encodeAttribute(oids.signingCertificateV2, encodeSigningCertificateV2(certificate, name)),
  );
  // The order is settled by the lengths of the attributes, which a digest does not change.
  const type = der.oid(oids.messageDigest);
  const digestAt = Buffer.from(bytes).indexOf(type) + type.length + setAndOctetStringHeaders;
  return { bytes, digestAt };
}

const setAndOctetStringHeaders = 4;

/** GeneralizedTime to the millisecond, without zeros at the end of the fraction (RFC 3161 2.4.2). */
function createGenTimeEncoder(): (moment: number) => Uint8Array {
  let lastSecond = Number.NaN;
  let whole = '';
  return (moment) => {
    const second = Math.floor(moment / 1000);
    if (second !== lastSecond) {
      whole = new Date(second * 1000).toISOString().slice(0, 19).replace(/[-:T]/g, '');
      lastSecond = second;
    }
    const millis = Math.floor(moment) - second * 1000;
    const fraction = millis === 0 ? '' : `.${String(millis).padStart(3, '0').replace(/0+$/, '')}`;
    return der.encode(tags.generalizedTime, Buffer.from(`${whole}${fraction}Z`, 'latin1'));
  };
}
