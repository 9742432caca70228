import { RequestError, type UploadedFile } from '../http/index.ts';
import type { ReceivedFile } from './service.ts';
import { spool } from './spool.ts';

/** The fields of a form with files: one document, and what it signs beside it. */
const fields = ['document', 'detached'];
const mostFiles = 100;

export interface Received {
  /** The document first; undefined where none was sent. */
  readonly files: readonly [ReceivedFile, ...ReceivedFile[]] | undefined;
  /** Lets go of all of them. */
  close(): Promise<void>;
}

/**
 * Keeps the files of a form until they are closed. A field for files that was left empty comes as a file without a name.
 * @throws RequestError for other fields, two documents, or too many files
 */
export async function receive(uploads: AsyncIterable<UploadedFile>): Promise<Received> {
  const kept: { readonly field: string; readonly file: ReceivedFile }[] = [];
  const close = async () => void (await Promise.all(kept.map(({ file }) => file.close())));
  try {
    for await (const { field, name, mediaType, content } of uploads) {
      if (!fields.includes(field)) throw malformed(`no field ${field.slice(0, 100)}`);
      if (kept.length >= mostFiles) throw malformed('too many files');
      const spooled = await spool(content);
      if (name === '' && spooled.content.size === 0) await spooled.close();
      else kept.push({ field, file: { ...spooled, name, mediaType } });
    }
    const documents = kept.filter(({ field }) => field === 'document');
    if (documents.length > 1) throw malformed('two documents');
    const [document] = documents;
    const beside = kept.filter(({ field }) => field === 'detached').map(({ file }) => file);
    return { files: document && [document.file, ...beside], close };
  } catch (error) {
    await close();
    throw error;
  }
}

function malformed(what: string): RequestError {
  return new RequestError(400, 'http.bad_request', `verification: ${what}`);
}
