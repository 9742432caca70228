import { hash } from 'node:crypto';
import { keyKinds, type SignatureScheme, schemeOf } from '../keys/index.ts';
import { type Certificate, readCertificate } from '../validation/index.ts';
import { SignatureError } from './errors.ts';
import type { SigningOrder } from './model.ts';

export type StateMembers = Readonly<Record<string, unknown>>;

/**
 * The state of a signing as text: JSON with the name of its format and a checksum. The checksum finds what storage
 * damaged; against a forger the signature itself stands, since `complete` checks it over what the state holds.
 */
export function writeState(format: string, members: StateMembers): string {
  const content = JSON.stringify(members);
  return `${headOf(format, checksum(format, content))}${content}}`;
}

/** What stands before the members; always as long for one format. */
function headOf(format: string, check: string): string {
  return `{"format":"${format}","check":"${check}","content":`;
}

const checkLength = 44;

/**
 * The members of a state.
 * @throws SignatureError `signature.state_invalid` for the state of another format, and for what is none
 */
export function readState(format: string, state: string): StateMembers {
  // As it is written: the checksum is of the very text of the members, so that no other text has the same.
  const content = state.slice(headOf(format, '').length + checkLength, -1);
  if (!state.startsWith(headOf(format, checksum(format, content))) || !state.endsWith('}'))
    throw stateInvalid();
  return parseObject(content);
}

export function stateInvalid(): SignatureError {
  return new SignatureError('signature.state_invalid', 'the state is damaged, or of another format');
}

function checksum(format: string, content: string): string {
  return hash('sha256', `${format}\n${content}`, 'base64');
}

function parseObject(text: string): StateMembers {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Told below.
  }
  throw stateInvalid();
}

function isObject(value: unknown): value is StateMembers {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Who signs, and how and when. */
export type OrderedSigner = Pick<SigningOrder, 'certificate' | 'chain' | 'scheme' | 'time'>;

/**
 * The members of a state that say who signs.
 * @throws SignatureError `signature.unsupported` where the scheme is not one of the certificate's key
 */
export function signerMembers({ certificate, chain, scheme, time }: OrderedSigner): StateMembers {
  if (keyKinds[certificate.keyAlgorithm.oid] !== scheme.key)
    throw new SignatureError('signature.unsupported', "the certificate's key does not sign by this scheme");
  return {
    certificate: textOf(certificate),
    chain: chain.map(textOf),
    scheme: base64(scheme.identifiers[0]),
    time,
  };
}

const texts = new WeakMap<Certificate, string>();

/** A seal signs again and again: its certificate is written once. */
function textOf(certificate: Certificate): string {
  const text = texts.get(certificate) ?? base64(certificate.raw);
  texts.set(certificate, text);
  return text;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** @throws SignatureError `signature.state_invalid` */
export function signerOf(members: StateMembers): OrderedSigner {
  const { certificate, chain, scheme, time }: StateMembers = members;
  if (!Array.isArray(chain) || typeof time !== 'number') throw stateInvalid();
  return {
    certificate: certificateOf(certificate),
    chain: chain.map(certificateOf),
    scheme: schemeIn(scheme),
    time,
  };
}

const mostKnown = 200;
const known = new Map<unknown, Certificate>();

/** A seal signs again and again: what was read lately is at hand, with its key. */
function certificateOf(text: unknown): Certificate {
  const found = known.get(text);
  if (found) return found;
  if (typeof text !== 'string') throw stateInvalid();
  const read = readCertificate(Buffer.from(text, 'base64'));
  if (read.kind !== 'read') throw stateInvalid();
  if (known.size >= mostKnown) known.clear();
  known.set(text, read.value);
  return read.value;
}

function schemeIn(text: unknown): SignatureScheme {
  const scheme = typeof text === 'string' ? schemeOf(Buffer.from(text, 'base64')) : undefined;
  if (!scheme) throw stateInvalid();
  return scheme;
}
