import { hash } from 'node:crypto';
import { ecdsaValue, fitsKey } from '../../keys/index.ts';
import { type Certificate, verifyArithmetic } from '../../validation/index.ts';
import { evidenceOfToken } from '../cades/archive.ts';
import { joinRaw } from '../cades/evidence-in-message.ts';
import { createEvidenceReader, type EvidenceReader } from '../cades/evidence-reader.ts';
import { hasWordOnAll } from '../cades/level.ts';
import type {
  Level,
  NamedFile,
  Problem,
  ReadFile,
  ReadResult,
  ReadSignature,
  ReadSigner,
  ReadTimeStamp,
  SignedDocument,
} from '../model.ts';
import { JwsError } from './errors.ts';
import { type Component, evidenceIn, readEtsiU, unreadComponents } from './etsi-u.ts';
import { readHeader, type SignedHeader } from './header.ts';
import { type Jws, type JwsSignature, maxJwsBytes, readJws, writtenJws } from './jws.ts';
import { makerOf } from './made.ts';
import { findPayload, type SignedPayload } from './payload.ts';
import { createFilesBeside, type FilesBeside } from './references.ts';
import { mostStampedOctets, readTimeStamps, type StampedOctets } from './time-stamps.ts';

/** A signature with all that was found of it, for whoever adds to it. */
export interface FoundSignature {
  readonly signature: JwsSignature;
  readonly header: SignedHeader;
  readonly payload: SignedPayload;
  readonly components: readonly Component[];
  readonly read: ReadSignature;
}

export interface FoundDocument {
  readonly jws: Jws;
  readonly signatures: readonly FoundSignature[];
}

/** Whether and what the bytes are (ETSI TS 119 182-1); see `SignatureFormat`. */
export async function readJades(signed: SignedDocument): Promise<ReadResult> {
  try {
    const { signatures } = await findSignatures(signed);
    const read = signatures.map((one) => one.read);
    const files = [...enclosedFile(signatures), ...filesBeside(signed.detached, signatures)];
    const document = { format: 'JAdES' as const, signatures: read, timeStamps: [], files, problems: [] };
    return { kind: 'read', document };
  } catch (error) {
    if (!(error instanceof JwsError)) throw error;
    return { kind: 'refused', code: error.code, message: error.message };
  }
}

/**
 * `knowsMade`: what this process made a little while ago is not read and verified a second time; for raising alone.
 * @throws JwsError
 */
export async function findSignatures(
  { file, detached }: SignedDocument,
  knowsMade = false,
): Promise<FoundDocument> {
  const jws = (knowsMade ? writtenJws(file.content) : undefined) ?? (await readJws(file.content));
  checkWork(jws, detached);
  const reader = createEvidenceReader();
  const beside = createFilesBeside(detached);
  const octets = { left: mostStampedOctets };
  const signatures: FoundSignature[] = [];
  for (const signature of jws.signatures)
    signatures.push(
      await findOne(signature, { jws, beside, octets, reader, knowsMade, ids: idsOf(signatures) }),
    );
  return { jws, signatures };
}

/** Each signature is over its header and all of the payload, which no digest stands for (RFC 7515 5.1). */
const mostSignedOctets = 1024 * 1024 * 1024;

function checkWork({ payload, signatures }: Jws, detached: readonly NamedFile[]): void {
  const [file, ...others] = detached;
  const isBeside = payload === undefined && file !== undefined && others.length === 0;
  const whole = signatures.filter(({ header }) => header['sigD'] === undefined).length;
  const octets = payload?.length ?? (isBeside ? Math.min(file.content.size, maxJwsBytes) : 0);
  if (whole > 1 && whole * octets > mostSignedOctets)
    throw new JwsError('signature.too_complex', 'more signatures of more octets than are read');
}

interface Context {
  readonly jws: Jws;
  readonly beside: FilesBeside;
  readonly octets: StampedOctets;
  readonly reader: EvidenceReader;
  readonly knowsMade: boolean;
  readonly ids: ReadonlySet<string>;
}

function idsOf(signatures: readonly FoundSignature[]): ReadonlySet<string> {
  return new Set(signatures.map(({ read }) => read.id));
}

async function findOne(signature: JwsSignature, context: Context): Promise<FoundSignature> {
  const { jws, beside } = context;
  const header = readHeader(signature.header, signature.unprotected);
  const payload = await findPayload(jws, header, beside);
  const { components, problems } = readEtsiU(signature.unprotected);
  const timeStamps = await readTimeStamps(
    { signature, header, components, payload: payload.stamped },
    context.octets,
  );
  const maker = context.knowsMade ? madeBy(signature, header, jws) : undefined;
  const reader = maker ? createEvidenceReader([maker]) : context.reader;
  const { evidence, unreadable, chain } = evidenceOf(reader, { header, components, timeStamps });
  const signer = signerOf(header, chain, evidence.certificates);
  const others = [...(signature.others ?? []), ...unreadComponents(components)];
  const isUniform = jws.signatures.every((one) => (one.header['b64'] === false) === !header.isBase64);
  const read: Omit<ReadSignature, 'level'> = {
    id: idOf(signature, context.ids),
    format: 'JAdES',
    packaging: payload.packaging,
    signer,
    value:
      maker && signer.certificate === maker
        ? 'verifies'
        : valueOf(signature, { header, payload, certificate: signer.certificate }),
    scheme: header.algorithm?.scheme,
    algorithm: header.algorithmName,
    digests: payload.digests,
    claimedTime: header.claimedTime,
    claims: header.claims,
    evidence,
    timeStamps,
    problems: [
      ...header.problems,
      ...payload.problems,
      ...problems,
      ...(isUniform ? [] : [mixedB64]),
      ...(others.length > 0 ? [unsignedContent(others)] : []),
      ...(chain.length < header.chain.length ? [unreadableChain] : []),
      ...(unreadable > 0 ? [unreadableEvidence(unreadable)] : []),
      ...timeStamps.flatMap(({ unreadable: why }) => (why === undefined ? [] : [unreadableTimeStamp(why)])),
    ],
    coversWholeDocument: others.length === 0 && beside.files.every((file) => payload.covered.includes(file)),
  };
  const level = levelOf(read, { header, components });
  return { signature, header, payload, components, read: { ...read, level } };
}

interface EvidencePlaces {
  readonly header: SignedHeader;
  readonly components: readonly Component[];
  readonly timeStamps: readonly ReadTimeStamp[];
}

/** In x5c, in the unsigned components and inside the time stamps. */
function evidenceOf(reader: EvidenceReader, { header, components, timeStamps }: EvidencePlaces) {
  const inChain = { certificates: header.chain, crls: [], ocspResponses: [] };
  const chain = reader.readRaw(inChain).evidence.certificates;
  const inComponents = components.map(evidenceIn);
  const inTokens = timeStamps.flatMap(({ token }) => (token ? [evidenceOfToken(token)] : []));
  const { evidence, unreadable } = reader.readRaw(joinRaw([inChain, ...inComponents, ...inTokens]));
  const lost = inComponents.reduce((sum, one) => sum + one.unreadable, unreadable);
  return { evidence, chain, unreadable: lost };
}

const unreadableChain: Problem = {
  severity: 'failure',
  code: 'jades.x5c',
  message: 'x5c has what is no certificate, or one twice',
  clause: '5.1.8',
};

const mixedB64: Problem = {
  severity: 'failure',
  code: 'jades.b64',
  message: 'signatures take the same payload in two forms',
  clause: 'RFC 7797 6',
};

const mostNamed = 10;

const unsignedContent = (names: readonly string[]): Problem => ({
  severity: 'warning',
  code: 'jades.unsigned_content',
  message: `not signed, and read by nobody: ${names.slice(0, mostNamed).join(', ').slice(0, 500)}`,
  clause: 'RFC 7515 7.2',
});

const unreadableEvidence = (count: number): Problem => ({
  severity: 'warning',
  code: 'jades.evidence_unreadable',
  message: `${count} pieces of evidence cannot be read`,
  clause: '5.3.5',
});

const unreadableTimeStamp = (why: string): Problem => ({
  severity: 'warning',
  code: 'jades.time_stamp_unreadable',
  message: why,
  clause: '5.4.3',
});

/** By what is signed and its value, so that it stays when something is added; copies are numbered. */
function idOf({ protectedPart, valuePart }: JwsSignature, taken: ReadonlySet<string>): string {
  const id = `S-${hash('sha256', `${protectedPart}.${valuePart}`, 'hex').slice(0, 16)}`;
  for (let count = 1; ; count += 1) {
    const numbered = count === 1 ? id : `${id}-${count}`;
    if (!taken.has(numbered)) return numbered;
  }
}

/** The first of x5c must be the one that is named (5.1.7, 5.1.8); without x5c it may be among the evidence. */
function signerOf(
  { references }: SignedHeader,
  chain: readonly Certificate[],
  known: readonly Certificate[],
): ReadSigner {
  const candidates = chain.length > 0 ? chain.slice(0, 1) : known;
  const isNamed = (certificate: Certificate) =>
    references.every(
      ({ hash: name, digest }) => name && hash(name, certificate.raw, 'buffer').equals(digest),
    );
  const named = references.length > 0 ? candidates.find(isNamed) : undefined;
  if (named) return { certificate: named, reference: 'matches' };
  const reference = references.length > 0 ? 'mismatch' : 'absent';
  return { certificate: chain[0], reference };
}

interface Verified {
  readonly header: SignedHeader;
  readonly payload: SignedPayload;
  readonly certificate: Certificate | undefined;
}

/** RFC 7515 5.2. */
function valueOf(
  signature: JwsSignature,
  { header: { algorithm }, payload: { input }, certificate }: Verified,
): ReadSignature['value'] {
  if (!certificate) return 'no_key';
  if (!algorithm || !input) return 'unsupported';
  const { value } = signature;
  const { scheme, curve } = algorithm;
  const isOfCurve = !curve || value.length === 2 * curve.length;
  // An algorithm that is not the key's is a value that nobody made with it.
  if (!fitsKey(algorithm, certificate) || !isOfCurve) return 'fails';
  const verdict = verifyArithmetic(scheme, {
    key: certificate,
    message: signingInput(signature, input),
    signature: curve ? ecdsaValue(value) : value,
  });
  if (verdict === 'unsupported') return 'unsupported';
  return verdict === 'good' ? 'verifies' : 'fails';
}

/** The signer's certificate, if this process made the signature lately and so knows that its value verifies. */
function madeBy(
  signature: JwsSignature,
  { algorithm, sigD }: SignedHeader,
  { payload = '' }: Jws,
): Certificate | undefined {
  const input = sigD === undefined ? payload : '';
  return algorithm && makerOf(signature, { algorithm: algorithm.name, input });
}

function signingInput({ protectedPart }: JwsSignature, payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${protectedPart}.`, 'latin1'), payload]);
}

/** Clause 6.3; what it forbids beside the values of LT keeps a signature at T. */
const references: ReadonlySet<string> = new Set(['xRefs', 'rRefs', 'axRefs', 'arRefs', 'sigRTst', 'rfsTst']);

function levelOf(
  read: Omit<ReadSignature, 'level'>,
  { header, components }: { readonly header: SignedHeader; readonly components: readonly Component[] },
): Level | undefined {
  const isSound = !read.problems.some(({ severity }) => severity === 'failure');
  if (!header.isBaseline || !isSound || read.signer.reference !== 'matches') return undefined;
  const stamps = read.timeStamps.filter(({ kind }) => kind === 'signature');
  if (stamps.length === 0 || stamps.some(({ token }) => !token)) return 'B';
  if (!hasWordOnAll(read) || components.some(({ name }) => references.has(name))) return 'T';
  const hasArchive = read.timeStamps.some(
    ({ kind, imprint }) => kind === 'archive' && imprint !== 'unsupported',
  );
  return hasArchive ? 'LTA' : 'LT';
}

function enclosedFile(signatures: readonly FoundSignature[]): readonly ReadFile[] {
  const holders = signatures.filter(({ payload }) => payload.enclosed);
  const enclosed = holders[0]?.payload.enclosed;
  if (!enclosed) return [];
  const { mediaType, bytes } = enclosed;
  return [{ name: 'payload', mediaType, size: bytes.length, coveredBy: holders.map(({ read }) => read.id) }];
}

function filesBeside(
  detached: readonly NamedFile[],
  signatures: readonly FoundSignature[],
): readonly ReadFile[] {
  return detached.map((file) => ({
    name: file.name,
    mediaType: file.mediaType,
    size: file.content.size,
    coveredBy: signatures.filter(({ payload }) => payload.covered.includes(file)).map(({ read }) => read.id),
  }));
}
