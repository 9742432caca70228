import type { ByteSource } from './model.ts';

/** What the first bytes of a document say it is; its name is not asked. */
export type DocumentKind = 'zip' | 'pdf' | 'xml' | 'json' | 'jws' | 'cms';

/** ISO 32000-1 annex H: the header of a PDF may stand anywhere in the first 1024 bytes. */
const looked = 1024;

/** The kind of a document; undefined for bytes that begin like none of them. */
export async function detectKind(content: ByteSource): Promise<DocumentKind | undefined> {
  const head = await firstBytes(content, looked);
  const beginsWith = (...starts: readonly string[]) =>
    starts.some((start) => head.indexOf(start, 0, 'latin1') === 0);
  if (beginsWith('PK\u0003\u0004', 'PK\u0005\u0006')) return 'zip';
  if (beginsWith('%PDF-')) return 'pdf';
  if (beginsWith('0', '-----BEGIN')) return 'cms';
  // A byte order mark of UTF-16, or the first letter of a document in it.
  if (beginsWith('\u00ff\u00fe', '\u00fe\u00ff', '<\0', '\0<')) return 'xml';
  const words = head
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  if (words.startsWith('<')) return 'xml';
  if (words.startsWith('{')) return 'json';
  if (head.includes('%PDF-')) return 'pdf';
  // What BASE64URL makes of the brace that every header begins with (RFC 7515 7.1).
  return /^e[w-z0-9_-][\w-]*(?:\.|$)/.test(words) ? 'jws' : undefined;
}

/**
 * Whether readers of PDF would open the bytes, which nevertheless are a document of another kind: what such a reader
 * shows is not what was signed.
 */
export async function isPdfToOthers(content: ByteSource): Promise<boolean> {
  return (await firstBytes(content, looked)).includes('%PDF-');
}

async function firstBytes(content: ByteSource, count: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of content.open()) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= count) break;
  }
  return Buffer.concat(chunks, size).subarray(0, count);
}
