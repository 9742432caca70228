import {
  booleanOf,
  context,
  contextConstructed,
  countOf,
  type Der,
  DerError,
  fieldsOf,
  integerOf,
  namedBitsOf,
  oidOf,
  oids,
  readDer,
  expectTag,
  someOf,
  tags,
  type DerLimits,
} from '../asn1/index.ts';
import {
  optionalCount,
  parseDistributionPoints,
  parseGeneralNames,
  parseGeneralSubtree,
} from './general-names.ts';
import type {
  AlgorithmIdentifier,
  AuthorityKeyIdentifier,
  CertificateExtensions,
  Extension,
  GeneralSubtree,
} from './model.ts';

export function parseAlgorithm(value: Der): AlgorithmIdentifier {
  const fields = fieldsOf(value);
  const oid = oidOf(fields.next(tags.oid));
  const parameters = fields.last();
  return { oid, parameters: parameters?.bytes, raw: value.bytes };
}

/** An extension, and what a certificate says by it. */
export interface ReadExtension {
  readonly extension: Extension;
  /** undefined where the validator has no rules for it. */
  readonly known: CertificateExtensions | undefined;
}

/** Extensions (RFC 5280 4.1): at least one, none twice (4.2); `tag` where another stands for that of the SEQUENCE. */
export function parseExtensions(value: Der, tag: number = tags.sequence): readonly Extension[] {
  return parseList(value, tag, parseExtension, ({ oid }) => oid);
}

/** Those of a certificate; one with rules here that does not parse makes the certificate malformed. */
export function readExtensions(value: Der, tag: number = tags.sequence): readonly ReadExtension[] {
  return parseList(value, tag, readExtension, ({ extension }) => extension.oid);
}

function parseList<T>(
  value: Der,
  tag: number,
  parse: (element: Der) => T,
  oidOfParsed: (parsed: T) => string,
): readonly T[] {
  const all = someOf(value, tag).map(parse);
  const seen = new Set<string>();
  for (const one of all) {
    const oid = oidOfParsed(one);
    if (seen.has(oid)) throw new DerError('asn1.structure', `extension ${oid} stands twice`);
    seen.add(oid);
  }
  return all;
}

function parseExtension(element: Der): Extension {
  const fields = fieldsOf(element);
  const oid = oidOf(fields.next(tags.oid));
  const critical = fields.optional(tags.boolean);
  const value = fields.next(tags.octetString).content;
  fields.end();
  return { oid, isCritical: critical ? booleanOf(critical) : false, value };
}

/** One extension of a certificate. */
export function readExtension(element: Der): ReadExtension {
  const extension = parseExtension(element);
  return { extension, known: parsers[extension.oid]?.(extensionValue(extension)) };
}

const limits: DerLimits = { maxBytes: 256 * 1024, maxDepth: 16, maxValues: 20_000 };

/** The value inside an extension. */
export function extensionValue(extension: Extension): Der {
  return readDer(extension.value, limits);
}

type Parser = (value: Der) => CertificateExtensions;

const parsers: Readonly<Record<string, Parser>> = {
  [oids.basicConstraints]: (value) => ({ basicConstraints: parseBasicConstraints(value) }),
  [oids.keyUsage]: (value) => ({ keyUsage: parseKeyUsage(value) }),
  [oids.extKeyUsage]: (value) => ({ extKeyUsage: someOf(value).map(oidOfTagged) }),
  [oids.subjectAltName]: (value) => ({ subjectAltName: parseGeneralNames(value) }),
  [oids.nameConstraints]: (value) => ({ nameConstraints: parseNameConstraints(value) }),
  [oids.certificatePolicies]: parsePolicies,
  [oids.policyMappings]: (value) => ({ policyMappings: someOf(value).map(parseMapping) }),
  [oids.policyConstraints]: (value) => ({ policyConstraints: parsePolicyConstraints(value) }),
  [oids.inhibitAnyPolicy]: (value) => ({ inhibitAnyPolicy: countOf(tagged(value, tags.integer)) }),
  [oids.authorityKeyIdentifier]: (value) => ({ authorityKeyIdentifier: parseAuthorityKeyIdentifier(value) }),
  [oids.subjectKeyIdentifier]: (value) => ({ subjectKeyIdentifier: hex(tagged(value, tags.octetString)) }),
  [oids.cRLDistributionPoints]: (value) => ({ cRLDistributionPoints: parseDistributionPoints(value) }),
  [oids.ocspNoCheck]: (value) => ({ ocspNoCheck: tagged(value, tags.null).tag === tags.null }),
  [oids.freshestCRL]: (value) => ({ freshestCRL: parseDistributionPoints(value) }),
};

/** What a certificate says by all of its extensions. */
export function joinExtensions(read: readonly ReadExtension[]): CertificateExtensions {
  const joined: CertificateExtensions = {};
  for (const { known } of read) if (known) Object.assign(joined, known);
  return joined;
}

/** Whether the validator has rules for this extension of a certificate. */
export function isKnownExtension(oid: string): boolean {
  return oid in parsers;
}

function tagged(value: Der, tag: number): Der {
  expectTag(value, tag);
  return value;
}

function oidOfTagged(value: Der): string {
  return oidOf(tagged(value, tags.oid));
}

function hex(value: Der): string {
  return Buffer.from(value.content).toString('hex');
}

function parseBasicConstraints(value: Der) {
  const fields = fieldsOf(value);
  const cA = fields.optional(tags.boolean);
  const pathLen = fields.optional(tags.integer);
  fields.end();
  return { cA: cA ? booleanOf(cA) : false, pathLenConstraint: optionalCount(pathLen) };
}

function parseKeyUsage(value: Der): ReadonlySet<number> {
  const bits = namedBitsOf(tagged(value, tags.bitString));
  if (bits.size === 0) throw new DerError('asn1.structure', 'KeyUsage has no bit set');
  return bits;
}

function subtrees(list: Der | undefined, tag: number): readonly GeneralSubtree[] {
  return list ? someOf(list, tag).map(parseGeneralSubtree) : [];
}

function parseNameConstraints(value: Der) {
  const fields = fieldsOf(value);
  const permitted = fields.optional(contextConstructed(0));
  const excluded = fields.optional(contextConstructed(1));
  fields.end();
  if (!permitted && !excluded) throw new DerError('asn1.structure', 'NameConstraints is empty');
  return {
    permitted: subtrees(permitted, contextConstructed(0)),
    excluded: subtrees(excluded, contextConstructed(1)),
  };
}

/** RFC 5280 4.2.1.4: no policy stands twice. What a known qualifier says is for people. */
function parsePolicies(value: Der): CertificateExtensions {
  const qualifiers: string[] = [];
  const certificatePolicies = someOf(value).map((element) => {
    const fields = fieldsOf(element);
    const policy = oidOf(fields.next(tags.oid));
    const list = fields.optional(tags.sequence);
    fields.end();
    for (const qualifier of list ? someOf(list) : [])
      qualifiers.push(oidOf(fieldsOf(qualifier).next(tags.oid)));
    return policy;
  });
  if (new Set(certificatePolicies).size !== certificatePolicies.length)
    throw new DerError('asn1.structure', 'a policy stands twice');
  return { certificatePolicies, policyQualifiers: qualifiers };
}

function parseMapping(value: Der) {
  const fields = fieldsOf(value);
  const issuerDomainPolicy = oidOf(fields.next(tags.oid));
  const subjectDomainPolicy = oidOf(fields.next(tags.oid));
  fields.end();
  return { issuerDomainPolicy, subjectDomainPolicy };
}

function parsePolicyConstraints(value: Der) {
  const fields = fieldsOf(value);
  const requireExplicitPolicy = optionalCount(fields.optional(context(0)));
  const inhibitPolicyMapping = optionalCount(fields.optional(context(1)));
  fields.end();
  if (requireExplicitPolicy === undefined && inhibitPolicyMapping === undefined)
    throw new DerError('asn1.structure', 'PolicyConstraints is empty');
  return { requireExplicitPolicy, inhibitPolicyMapping };
}

/** RFC 5280 4.2.1.1. */
export function parseAuthorityKeyIdentifier(value: Der): AuthorityKeyIdentifier {
  const fields = fieldsOf(value);
  const keyIdentifier = fields.optional(context(0));
  const issuers = fields.optional(contextConstructed(1));
  const serialNumber = fields.optional(context(2));
  fields.end();
  return {
    keyIdentifier: keyIdentifier && hex(keyIdentifier),
    issuers: issuers && parseGeneralNames(issuers, contextConstructed(1)),
    serialNumber: serialNumber && integerOf(serialNumber),
  };
}
