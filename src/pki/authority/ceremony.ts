import { createHash } from 'node:crypto';
import {
  type Certificate,
  drawSerial,
  createEntryList,
  issueCertificate,
  type Issuer,
  type IssuingKey,
  issuingKey,
  lintCertificate,
  prepareCertificate,
  type ProfileId,
  profiles,
  readCertificate,
  type Signer,
  signatureAlgorithms,
  type Subject,
} from '../../../certs/index.ts';
import { addressesOf } from './addresses.ts';
import { AuthorityError } from './errors.ts';
import { crlFile, inventoryFile, type Inventory, type KeyReference } from './folder.ts';
import type { CeremonyPlan, PlannedAuthority, PlannedKey } from './plan.ts';
import { makeRootCrl } from './root-crl.ts';

/** A key that the ceremony makes, and how the service will find it again. */
export interface MadeKey {
  readonly signer: Signer;
  readonly reference: KeyReference;
  /** For a software key: the encrypted PKCS#8. */
  readonly pkcs8?: Uint8Array;
}

export interface CeremonyDeps {
  readonly now: number;
  /** Makes a key of the plan; `file` is where an encrypted key would lie. */
  readonly makeKey: (
    key: PlannedKey,
    algorithm: keyof typeof signatureAlgorithms,
    file: string,
  ) => Promise<MadeKey>;
  /** For a demonstration alone. */
  readonly allowsReservedHostNames: boolean;
}

/** Files by their path in the folder, ready to be written. */
export type CeremonyResult = ReadonlyMap<string, Uint8Array | string>;

interface Made {
  readonly planned: PlannedAuthority;
  readonly key: MadeKey;
  readonly issuing: IssuingKey;
  readonly issuer: Issuer & { readonly certificate: Certificate };
}

/**
 * Runs a plan: makes every key, certificate and cross-certificate in the order of the file, and a transcript that the
 * first root signs. Nothing is written here.
 * @throws AuthorityError `ceremony.refused` when the linter or a key refuses; nothing is kept then
 */
export async function runCeremony(plan: CeremonyPlan, deps: CeremonyDeps): Promise<CeremonyResult> {
  const files = new Map<string, Uint8Array | string>();
  const lines = [plan.title, `begun ${new Date(deps.now).toISOString()}`, ''];
  const note = (what: string, file: string, bytes: Uint8Array) => {
    files.set(file, bytes);
    lines.push(`${what}: ${file} sha256:${createHash('sha256').update(bytes).digest('hex')}`);
  };
  const made = new Map<string, Made>();
  for (const planned of plan.authorities)
    made.set(planned.name, await makeAuthority(plan, planned, made, deps, note));
  for (const one of made.values()) await addRootCrl(one, deps, note);
  const crossCertificates = [];
  for (const { issuer, subject } of plan.crossCertificates)
    crossCertificates.push(await crossCertify(findMade(made, issuer), findMade(made, subject), deps, note));
  const units = [];
  for (const unit of plan.timeStamping) units.push(await makeUnit(plan, unit, made, deps, note));
  files.set(
    inventoryFile,
    `${JSON.stringify(inventoryOf(plan, [...made.values()], { crossCertificates, timeStamping: units }), null, 2)}\n`,
  );
  await addTranscript(files, lines, [...made.values()]);
  return files;
}

type Note = (what: string, file: string, bytes: Uint8Array) => void;

async function makeAuthority(
  plan: CeremonyPlan,
  planned: PlannedAuthority,
  made: ReadonlyMap<string, Made>,
  deps: CeremonyDeps,
  note: Note,
): Promise<Made> {
  const isRoot = planned.kind === 'root';
  const key = await makeKey(planned, isRoot ? 'offline' : 'keys', deps, note);
  const issuing = issuingKey(key.signer);
  const parent = isRoot ? undefined : findMade(made, planned.issuer);
  const subject: Subject = {
    kind: 'authority',
    organisation: plan.organisation,
    commonName: planned.commonName,
  };
  const issuer = parent?.issuer ?? { ...issuerParts(plan, planned), certificate: null, key: issuing };
  const certificate = await certify({
    issuer,
    key: parent?.issuing ?? issuing,
    subject,
    publicKey: key.signer.publicKey,
    deps,
    profile: isRoot ? 'root' : `issuing-${planned.kind}`,
  });
  note('certificate', certificateFile(planned.name), certificate.raw);
  return { planned, key, issuing, issuer: { ...issuerParts(plan, planned), certificate, key: issuing } };
}

async function makeKey(
  planned: {
    readonly name: string;
    readonly key: PlannedKey;
    readonly algorithm: keyof typeof signatureAlgorithms;
  },
  folder: 'keys' | 'offline',
  deps: CeremonyDeps,
  note: Note,
): Promise<MadeKey> {
  const file = `${folder}/${planned.name}.p8`;
  const key = await deps.makeKey(planned.key, planned.algorithm, file);
  if (key.pkcs8) note('key', file, key.pkcs8);
  return key;
}

function issuerParts(plan: CeremonyPlan, planned: PlannedAuthority) {
  const { name, kind } = planned;
  return {
    addresses: addressesOf(plan.address, { name, kind, partitions: partitionsOf(planned) }),
    disclosure: plan.disclosure,
    practiceStatement: plan.practiceStatement,
  };
}

/** The first CRL of a root, whose key is away afterwards: nothing is revoked. */
async function addRootCrl({ planned, issuer, issuing }: Made, deps: CeremonyDeps, note: Note): Promise<void> {
  if (planned.kind !== 'root') return;
  const crl = await makeRootCrl({
    certificate: issuer.certificate,
    key: issuing,
    number: 1n,
    entries: createEntryList(),
    now: deps.now,
    days: planned.crlDays,
  });
  note('CRL', crlFile(planned.name), crl);
}

function partitionsOf(planned: PlannedAuthority): number {
  return planned.kind === 'root' ? 1 : planned.crlPartitions;
}

async function crossCertify(
  by: Made,
  of: Made,
  deps: CeremonyDeps,
  note: Note,
): Promise<Inventory['crossCertificates'][number]> {
  const { certificate } = of.issuer;
  const cross = await certify({
    issuer: by.issuer,
    key: by.issuing,
    profile: 'cross-certificate',
    deps,
    subject: { kind: 'certified-authority', certificate },
    publicKey: certificate.spki,
  });
  const file = certificateFile(`${of.planned.name}-by-${by.planned.name}`);
  note('cross-certificate', file, cross.raw);
  return { issuer: by.planned.name, certificate: file };
}

async function makeUnit(
  plan: CeremonyPlan,
  unit: CeremonyPlan['timeStamping'][number],
  made: ReadonlyMap<string, Made>,
  deps: CeremonyDeps,
  note: Note,
): Promise<Inventory['timeStamping'][number]> {
  const key = await makeKey(unit, 'keys', deps, note);
  const by = findMade(made, unit.issuer);
  const certificate = await certify({
    issuer: by.issuer,
    key: by.issuing,
    profile: 'time-stamping',
    deps,
    subject: { kind: 'service', organisation: plan.organisation, commonName: unit.commonName },
    publicKey: key.signer.publicKey,
  });
  note('certificate', certificateFile(unit.name), certificate.raw);
  const { name, issuer, algorithm } = unit;
  return { name, issuer, algorithm, certificate: certificateFile(name), key: key.reference };
}

/** prepare -> lint -> sign, and read again what was made. */
async function certify(request: {
  readonly issuer: Issuer;
  readonly key: IssuingKey;
  readonly profile: ProfileId;
  readonly subject: Subject;
  readonly publicKey: Uint8Array;
  readonly deps: CeremonyDeps;
}): Promise<Certificate> {
  const { issuer, key, subject, publicKey, deps } = request;
  const profile = profiles[request.profile];
  const prepared = prepareCertificate({
    issuer,
    profile,
    subject,
    publicKey,
    serial: drawSerial(),
    notBefore: deps.now,
  });
  if (prepared.kind === 'refused') throw refused([`${prepared.code}: ${prepared.message}`]);
  const lint = lintCertificate(prepared.tbs, {
    issuer: issuer.certificate,
    key,
    profile,
    time: deps.now,
    allowsReservedHostNames: deps.allowsReservedHostNames,
  });
  if (lint.kind === 'refused') throw refused(lint.findings.map(({ rule, message }) => `${rule}: ${message}`));
  const issued = await issueCertificate({ key, linted: lint.linted });
  if (issued.kind === 'refused') throw refused([`${issued.code}: ${issued.message}`]);
  const read = readCertificate(issued.certificate);
  if (read.kind === 'malformed') throw refused(['a certificate that cannot be read was made']);
  return read.value;
}

function inventoryOf(
  plan: CeremonyPlan,
  made: readonly Made[],
  beside: Pick<Inventory, 'crossCertificates' | 'timeStamping'>,
): Inventory {
  const { address, disclosure, practiceStatement, organisation } = plan;
  const authorities = made.map(({ planned, key }) => ({
    name: planned.name,
    kind: planned.kind,
    issuer: planned.kind === 'root' ? null : planned.issuer,
    certificate: certificateFile(planned.name),
    algorithm: planned.algorithm,
    key: key.reference,
    partitions: partitionsOf(planned),
  }));
  return { address, disclosure, practiceStatement, organisation, authorities, ...beside };
}

/** The first root's signature stands apart, so that `openssl dgst` reads it as it is. */
async function addTranscript(
  files: Map<string, Uint8Array | string>,
  lines: readonly string[],
  made: readonly Made[],
): Promise<void> {
  const root = made.find(({ planned }) => planned.kind === 'root');
  const text = `${lines.join('\n')}\n`;
  files.set('transcript.txt', text);
  if (root) files.set('transcript.sig', await root.key.signer.sign(Buffer.from(text)));
}

function certificateFile(name: string): string {
  return `certificates/${name}.cer`;
}

function findMade(made: ReadonlyMap<string, Made>, name: string): Made {
  const found = made.get(name);
  if (!found) throw new AuthorityError('ceremony.plan_invalid', [`${name} is not in the plan`]);
  return found;
}

function refused(problems: readonly string[]): AuthorityError {
  return new AuthorityError('ceremony.refused', problems);
}
