import { hash } from 'node:crypto';
import { hashNameOf } from '../../cms/index.ts';
import type { HashName } from '../../keys/index.ts';
import { readTimeStampToken, type TimeStampToken } from '../../tsa/index.ts';
import { digestOf, joined, sourceOf } from '../byte-source.ts';
import { evidenceOfToken } from '../cades/archive.ts';
import { SignatureError } from '../errors.ts';
import type { RawEvidence } from '../cades/evidence-in-message.ts';
import type { ByteSource, ReadTimeStamp, TimeStampKind } from '../model.ts';
import { JwsError } from './errors.ts';
import { type Component, evidenceIn, tokensOf } from './etsi-u.ts';
import type { SignedHeader } from './header.ts';
import type { JwsSignature } from './jws.ts';

/** A signature with what its time stamps are of. */
export interface Stamped {
  readonly signature: JwsSignature;
  readonly header: SignedHeader;
  readonly components: readonly Component[];
  /** See `SignedPayload`. */
  readonly payload: ByteSource | undefined;
}

/** What the components that carry tokens are (ETSI TS 119 182-1 5.2.6, 5.3.4, 5.3.6 and annex A). */
const kinds: ReadonlyMap<string, TimeStampKind> = new Map([
  ['sigTst', 'signature'],
  ['sigRTst', 'references'],
  ['rfsTst', 'references'],
  ['arcTst', 'archive'],
]);

/** Octets that the time stamps of one document may be of: a file of a gibibyte with a few archive time stamps. */
export interface StampedOctets {
  left: number;
}

export const mostStampedOctets = 8 * 1024 * 1024 * 1024;

/**
 * Every time stamp with the outcome of its imprint: of the content first, then as they stand.
 * @throws JwsError where they are of more than is read
 */
export async function readTimeStamps(
  stamped: Stamped,
  octets: StampedOctets,
): Promise<readonly ReadTimeStamp[]> {
  const ofContent = stamped.header.contentTimeStamps.flatMap(tokensOf);
  octets.left -= octetsOf(stamped, ofContent.length);
  if (octets.left < 0) throw new JwsError('signature.too_complex', 'time stamps of more than is read');
  const found = await Promise.all(
    ofContent.map((token) =>
      readOne(token, 'content', { proves: new Set(), imprintOf: imprintOfContent(stamped) }),
    ),
  );
  for (const [index, component] of stamped.components.entries()) {
    const kind = kinds.get(component.name);
    if (!kind) continue;
    const question = questionOf(kind, component, index, stamped);
    for (const token of tokensOf(component.value)) found.push(await readOne(token, kind, question));
  }
  return numbered(found);
}

/** An upper bound of what is hashed: each is of all, but for those of the value of the signature. */
function octetsOf({ components, payload }: Stamped, ofContent: number): number {
  const ofArchive = components
    .filter(({ name }) => kinds.get(name) === 'archive')
    .reduce((sum, { value }) => sum + tokensOf(value).length, 0);
  const encoded = components.reduce((sum, one) => sum + (one.encoded?.length ?? 0), 0);
  return (ofContent + ofArchive) * ((payload?.size ?? 0) + encoded);
}

interface Question {
  readonly proves: ReadonlySet<string>;
  /** Undefined where it cannot be told. */
  readonly imprintOf: (hash: HashName) => Promise<Buffer | undefined>;
}

function questionOf(kind: TimeStampKind, component: Component, index: number, stamped: Stamped): Question {
  const nothing = new Set<string>();
  if (kind === 'signature')
    return { proves: nothing, imprintOf: async (name) => imprintOfValue(stamped.signature, name) };
  const before = stamped.components.slice(0, index);
  const isOfAll = kind === 'archive' && component.encoded !== undefined;
  if (!isOfAll) return { proves: nothing, imprintOf: async () => undefined };
  const components = before.map(({ encoded }) => encoded ?? '');
  const imprintOf = (name: HashName) => imprintOfArchive({ ...stamped, components }, name);
  return { proves: provenBy(stamped.header, before), imprintOf };
}

async function readOne(
  octets: Buffer | undefined,
  kind: TimeStampKind,
  { proves, imprintOf }: Question,
): Promise<ReadTimeStamp> {
  const id = `T-${hash('sha256', octets ?? Buffer.alloc(0), 'hex').slice(0, 16)}`;
  const read = octets && readTimeStampToken(octets);
  if (read?.kind !== 'read') {
    const unreadable = read ? `${read.code}: ${read.message}` : 'not the DER of a token (RFC 3161)';
    return { id, kind, token: undefined, unreadable, imprint: 'unsupported', proves: new Set() };
  }
  const imprint = await compare(read.token, imprintOf);
  return { id, kind, token: read.token, imprint, proves: imprint === 'matches' ? proves : new Set() };
}

async function compare(
  { tstInfo }: TimeStampToken,
  imprintOf: Question['imprintOf'],
): Promise<ReadTimeStamp['imprint']> {
  const name = hashNameOf(tstInfo.messageImprint.algorithm);
  const expected = name && (await imprintOf(name));
  if (!expected) return 'unsupported';
  return expected.equals(tstInfo.messageImprint.digest) ? 'matches' : 'differs';
}

/** Copies of one token are numbered. */
function numbered(all: readonly ReadTimeStamp[]): readonly ReadTimeStamp[] {
  const counts = new Map<string, number>();
  return all.map((one) => {
    const count = (counts.get(one.id) ?? 0) + 1;
    counts.set(one.id, count);
    return count === 1 ? one : { ...one, id: `${one.id}-${count}` };
  });
}

/** 5.2.6: of what is signed. */
function imprintOfContent({ payload }: Stamped): Question['imprintOf'] {
  return async (name) => payload && digestOf(payload, name);
}

/** 5.3.4: of the value of the signature in base64url. */
export function imprintOfValue({ valuePart }: JwsSignature, name: HashName): Buffer {
  return hash(name, valuePart, 'buffer');
}

/** 5.3.6.3.1: of all that is signed, the signature, and the components before it, as they stand in base64url. */
export async function imprintOfArchive(
  {
    signature,
    components,
    payload,
  }: Pick<Stamped, 'signature' | 'payload'> & { readonly components: readonly string[] },
  name: HashName,
): Promise<Buffer | undefined> {
  if (!payload) return undefined;
  const rest = `.${signature.protectedPart}.${signature.valuePart}.${components.join('')}`;
  return digestOf(joined([payload, sourceOf(Buffer.from(rest))]), name);
}

function provenBy(header: SignedHeader, components: readonly Component[]): ReadonlySet<string> {
  const tokens = components
    .filter(({ name }) => kinds.has(name))
    .flatMap(({ value }) => tokensOf(value))
    .filter((octets) => octets !== undefined);
  const inTokens = tokens.map((octets) => {
    const read = readTimeStampToken(octets);
    return read.kind === 'read' ? evidenceOfToken(read.token) : noEvidence;
  });
  const evidence = [
    { ...noEvidence, certificates: header.chain },
    ...components.map(evidenceIn),
    ...inTokens,
  ];
  const octets = [
    ...tokens,
    ...evidence.flatMap((one) => [...one.certificates, ...one.crls, ...one.ocspResponses]),
  ];
  return new Set(octets.map((one) => hash('sha256', one, 'hex')));
}

const noEvidence: RawEvidence = { certificates: [], crls: [], ocspResponses: [] };

/** @throws SignatureError when a service gave what is no token */
export function tokenFrom(octets: Uint8Array): TimeStampToken {
  const read = readTimeStampToken(octets);
  if (read.kind === 'read') return read.token;
  throw new SignatureError('signature.time_stamp_unavailable', `${read.code}: ${read.message}`);
}
