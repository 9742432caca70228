import { der, DerError, type Der, fieldsOf, oidOf, someOf, tags } from '../asn1/index.ts';

/** RFC 5652 5.3. */
export interface Attribute {
  readonly raw: Uint8Array;
  readonly oid: string;
  readonly values: readonly Der[];
}

/** A SET OF Attribute with at least one; `tag` is that of the SET or of the field that stands for it. */
export function parseAttributes(value: Der, tag: number = tags.set): readonly Attribute[] {
  return someOf(value, tag).map(parseAttribute);
}

/** @throws DerError */
export function parseAttribute(element: Der): Attribute {
  const fields = fieldsOf(element);
  const oid = oidOf(fields.next(tags.oid));
  const values = someOf(fields.next(tags.set), tags.set);
  fields.end();
  return { raw: element.bytes, oid, values };
}

/**
 * The only value of an attribute that must be there once (RFC 5652 11.1 and 11.2).
 * @throws DerError when it is missing, stands twice or has several values
 */
export function onlyValue(attributes: readonly Attribute[], oid: string): Der {
  let found: Attribute | undefined;
  let count = 0;
  for (const attribute of attributes)
    if (attribute.oid === oid) {
      found = attribute;
      count += 1;
    }
  const value = found?.values[0];
  if (!value || count > 1 || found?.values.length !== 1)
    throw new DerError('asn1.structure', `attribute ${oid} must stand once with one value`);
  return value;
}

export function encodeAttribute(oid: string, value: Uint8Array): Uint8Array {
  return der.sequence(typeOf(oid), der.setOf(value));
}

const types = new Map<string, Uint8Array>();

/** Those that are written are a few constants. */
function typeOf(oid: string): Uint8Array {
  const known = types.get(oid) ?? der.oid(oid);
  types.set(oid, known);
  return known;
}
