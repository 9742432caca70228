import { RequestError, type UploadedFile } from '../http/index.ts';
import type { ReceivedFile } from './service.ts';
import { createSpoolRoom, memoryBytes, NoRoomError, spool, type SpoolRoom } from './spool.ts';

/** The fields of a form with files: one document, and what it signs beside it. */
const fields = ['document', 'detached'];
const mostFiles = 100;

/** Documents that a program may send as they are, without a form; their kind is found in their bytes all the same. */
export const documentTypes: readonly string[] = [
  'application/pdf',
  'application/pkcs7-mime',
  'application/pkcs7-signature',
  'application/cms',
  'application/vnd.etsi.asic-e+zip',
  'application/vnd.etsi.asic-s+zip',
  'application/zip',
  'application/xml',
  'text/xml',
  'application/jose',
  'application/jose+json',
  'application/json',
  'application/octet-stream',
];

/** A body that is called a PDF is held to being one to everybody. */
const pdfName = 'document.pdf';

export interface Received {
  /** The document first; undefined where none was sent. */
  readonly files: readonly [ReceivedFile, ...ReceivedFile[]] | undefined;
  /** Lets go of all of them. */
  close(): Promise<void>;
}

/**
 * Keeps the files of a form, or the one that is the whole body, until they are closed. A field for files that was left
 * empty comes as a file without a name.
 * @throws RequestError for other fields, two documents, too many files, or when there is no room
 */
export async function receive(uploads: AsyncIterable<UploadedFile>, room: SpoolRoom): Promise<Received> {
  const kept: { readonly field: string; readonly file: ReceivedFile }[] = [];
  const rooms = { memory: createSpoolRoom(memoryBytes), files: room };
  const close = async () => void (await Promise.all(kept.map(({ file }) => file.close())));
  try {
    for await (const upload of uploads) {
      const { field, name, mediaType, content } = upload.field === '' ? wholeBody(upload) : upload;
      if (!fields.includes(field)) throw malformed(`no field ${field.slice(0, 100)}`);
      if (kept.length >= mostFiles) throw malformed('too many files');
      const spooled = await spool(content, rooms);
      if (upload.name === '' && spooled.content.size === 0) await spooled.close();
      else kept.push({ field, file: { ...spooled, name, mediaType } });
    }
    const documents = kept.filter(({ field }) => field === 'document');
    if (documents.length > 1) throw malformed('two documents');
    const [document] = documents;
    const beside = kept.filter(({ field }) => field === 'detached').map(({ file }) => file);
    return { files: document && [document.file, ...beside], close };
  } catch (error) {
    await close();
    if (!(error instanceof NoRoomError)) throw error;
    throw new RequestError(503, 'http.unavailable', { detail: error.message, retryAfterSeconds: 30 });
  }
}

function wholeBody({ mediaType, content }: UploadedFile): UploadedFile {
  return { field: 'document', name: mediaType === 'application/pdf' ? pdfName : '', mediaType, content };
}

function malformed(what: string): RequestError {
  return new RequestError(400, 'http.bad_request', `verification: ${what}`);
}
