import {
  context,
  contextConstructed,
  decodeText,
  type Der,
  DerError,
  fieldsOf,
  isTextTag,
  oidOf,
  oids,
  someOf,
  tags,
  timeOf,
} from '../../asn1/index.ts';
import { type Attribute, onlyValue } from '../../cms/index.ts';
import type { ReadClaims } from '../model.ts';

/** What the signed attributes say of the signature; what cannot be read is left out. */
export function claimsOf(attributes: readonly Attribute[]): ReadClaims {
  const read = <T>(oid: string, parse: (value: Der) => T): T | undefined => {
    if (!attributes.some((attribute) => attribute.oid === oid)) return undefined;
    return attempt(() => parse(onlyValue(attributes, oid)));
  };
  const policy = read(oids.signaturePolicyIdentifier, parsePolicy);
  const commitments = attributes
    .filter(({ oid }) => oid === oids.commitmentTypeIndication)
    .flatMap(({ values }) => values.flatMap((value) => attempt(() => parseCommitment(value)) ?? []));
  const place = read(oids.signerLocation, parseLocation);
  const roles = read(oids.signerAttributesV2, parseRoles) ?? read(oids.signerAttributes, parseRoles);
  const hint = read(oids.contentHints, parseHint);
  return {
    ...(policy ? { policy } : {}),
    ...(commitments.length > 0 ? { commitments } : {}),
    ...(place ? { place } : {}),
    ...(roles && roles.length > 0 ? { roles } : {}),
    ...(hint === undefined ? {} : { contentHints: [hint] }),
  };
}

/** The time that the signer claims (RFC 5652 11.3), milliseconds since 1970. */
export function signingTimeOf(attributes: readonly Attribute[]): number | undefined {
  if (!attributes.some(({ oid }) => oid === oids.signingTime)) return undefined;
  return attempt(() => timeOf(onlyValue(attributes, oids.signingTime)));
}

/** The media type of the content (EN 319 122-1 5.2.5.2). */
export function mimeTypeOf(attributes: readonly Attribute[]): string | undefined {
  if (!attributes.some(({ oid }) => oid === oids.mimeType)) return undefined;
  return attempt(() => textOf(onlyValue(attributes, oids.mimeType)));
}

function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

const longestText = 1000;

function textOf({ tag, content }: Der): string {
  if (!isTextTag(tag)) throw new DerError('asn1.unexpected_tag', 'a text is expected');
  return decodeText(tag, content).slice(0, longestText);
}

/** SignaturePolicy (EN 319 122-1 5.2.9.1): NULL stands for a policy that goes without saying. */
function parsePolicy(value: Der): { readonly id: string; readonly implied?: boolean } {
  if (value.tag === tags.null) return { id: '', implied: true };
  return { id: oidOf(fieldsOf(value).next(tags.oid)) };
}

function parseCommitment(value: Der): string {
  return oidOf(fieldsOf(value).next(tags.oid));
}

/** SignerLocation (EN 319 122-1 5.2.5.1): country, locality, postal address, as one text. */
function parseLocation(value: Der): string {
  const fields = fieldsOf(value);
  const texts: string[] = [];
  for (const number of [0, 1, 2]) {
    const field = fields.optional(contextConstructed(number));
    if (field) texts.push(...textsIn(field));
  }
  return texts.toReversed().join(', ');
}

function textsIn(value: Der): readonly string[] {
  return someOf(value, value.tag).flatMap((one) =>
    one.tag === tags.sequence ? textsIn(one) : [textOf(one)],
  );
}

/** The claimed attributes alone (EN 319 122-1 5.2.6.1): texts of roles; certified ones are not read. */
function parseRoles(value: Der): readonly string[] {
  const claimed = fieldsOf(value).optional(contextConstructed(0));
  if (!claimed) return [];
  return rolesIn(claimed, 0);
}

const deepestRole = 4;

function rolesIn(value: Der, depth: number): readonly string[] {
  return someOf(value, value.tag).flatMap((one) => {
    if (isTextTag(one.tag)) return [textOf(one)];
    const isList = one.tag === tags.sequence || one.tag === tags.set || one.tag === contextConstructed(0);
    return isList && depth < deepestRole ? rolesIn(one, depth + 1) : [];
  });
}

/** ContentHints (RFC 2634 2.9). */
function parseHint(value: Der): string {
  const fields = fieldsOf(value);
  const description = fields.optional(0x0c, context(0));
  return description ? textOf(description) : oidOf(fields.next(tags.oid));
}
