import { der, type Der, oids } from '../../asn1/index.ts';
import type { SignedData, SignerInfo } from '../../cms/index.ts';
import type { TimeStampToken } from '../../tsa/index.ts';
import { evidenceOfAttributes, evidenceOfMessage, type RawEvidence } from './evidence-in-message.ts';
import { digestOf } from './digests.ts';
import { type AttributeUnit, type HashIndex, unitsOf } from './hash-index.ts';
import { tokenOf } from './tokens.ts';

/**
 * What an archive-time-stamp-v3 is of (EN 319 122-1 5.5.3): the type of the content, its digest by the hash of the time
 * stamp, the signer's fields as they stand but for unsigned attributes, and the index of the rest.
 */
export function archiveMessage(
  { contentType }: SignedData,
  { signedPart }: SignerInfo,
  { contentDigest, index }: { readonly contentDigest: Uint8Array; readonly index: Uint8Array },
): Uint8Array {
  return Buffer.concat([der.oid(contentType), contentDigest, signedPart, index]);
}

/** What an index lists of a message, and whether something that it lists is gone. */
export interface Listed {
  /** SHA-256 in hex of certificates, CRLs, OCSP answers and time-stamp tokens. */
  readonly proves: ReadonlySet<string>;
  readonly isComplete: boolean;
}

export function listedBy(index: HashIndex, signedData: SignedData, info: SignerInfo): Listed {
  const proves = new Set<string>();
  const add = (bytes: Uint8Array) => proves.add(digestOf(bytes));
  const found = { certificates: 0, revocationInfos: 0, unsignedAttributes: 0 };
  for (const raw of distinct(signedData.certificateChoices, index.hash)) {
    if (!index.certificates.has(textOf(raw, index))) continue;
    found.certificates += 1;
    add(raw);
  }
  const infos = new Map(signedData.revocationInfos.map((one) => [textOf(one.raw, index), one]));
  const listed = [...infos].filter(([text]) => index.revocationInfos.has(text)).map(([, one]) => one);
  found.revocationInfos = listed.length;
  addEvidence(evidenceOfMessage({ certificates: [], revocationInfos: listed }), add);
  const units = new Map(
    unitsOf(info.unsignedAttributes, index.unit).map((one) => [textOf(one.bytes, index), one]),
  );
  for (const [text, unit] of units) {
    if (!index.unsignedAttributes.has(text)) continue;
    found.unsignedAttributes += 1;
    addUnit(unit, add);
  }
  const isComplete =
    found.certificates === index.certificates.size &&
    found.revocationInfos === index.revocationInfos.size &&
    found.unsignedAttributes === index.unsignedAttributes.size;
  return { proves, isComplete };
}

function textOf(bytes: Uint8Array, { hash }: HashIndex): string {
  return digestOf(bytes, hash);
}

function distinct(all: readonly Uint8Array[], hash: HashIndex['hash']): readonly Uint8Array[] {
  return [...new Map(all.map((bytes) => [digestOf(bytes, hash), bytes])).values()];
}

type Add = (bytes: Uint8Array) => void;

function addEvidence({ certificates, crls, ocspResponses }: RawEvidence, add: Add): void {
  for (const bytes of [...certificates, ...crls, ...ocspResponses]) add(bytes);
}

const timeStampAttributes: ReadonlySet<string> = new Set([
  oids.signatureTimeStamp,
  oids.cadesCTimeStamp,
  oids.timeStampedCertsCrls,
  oids.archiveTimeStamp,
  oids.archiveTimeStampV2,
  oids.archiveTimeStampV3,
]);

/** A token with all that came inside it; the values of older signatures. */
function addUnit({ oid, values }: AttributeUnit, add: Add): void {
  if (timeStampAttributes.has(oid)) values.forEach((value) => addToken(value, add));
  else addEvidence(evidenceOfAttributes([{ raw: new Uint8Array(), oid, values }]), add);
}

function addToken(value: Der, add: Add): void {
  const read = tokenOf(value);
  if (read.kind !== 'read') return;
  add(read.token.raw);
  addEvidence(evidenceOfToken(read.token), add);
}

/** Certificates and revocation data inside a token. */
export function evidenceOfToken({ certificates, revocationInfos, signer }: TimeStampToken): RawEvidence {
  const own = evidenceOfMessage({ certificates, revocationInfos });
  const values = evidenceOfAttributes(signer.unsignedAttributes);
  return {
    certificates: [...own.certificates, ...values.certificates],
    crls: [...own.crls, ...values.crls],
    ocspResponses: [...own.ocspResponses, ...values.ocspResponses],
  };
}
