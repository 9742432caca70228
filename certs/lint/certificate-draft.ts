import { type Der, DerError, fieldsOf, oidOf, oids, someOf, tags } from '../asn1/index.ts';
import {
  type Certificate,
  type Extension,
  extensionValue,
  type GeneralName,
  parseGeneralName,
  parseTbsCertificate,
  type TbsCertificate,
} from '../validation/index.ts';
import type { CertificateProfile } from './certificate-profile.ts';
import type { IssuingKey, Rule } from './linter.ts';

/** What a certificate is judged against; nothing here comes from its bytes. */
export interface CertificateLintContext {
  /** null for a root, which signs itself. */
  readonly issuer: Certificate | null;
  /** The key that will sign. */
  readonly key: Pick<IssuingKey, 'algorithm' | 'publicKey'>;
  readonly profile: CertificateProfile;
  /** When it is judged: milliseconds since 1970. */
  readonly time: number;
  /** Names under top-level domains that nobody can hold: for a demonstration alone. */
  readonly allowsReservedHostNames?: boolean;
}

/** One way to the issuer's services (RFC 5280 4.2.2.1). */
export interface AccessDescription {
  readonly method: string;
  readonly location: GeneralName;
}

/** One qualified statement (RFC 3739 3.2.6). */
export interface Statement {
  readonly oid: string;
  readonly information: Der | undefined;
}

/** A policy with its qualifiers (RFC 5280 4.2.1.4). */
export interface PolicyInformation {
  readonly oid: string;
  readonly qualifiers: readonly Der[];
}

/** The bytes that are about to be signed, read, beside their context. */
export interface CertificateDraft extends CertificateLintContext {
  readonly certificate: TbsCertificate;
  readonly extensions: ReadonlyMap<string, Extension>;
  /** The texts of the subject's attributes by their types. */
  readonly subject: ReadonlyMap<string, readonly string[]>;
  readonly hostNames: readonly string[];
  readonly access: readonly AccessDescription[];
  readonly policies: readonly PolicyInformation[];
  readonly statements: readonly Statement[];
}

export type CertificateRule = Rule<CertificateDraft>;

/** Reads the bytes with everything that rules look at. @throws DerError when a part is malformed */
export function readDraft(tbs: Uint8Array, context: CertificateLintContext): CertificateDraft {
  const certificate = parseTbsCertificate(tbs);
  const extensions = new Map<string, Extension>();
  for (const one of certificate.extensions) extensions.set(one.oid, one);
  return {
    issuer: context.issuer,
    key: context.key,
    profile: context.profile,
    time: context.time,
    allowsReservedHostNames: context.allowsReservedHostNames === true,
    certificate,
    extensions,
    subject: textsByType(certificate),
    hostNames: (certificate.known.subjectAltName ?? []).flatMap((name) =>
      name.kind === 'dNSName' ? [name.text] : [],
    ),
    access: accessOf(extensions.get(oids.authorityInfoAccess)),
    policies: policiesOf(extensions.get(oids.certificatePolicies)),
    statements: statementsOf(extensions.get(oids.qcStatements)),
  };
}

/** The elements of an extension that is a list; read once for each extension that the reader keeps. */
function listReader<T>(parse: (element: Der) => T): (extension: Extension | undefined) => readonly T[] {
  const known = new WeakMap<Extension, readonly T[]>();
  return (extension) => {
    if (!extension) return [];
    const list = known.get(extension) ?? someOf(extensionValue(extension)).map(parse);
    known.set(extension, list);
    return list;
  };
}

const accessOf = listReader(parseAccess);
const policiesOf = listReader(parsePolicy);
const statementsOf = listReader(parseStatement);

function textsByType({ subject }: TbsCertificate): ReadonlyMap<string, readonly string[]> {
  const texts = new Map<string, string[]>();
  for (const { type, text } of subject.attributes) {
    const others = texts.get(type);
    if (others) others.push(text);
    else texts.set(type, [text]);
  }
  return texts;
}

function parseAccess(value: Der): AccessDescription {
  const fields = fieldsOf(value);
  const method = oidOf(fields.next(tags.oid));
  const [location, ...others] = fields.rest();
  return { method, location: parseGeneralName(only(location, others)) };
}

function parsePolicy(value: Der): PolicyInformation {
  const fields = fieldsOf(value);
  const oid = oidOf(fields.next(tags.oid));
  const qualifiers = fields.optional(tags.sequence);
  fields.end();
  return { oid, qualifiers: qualifiers ? someOf(qualifiers) : [] };
}

function parseStatement(value: Der): Statement {
  const fields = fieldsOf(value);
  const oid = oidOf(fields.next(tags.oid));
  const [information, ...others] = fields.rest();
  return { oid, information: others.length === 0 ? information : only(undefined, others) };
}

function only(value: Der | undefined, others: readonly Der[]): Der {
  if (!value || others.length > 0) throw new DerError('asn1.structure', 'exactly one value is expected');
  return value;
}

/** The statement of a type, when it stands there. */
export function statementOf(draft: CertificateDraft, oid: string): Statement | undefined {
  return draft.statements.find((one) => one.oid === oid);
}

/** A reader of values that stand in many certificates; each is read once, as long as it is kept. */
export function readOnce<T>(read: (value: Der) => T): (value: Der) => T {
  const known = new WeakMap<Der, { readonly read: T }>();
  return (value) => {
    const found = known.get(value);
    if (found) return found.read;
    const made = read(value);
    known.set(value, { read: made });
    return made;
  };
}

/** Whether an end entity of the profile is a natural or a legal person, for whom the standards of persons hold. */
export function isOfPerson({ profile }: CertificateDraft): boolean {
  return profile.family === 'natural-person' || profile.family === 'legal-person';
}

/** Whether a location is a URI of one of the schemes, with a host. */
export function isUri(name: GeneralName, schemes: readonly string[]): boolean {
  return name.kind === 'uniformResourceIdentifier' && schemes.includes(schemeOf(name.text));
}

/** An issuer writes the same few addresses into every certificate. */
const knownSchemes = new Map<string, string>();
const maxKnown = 1000;

/** The scheme of a URI with a host, or ''. */
function schemeOf(text: string): string {
  const known = knownSchemes.get(text);
  if (known !== undefined) return known;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const scheme = url && url.hostname.length > 0 ? url.protocol.slice(0, -1) : '';
  if (knownSchemes.size >= maxKnown) knownSchemes.clear();
  knownSchemes.set(text, scheme);
  return scheme;
}
