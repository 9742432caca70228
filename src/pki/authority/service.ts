import { createHash } from 'node:crypto';
import {
  type Certificate,
  describeName,
  issuingKey,
  readCertificate,
  readCrl,
  type Signer,
  verifySignature,
} from '../../../certs/index.ts';
import type { Clock } from '../../../oidc/ports.ts';
import type { Database, Transaction } from '../../db/index.ts';
import { addressesOf } from './addresses.ts';
import { AuthorityError } from './errors.ts';
import { type CeremonyFolder, crlFile, type Inventory, type KeyReference } from './folder.ts';
import type { Authorities, Authority, TimeStampingUnit } from './model.ts';
import { completeListOf } from './root-crl-publication.ts';
import {
  insertAuthority,
  insertOwnCertificate,
  insertRootCrl,
  listAuthorities,
  type StoredAuthority,
} from './store.ts';

export interface AuthoritiesDeps {
  /** As `acar_pki`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly folder: CeremonyFolder;
  /** Opens a key of the inventory; undefined where the key is away, as a root's is. */
  readonly openKey: (reference: KeyReference, algorithm: string) => Promise<Signer | undefined>;
}

type Planned = Inventory['authorities'][number];

/**
 * Opens the authorities of a ceremony: enters them into the database at the first start, and refuses to run with a key
 * or a certificate that is not the one entered.
 * @throws AuthorityError, SigningError
 */
export async function openAuthorities(deps: AuthoritiesDeps): Promise<Authorities> {
  const { inventory } = deps.folder;
  const certificates = readCertificates(deps.folder);
  await enterAuthorities(deps, certificates);
  const stored = new Map((await listAuthorities(deps.db)).map((one) => [one.name, one]));
  await enterRootCrls(deps, certificates, stored);
  const all: Authority[] = [];
  for (const planned of inventory.authorities) {
    const authority = await openAuthority(deps, planned, certificates, stored);
    if (authority) all.push(authority);
  }
  const units: TimeStampingUnit[] = [];
  for (const unit of inventory.timeStamping) units.push(await openUnit(deps, unit, certificates));
  return {
    all,
    units,
    organisation: inventory.organisation,
    find: (name) => all.find((authority) => authority.name === name),
    byId: (caId) => all.find((authority) => authority.caId === caId),
  };
}

type Certificates = ReadonlyMap<string, Certificate>;

function readCertificates(folder: CeremonyFolder): Certificates {
  const { authorities, timeStamping } = folder.inventory;
  return new Map(
    [...authorities, ...timeStamping].map(({ name, certificate }) => [
      name,
      readCertificateFile(folder, certificate),
    ]),
  );
}

function readCertificateFile(folder: CeremonyFolder, file: string): Certificate {
  const certificate = readCertificate(folder.read(file) ?? new Uint8Array());
  if (certificate.kind === 'read') return certificate.value;
  throw new AuthorityError('authority.folder_unreadable', [`${file}: ${certificate.message}`]);
}

function get<T>(values: ReadonlyMap<string, T>, name: string): T {
  const found = values.get(name);
  if (found === undefined)
    throw new AuthorityError('authority.folder_unreadable', [`${name} is not in the inventory`]);
  return found;
}

async function openAuthority(
  deps: AuthoritiesDeps,
  planned: Planned,
  certificates: Certificates,
  stored: ReadonlyMap<string, StoredAuthority>,
): Promise<Authority | undefined> {
  const { name, kind, partitions } = planned;
  const certificate = get(certificates, name);
  const row = get(stored, name);
  if (!row.certificate.equals(certificate.raw))
    throw new AuthorityError('authority.certificate_differs', [`the database has another ${name}`]);
  const signer = await openMatching(deps, name, planned, certificate);
  if (!signer) return undefined;
  const key = issuingKey(signer);
  const { address, disclosure, practiceStatement } = deps.folder.inventory;
  const addresses = addressesOf(address, planned);
  return {
    caId: row.caId,
    name,
    kind,
    certificate,
    key,
    partitions,
    chain: chainOf(deps.folder.inventory, name, certificates),
    issuer: { certificate, key, addresses, disclosure, practiceStatement },
  };
}

async function openUnit(
  deps: AuthoritiesDeps,
  unit: Inventory['timeStamping'][number],
  certificates: Certificates,
): Promise<TimeStampingUnit> {
  const certificate = get(certificates, unit.name);
  const signer = await openMatching(deps, unit.name, unit, certificate);
  if (!signer) throw new AuthorityError('authority.folder_unreadable', [`the key of ${unit.name} is away`]);
  const chain = [certificate, ...chainOf(deps.folder.inventory, unit.issuer, certificates)];
  return { name: unit.name, certificate, chain, key: issuingKey(signer) };
}

async function openMatching(
  deps: AuthoritiesDeps,
  name: string,
  { key, algorithm }: { readonly key: KeyReference; readonly algorithm: string },
  certificate: Certificate,
): Promise<Signer | undefined> {
  const signer = await deps.openKey(key, algorithm);
  if (signer && !Buffer.from(signer.publicKey).equals(certificate.spki))
    throw new AuthorityError('authority.key_differs', [`the key of ${name} is not its certificate's`]);
  return signer;
}

function chainOf(
  { authorities }: Inventory,
  name: string,
  certificates: Certificates,
): readonly Certificate[] {
  const chain: Certificate[] = [];
  for (let at: string | null = name; at !== null; ) {
    chain.push(get(certificates, at));
    at = authorities.find((one) => one.name === at)?.issuer ?? null;
  }
  return chain;
}

/** Enters what the database does not have yet, issuers first, with the certificates that they were given. */
async function enterAuthorities(deps: AuthoritiesDeps, certificates: Certificates): Promise<void> {
  const { db, clock, folder } = deps;
  const { authorities, crossCertificates, timeStamping } = folder.inventory;
  const known = new Map((await listAuthorities(db)).map(({ name, caId }) => [name, caId]));
  const now = new Date(clock.now());
  for (const { name, kind, issuer, partitions } of authorities) {
    if (known.has(name)) continue;
    const certificate = get(certificates, name);
    const issuerId = issuer === null ? undefined : get(known, issuer);
    await db.transaction(async (tx) => {
      const caId = await insertAuthority(
        tx,
        { name, kind, certificate: certificate.raw, issuerId, partitions },
        now,
      );
      if (caId !== undefined) known.set(name, caId);
      if (issuerId !== undefined) await enterCertificate(tx, issuerId, `issuing-${kind}`, certificate, now);
    });
    if (!known.has(name)) return enterAuthorities(deps, certificates);
  }
  for (const { issuer, certificate } of crossCertificates)
    await db.transaction((tx) =>
      enterCertificate(
        tx,
        get(known, issuer),
        'cross-certificate',
        readCertificateFile(folder, certificate),
        now,
      ),
    );
  for (const { name, issuer } of timeStamping)
    await db.transaction((tx) =>
      enterCertificate(tx, get(known, issuer), 'time-stamping', get(certificates, name), now),
    );
}

/** The CRLs of the roots, whose keys are away: what lies in the folder and the database does not have yet. */
async function enterRootCrls(
  { db, folder }: AuthoritiesDeps,
  certificates: Certificates,
  stored: ReadonlyMap<string, StoredAuthority>,
): Promise<void> {
  for (const { name, kind } of folder.inventory.authorities) {
    const bytes = kind === 'root' ? folder.read(crlFile(name)) : undefined;
    if (!bytes) continue;
    const read = readCrl(bytes);
    const crl = read.kind === 'read' ? read.value : undefined;
    const isOwn = crl && verifySignature(crl, get(certificates, name), { allowsSha1: false }) === 'good';
    const list = isOwn ? completeListOf(crl, get(stored, name).caId, bytes) : undefined;
    if (!list)
      throw new AuthorityError('authority.folder_unreadable', [`${crlFile(name)} is not a CRL of ${name}`]);
    await insertRootCrl(db, list);
  }
}

async function enterCertificate(
  tx: Transaction,
  caId: number,
  profile: string,
  certificate: Certificate,
  now: Date,
): Promise<void> {
  const { raw, tbs, subject, notBefore, notAfter, serialNumber } = certificate;
  await insertOwnCertificate(
    tx,
    {
      caId,
      profile,
      tbs,
      notBefore,
      notAfter,
      certificate: raw,
      serial: Buffer.from(serialNumber.toString(16).padStart(32, '0'), 'hex'),
      subjectId: '',
      subjectName: describeName(subject),
      partition: 0,
      fingerprint: createHash('sha256').update(raw).digest(),
    },
    now,
  );
}
