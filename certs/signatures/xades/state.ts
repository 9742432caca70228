import type { Certificate } from '../../validation/index.ts';
import type { SignatureScheme } from '../../keys/index.ts';
import type { Packaging } from '../model.ts';
import { readState, stateInvalid, writeState } from '../state.ts';
import { signatureUris, uriOf } from './algorithms.ts';
import { decodeBase64 } from './base64.ts';
import { readCertificateText } from './evidence.ts';

/** What is kept between `prepare` and `complete`: all that is signed is built from it and from the files again. */
export interface XadesState {
  readonly packaging: Packaging;
  readonly isInContainer: boolean;
  readonly certificate: Certificate;
  readonly chain: readonly Certificate[];
  readonly scheme: SignatureScheme;
  readonly time: number;
  readonly files: readonly PreparedFile[];
}

export interface PreparedFile {
  readonly name: string;
  readonly mediaType: string;
  /** SHA-256 of what is signed of it. */
  readonly digest: Uint8Array;
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

export function writeXadesState(state: XadesState): string {
  return writeState('XAdES', {
    packaging: state.packaging,
    isInContainer: state.isInContainer,
    certificate: base64(state.certificate.raw),
    chain: state.chain.map(({ raw }) => base64(raw)),
    method: uriOf(state.scheme),
    time: state.time,
    files: state.files.map(({ name, mediaType, digest }) => [name, mediaType, base64(digest)]),
  });
}

/** @throws SignatureError `signature.state_invalid` for what `writeXadesState` did not write */
export function readXadesState(text: string): XadesState {
  return stateOf(readState('XAdES', text));
}

function stateOf(record: Readonly<Record<string, unknown>>): XadesState {
  const { packaging, isInContainer, certificate, chain, method, time, files } = record;
  const scheme = typeof method === 'string' ? signatureUris.get(method) : undefined;
  const known = packagings.find((one) => one === packaging);
  if (!known || typeof isInContainer !== 'boolean' || !scheme || !isMoment(time)) throw stateInvalid();
  return {
    packaging: known,
    isInContainer,
    certificate: certificateOf(certificate),
    chain: listOf(chain).map(certificateOf),
    scheme,
    time,
    files: listOf(files).map(fileOf),
  };
}

const packagings: readonly Packaging[] = ['enveloped', 'enveloping', 'detached'];

/** Years of four digits. */
function isMoment(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < 253_402_300_800_000;
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw stateInvalid();
  return value;
}

function certificateOf(value: unknown): Certificate {
  const read = typeof value === 'string' ? readCertificateText(value).value : undefined;
  if (read?.kind !== 'certificate') throw stateInvalid();
  return read.value;
}

function bytesOf(value: unknown): Uint8Array {
  const bytes = typeof value === 'string' ? decodeBase64(value) : undefined;
  if (!bytes) throw stateInvalid();
  return bytes;
}

function fileOf(value: unknown): PreparedFile {
  const [name, mediaType, digest] = listOf(value);
  if (typeof name !== 'string' || typeof mediaType !== 'string') throw stateInvalid();
  return { name, mediaType, digest: bytesOf(digest) };
}
