import { hash } from 'node:crypto';
import type { JsonObject } from '../../json/index.ts';
import { joinedEcdsaValue, type JwsAlgorithm, jwsAlgorithmOf } from '../../keys/index.ts';
import type { Certificate } from '../../validation/index.ts';
import { digestOf, readAll } from '../byte-source.ts';
import { checkValue } from '../cades/index.ts';
import { SignatureError } from '../errors.ts';
import type { ByteSource, NamedFile, PreparedSignature, SigningOrder } from '../model.ts';
import { readState, signerMembers, signerOf, stateInvalid, type StateMembers, writeState } from '../state.ts';
import { base64, base64Url } from './encoding.ts';
import { JwsError } from './errors.ts';
import { contentTypeOf } from './header.ts';
import { type Jws, type JwsForm, jwsForms, maxJwsBytes, readJws, signatureOf, writeJws } from './jws.ts';
import { rememberMade } from './made.ts';

/** How a JAdES signature lies to its files, and how it is written. */
export type JadesOptions =
  /** The one file is the payload. */
  | { readonly packaging: 'enveloping'; readonly form: JwsForm }
  /** Any number of files beside the signature, by their names and digests (ETSI TS 119 182-1 5.2.8.3.3). */
  | { readonly packaging: 'detached'; readonly form: JwsForm }
  /** The one file is a JAdES document; the signature is added beside those in it, over the same (RFC 7515 7.2.1). */
  | { readonly packaging: 'parallel' };

const format = 'JAdES';

/** What `complete` needs again: what was signed, and how to find out whether the files are the same. */
interface State {
  readonly protectedPart: string;
  readonly form: JwsForm;
  readonly packaging: JadesOptions['packaging'];
  /** SHA-256 of each file. */
  readonly digests: readonly string[];
}

export async function prepareJades(order: SigningOrder, options: JadesOptions): Promise<PreparedSignature> {
  const algorithm = jwsAlgorithmOf(order.scheme, order.certificate);
  if (!algorithm) throw unsupported('JWS has no algorithm for this key and scheme (RFC 7518 3.1)');
  const digests = await digestsOfFiles(order.files);
  const header = { ...headerOf(order, algorithm), ...(await contentOf(order.files, options, digests)) };
  const protectedPart = base64Url(Buffer.from(JSON.stringify(header), 'utf8'));
  const state: State = {
    protectedPart,
    form: options.packaging === 'parallel' ? 'general' : options.form,
    packaging: options.packaging,
    digests: digests.map((digest) => digest.toString('hex')),
  };
  const { input } = await payloadFor(state, order.files);
  return {
    toBeSigned: messageOf(state, input),
    state: writeState(format, { ...state, ...signerMembers(order) }),
  };
}

export async function completeJades(
  stateText: string,
  files: readonly NamedFile[],
  value: Uint8Array,
): Promise<ByteSource> {
  const members = readState(format, stateText);
  const state = stateOf(members);
  const { certificate, scheme } = signerOf(members);
  const algorithm = jwsAlgorithmOf(scheme, certificate);
  if (!algorithm) throw stateInvalid();
  // A file that is the payload is signed itself: its digest only tells why a value does not verify.
  if (state.packaging !== 'enveloping') await checkFiles(state, files);
  const { input, existing, ...payload } = await payloadFor(state, files);
  try {
    checkValue(messageOf(state, input), { certificate, scheme, value });
  } catch (error) {
    await checkFiles(state, files);
    throw error;
  }
  const { curve } = algorithm;
  const joined = curve ? joinedEcdsaValue(value, curve.length) : value;
  if (!joined) throw stateInvalid();
  const signature = signatureOf({ protected: state.protectedPart, signature: base64Url(joined) });
  rememberMade(signature, { algorithm: algorithm.name, input, certificate });
  return writeJws({ form: state.form, ...payload, signatures: [...existing, signature] });
}

/** @throws SignatureError when they are not those that were prepared */
async function checkFiles(state: State, files: readonly NamedFile[]): Promise<void> {
  const digests = await digestsOfFiles(files);
  if (digests.map((digest) => digest.toString('hex')).join() !== state.digests.join())
    throw new SignatureError('signature.files_changed', 'the files are not those that were prepared');
}

/** RFC 7515 5.1. */
function messageOf({ protectedPart, packaging }: State, input: string): Buffer {
  // Base64url, which is the same in both; but for a payload of another maker that is signed in parallel.
  return Buffer.from(`${protectedPart}.${input}`, packaging === 'parallel' ? 'utf8' : 'latin1');
}

/** What the protected header of level B (6.3) says of the signer. */
function headerOf({ certificate, chain, time }: SigningOrder, algorithm: JwsAlgorithm): JsonObject {
  return {
    alg: algorithm.name,
    'x5t#S256': writtenOf(certificate).thumbprint,
    x5c: [certificate, ...chain].map((one) => writtenOf(one).text),
    iat: Math.floor(time / 1000),
  };
}

const written = new WeakMap<Certificate, { readonly text: string; readonly thumbprint: string }>();

/** A certificate as headers have it; a seal signs again and again. */
function writtenOf(certificate: Certificate) {
  const known = written.get(certificate);
  if (known) return known;
  const { raw } = certificate;
  const made = { text: base64(raw), thumbprint: hash('sha256', raw, 'base64url') };
  written.set(certificate, made);
  return made;
}

/** What the header says of the files, whose digests by SHA-256 these are. */
async function contentOf(
  files: readonly NamedFile[],
  options: JadesOptions,
  digests: readonly Buffer[],
): Promise<JsonObject> {
  if (options.packaging === 'detached')
    return { sigD: sigDOf(files, digests), b64: false, crit: ['sigD', 'b64'] };
  const file = onlyFile(files);
  if (options.packaging === 'enveloping') return file.mediaType ? { cty: contentTypeOf(file.mediaType) } : {};
  const { header } = firstOf(await parse(file));
  const names = ['cty', 'sigD', 'b64'].filter((name) => Object.hasOwn(header, name));
  const critical = names.filter((name) => name !== 'cty');
  return {
    ...Object.fromEntries(names.map((name) => [name, header[name]])),
    ...(critical.length > 0 && { crit: critical }),
  };
}

function sigDOf(files: readonly NamedFile[], digests: readonly Buffer[]): JsonObject {
  if (files.length === 0) throw unsupported('there is no file to sign');
  if (new Set(files.map(({ name }) => name)).size !== files.length)
    throw unsupported('two files have the same name');
  return {
    mId: 'http://uri.etsi.org/19182/ObjectIdByURIHash',
    pars: files.map(({ name }) => encodeURIComponent(name)),
    hashM: 'S256',
    hashV: digests.map(base64Url),
    ctys: files.map(({ mediaType }) => contentTypeOf(mediaType || 'application/octet-stream')),
  };
}

interface PayloadFor {
  /** What stands for the payload in the signing input. */
  readonly input: string;
  readonly payload: string | undefined;
  readonly payloadOctets?: Uint8Array;
  readonly existing: Jws['signatures'];
}

async function payloadFor({ packaging }: State, files: readonly NamedFile[]): Promise<PayloadFor> {
  if (packaging === 'detached') return { input: '', payload: undefined, existing: [] };
  const file = onlyFile(files);
  if (packaging === 'enveloping') {
    // Four characters for each three octets, and all of it within what is read again.
    const bytes = await readAll(file.content, (maxJwsBytes / 4) * 3 - headroomBytes);
    if (!bytes) throw new SignatureError('signature.too_large', 'the file is too large for a payload');
    const payload = base64Url(bytes);
    return { input: payload, payload, payloadOctets: bytes, existing: [] };
  }
  const jws = await parse(file);
  const { header } = firstOf(jws);
  const isBeside = header['sigD'] === undefined && jws.payload === undefined;
  if (isBeside) throw unsupported('the payload is not in the document');
  const input = header['sigD'] === undefined ? (jws.payload ?? '') : '';
  return { input, payload: jws.payload, existing: jws.signatures };
}

/** For headers, evidence and time stamps. */
const headroomBytes = 8 * 1024 * 1024;

function onlyFile(files: readonly NamedFile[]): NamedFile {
  const [file, ...others] = files;
  if (!file || others.length > 0) throw unsupported('such a signature is of one file');
  return file;
}

async function parse({ content }: NamedFile): Promise<Jws> {
  try {
    return await readJws(content);
  } catch (error) {
    if (!(error instanceof JwsError)) throw error;
    throw new SignatureError('signature.malformed', error.message, { cause: error });
  }
}

function firstOf({ signatures }: Jws): Jws['signatures'][number] {
  const [first] = signatures;
  if (!first) throw new SignatureError('signature.malformed', 'the document has no signature');
  return first;
}

function digestsOfFiles(files: readonly NamedFile[]): Promise<Buffer[]> {
  return Promise.all(files.map(({ content }) => digestOf(content, 'sha256')));
}

function stateOf(members: StateMembers): State {
  const { protectedPart, form: formName, packaging: packagingName, digests } = members;
  const form = jwsForms.find((one) => one === formName);
  const packaging = packagings.find((one) => one === packagingName);
  if (typeof protectedPart !== 'string' || !form || !packaging || !Array.isArray(digests))
    throw stateInvalid();
  return { protectedPart, form, packaging, digests: digests.map(String) };
}

const packagings = ['enveloping', 'detached', 'parallel'] as const;

function unsupported(message: string): SignatureError {
  return new SignatureError('signature.unsupported', message);
}
