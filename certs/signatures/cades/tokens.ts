import type { Der } from '../../asn1/index.ts';
import { type Attribute, type HashName, hashNameOf } from '../../cms/index.ts';
import { type ReadTimeStampToken, readTimeStampToken, type TimeStampToken } from '../../tsa/index.ts';
import type { Certificate } from '../../validation/index.ts';
import { isNamed } from './signer.ts';

const known = new WeakMap<Der, ReadTimeStampToken>();

/** The time-stamp token that is the value of an attribute; read once. */
export function tokenOf(value: Der): ReadTimeStampToken {
  const found = known.get(value) ?? readTimeStampToken(value.bytes);
  known.set(value, found);
  return found;
}

/** All values of the attributes of a kind. */
export function valuesOf(attributes: readonly Attribute[], oid: string): readonly Der[] {
  return attributes.filter((attribute) => attribute.oid === oid).flatMap(({ values }) => values);
}

/** The hash of what the token is of; undefined where it is not known, or the token cannot be read. */
export function imprintHashOf(value: Der): HashName | undefined {
  const read = tokenOf(value);
  return read.kind === 'read' ? hashNameOf(read.token.tstInfo.messageImprint.algorithm) : undefined;
}

/** The certificate that the token names as its unit's; whether it made the token is not asked. */
export function unitOf(
  { signer }: TimeStampToken,
  certificates: readonly Certificate[],
): Certificate | undefined {
  return certificates.find((certificate) => isNamed(signer.sid, certificate));
}
