import { createHash } from 'node:crypto';
import { der, oids } from '../../certs/asn1/index.ts';
import { encodeAttribute, encodeSigningCertificateV2 } from '../../certs/cms/index.ts';
import type { Certificate } from '../../certs/index.ts';
import type { HashName } from '../../certs/keys/index.ts';
import type { SignerName, SigningWorld } from './signing-world.ts';

/** A message as an attacker would write it: every part may be what it should not be. */
export interface CraftedMessage {
  readonly signer?: SignerName;
  readonly content?: Uint8Array;
  readonly contentType?: string;
  /** The signed attributes as they are written and signed; null for none at all. */
  readonly attributes?: readonly Uint8Array[] | null;
  /** In the order in which they are given, instead of DER's. */
  readonly isUnsorted?: boolean;
  readonly digestAlgorithm?: HashName;
  readonly signatureAlgorithm?: Uint8Array;
  /** Whose issuer and serial number stand in the identifier. */
  readonly named?: Certificate;
  readonly certificates?: readonly Certificate[];
  /** Of the signed attributes, or of the content where there are none. */
  readonly sign?: (message: Uint8Array) => Uint8Array;
  readonly unsigned?: readonly Uint8Array[];
  /** Instead of all signers. */
  readonly signerInfos?: readonly Uint8Array[];
}

export const messageDigest = (content: Uint8Array, name: HashName = 'sha256') =>
  encodeAttribute(oids.messageDigest, der.octetString(createHash(name).update(content).digest()));

export const contentType = (oid: string = oids.data) => encodeAttribute(oids.contentType, der.oid(oid));

export const signingCertificate = (certificate: Certificate, name: HashName = 'sha256') =>
  encodeAttribute(oids.signingCertificateV2, encodeSigningCertificateV2(certificate, name));

export const signingTime = (moment: number) => encodeAttribute(oids.signingTime, der.time(moment));

export const craftedContent = Buffer.from('Qərar: 1000 manat');

/** The attributes that a signature should have. */
export function goodAttributes(
  world: SigningWorld,
  content: Uint8Array = craftedContent,
): readonly Uint8Array[] {
  return [
    contentType(),
    messageDigest(content),
    signingCertificate(world.certificateOf('p256')),
    signingTime(world.clock.now()),
  ];
}

export function craftSignerInfo(world: SigningWorld, crafted: CraftedMessage): Uint8Array {
  const { signer = 'p256', content = craftedContent, attributes = goodAttributes(world, content) } = crafted;
  const named = crafted.named ?? world.certificateOf(signer);
  const sorted =
    attributes &&
    (crafted.isUnsorted ? attributes : attributes.toSorted((left, right) => Buffer.compare(left, right)));
  const set = sorted && der.encode(0x31, ...sorted);
  const value = (crafted.sign ?? ((message) => world.sign(signer, message)))(
    set ? der.setOf(...sorted) : content,
  );
  return der.sequence(
    der.integer(1),
    der.sequence(named.issuer.raw, der.integer(named.serialNumber)),
    der.sequence(der.oid(oids[crafted.digestAlgorithm ?? 'sha256'])),
    ...(set ? [der.implicit(0, set)] : []),
    crafted.signatureAlgorithm ?? world.schemeOf(signer).identifiers[0],
    der.octetString(value),
    ...(crafted.unsigned ? [der.encode(0xa1, ...crafted.unsigned)] : []),
  );
}

export function craftMessage(world: SigningWorld, crafted: CraftedMessage = {}): Uint8Array {
  const { signer = 'p256', content = craftedContent } = crafted;
  const certificates = crafted.certificates ?? [world.certificateOf(signer), ...world.chainOf(signer)];
  const signedData = der.sequence(
    der.integer(1),
    der.setOf(der.sequence(der.oid(oids.sha256))),
    der.sequence(der.oid(crafted.contentType ?? oids.data), der.explicit(0, der.octetString(content))),
    der.encode(0xa0, ...certificates.map(({ raw }) => raw)),
    der.encode(0x31, ...(crafted.signerInfos ?? [craftSignerInfo(world, crafted)])),
  );
  return der.sequence(der.oid(oids.signedData), der.explicit(0, signedData));
}
