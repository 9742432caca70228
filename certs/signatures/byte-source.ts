import { createHash, hash } from 'node:crypto';
import type { HashName } from '../keys/index.ts';
import { SignatureError } from './errors.ts';
import type { ByteSource } from './model.ts';

/** Bytes that are in memory already. */
abstract class InMemory implements ByteSource {
  abstract readonly bytes: Uint8Array;
  abstract readonly size: number;

  async *open(): AsyncGenerator<Uint8Array> {
    if (this.size > 0) yield this.bytes;
  }

  slice(start: number, end: number): ByteSource {
    return new Bytes(this.bytes.subarray(start, end));
  }
}

class Bytes extends InMemory {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    super();
    this.bytes = bytes;
  }

  get size(): number {
    return this.bytes.length;
  }
}

/** A text of ASCII that becomes bytes when they are asked for: what is raised at once is never needed as it was. */
class AsciiText extends InMemory {
  readonly #text: string;
  #bytes: Uint8Array | undefined;

  constructor(text: string) {
    super();
    this.#text = text;
  }

  get size(): number {
    return this.#text.length;
  }

  get bytes(): Uint8Array {
    this.#bytes ??= Buffer.from(this.#text, 'latin1');
    return this.#bytes;
  }
}

/** Of a text in which there is nothing beyond ASCII. */
export function sourceOfAscii(text: string): ByteSource {
  return new AsciiText(text);
}

export function sourceOf(bytes: Uint8Array): ByteSource {
  return new Bytes(bytes);
}

/** The part from `start` up to and without `end`, both within the source. Nothing is read before it is opened. */
export function sliceOf(source: ByteSource, start: number, end: number): ByteSource {
  if (start === 0 && end === source.size) return source;
  if (source.slice) return source.slice(start, end);
  return {
    size: end - start,
    open: () => partOf(source, start, end),
    slice: (from, to) => sliceOf(source, start + from, start + to),
  };
}

async function* partOf(source: ByteSource, start: number, end: number): AsyncIterable<Uint8Array> {
  if (start === end) return;
  let at = 0;
  for await (const chunk of source.open()) {
    const [from, to] = [Math.max(start - at, 0), Math.min(end - at, chunk.length)];
    if (from < to) yield chunk.subarray(from, to);
    at += chunk.length;
    if (at >= end) return;
  }
}

class Joined implements ByteSource {
  readonly parts: readonly ByteSource[];
  readonly size: number;

  constructor(parts: readonly ByteSource[]) {
    this.parts = parts;
    this.size = parts.reduce((sum, { size }) => sum + size, 0);
  }

  async *open(): AsyncGenerator<Uint8Array> {
    for (const part of this.parts) yield* part.open();
  }

  slice(start: number, end: number): ByteSource {
    return joined(overlapping(this.parts, start, end));
  }
}

/** One after the other. */
export function joined(parts: readonly ByteSource[]): ByteSource {
  return new Joined(parts);
}

function overlapping(parts: readonly ByteSource[], start: number, end: number): readonly ByteSource[] {
  let at = 0;
  return parts.flatMap((part) => {
    const [from, to] = [Math.max(start - at, 0), Math.min(end - at, part.size)];
    at += part.size;
    return from < to ? [sliceOf(part, from, to)] : [];
  });
}

/** All bytes in one piece; undefined where there are more than `maxBytes`, whatever size the source told. */
export async function readAll(source: ByteSource, maxBytes: number): Promise<Buffer | undefined> {
  if (source.size > maxBytes) return undefined;
  if (source instanceof InMemory) return bufferOf(source.bytes);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source.open()) {
    length += chunk.length;
    if (length > maxBytes) return undefined;
    chunks.push(chunk);
  }
  const [only, ...others] = chunks;
  return only && others.length === 0 ? bufferOf(only) : Buffer.concat(chunks, length);
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/**
 * All of it in memory.
 * @throws SignatureError `signature.too_large` for more than `maxBytes`, whatever size was told
 */
export async function readWhole(source: ByteSource, maxBytes: number): Promise<Uint8Array> {
  const bytes = await readAll(source, maxBytes);
  if (!bytes) throw new SignatureError('signature.too_large', `more than ${maxBytes} bytes`);
  return bytes;
}

export type Digests = ReadonlyMap<HashName, Uint8Array>;

/** The digests of bytes in memory. */
export function digestsOfBytes(bytes: Uint8Array, names: Iterable<HashName>): Digests {
  return new Map([...names].map((name) => [name, hash(name, bytes, 'buffer')]));
}

/** Its digests by each of the hashes, in one reading and without holding it. */
export async function digestsOf(source: ByteSource, names: Iterable<HashName>): Promise<Digests> {
  if (source instanceof InMemory) return digestsOfBytes(source.bytes, names);
  const running = [...new Set(names)].map((name) => [name, createHash(name)] as const);
  if (running.length === 0) return new Map();
  for await (const chunk of source.open()) for (const [, digest] of running) digest.update(chunk);
  return new Map(running.map(([name, digest]) => [name, digest.digest()]));
}

/** The digest of all bytes, which are read once and never together. */
export async function digestOf(source: ByteSource, name: HashName): Promise<Buffer> {
  if (source instanceof InMemory) return hash(name, source.bytes, 'buffer');
  const digest = createHash(name);
  for (const part of source instanceof Joined ? source.parts : [source]) {
    // What is in memory is at hand without waiting for it.
    if (part instanceof InMemory) digest.update(part.bytes);
    else for await (const chunk of part.open()) digest.update(chunk);
  }
  return digest.digest();
}
