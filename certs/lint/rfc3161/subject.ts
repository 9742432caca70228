import { type Der, oids, readDer } from '../../asn1/index.ts';
import {
  type Attribute,
  type CertificateId,
  onlyValue,
  parseAttributes,
  parseSigningCertificateV2,
  parseTstInfo,
  type TstInfo,
} from '../../cms/index.ts';
import type { SignatureAlgorithm } from '../../keys/index.ts';
import type { Certificate } from '../../validation/index.ts';

/** What a time stamp is judged against. */
export interface TimeStampContext {
  /** The DER of the TSTInfo that will stand beside the signed attributes. */
  readonly tstInfo: Uint8Array;
  /** Of the time-stamping unit, whose key will sign. */
  readonly certificate: Certificate;
  readonly algorithm: SignatureAlgorithm;
  readonly request: {
    /** The DER, which is echoed as it came. */
    readonly messageImprint: Uint8Array;
    readonly policy: string | undefined;
    /** The DER of the INTEGER. */
    readonly nonce: Uint8Array | undefined;
  };
  /** The policies under which the unit works. */
  readonly policies: readonly string[];
  /** The time stamp that this unit made before it, on this node. */
  readonly previous: { readonly serialNumber: bigint; readonly genTime: number } | undefined;
}

/** What the signature is over, read from its bytes. */
export interface TimeStampSubject {
  readonly context: TimeStampContext;
  readonly attributes: readonly Attribute[];
  readonly contentType: Der;
  readonly messageDigest: Der;
  readonly certificateIds: readonly CertificateId[];
  readonly tstInfo: TstInfo;
}

/** @throws DerError when the attributes or the TSTInfo are none, or a required attribute is missing or stands twice */
export function readTimeStampSubject(tbs: Uint8Array, context: TimeStampContext): TimeStampSubject {
  const attributes = parseAttributes(readDer(tbs));
  return {
    context,
    attributes,
    contentType: onlyValue(attributes, oids.contentType),
    messageDigest: onlyValue(attributes, oids.messageDigest),
    certificateIds: certificateIdsOf(onlyValue(attributes, oids.signingCertificateV2), context.certificate),
    tstInfo: parseTstInfo(context.tstInfo),
  };
}

interface KnownIds {
  readonly bytes: Uint8Array;
  readonly ids: readonly CertificateId[];
}

const knownIds = new WeakMap<Certificate, KnownIds>();

/** Every time stamp of a unit carries the same bytes here, and the same bytes say the same. */
function certificateIdsOf(value: Der, certificate: Certificate): readonly CertificateId[] {
  const { bytes } = value;
  const known = knownIds.get(certificate);
  if (known && Buffer.compare(known.bytes, bytes) === 0) return known.ids;
  const ids = parseSigningCertificateV2(value);
  knownIds.set(certificate, { bytes, ids });
  return ids;
}
