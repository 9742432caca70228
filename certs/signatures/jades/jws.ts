import { isJsonObject, type JsonObject, parseJson } from '../../json/index.ts';
import { readAll, sourceOf, sourceOfAscii } from '../byte-source.ts';
import type { ByteSource } from '../model.ts';
import { decodeBase64Url, isEncodedList } from './encoding.ts';
import { JwsError, malformed } from './errors.ts';

export const jwsForms = ['compact', 'flattened', 'general'] as const;

/** The serialisations of a JWS (RFC 7515 7.1, 7.2.2 and 7.2.1). */
export type JwsForm = (typeof jwsForms)[number];

/** One signature of a JWS. */
export interface JwsSignature {
  /** The protected header as it stands, in base64url. */
  readonly protectedPart: string;
  readonly header: JsonObject;
  /** The unprotected header; undefined where there is none. */
  readonly unprotected: JsonObject | undefined;
  /** The value as it stands, in base64url. */
  readonly valuePart: string;
  readonly value: Uint8Array;
  /** Names of the members that RFC 7515 does not know, which are signed by nobody. */
  readonly others?: readonly string[];
}

export interface Jws {
  readonly form: JwsForm;
  /** As it stands; undefined where it is detached (RFC 7515 appendix F). */
  readonly payload: string | undefined;
  /** What it is the base64url of, where that is known already; the payload is known for base64url then. */
  readonly payloadOctets?: Uint8Array | undefined;
  readonly signatures: readonly JwsSignature[];
}

/** A payload is in memory while it is signed or verified. */
export const maxJwsBytes = 64 * 1024 * 1024;
const maxSignatures = 256;

/** @throws JwsError */
export async function readJws(source: ByteSource): Promise<Jws> {
  if (!(await couldBeJws(source))) throw notJws();
  const bytes = await readAll(source, maxJwsBytes);
  if (!bytes) throw new JwsError('signature.too_large', `a JWS of more than ${maxJwsBytes} bytes`);
  const text = decodeText(bytes).trim();
  return text.startsWith('{') ? readJson(text) : readCompact(text);
}

/** Nothing large is read that cannot be one: a JWS begins as an object, or as a header of one in base64url. */
async function couldBeJws(source: ByteSource): Promise<boolean> {
  for await (const chunk of source.open()) {
    const start = Buffer.from(chunk.subarray(0, 64)).toString('latin1').trimStart();
    if (start !== '') return /^(\{|ew|ey)/.test(start);
    if (chunk.length > 64) return false;
  }
  return false;
}

const notJws = () => new JwsError('signature.not_this_format', 'not a JSON Web Signature');

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw notJws();
  }
}

function readCompact(text: string): Jws {
  const [protectedPart, payload, valuePart, ...others] = text.split('.');
  if (!protectedPart || payload === undefined || valuePart === undefined || others.length > 0) throw notJws();
  const signature = signatureOf({ protected: protectedPart, signature: valuePart });
  return { form: 'compact', payload: payload === '' ? undefined : payload, signatures: [signature] };
}

function readJson(text: string): Jws {
  const value = parseJson(text);
  if (!isJsonObject(value)) throw notJws();
  const { payload, signatures, ...rest } = value;
  const isFlattened = Object.hasOwn(rest, 'signature');
  if (signatures === undefined && !isFlattened) throw notJws();
  if (payload !== undefined && typeof payload !== 'string') throw malformed('the payload is no string');
  if (isFlattened) {
    if (signatures !== undefined) throw malformed('a JWS is flattened or general, not both');
    return { form: 'flattened', payload, signatures: [signatureOf(rest)] };
  }
  const doubled = ['protected', 'header'].some((name) => Object.hasOwn(rest, name));
  const others = Object.keys(rest);
  if (doubled || !Array.isArray(signatures) || signatures.length === 0)
    throw malformed('signatures is no list of signatures');
  if (signatures.length > maxSignatures)
    throw new JwsError('signature.too_complex', `more than ${maxSignatures} signatures`);
  const all = signatures.map((one: unknown) => signatureOf(one));
  return { form: 'general', payload, signatures: all.map((one) => withOthers(one, others)) };
}

function withOthers(signature: JwsSignature, others: readonly string[]): JwsSignature {
  return { ...signature, others: [...others, ...(signature.others ?? [])] };
}

/** @throws JwsError */
export function signatureOf(members: unknown): JwsSignature {
  if (!isJsonObject(members)) throw malformed('a signature is no object');
  const { protected: protectedPart, header: unprotected, signature: valuePart, ...rest } = members;
  if (unprotected !== undefined && !isJsonObject(unprotected))
    throw malformed('the unprotected header is no object');
  const bytes = decodeBase64Url(protectedPart);
  const header = bytes && parseJson(decodeText(bytes));
  if (typeof protectedPart !== 'string' || !isJsonObject(header))
    throw malformed('the protected header is no object in base64url');
  const value = decodeBase64Url(valuePart);
  if (typeof valuePart !== 'string' || !value) throw malformed('the value of a signature is not base64url');
  return { protectedPart, header, unprotected, valuePart, value, others: Object.keys(rest) };
}

/** The JWS as it is stored. What a compact one has no place for must not be in it. */
export function writeJws(jws: Jws): ByteSource {
  const text = textOfJws(jws);
  const source = jws.form === 'compact' ? sourceOfAscii(text) : sourceOf(Buffer.from(text));
  if (source.size <= mostRememberedBytes) written.set(source, jws);
  return source;
}

/** Larger ones are not held a second time, as text. */
const mostRememberedBytes = 1024 * 1024;
const written = new WeakMap<ByteSource, Jws>();

/** The JWS that was written as this very source: whoever adds to it right afterwards need not read it. */
export function writtenJws(source: ByteSource): Jws | undefined {
  return written.get(source);
}

function textOfJws({ form, payload, payloadOctets, signatures }: Jws): string {
  const [first] = signatures;
  if (form === 'compact' && first) return `${first.protectedPart}.${payload ?? ''}.${first.valuePart}`;
  const outer = payload === undefined ? '' : `"payload":${payloadOctets ? `"${payload}"` : textOf(payload)},`;
  const members =
    form === 'general'
      ? `"signatures":[${signatures.map((one) => `{${membersOf(one)}}`).join(',')}]`
      : signatures.slice(0, 1).map(membersOf).join('');
  return `{${outer}${members}}`;
}

function membersOf({ protectedPart, unprotected, valuePart }: JwsSignature): string {
  const header = unprotected ? `"header":${headerText(unprotected)},` : '';
  return `"protected":"${protectedPart}",${header}"signature":"${valuePart}"`;
}

function headerText(header: JsonObject): string {
  const members = Object.entries(header).map(([name, value]) => `${JSON.stringify(name)}:${textOf(value)}`);
  return `{${members.join(',')}}`;
}

/**
 * A text or a list of texts in JSON. Base64url, of which payloads and evidence are, has nothing that JSON escapes, and to
 * see that takes a sixth of the time that JSON.stringify takes.
 */
function textOf(value: unknown): string {
  if (Array.isArray(value))
    return isEncodedList(value) ? `["${value.join('","')}"]` : `[${value.map(textOf).join(',')}]`;
  return decodeBase64Url(value) ? `"${String(value)}"` : JSON.stringify(value);
}
