import type { HashName } from '../../keys/index.ts';
import { digestOf } from '../byte-source.ts';
import type { NamedFile, ReadDigest } from '../model.ts';
import { base64UrlOf } from './encoding.ts';

/** A file that sigD names (ETSI TS 119 182-1 5.2.8.3.3). */
export interface Reference {
  readonly uri: string;
  readonly hash: HashName | undefined;
  readonly hashName: string;
  readonly digest: Buffer;
  readonly mediaType: string;
}

export interface MatchedReference {
  /** Undefined where it is not among the files that were brought. */
  readonly file: NamedFile | undefined;
  readonly digest: ReadDigest;
}

/** The files beside the signatures of one document, each hashed once however many references there are to it. */
export interface FilesBeside {
  readonly files: readonly NamedFile[];
  digest(file: NamedFile, hash: HashName, isBase64: boolean): Promise<Buffer>;
}

export function createFilesBeside(files: readonly NamedFile[]): FilesBeside {
  const known = new Map<NamedFile, Map<string, Promise<Buffer>>>();
  return {
    files,
    digest(file, hash, isBase64) {
      const ofFile = known.get(file) ?? new Map<string, Promise<Buffer>>();
      known.set(file, ofFile);
      const key = `${hash} ${isBase64}`;
      const found = ofFile.get(key) ?? digestOf(isBase64 ? base64UrlOf(file.content) : file.content, hash);
      ofFile.set(key, found);
      return found;
    },
  };
}

/**
 * The files that are meant: those of the name. A file that people renamed is found by its digest, and one that is alone
 * with one reference is the one that is meant, so that a changed file is told as changed and not as missing.
 */
export async function matchReferences(
  references: readonly Reference[],
  beside: FilesBeside,
  isBase64: boolean,
): Promise<readonly MatchedReference[]> {
  const { files } = beside;
  // The first of a name is the one that is meant.
  const byName = new Map(files.toReversed().map((file) => [file.name, file] as const));
  const byDigest = new Map<HashName, ReadonlyMap<string, NamedFile>>();
  const match = async (reference: Reference): Promise<MatchedReference> => {
    const { uri, hash, hashName } = reference;
    const decoded = decodeUri(uri);
    const named = byName.get(uri) ?? byName.get(decoded);
    if (!hash)
      return { file: named, digest: { of: named?.name ?? decoded, hash: hashName, outcome: 'unsupported' } };
    const file = named ?? (await find(reference, hash));
    if (!file) return { file, digest: { of: decoded, hash, outcome: 'absent' } };
    const isSame = (await beside.digest(file, hash, isBase64)).equals(reference.digest);
    return { file, digest: { of: file.name, hash, outcome: isSame ? 'matches' : 'differs' } };
  };
  const find = async (reference: Reference, hash: HashName): Promise<NamedFile | undefined> => {
    if (references.length === 1 && files.length === 1) return files[0];
    const index = byDigest.get(hash) ?? (await indexBy(hash));
    byDigest.set(hash, index);
    return index.get(reference.digest.toString('hex'));
  };
  const indexBy = async (hash: HashName) => {
    const index = new Map<string, NamedFile>();
    for (const file of files.toReversed())
      index.set((await beside.digest(file, hash, isBase64)).toString('hex'), file);
    return index;
  };
  const matched: MatchedReference[] = [];
  for (const reference of references) matched.push(await match(reference));
  return matched;
}

function decodeUri(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
