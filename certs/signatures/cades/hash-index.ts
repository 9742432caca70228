import { der, type Der, DerError, fieldsOf, oids, tags } from '../../asn1/index.ts';
import {
  type Attribute,
  type HashName,
  hashIdentifier,
  hashNameOf,
  onlyValue,
  type SignedData,
  type SignerInfo,
} from '../../cms/index.ts';
import type { TimeStampToken } from '../../tsa/index.ts';
import { parseAlgorithm } from '../../validation/index.ts';
import { digestOf } from './digests.ts';

/**
 * What an archive time stamp lists beside the signature (EN 319 122-1 5.5.2): digests, in hex, of certificates,
 * revocation data and unsigned attributes.
 */
export interface HashIndex {
  /** The DER of the attribute's value, which the time stamp is of too. */
  readonly raw: Uint8Array;
  readonly hash: HashName;
  /** `attribute`: digests of whole attributes, as the first version of the index has them; else of each value. */
  readonly unit: 'attribute' | 'value';
  readonly certificates: ReadonlySet<string>;
  readonly revocationInfos: ReadonlySet<string>;
  readonly unsignedAttributes: ReadonlySet<string>;
}

/** The index of a token; undefined where it has none that is known, or one that cannot be read. */
export function hashIndexOf({ signer }: TimeStampToken): HashIndex | undefined {
  const { unsignedAttributes } = signer;
  const has = (oid: string) => unsignedAttributes.some((attribute) => attribute.oid === oid);
  try {
    if (has(oids.atsHashIndexV3))
      return parseHashIndex(onlyValue(unsignedAttributes, oids.atsHashIndexV3), 'value');
    if (has(oids.atsHashIndex))
      return parseHashIndex(onlyValue(unsignedAttributes, oids.atsHashIndex), 'attribute');
    return undefined;
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

function parseHashIndex(value: Der, unit: HashIndex['unit']): HashIndex | undefined {
  const fields = fieldsOf(value).rest();
  // The first version leaves SHA-256 out, as a default (EN 319 122-1 5.5.2 note).
  const [algorithm, ...lists] = fields.length === 4 ? fields : [undefined, ...fields];
  const name = algorithm ? hashNameOf(parseAlgorithm(algorithm)) : 'sha256';
  const [certificates, revocationInfos, unsignedAttributes, ...others] = lists;
  if (!certificates || !revocationInfos || !unsignedAttributes || others.length > 0)
    throw new DerError('asn1.structure', 'an index has three lists');
  if (!name || (!algorithm && unit === 'value')) return undefined;
  return {
    raw: value.bytes,
    hash: name,
    unit,
    certificates: digestsIn(certificates),
    revocationInfos: digestsIn(revocationInfos),
    unsignedAttributes: digestsIn(unsignedAttributes),
  };
}

function digestsIn(list: Der): ReadonlySet<string> {
  const all = fieldsOf(list).rest();
  if (all.some(({ tag }) => tag !== tags.octetString))
    throw new DerError('asn1.unexpected_tag', 'a list of digests holds something else');
  return new Set(all.map(({ content }) => Buffer.from(content).toString('hex')));
}

/** ATSHashIndexV3 of all that the message and the signer have now. */
export function encodeHashIndex(signedData: SignedData, info: SignerInfo, name: HashName): Uint8Array {
  return der.sequence(
    hashIdentifier(name),
    list(signedData.certificateChoices.map((raw) => digestOf(raw, name))),
    list(signedData.revocationInfos.map(({ raw }) => digestOf(raw, name))),
    list(unitsOf(info.unsignedAttributes, 'value').map(({ bytes }) => digestOf(bytes, name))),
  );
}

function list(digests: readonly string[]): Uint8Array {
  return der.sequence(...digests.map((digest) => der.octetString(Buffer.from(digest, 'hex'))));
}

/** What an index has one digest for among unsigned attributes. */
export interface AttributeUnit {
  readonly bytes: Uint8Array;
  readonly oid: string;
  readonly values: readonly Der[];
}

const known = new WeakMap<readonly Attribute[], Map<HashIndex['unit'], readonly AttributeUnit[]>>();

/** The attributes, or each value behind the type of its attribute (EN 319 122-1 5.5.2). */
export function unitsOf(attributes: readonly Attribute[], unit: HashIndex['unit']): readonly AttributeUnit[] {
  const ofAttributes = known.get(attributes) ?? new Map<HashIndex['unit'], readonly AttributeUnit[]>();
  known.set(attributes, ofAttributes);
  const found = ofAttributes.get(unit) ?? attributes.flatMap((attribute) => split(attribute, unit));
  ofAttributes.set(unit, found);
  return found;
}

function split({ raw, oid, values }: Attribute, unit: HashIndex['unit']): readonly AttributeUnit[] {
  if (unit === 'attribute') return [{ bytes: raw, oid, values }];
  const type = der.oid(oid);
  return values.map((value) => ({ bytes: Buffer.concat([type, value.bytes]), oid, values: [value] }));
}
