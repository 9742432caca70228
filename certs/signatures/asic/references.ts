import type { NamedFile, Problem, ReadDigest } from '../model.ts';
import { fileDigest } from '../xades/octets.ts';
import { ZipError } from '../zip/index.ts';
import { type AsicManifest, nameOf, readAsicManifest } from './asic-manifest.ts';
import type { Container, MetaFile } from './container.ts';
import { failure } from './problems.ts';

/** A manifest with what became of its references. */
export interface CheckedManifest {
  readonly file: MetaFile;
  readonly manifest: AsicManifest;
  /** The entry of the signature or time stamp that is of it; undefined where there is none. */
  readonly signature: MetaFile | undefined;
  /** Entries that it lists, whether or not their digests match. */
  readonly covers: readonly NamedFile[];
  readonly digests: readonly ReadDigest[];
}

export interface CheckedManifests {
  readonly manifests: readonly CheckedManifest[];
  readonly problems: readonly Problem[];
}

/** Every manifest of the container (EN 319 162-1 A.4 and A.7). */
export async function checkManifests(container: Container): Promise<CheckedManifests> {
  const files = container.meta.filter(({ kind }) => kind === 'asic-manifest' || kind === 'archive-manifest');
  const manifests: CheckedManifest[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    try {
      manifests.push(await checkOne(file, container));
    } catch (error) {
      if (!(error instanceof ZipError)) throw error;
      problems.push(failure('asic.manifest', error.message, 'EN 319 162-1 A.4'));
    }
  }
  for (const { file, signature, manifest } of manifests)
    if (!signature)
      problems.push(
        failure(
          'asic.manifest',
          `${file.name} is for ${manifest.signature}, which is not there`,
          'EN 319 162-1 A.4',
        ),
      );
  const signed = manifests.map(({ signature }) => signature).filter((one) => one !== undefined);
  if (new Set(signed).size < signed.length)
    problems.push(failure('asic.manifest', 'two manifests are for one signature', 'EN 319 162-1 A.4'));
  return { manifests, problems };
}

async function checkOne(file: MetaFile, container: Container): Promise<CheckedManifest> {
  const manifest = await readAsicManifest(file.content, file.name);
  const entries = new Map<string, NamedFile>(
    [...container.files, ...container.meta].map((one) => [one.name, one] as const),
  );
  const find = (uri: string) => entries.get(nameOf(uri));
  const covers = new Set<NamedFile>();
  const digests: ReadDigest[] = [];
  for (const { uri, hash, hashUri, digest } of manifest.references) {
    const found = find(uri);
    if (found) covers.add(found);
    const of = found?.name ?? nameOf(uri);
    if (!hash) digests.push({ of, hash: hashUri, outcome: 'unsupported' });
    else if (!found) digests.push({ of, hash, outcome: 'absent' });
    else {
      const isSame = (await fileDigest(found.content, hash)).equals(digest);
      digests.push({ of, hash, outcome: isSame ? 'matches' : 'differs' });
    }
  }
  const target = find(manifest.signature);
  const signature = container.meta.find((one) => one === target);
  return { file, manifest, signature, covers: [...covers], digests };
}
