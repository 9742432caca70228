import {
  context,
  contextConstructed,
  countOf,
  type Der,
  DerError,
  decodeText,
  fieldsOf,
  namedBitsOf,
  onlyElement,
  someOf,
  tags,
} from '../asn1/index.ts';
import type {
  DistributionPoint,
  DistributionPointName,
  GeneralName,
  GeneralNameKind,
  GeneralSubtree,
} from './model.ts';
import { parseRdnKey, recallName } from './names.ts';

const ia5String = 0x16;

const textKinds: Readonly<Record<number, GeneralNameKind>> = {
  [context(1)]: 'rfc822Name',
  [context(2)]: 'dNSName',
  [context(6)]: 'uniformResourceIdentifier',
};

/** RFC 5280 4.2.1.6: a form without rules here keeps its tag and bytes. */
export function parseGeneralName(value: Der): GeneralName {
  const kind = textKinds[value.tag];
  if (kind) return { kind, text: decodeText(ia5String, value.content) };
  if (value.tag === contextConstructed(4))
    return { kind: 'directoryName', name: recallName(onlyElement(value)) };
  if (value.tag === context(7)) return { kind: 'iPAddress', bytes: value.content };
  if (!otherTags.has(value.tag)) throw new DerError('asn1.unexpected_tag', 'not a GeneralName');
  return { kind: 'other', tag: value.tag, raw: value.bytes };
}

/** otherName, x400Address, ediPartyName, registeredID. */
const otherTags = new Set([contextConstructed(0), contextConstructed(3), contextConstructed(5), context(8)]);

export function parseGeneralNames(value: Der, tag: number = tags.sequence): readonly GeneralName[] {
  return someOf(value, tag).map(parseGeneralName);
}

/** RFC 5280 4.2.1.10: a base, then a minimum and a maximum that the profile does not have; 0 is the least one. */
export function parseGeneralSubtree(value: Der): GeneralSubtree {
  const [base, ...bounds] = fieldsOf(value).rest();
  if (!base) throw new DerError('asn1.structure', 'a subtree has no base');
  const isInOrder = boundForms.has(bounds.map(({ tag }) => tag).join());
  if (!isInOrder) throw new DerError('asn1.structure', 'a subtree has more than a base and its bounds');
  const isPlain = bounds
    .map(countOf)
    .every((bound, index) => bounds[index]?.tag === context(0) && bound === 0);
  return { base: parseGeneralName(base), isPlain };
}

const boundForms: ReadonlySet<string> = new Set(
  [[], [context(0)], [context(1)], [context(0), context(1)]].map((tagsOfBounds) => tagsOfBounds.join()),
);

/** RFC 5280 4.2.1.13. */
export function parseDistributionPoints(value: Der): readonly DistributionPoint[] {
  return someOf(value).map(parseDistributionPoint);
}

function parseDistributionPoint(value: Der): DistributionPoint {
  const fields = fieldsOf(value);
  const name = fields.optional(contextConstructed(0));
  const reasons = fields.optional(context(1));
  const issuer = fields.optional(contextConstructed(2));
  fields.end();
  if (!name && !issuer) throw new DerError('asn1.structure', 'a distribution point names nothing');
  return {
    name: name && parseDistributionPointName(onlyElement(name)),
    reasons: reasons && namedBitsOf(reasons),
    cRLIssuer: issuer && parseGeneralNames(issuer, contextConstructed(2)),
  };
}

export function parseDistributionPointName(value: Der): DistributionPointName {
  if (value.tag === contextConstructed(0))
    return { kind: 'fullName', names: parseGeneralNames(value, contextConstructed(0)) };
  return { kind: 'relative', rdnKey: parseRdnKey(value, contextConstructed(1)) };
}

/** A SkipCerts or pathLenConstraint that stands under an implicit tag. */
export function optionalCount(value: Der | undefined): number | undefined {
  return value && countOf(value);
}
