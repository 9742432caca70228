import {
  createSoftwareKey,
  openSoftwareSigner,
  signatureAlgorithms,
  type Signer,
} from '../../certs/index.ts';
import { readDurableFile, writeDurableFile } from './durable-file.ts';

export interface KeyFile {
  /** PKCS #8, encrypted (PBES2), as PEM; other programs make such files, too. */
  readonly path: string;
  /** Not wiped here. */
  readonly passphrase: Uint8Array;
  /** Whether a key is made where there is no file. */
  readonly mayCreate: boolean;
}

/**
 * Opens a key of Ed25519. Undefined when there is none and none may be made.
 * @throws SigningError for a file that the passphrase does not open, or with another key
 */
export async function openKeyFile({ path, passphrase, mayCreate }: KeyFile): Promise<Signer | undefined> {
  const algorithm = signatureAlgorithms.ed25519;
  const pkcs8 = await readDurableFile(path);
  if (pkcs8 !== undefined) return openSoftwareSigner({ pkcs8, passphrase, algorithm });
  if (!mayCreate) return undefined;
  const made = await createSoftwareKey(algorithm);
  const der = Buffer.from(await made.encrypt(passphrase)).toString('base64');
  const lines = der.match(/.{1,64}/g) ?? [];
  const label = 'ENCRYPTED PRIVATE KEY';
  await writeDurableFile(
    path,
    [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n'),
  );
  return made.signer;
}
