import { createHash } from 'node:crypto';
import {
  type Certificate,
  columnsOf,
  createEntryList,
  type EntryList,
  issueCrl,
  type IssuingKey,
  issuingKey,
  prepareCrl,
  readCertificate,
  readCrl,
  type Signer,
} from '../../../certs/index.ts';
import { AuthorityError } from './errors.ts';
import { type CeremonyFolder, crlFile, type KeyReference } from './folder.ts';
import type { RootCrlPlan } from './root-crl-plan.ts';

const day = 86_400_000;

export interface RootCrlContent {
  readonly certificate: Certificate;
  readonly key: IssuingKey;
  readonly number: bigint;
  readonly entries: EntryList;
  readonly now: number;
  readonly days: number;
}

/**
 * Builds, judges and signs a CRL of a root. It names no distribution point, since it speaks for the root's own
 * certificate too, which has none.
 * @throws AuthorityError `ceremony.refused` when the linter or the key refuses
 */
export async function makeRootCrl(content: RootCrlContent, previousNumber?: bigint): Promise<Uint8Array> {
  const { certificate, key, number, entries, now, days } = content;
  const times = { thisUpdate: now, nextUpdate: now + days * day };
  const prepared = prepareCrl(
    { issuer: certificate, algorithm: key.algorithm, number, entries, ...times },
    previousNumber,
  );
  if (prepared.kind === 'refused')
    throw new AuthorityError(
      'ceremony.refused',
      prepared.findings.map(({ rule, message }) => `${rule}: ${message}`),
    );
  const issued = await issueCrl(key, prepared);
  if (issued.kind === 'refused')
    throw new AuthorityError('ceremony.refused', [`${issued.code}: ${issued.message}`]);
  return issued.crl;
}

export interface RootCrlDeps {
  readonly now: number;
  readonly folder: CeremonyFolder;
  /** Opens the root's key, which its service never does; undefined where it is away. */
  readonly openKey: (reference: KeyReference, algorithm: string) => Promise<Signer | undefined>;
}

/**
 * A second, small ceremony: the root's next CRL by a plan, and a transcript that the root signs. Needs no database, so
 * that it is held where the key is. Nothing is written here.
 * @throws AuthorityError when the plan does not fit the folder, or the linter or the key refuses
 */
export async function signRootCrl(
  plan: RootCrlPlan,
  deps: RootCrlDeps,
): Promise<ReadonlyMap<string, Uint8Array | string>> {
  const { folder, now } = deps;
  const root = folder.inventory.authorities.find(({ name }) => name === plan.root);
  if (root?.kind !== 'root') throw misfit(`${plan.root} is no root of the folder`);
  const certificate = readCertificate(folder.read(root.certificate) ?? new Uint8Array());
  if (certificate.kind === 'malformed') throw unreadable(`${root.certificate}: ${certificate.message}`);
  const signer = await deps.openKey(root.key, root.algorithm);
  if (!signer) throw unreadable(`the key of ${root.name} is away`);
  if (!Buffer.from(signer.publicKey).equals(certificate.value.spki))
    throw new AuthorityError('authority.key_differs', [`the key of ${root.name} is not its certificate's`]);
  const file = crlFile(root.name);
  const crl = await makeRootCrl(
    {
      certificate: certificate.value,
      key: issuingKey(signer),
      number: BigInt(plan.number),
      entries: entriesOf(plan),
      now,
      days: plan.days,
    },
    numberOfLast(folder, root.name),
  );
  const text = transcriptOf(plan, now, `CRL: ${file} sha256:${sha256(crl)}`);
  return new Map<string, Uint8Array | string>([
    [file, crl],
    ['transcript.txt', text],
    ['transcript.sig', await signer.sign(Buffer.from(text))],
  ]);
}

function entriesOf({ revoked }: RootCrlPlan): EntryList {
  const entries = createEntryList();
  const sorted = revoked.toSorted((left, right) => (left.serial < right.serial ? -1 : 1));
  entries.add(
    columnsOf(
      sorted.map(({ serial, since, reason, invalidSince }) => ({
        serial: Buffer.from(serial, 'hex'),
        revocationDate: Date.parse(since),
        reason,
        ...(invalidSince === undefined ? {} : { invalidityDate: Date.parse(invalidSince) }),
      })),
    ),
  );
  return entries;
}

/** The number of the CRL that lies in the folder; a number that was given already is not given again. */
function numberOfLast(folder: CeremonyFolder, name: string): bigint | undefined {
  const bytes = folder.read(crlFile(name));
  const read = bytes && readCrl(bytes);
  if (read?.kind === 'malformed') throw unreadable(`${crlFile(name)}: ${read.message}`);
  return read?.value.cRLNumber;
}

function transcriptOf(plan: RootCrlPlan, now: number, made: string): string {
  const revoked = plan.revoked.map(
    ({ name, serial, since, reason, invalidSince }) =>
      `revoked: ${serial} ${name}, since ${since}, reason ${reason}${
        invalidSince === undefined ? '' : `, key lost ${invalidSince}`
      }`,
  );
  const what = `CRL ${plan.number} of ${plan.root} for ${plan.days} days, ${revoked.length} revoked`;
  return `${[plan.title, `begun ${new Date(now).toISOString()}`, '', what, ...revoked, made].join('\n')}\n`;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function misfit(problem: string): AuthorityError {
  return new AuthorityError('ceremony.plan_invalid', [problem]);
}

function unreadable(problem: string): AuthorityError {
  return new AuthorityError('authority.folder_unreadable', [problem]);
}
