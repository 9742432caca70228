import type { IncomingMessage } from 'node:http';
import { allowBodyTime } from './body-time.ts';
import { RequestError } from './errors.ts';

/** A file of a form, as it arrives; its content is read once, before the next file's. */
export interface UploadedFile {
  /** Of the form's field. */
  readonly field: string;
  /** As the browser calls it, without folders; may be empty. */
  readonly name: string;
  /** As the browser says; nobody has checked it. */
  readonly mediaType: string;
  readonly content: AsyncIterable<Uint8Array>;
}

/** A form with files: the text fields that stand before the first file, then the files one by one. */
export interface UploadedForm {
  readonly fields: Readonly<Record<string, string>>;
  readonly files: AsyncIterable<UploadedFile>;
}

/** How long a form with files may take: 100 MB over a line of 1 Mbit/s. */
export const uploadTimeMs = 15 * 60_000;

const longestHeader = 4_096;
const longestField = 4_096;
const mostFields = 20;

/**
 * Reads multipart/form-data (RFC 7578) as a stream: nothing is kept but a part of the size of one chunk.
 * @throws RequestError for what is no such form, or is longer than `maxBytes`; the files' iterators throw it too
 */
export async function readUpload(req: IncomingMessage, maxBytes: number): Promise<UploadedForm> {
  const boundary = boundaryOf(req.headers['content-type'] ?? '');
  if (Number(req.headers['content-length'] ?? 0) > maxBytes)
    throw new RequestError(413, 'http.body_too_large');
  allowBodyTime(req, uploadTimeMs);
  const parts = readParts(new Cutter(req, maxBytes), boundary);
  const fields: Record<string, string> = {};
  for (let count = 0; count <= mostFields; count += 1) {
    const next = await parts.next();
    if (next.done) return { fields, files: noFiles() };
    if (next.value.fileName !== undefined) return { fields, files: filesFrom(next.value, parts) };
    const { field, content } = next.value;
    if (Object.hasOwn(fields, field)) throw malformed('a field twice');
    fields[field] = await readText(content);
  }
  throw malformed('too many fields');
}

interface Part {
  readonly field: string;
  readonly fileName: string | undefined;
  readonly mediaType: string;
  readonly content: AsyncGenerator<Uint8Array, void>;
}

async function* noFiles(): AsyncGenerator<UploadedFile> {}

async function* filesFrom(first: Part, rest: AsyncGenerator<Part, void>): AsyncGenerator<UploadedFile> {
  for (let part: Part | undefined = first; part; ) {
    const { field, fileName, mediaType, content } = part;
    if (fileName === undefined) throw malformed('a field after a file');
    yield { field, name: fileName, mediaType, content };
    // What the reader left of this file is passed over.
    for await (const _ of content);
    const next: IteratorResult<Part, void> = await rest.next();
    part = next.value ?? undefined;
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true });

async function readText(content: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of content) {
    size += chunk.length;
    if (size > longestField) throw malformed('a field is too long');
    chunks.push(chunk);
  }
  return decode(Buffer.concat(chunks));
}

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw malformed('not UTF-8');
  }
}

function boundaryOf(type: string): string {
  const [, quoted, plain] =
    /^multipart\/form-data *;(?:.*;)? *boundary=(?:"([^"]{1,70})"|([^\s";]{1,70}))/i.exec(type) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw new RequestError(415, 'http.unsupported_media_type');
  return boundary;
}

async function* readParts(cutter: Cutter, boundary: string): AsyncGenerator<Part, void> {
  const line = Buffer.from(`--${boundary}`);
  const separator = Buffer.from(`\r\n--${boundary}`);
  if (!(await cutter.take(line.length)).equals(line)) throw malformed('no boundary');
  for (;;) {
    const end = (await cutter.take(2)).toString('latin1');
    if (end === '--') return;
    if (end !== '\r\n') throw malformed('a boundary without its end');
    const headers = decode(await cutter.line(Buffer.from('\r\n\r\n'), longestHeader));
    const content = cutter.until(separator);
    yield { ...describe(headers), content };
    for await (const _ of content);
  }
}

function describe(headers: string): Omit<Part, 'content'> {
  const lines = headers.split('\r\n');
  const value = (name: string) =>
    lines
      .find((one) => one.toLowerCase().startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim();
  const disposition = value('content-disposition') ?? '';
  const field = parameter(disposition, 'name');
  if (!/^form-data *;/i.test(disposition) || field === undefined) throw malformed('a part without a name');
  const fileName = parameter(disposition, 'filename');
  return {
    field,
    fileName: fileName?.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1),
    mediaType: (value('content-type') ?? '').slice(0, 100),
  };
}

/** Browsers write a quotation mark in a name as %22, and line ends as %0D%0A (HTML, multipart/form-data encoding). */
function parameter(disposition: string, name: string): string | undefined {
  const [, found] = new RegExp(`; *${name}="([^"]*)"`, 'i').exec(disposition) ?? [];
  return found?.replaceAll('%22', '"').replace(/%0D|%0A/g, ' ');
}

/** Cuts what arrives at marks, and keeps no more than a chunk and a mark. */
class Cutter {
  readonly #source: AsyncIterator<unknown>;
  readonly #maxBytes: number;
  #held: Buffer = Buffer.alloc(0);
  #size = 0;

  constructor(req: IncomingMessage, maxBytes: number) {
    this.#source = req.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]();
    this.#maxBytes = maxBytes;
  }

  async #more(): Promise<void> {
    const next = await this.#source.next().catch(() => ({ done: true, value: undefined }) as const);
    if (next.done) throw malformed('cut off');
    const chunk = next.value instanceof Uint8Array ? next.value : Buffer.alloc(0);
    this.#size += chunk.length;
    if (this.#size > this.#maxBytes) throw new RequestError(413, 'http.body_too_large');
    this.#held = this.#held.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#held, chunk]);
  }

  async take(length: number): Promise<Buffer> {
    while (this.#held.length < length) await this.#more();
    const taken = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(length);
    return taken;
  }

  async line(mark: Buffer, longest: number): Promise<Buffer> {
    for (;;) {
      const at = this.#held.indexOf(mark);
      if (at >= 0 && at <= longest) return (await this.take(at + mark.length)).subarray(0, at);
      if (this.#held.length > longest + mark.length) throw malformed('a header is too long');
      await this.#more();
    }
  }

  async *until(mark: Buffer): AsyncGenerator<Buffer, void> {
    for (;;) {
      const at = this.#held.indexOf(mark);
      // The beginning of a mark may stand at the end of what is here.
      const sure = at >= 0 ? at : Math.max(this.#held.length - mark.length + 1, 0);
      const cut = await this.take(sure);
      if (at >= 0) await this.take(mark.length);
      if (cut.length > 0) yield cut;
      if (at >= 0) return;
      await this.#more();
    }
  }
}

function malformed(what: string): RequestError {
  return new RequestError(400, 'http.bad_request', `multipart/form-data: ${what}`);
}
