import { type Der, DerError, fieldsOf, oidOf, oids, someOf, tags } from '../asn1/index.ts';
import {
  type Certificate,
  extensionValue,
  type GeneralName,
  parseGeneralName,
  parseTbsCertificate,
  type RecalledCertificate,
  type SharedExtensions,
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

/**
 * What many certificates of an issuer have in common: their issuer, their profile, and what they say in the same octets.
 * A rule that sees no more than this has for all of them the same answer.
 */
export interface CertificateFrame extends Pick<CertificateLintContext, 'issuer' | 'key' | 'profile'> {
  readonly certificate: Pick<TbsCertificate, 'version' | 'innerAlgorithm' | 'issuer'> &
    Pick<SharedExtensions, 'known'>;
  /** All but a subjectKeyIdentifier that stands first. */
  readonly extensions: SharedExtensions['extensions'];
  readonly access: readonly AccessDescription[];
  readonly policies: readonly PolicyInformation[];
  readonly statements: readonly Statement[];
}

/** The bytes that are about to be signed, read, beside their context. */
export interface CertificateDraft extends CertificateLintContext {
  readonly certificate: TbsCertificate;
  readonly frame: CertificateFrame;
  /** The texts of the subject's attributes by their types. */
  readonly subject: ReadonlyMap<string, readonly string[]>;
  readonly hostNames: readonly string[];
}

/** A rule of one certificate. */
export interface DraftRule extends Rule<CertificateDraft> {
  readonly judges?: undefined;
}

/** A rule of what certificates share, which its type holds it to. */
export interface FrameRule extends Rule<CertificateFrame> {
  readonly judges: 'frame';
}

export type CertificateRule = DraftRule | FrameRule;

/** Reads the bytes with everything that rules look at. @throws DerError when a part is malformed */
export function readDraft(tbs: Uint8Array, context: CertificateLintContext): CertificateDraft {
  const certificate = parseTbsCertificate(tbs);
  return {
    issuer: context.issuer,
    key: context.key,
    profile: context.profile,
    time: context.time,
    allowsReservedHostNames: context.allowsReservedHostNames === true,
    certificate,
    frame: frameOf(certificate, context),
    subject: textsByType(certificate),
    hostNames: (certificate.known.subjectAltName ?? []).flatMap((name) =>
      name.kind === 'dNSName' ? [name.text] : [],
    ),
  };
}

const frames = new WeakMap<SharedExtensions, CertificateFrame>();

/** That of an earlier certificate, when it is made of the very same parts. @throws DerError when one is malformed */
function frameOf(certificate: RecalledCertificate, context: CertificateLintContext): CertificateFrame {
  const known = frames.get(certificate.shared);
  if (known && isFrameOf(known, certificate, context)) return known;
  const frame = readFrame(certificate, context);
  frames.set(certificate.shared, frame);
  return frame;
}

function isFrameOf(
  { certificate, issuer, key, profile }: CertificateFrame,
  { version, innerAlgorithm, issuer: name }: RecalledCertificate,
  context: CertificateLintContext,
): boolean {
  return (
    issuer === context.issuer &&
    key === context.key &&
    profile === context.profile &&
    certificate.version === version &&
    certificate.innerAlgorithm === innerAlgorithm &&
    certificate.issuer === name
  );
}

function readFrame(
  { version, innerAlgorithm, issuer: name, shared }: RecalledCertificate,
  { issuer, key, profile }: CertificateLintContext,
): CertificateFrame {
  const { extensions, known } = shared;
  const listOf = <T>(oid: string, parse: (element: Der) => T): readonly T[] => {
    const extension = extensions.get(oid);
    return extension ? someOf(extensionValue(extension)).map(parse) : [];
  };
  return {
    issuer,
    key,
    profile,
    certificate: { version, innerAlgorithm, issuer: name, known },
    extensions,
    access: listOf(oids.authorityInfoAccess, parseAccess),
    policies: listOf(oids.certificatePolicies, parsePolicy),
    statements: listOf(oids.qcStatements, parseStatement),
  };
}

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
export function statementOf(draft: CertificateFrame, oid: string): Statement | undefined {
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
export function isOfPerson({ profile }: Pick<CertificateFrame, 'profile'>): boolean {
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
