import { readAll } from '../byte-source.ts';
import type { ByteSource, ContainerType, NamedFile, Problem } from '../model.ts';
import { childrenNamed, escapeAttribute, readXml, type XmlElement, XmlError } from '../xml/index.ts';
import { mediaTypes } from './names.ts';
import { failure, warning } from './problems.ts';

/** META-INF/manifest.xml (OpenDocument 1.2 part 3 clause 3, EN 319 162-1 4.4.3.2). */
export interface FileList {
  /** Media types by the names of files; the container itself is `/`. */
  readonly entries: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

const namespace = 'urn:oasis:names:tc:opendocument:xmlns:manifest:1.0';
const clause = 'EN 319 162-1 4.4.3.2';
const maxBytes = 4 * 1024 * 1024;

export async function readFileList(content: ByteSource): Promise<FileList> {
  const entries = new Map<string, string>();
  const broken = (message: string) => ({ entries, problems: [failure('asic.manifest', message, clause)] });
  const bytes = await readAll(content, maxBytes);
  if (!bytes) return broken('manifest.xml is too large');
  try {
    const { root } = readXml(bytes);
    if (root.local !== 'manifest' || root.namespace !== namespace) return broken('manifest.xml is none');
    for (const entry of childrenNamed(root, { namespace, local: 'file-entry' })) {
      const path = attribute(entry, 'full-path');
      if (path === undefined || entries.has(path))
        return broken('manifest.xml lists a file twice, or no file');
      entries.set(path, attribute(entry, 'media-type') ?? '');
    }
    return { entries, problems: [] };
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    return broken(`manifest.xml: ${error.message}`);
  }
}

function attribute({ attributes }: XmlElement, local: string): string | undefined {
  return attributes.find((one) => one.local === local && one.namespace === namespace)?.value;
}

/** Whether the list and the container tell the same files: what one tells and the other does not, readers may differ in. */
export function compareFileList(
  { entries, problems }: FileList,
  type: ContainerType,
  files: readonly NamedFile[],
): readonly Problem[] {
  if (problems.length > 0) return problems;
  const names = new Set(files.map(({ name }) => name));
  const listed = [...entries.keys()].filter((path) => !path.endsWith('/') && !path.startsWith('META-INF/'));
  const missing = listed.filter((path) => !names.has(path));
  const untold = [...names].filter((name) => !entries.has(name));
  const tell = type === 'ASiC-E' ? failure : warning;
  const own = entries.get('/');
  return [
    ...missing.map((name) => tell('asic.manifest_mismatch', `listed and not there: ${name}`, clause)),
    ...untold.map((name) => tell('asic.manifest_mismatch', `there and not listed: ${name}`, clause)),
    ...(own === undefined || own === mediaTypes[type]
      ? []
      : [tell('asic.manifest_mismatch', `the list is of a container of type ${own}`, clause)]),
  ];
}

export function writeFileList(type: ContainerType, files: readonly NamedFile[]): Buffer {
  const entries = [
    ['/', mediaTypes[type]],
    ...files.map(({ name, mediaType }) => [name, mediaType || 'application/octet-stream']),
  ];
  const lines = entries.map(
    ([path = '', mediaType = '']) =>
      `<manifest:file-entry manifest:full-path="${escapeAttribute(path)}" manifest:media-type="${escapeAttribute(mediaType)}"/>`,
  );
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest="${namespace}" manifest:version="1.2">${lines.join('')}</manifest:manifest>`,
  );
}
