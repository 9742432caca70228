import type { IncomingMessage } from 'node:http';
import { allowBodyTime } from './body-time.ts';
import { RequestError } from './errors.ts';
import { type UploadedFile, type UploadedForm, uploadTimeMs } from './multipart.ts';

export interface RawUpload {
  readonly maxBytes: number;
  /** Of bodies that are one file. */
  readonly mediaTypes: readonly string[];
}

/** The media type of a request's body where it is one of these; its parameters are left out. */
export function rawTypeOf(req: IncomingMessage, { mediaTypes }: RawUpload): string | undefined {
  const [type = ''] = (req.headers['content-type'] ?? '').split(';');
  const bare = type.trim().toLowerCase();
  return mediaTypes.includes(bare) ? bare : undefined;
}

/**
 * A body that is one file, as a stream; it has no name and belongs to no field.
 * @throws RequestError for one that is packed or announced to be longer than `maxBytes`; its content throws it too
 */
export function readRawUpload(
  req: IncomingMessage,
  mediaType: string,
  { maxBytes }: RawUpload,
): UploadedForm {
  if ((req.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new RequestError(415, 'http.unsupported_media_type');
  if (Number(req.headers['content-length'] ?? 0) > maxBytes)
    throw new RequestError(413, 'http.body_too_large');
  allowBodyTime(req, uploadTimeMs);
  return { fields: {}, files: onlyFile({ field: '', name: '', mediaType, content: bounded(req, maxBytes) }) };
}

async function* onlyFile(file: UploadedFile): AsyncGenerator<UploadedFile> {
  yield file;
}

async function* bounded(req: IncomingMessage, maxBytes: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  const source = req.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]();
  for (;;) {
    const next = await source.next().catch(() => undefined);
    if (!next) throw new RequestError(400, 'http.bad_request', 'cut off');
    if (next.done) return;
    const chunk: unknown = next.value;
    if (!(chunk instanceof Uint8Array)) throw new TypeError('a body that is no bytes');
    size += chunk.length;
    if (size > maxBytes) throw new RequestError(413, 'http.body_too_large');
    yield chunk;
  }
}
