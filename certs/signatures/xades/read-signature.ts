import { hash } from 'node:crypto';
import { curves, ecdsaValue, type SignatureScheme } from '../../keys/index.ts';
import { type Certificate, verifyArithmetic } from '../../validation/index.ts';
import { makerOf } from '../made-values.ts';
import type { Evidence, Problem, ReadDigest, ReadSignature, ReadSigner, ReadTimeStamp } from '../model.ts';
import { attributeOf, elementsOf, isNamed, type XmlElement } from '../xml/index.ts';
import { digestUris, signatureUris } from './algorithms.ts';
import { base64Of } from './base64.ts';
import { type Coverage, coverageOf, type Subject } from './coverage.ts';
import { counterCoverageOf } from './counter-signatures.ts';
import { type FoundValue, type ValueReader, valuesInToken } from './evidence.ts';
import { levelOf } from './level.ts';
import { signatureName } from './names.ts';
import { octetsOf } from './octets.ts';
import { failure, warning } from './problems.ts';
import { type CheckedReference, checkReference } from './references.ts';
import type { Resolver } from './resolve.ts';
import { readSignedProperties, type SignedStatements } from './signed-properties.ts';
import { type SignatureStructure, takeApart } from './structure.ts';
import { readTimeStamps } from './time-stamps.ts';
import { judgeUnsignedContent } from './unsigned-content.ts';
import type { Work } from './work.ts';

/** What the signatures of one document are read with. */
export interface ReadingContext {
  readonly resolver: Resolver;
  readonly values: ValueReader;
  readonly work: Work;
  readonly knowsMade: boolean;
}

export interface SignaturePlace {
  /** Unique in the document. */
  readonly id: string;
  /** The signature that this one counter-signs. */
  readonly parent?: { readonly id: string; readonly structure: SignatureStructure };
}

/** A signature that was read, with what else needs it. */
export interface SignatureReading {
  readonly read: ReadSignature;
  /** Undefined where it could not be taken apart. */
  readonly structure: SignatureStructure | undefined;
  readonly references: readonly CheckedReference[];
  readonly coverage: Coverage | undefined;
  readonly statements: SignedStatements;
}

/** Reads one ds:Signature: its arithmetic, and what it says. @throws TooMuchWork */
export async function readSignature(
  element: XmlElement,
  place: SignaturePlace,
  context: ReadingContext,
): Promise<SignatureReading> {
  const { structure, problems } = takeApart(element);
  if (!structure) return brokenSignature(place, problems);
  const { resolver, values, work } = context;
  const references: CheckedReference[] = [];
  for (const reference of structure.references)
    references.push(await checkReference(reference, { resolver, signature: element, work }));
  const coverage = place.parent
    ? counterCoverageOf(structure, references, place.parent.structure)
    : coverageOf(structure, references, resolver.document.root);
  const unsigned = judgeUnsignedContent(structure, coverage);
  const statements = readSignedProperties(structure.signedProperties);
  const found = [structure.keyInfo, ...structure.unsigned]
    .filter((one) => one !== undefined && !isCounterSignature(one))
    .flatMap((one) => (one ? values.within(one) : []));
  const signer = signerOf(structure, found, { statements, values });
  const scheme = signatureUris.get(structure.methodUri);
  const signsProperties = (one: CheckedReference) =>
    coverage.subjects[references.indexOf(one)]?.kind === 'signedProperties';
  const stamps = await readTimeStamps({ structure, references, signsProperties, values, work });
  const read: ReadSignature = {
    id: place.id,
    format: 'XAdES',
    packaging: coverage.packaging,
    ...(place.parent ? { counterSigns: place.parent.id } : {}),
    signer,
    value: checkValue(structure, scheme, signer.certificate, context),
    scheme,
    algorithm: structure.methodUri,
    digests: references.map((one, index) => digestOf(one, coverage.subjects[index])),
    level: levelOf({ structure, references, coverage, statements, signer, found, stamps: stamps.timeStamps }),
    claimedTime: statements.claimedTime,
    claims: statements.claims,
    evidence: evidenceOf(found, stamps.timeStamps),
    timeStamps: stamps.timeStamps,
    problems: [
      ...problems,
      ...coverage.problems,
      ...unsigned,
      ...stamps.problems,
      ...judgeFormat(structure),
      ...judgeEvidence(found),
    ],
    coversWholeDocument: coverage.coversWholeDocument && unsigned.length === 0,
  };
  return { read, structure, references, coverage, statements };
}

function isCounterSignature(element: XmlElement): boolean {
  return elementsOf(element).some((one) => isNamed(one, signatureName));
}

function brokenSignature({ id, parent }: SignaturePlace, problems: readonly Problem[]): SignatureReading {
  const read: ReadSignature = {
    id,
    format: 'XAdES',
    packaging: 'detached',
    ...(parent ? { counterSigns: parent.id } : {}),
    signer: { certificate: undefined, reference: 'absent' },
    value: 'unsupported',
    scheme: undefined,
    algorithm: '',
    digests: [],
    level: undefined,
    claimedTime: undefined,
    claims: {},
    evidence: { certificates: [], crls: [], ocspResponses: [] },
    timeStamps: [],
    problems,
    coversWholeDocument: false,
  };
  const statements = readSignedProperties(undefined);
  return { read, structure: undefined, references: [], coverage: undefined, statements };
}

function certificatesOf(found: readonly FoundValue[]): readonly Certificate[] {
  return found.flatMap(({ value }) => (value.kind === 'certificate' ? [value.value] : []));
}

/** EN 319 102-1 5.2.3: the certificate that the signed properties name, wherever it stands. */
function signerOf(
  { keyInfo }: SignatureStructure,
  found: readonly FoundValue[],
  { statements, values }: { readonly statements: SignedStatements; readonly values: ValueReader },
): ReadSigner {
  const { signingCertificate } = statements;
  const beside = lowestOf(keyInfo ? certificatesOf(values.within(keyInfo)) : []);
  if (!signingCertificate) return { certificate: beside, reference: 'absent' };
  const named = certificatesOf(found).find((one) => signingCertificate.names(one));
  return named
    ? { certificate: named, reference: 'matches' }
    : { certificate: beside, reference: 'mismatch' };
}

/** The first that has issued none of the others: XML signatures put them in any order (XMLDSIG 4.5.4). */
function lowestOf(certificates: readonly Certificate[]): Certificate | undefined {
  const hasIssued = (one: Certificate) =>
    certificates.some((other) => other !== one && other.issuer.key === one.subject.key);
  return certificates.find((one) => !hasIssued(one)) ?? certificates[0];
}

function checkValue(
  { signedInfo, canonicaliser, signatureValue, methodUri }: SignatureStructure,
  scheme: SignatureScheme | undefined,
  certificate: Certificate | undefined,
  { work, knowsMade }: ReadingContext,
): ReadSignature['value'] {
  if (!scheme || !canonicaliser) return 'unsupported';
  if (!certificate) return 'no_key';
  const value = base64Of(signatureValue);
  if (!value || (scheme.key === 'ec' && !isJoinedValue(value))) return 'fails';
  const message = octetsOf({ apex: signedInfo, hasComments: true }, canonicaliser, work);
  const maker = knowsMade ? makerOf(madeKey(methodUri, value, message)) : undefined;
  if (maker && Buffer.compare(maker.raw, certificate.raw) === 0) return 'verifies';
  const signature = scheme.key === 'ec' ? ecdsaValue(value) : value;
  const verdict = verifyArithmetic(scheme, { key: certificate, message, signature });
  if (verdict === 'unsupported') return 'unsupported';
  return verdict === 'good' ? 'verifies' : 'fails';
}

/** What a signature that was made is known by: all that its verification takes but the key. */
export function madeKey(methodUri: string, value: Uint8Array, message: Uint8Array): string {
  return `${methodUri} ${hash('sha256', value, 'base64')} ${hash('sha256', message, 'base64')}`;
}

/** RFC 9231 2.3.6: r || s, each as long as the order of the curve. */
function isJoinedValue(value: Uint8Array): boolean {
  return Object.values(curves).some(({ length }) => value.length === 2 * length);
}

function digestOf(
  { reference, outcome }: CheckedReference,
  subject: Subject = { kind: 'nothing' },
): ReadDigest {
  const hash = digestUris.get(reference.digestUri) ?? reference.digestUri;
  return { of: nameOf(subject, reference.uri), hash, outcome };
}

function nameOf(subject: Subject, uri: string | undefined): string {
  switch (subject.kind) {
    case 'file':
      return subject.name;
    case 'signedProperties':
      return 'SignedProperties';
    case 'keyInfo':
      return 'KeyInfo';
    case 'signatureValue':
      return 'SignatureValue';
    case 'document':
      return 'document';
    case 'object':
      return attributeOf(subject.object, 'Id') ?? 'Object';
    case 'part':
    case 'unknown':
    case 'nothing':
      return uri ?? '';
  }
}

function evidenceOf(found: readonly FoundValue[], timeStamps: readonly ReadTimeStamp[]): Evidence {
  const inTokens = timeStamps.flatMap(({ token }) => (token ? valuesInToken(token) : []));
  const unique = [...new Map([...found, ...inTokens].map((one) => [one.fingerprint, one.value])).values()];
  return {
    certificates: unique.flatMap((one) => (one.kind === 'certificate' ? [one.value] : [])),
    crls: unique.flatMap((one) => (one.kind === 'crl' ? [one.value] : [])),
    ocspResponses: unique.flatMap((one) => (one.kind === 'ocspResponse' ? [one.value] : [])),
  };
}

function judgeFormat({ qualifying, methodUri, canonicaliser }: SignatureStructure): readonly Problem[] {
  const problems: Problem[] = [];
  if (!qualifying)
    problems.push(
      warning('xades.no_qualifying_properties', 'an XML signature without qualifying properties'),
    );
  if (!signatureUris.has(methodUri))
    problems.push(failure('xades.unsupported', `the signature algorithm ${methodUri}`));
  if (!canonicaliser) problems.push(failure('xades.unsupported', 'the canonicalisation of SignedInfo'));
  return problems;
}

function judgeEvidence(found: readonly FoundValue[]): readonly Problem[] {
  return found.flatMap(({ value }) =>
    value.kind === 'unreadable' ? [warning('xades.evidence_unreadable', `${value.of}: ${value.reason}`)] : [],
  );
}
