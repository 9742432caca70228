import {
  type Certificate,
  type Crl,
  readCertificate,
  readCrl,
  verifySignature,
} from '../../../certs/index.ts';
import type { Clock } from '../../../oidc/ports.ts';
import type { Database } from '../../db/index.ts';
import { AuthorityError } from './errors.ts';
import type { RootCrlPlan } from './root-crl-plan.ts';
import {
  insertRootCrl,
  listAuthorities,
  readLastNumber,
  readRevoked,
  type RootCrl,
  type StoredAuthority,
} from './store.ts';

export interface RootCrlPublicationDeps {
  /** As `acar_pki`. */
  readonly db: Database;
  readonly clock: Clock;
}

/**
 * The plan of a root's next CRL: everything that it issued and that is revoked or on hold now.
 * @throws AuthorityError `authority.crl_refused` for what is no root
 */
export async function planRootCrl(
  { db, clock }: RootCrlPublicationDeps,
  { root: name, days }: { readonly root: string; readonly days: number },
): Promise<RootCrlPlan> {
  const root = (await listAuthorities(db)).find((one) => one.name === name);
  if (root?.kind !== 'root') throw refused([`${name} is no root`]);
  const last = await readLastNumber(db, root.caId);
  const revoked = await readRevoked(db, root.caId);
  return {
    title: `CRL of ${name}, planned ${toText(clock.now())}`,
    root: name,
    number: Number(last + 1n),
    days,
    revoked: revoked.map(({ serial, name: subject, since, reason, invalidSince }) => ({
      name: subject,
      serial,
      since: toText(since),
      reason,
      ...(invalidSince === undefined ? {} : { invalidSince: toText(invalidSince) }),
    })),
  };
}

function toText(moment: number): string {
  return new Date(moment).toISOString();
}

/**
 * Enters a CRL that a root signed elsewhere; every node gives it out within a second. One that is not newer than what
 * is published, or that misses a revocation of now, is refused.
 * @throws AuthorityError `authority.crl_refused` with every problem
 */
export async function publishRootCrl(
  { db, clock }: RootCrlPublicationDeps,
  bytes: Uint8Array,
): Promise<RootCrl & { readonly name: string }> {
  const read = readCrl(bytes);
  if (read.kind === 'malformed') throw refused([`not a CRL: ${read.message}`]);
  const crl = read.value;
  const issuer = (await listAuthorities(db)).find((one) => isRootOf(one, crl));
  if (!issuer) throw refused(['no root of this service signed it']);
  const list = completeListOf(crl, issuer.caId, bytes);
  const problems = [
    ...(list ? [] : ['it is no full list of the whole root with a number and an end']),
    ...(crl.thisUpdate <= clock.now() ? [] : ['it begins in the future']),
    ...((crl.nextUpdate ?? 0) > clock.now() ? [] : ['it is over']),
    ...((list?.number ?? 0n) > (await readLastNumber(db, issuer.caId))
      ? []
      : ['a list with its number, or a higher one, is published']),
    ...(await readRevoked(db, issuer.caId)).flatMap(({ serial, name }) =>
      crl.revoked.find(BigInt(`0x${serial}`)) ? [] : [`it misses ${serial}, ${name}: make a new plan`],
    ),
  ];
  if (!list || problems.length > 0) throw refused(problems);
  if (!(await insertRootCrl(db, list))) throw refused(['a list with its number was published just now']);
  return { ...list, name: issuer.name };
}

function isRootOf({ kind, certificate }: StoredAuthority, crl: Crl): boolean {
  const root: Certificate | undefined = kind === 'root' ? certificateOf(certificate) : undefined;
  return (
    root !== undefined &&
    root.subject.key === crl.issuer.key &&
    verifySignature(crl, root, { allowsSha1: false }) === 'good'
  );
}

function certificateOf(bytes: Uint8Array): Certificate | undefined {
  const read = readCertificate(bytes);
  return read.kind === 'read' ? read.value : undefined;
}

/** The row of a CRL that speaks for everything a root issued. */
export function completeListOf(crl: Crl, caId: number, bytes: Uint8Array): RootCrl | undefined {
  const { tbs, cRLNumber: number, baseCRLNumber, issuingDistributionPoint, thisUpdate, nextUpdate } = crl;
  const isComplete = baseCRLNumber === undefined && issuingDistributionPoint === undefined;
  return isComplete && number !== undefined && nextUpdate !== undefined
    ? { caId, number, tbs, crl: bytes, thisUpdate, nextUpdate }
    : undefined;
}

function refused(problems: readonly string[]): AuthorityError {
  return new AuthorityError('authority.crl_refused', problems);
}
