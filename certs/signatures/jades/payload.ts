import { isJsonObject } from '../../json/index.ts';
import { joined, readAll, sourceOf } from '../byte-source.ts';
import type { ByteSource, NamedFile, Packaging, Problem, ReadDigest } from '../model.ts';
import type { JadesProblemCode } from '../problem-codes.ts';
import { base64UrlOf, decodeBase64Url } from './encoding.ts';
import { hashOf, mediaTypeOf, type SignedHeader } from './header.ts';
import { type Jws, maxJwsBytes } from './jws.ts';
import { type FilesBeside, matchReferences, type Reference } from './references.ts';

/** What a signature signs. */
export interface SignedPayload {
  readonly packaging: Packaging;
  /** What stands for the payload in the signing input (RFC 7515 5.1); undefined where it is not at hand. */
  readonly input: Uint8Array | undefined;
  /** The octets that time stamps over all the data are of (ETSI TS 119 182-1 5.3.6.3.1); undefined likewise. */
  readonly stamped: ByteSource | undefined;
  readonly digests: readonly ReadDigest[];
  /** The files among those beside the signature that it protects. */
  readonly covered: readonly NamedFile[];
  /** The payload where the signature holds it. */
  readonly enclosed: { readonly mediaType: string; readonly bytes: Uint8Array } | undefined;
  readonly problems: readonly Problem[];
}

const byUriHash = 'http://uri.etsi.org/19182/ObjectIdByURIHash';

export async function findPayload(
  jws: Jws,
  header: SignedHeader,
  detached: FilesBeside,
): Promise<SignedPayload> {
  if (header.sigD !== undefined) return referenced(jws, header, detached);
  if (jws.payload !== undefined) return enclosed(jws.payload, header, jws.payloadOctets);
  const [file, ...others] = detached.files;
  if (file && others.length === 0) return beside(file, header);
  // In a compact JWS an empty payload looks as a detached one does.
  if (jws.form === 'compact' && !file) return enclosed('', header);
  return { ...nothing, digests: [{ of: 'payload', hash: '', outcome: 'absent' }] };
}

const nothing: SignedPayload = {
  packaging: 'detached',
  input: undefined,
  stamped: undefined,
  digests: [],
  covered: [],
  enclosed: undefined,
  problems: [],
};

const failure = (code: JadesProblemCode, message: string, clause: string): Problem => ({
  severity: 'failure',
  code,
  message,
  clause,
});

function enclosed(payload: string, header: SignedHeader, octets?: Uint8Array): SignedPayload {
  const input = Buffer.from(payload, 'utf8');
  const bytes = header.isBase64 ? (octets ?? decodeBase64Url(payload)) : input;
  const problems = bytes ? [] : [failure('jades.payload', 'the payload is not base64url', 'RFC 7515 3')];
  return {
    ...nothing,
    packaging: 'enveloping',
    input,
    stamped: sourceOf(input),
    enclosed: { mediaType: header.contentType, bytes: bytes ?? new Uint8Array() },
    problems,
  };
}

/** RFC 7515 appendix F: the one file that lies beside it is the payload. */
async function beside(file: NamedFile, header: SignedHeader): Promise<SignedPayload> {
  const stamped = header.isBase64 ? base64UrlOf(file.content) : file.content;
  const input = await readAll(stamped, maxJwsBytes);
  if (input) return { ...nothing, input, stamped, covered: [file] };
  return { ...nothing, digests: [{ of: file.name, hash: '', outcome: 'unsupported' }] };
}

/** The sigD header parameter (5.2.8), of which one mechanism is read: digests of files by their names (5.2.8.3.3). */
async function referenced(jws: Jws, header: SignedHeader, detached: FilesBeside): Promise<SignedPayload> {
  const { sigD } = header;
  const problems = jws.payload
    ? [failure('jades.payload_not_signed', 'there is a payload that the signature passes over', '5.2.8')]
    : [];
  if (!isJsonObject(sigD) || sigD['mId'] !== byUriHash) {
    const mechanism = isJsonObject(sigD) ? String(sigD['mId']) : '';
    return { ...nothing, problems, digests: [{ of: mechanism, hash: '', outcome: 'unsupported' }] };
  }
  const references = referencesOf(sigD);
  if (!references)
    return { ...nothing, problems: [...problems, failure('jades.sigD', 'sigD is broken', '5.2.8.3.3')] };
  const matches = await matchReferences(references, detached, header.isBase64);
  const files = matches.flatMap(({ file }) => file ?? []);
  const contents = files.map(({ content }) => (header.isBase64 ? base64UrlOf(content) : content));
  return {
    ...nothing,
    input: new Uint8Array(),
    stamped: files.length === matches.length ? joined(contents) : undefined,
    digests: matches.map(({ digest }) => digest),
    covered: files,
    problems,
  };
}

const maxReferences = 1024;

function referencesOf(sigD: Readonly<Record<string, unknown>>): readonly Reference[] | undefined {
  const { pars, hashM, hashV, ctys } = sigD;
  if (!Array.isArray(pars) || !Array.isArray(hashV)) return undefined;
  if (pars.length === 0 || pars.length !== hashV.length || pars.length > maxReferences) return undefined;
  const uris: readonly unknown[] = pars;
  const references = uris.flatMap((uri, index) => {
    const digest = decodeBase64Url(hashV[index]);
    const mediaType = mediaTypeOf(Array.isArray(ctys) ? ctys[index] : undefined);
    if (typeof uri !== 'string' || !digest) return [];
    return [{ uri, hash: hashOf(hashM), hashName: String(hashM), digest, mediaType }];
  });
  return references.length === uris.length ? references : undefined;
}
