import { openCsv } from './csv.ts';
import { ImportRefused } from './errors.ts';
import { openJson } from './json.ts';
import type { OpenedFile } from './model.ts';

/**
 * Opens a file of cases by what stands in it: JSON begins with a bracket, everything else is a CSV. UTF-8, with or
 * without a byte order mark.
 * @throws ImportRefused here, and while its rows are read
 */
export async function openFile(content: AsyncIterable<Uint8Array>): Promise<OpenedFile> {
  const chunks = decode(content);
  let first = '';
  // Some blanks may stand before the first sign.
  while (first.trim() === '') {
    const next = await chunks.next();
    if (next.done) throw new ImportRefused('case_import.empty');
    first += next.value;
    if (first.trim() === '' && first.length > 10_000) throw new ImportRefused('case_import.empty');
  }
  const text = following(first, chunks);
  return /^\s*[[{]/.test(first) ? openJson(text) : openCsv(text);
}

async function* following(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

async function* decode(content: AsyncIterable<Uint8Array>): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  const read = (bytes?: Uint8Array) => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch {
      throw new ImportRefused('case_import.not_utf8', { line });
    }
  };
  for await (const bytes of content) {
    const text = read(bytes);
    // What PostgreSQL cannot store is no text either.
    if (text.includes('\0')) throw new ImportRefused('case_import.not_utf8', { line });
    line += text.split('\n').length - 1;
    yield text;
  }
  yield read();
  return undefined;
}
