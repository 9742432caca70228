import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { AuthorityError } from './errors.ts';

const keyReference = z.discriminatedUnion('kind', [
  /** An encrypted PKCS#8 file of the folder. */
  z.strictObject({ kind: z.literal('software'), file: z.string() }),
  z.strictObject({
    kind: z.literal('pkcs11'),
    module: z.string(),
    token: z.string(),
    label: z.string(),
    pinFile: z.string(),
  }),
]);

const algorithm = z.string();
const authoritySchema = z.strictObject({
  name: z.string(),
  kind: z.enum(['root', 'persons', 'phones', 'organisations', 'systems']),
  issuer: z.string().nullable(),
  certificate: z.string(),
  algorithm,
  key: keyReference,
  partitions: z.int().min(1).max(256),
});
const unitSchema = z.strictObject({
  name: z.string(),
  issuer: z.string(),
  certificate: z.string(),
  algorithm,
  key: keyReference,
});

/** `authorities.json`: what a ceremony made, and where. Paths are relative to the folder. */
const inventorySchema = z.strictObject({
  address: z.string(),
  disclosure: z.array(z.strictObject({ language: z.enum(['az', 'en', 'ru']), url: z.string() })),
  practiceStatement: z.string().nullable(),
  /** Who runs the service: stands in the certificates that it issues to itself. */
  organisation: z.strictObject({
    name: z.string(),
    identifier: z.strictObject({ scheme: z.enum(['VAT', 'NTR']), number: z.string() }),
  }),
  authorities: z.array(authoritySchema).min(1),
  /** What one root says of another; folders of earlier ceremonies do not list them. */
  crossCertificates: z.array(z.strictObject({ issuer: z.string(), certificate: z.string() })).default([]),
  timeStamping: z.array(unitSchema),
});

export type Inventory = z.output<typeof inventorySchema>;
export type KeyReference = z.output<typeof keyReference>;

export const inventoryFile = 'authorities.json';

/** The newest CRL of a root: of the ceremony, or put there after its key was used again. */
export function crlFile(name: string): string {
  return `crls/${name}-0.crl`;
}

/** The folder of a ceremony. Only its owner may read it. */
export interface CeremonyFolder {
  readonly inventory: Inventory;
  /** Undefined where the file is away, as a root's key is. */
  read(file: string): Buffer | undefined;
}

/** @throws AuthorityError `authority.folder_unreadable` */
export function openCeremonyFolder(path: string): CeremonyFolder {
  const read = (file: string) => (existsSync(join(path, file)) ? readFileSync(join(path, file)) : undefined);
  const text = read(inventoryFile)?.toString('utf8');
  if (text === undefined)
    throw new AuthorityError('authority.folder_unreadable', [`${path} holds no ${inventoryFile}`]);
  const parsed = inventorySchema.safeParse(JSON.parse(text));
  if (!parsed.success)
    throw new AuthorityError(
      'authority.folder_unreadable',
      parsed.error.issues.map(({ path: at, message }) => `${inventoryFile} ${at.join('.')}: ${message}`),
    );
  return { inventory: parsed.data, read };
}

/**
 * Writes what a ceremony made into an empty folder; keys in mode 0600, the rest readable.
 * @throws AuthorityError `ceremony.folder_not_empty`: nothing is ever overwritten
 */
export function writeCeremonyFolder(path: string, files: ReadonlyMap<string, Uint8Array | string>): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
  refuseUsedFolder(path);
  for (const [file, content] of files) {
    const target = join(path, file);
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    writeFileSync(target, content, {
      mode: file.startsWith('keys/') || file.startsWith('offline/') ? 0o600 : 0o644,
      flag: 'wx',
    });
  }
}

/**
 * Before a ceremony, so that no key is made for a folder that will not be written.
 * @throws AuthorityError `ceremony.folder_not_empty`
 */
export function refuseUsedFolder(path: string): void {
  if (!existsSync(path)) return;
  // Token PINs may lie there already.
  const present = readdirSync(path, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.name.endsWith('.pin'),
  );
  if (present.length > 0) throw new AuthorityError('ceremony.folder_not_empty', [`${path} is not empty`]);
}
