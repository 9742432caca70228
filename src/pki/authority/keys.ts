import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import {
  createSoftwareKey,
  generatePkcs11Key,
  openPkcs11Signer,
  openPkcs11Token,
  openSoftwareSigner,
  type Pkcs11Token,
  type SignatureAlgorithm,
  signatureAlgorithms,
  type Signer,
} from '../../../certs/index.ts';
import { AuthorityError } from './errors.ts';
import type { CeremonyDeps } from './ceremony.ts';
import type { CeremonyFolder, KeyReference } from './folder.ts';

/** The keys of one folder, in files or on tokens. */
export interface KeyRing {
  /** Makes a key of a plan: encrypted with the passphrase, or on its token. */
  readonly make: CeremonyDeps['makeKey'];
  /** Opens a key; undefined where it is away, as a root's is. */
  readonly open: (
    folder: CeremonyFolder,
    reference: KeyReference,
    algorithm: string,
  ) => Promise<Signer | undefined>;
  /** Opens a root's key too, for a ceremony. */
  readonly openOffline: KeyRing['open'];
  /** Ends the sessions of all tokens. */
  close(): Promise<void>;
}

/** The PIN of a token stands in the folder, in a file that only the service can read. */
const pinFile = (token: string) => `keys/${token}.pin`;

export function openKeyRing(folder: string, passphrase: Uint8Array): KeyRing {
  const tokens = new Map<string, Promise<Pkcs11Token>>();
  const tokenOf = (modulePath: string, tokenLabel: string, pin: string) => {
    const name = `${modulePath} ${tokenLabel}`;
    const known = tokens.get(name) ?? openToken(modulePath, tokenLabel, join(folder, pin));
    tokens.set(name, known);
    return known;
  };
  const open: KeyRing['open'] = async (opened, reference, algorithm) => {
    if (reference.kind === 'pkcs11') {
      const token = await tokenOf(reference.module, reference.token, reference.pinFile);
      return openPkcs11Signer(token, { label: reference.label }, algorithmOf(algorithm));
    }
    const pkcs8 = opened.read(reference.file);
    return pkcs8 && openSoftwareSigner({ pkcs8, passphrase, algorithm: algorithmOf(algorithm) });
  };
  return {
    async make(key, name, file) {
      const algorithm = signatureAlgorithms[name];
      if (key.kind === 'software') {
        const made = await createSoftwareKey(algorithm);
        const pkcs8 = await made.encrypt(passphrase);
        return { signer: made.signer, reference: { kind: 'software', file }, pkcs8 };
      }
      const { module, token, label } = key;
      const pin = pinFile(token);
      const signer = await generatePkcs11Key(await tokenOf(module, token, pin), label, algorithm);
      return { signer, reference: { kind: 'pkcs11', module, token, label, pinFile: pin } };
    },
    // A root's key lies in a folder of its own, which goes into a safe.
    open: async (opened, reference, algorithm) =>
      isOffline(reference) ? undefined : open(opened, reference, algorithm),
    openOffline: open,
    async close() {
      for (const token of await Promise.allSettled(tokens.values()))
        if (token.status === 'fulfilled') await token.value.close();
    },
  };
}

function isOffline(reference: KeyReference): boolean {
  return reference.kind === 'software' && reference.file.startsWith('offline/');
}

async function openToken(modulePath: string, tokenLabel: string, file: string): Promise<Pkcs11Token> {
  const pin = readPin(file);
  try {
    return await openPkcs11Token({ modulePath, tokenLabel, pin });
  } finally {
    pin.fill(0);
  }
}

function readPin(file: string): Buffer {
  try {
    const content = readFileSync(file);
    const end = content.findIndex((octet) => octet === 0x0a || octet === 0x0d);
    return end < 0 ? content : content.subarray(0, end);
  } catch {
    throw new AuthorityError('authority.folder_unreadable', [`${file} cannot be read`]);
  }
}

function algorithmOf(name: string): SignatureAlgorithm {
  if (Object.hasOwn(signatureAlgorithms, name))
    return signatureAlgorithms[name as keyof typeof signatureAlgorithms];
  throw new AuthorityError('authority.folder_unreadable', [`no such algorithm: ${name}`]);
}
