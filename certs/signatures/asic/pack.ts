import type { ByteSource, NamedFile } from '../model.ts';
import { ZipError } from '../zip/index.ts';
import { openContainer } from './container.ts';
import { composeContainer } from './write.ts';

/**
 * An ASiC-E container of files without a signature, into which signatures are put as into an existing one.
 * @throws SignatureError `signature.unsupported` for files that a container cannot have
 */
export function packFiles(files: readonly NamedFile[]): Promise<ByteSource> {
  return composeContainer('ASiC-E', files, []);
}

/** The files of a container in their order, signed or not; undefined for what is no container. */
export async function unpackFiles(content: ByteSource): Promise<readonly NamedFile[] | undefined> {
  try {
    return (await openContainer(content)).files;
  } catch (error) {
    if (error instanceof ZipError) return undefined;
    throw error;
  }
}
