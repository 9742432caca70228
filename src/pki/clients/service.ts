import { createHash } from 'node:crypto';
import { type ProfileId, readCertificate, validatePath } from '../../../certs/index.ts';
import type { Clock } from '../../../oidc/ports.ts';
import type { Database } from '../../db/index.ts';
import type { Authorities } from '../authority/index.ts';
import type { CertificateKey } from '../status/index.ts';
import { clientSchema, type PkiClient } from './model.ts';
import { type ClientRow, findClients, findShownCertificate, insertClient, listClients } from './store.ts';

export interface ClientsDeps {
  /** As `acar_pki`. */
  readonly db: Database;
  readonly clock: Clock;
}

export interface KnownClient {
  readonly kind: 'known';
  readonly client: PkiClient;
  /** The certificate that it showed. */
  readonly shown: CertificateKey;
}

export type ClientErrorCode =
  | 'client.certificate_missing'
  | 'client.certificate_refused'
  | 'client.unknown_system'
  | 'client.switched_off'
  | 'client.not_allowed'
  | 'client.form';

export type Recognition =
  | KnownClient
  | {
      readonly kind: 'refused';
      readonly code: Exclude<ClientErrorCode, 'client.not_allowed' | 'client.form'>;
      readonly message: string;
    };

export type ClientEntry =
  | { readonly kind: 'entered'; readonly client: PkiClient; readonly version: number }
  | { readonly kind: 'refused'; readonly problems: readonly { path: string; message: string }[] };

/** Enters a system, or a new version of it. */
export async function enterClient({ db, clock }: ClientsDeps, given: unknown): Promise<ClientEntry> {
  const read = clientSchema.safeParse(given);
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    return { kind: 'refused', problems };
  }
  const client = read.data;
  const row: ClientRow = {
    name: client.name,
    subject_id: client.subjectId,
    subject_name: client.subjectName,
    authorities: client.authorities,
    profiles: client.profiles,
    host_names: client.hostNames,
    is_active: client.isActive,
  };
  return { kind: 'entered', client, version: await insertClient(db, row, new Date(clock.now())) };
}

export async function clientsAfter(db: Database, after: string): Promise<readonly PkiClient[]> {
  return (await listClients(db, after)).map(toClient);
}

/**
 * The system that showed this certificate in the TLS handshake, which proved that it holds the key. In order: the
 * certificate is one of ours for systems, its path is valid now, its status is good, and a client is entered for it.
 */
export async function recogniseClient(
  deps: ClientsDeps & { readonly authorities: Authorities },
  shown: Uint8Array | undefined,
): Promise<Recognition> {
  if (!shown) return refuse('client.certificate_missing', 'no certificate was shown in the TLS handshake');
  const row = await findShownCertificate(deps.db, createHash('sha256').update(shown).digest());
  if (row?.profile !== 'agency-system')
    return refuse('client.certificate_refused', 'the certificate is not one of ours for systems');
  if (row.status !== 'good') return refuse('client.certificate_refused', `the certificate is ${row.status}`);
  const judged = judgePath(deps, row.caId, shown);
  if (judged !== undefined) return refuse('client.certificate_refused', judged);
  const [found, second] = await findClients(deps.db, row.subjectId, row.subjectName);
  if (!found || second)
    return refuse('client.unknown_system', 'no system, or more than one, has this certificate');
  if (!found.is_active) return refuse('client.switched_off', 'the system was switched off');
  return { kind: 'known', client: toClient(found), shown: { caId: row.caId, serial: row.serial } };
}

/** Why the path is not valid; undefined when it is. */
function judgePath(
  { authorities, clock }: { readonly authorities: Authorities; readonly clock: Clock },
  caId: number,
  shown: Uint8Array,
): string | undefined {
  const leaf = readCertificate(shown);
  const chain = authorities.byId(caId)?.chain ?? [];
  const anchor = chain.at(-1);
  if (leaf.kind === 'malformed' || !anchor) return 'no authority of this process issued it';
  const result = validatePath({
    leaf: leaf.value,
    intermediates: chain.slice(0, -1),
    anchors: [anchor],
    crls: [],
    time: clock.now(),
    // The database is asked, which knows before any list does.
    revocation: false,
    purpose: 'clientAuth',
  });
  return result.kind === 'valid' ? undefined : result.code;
}

function toClient(row: ClientRow): PkiClient {
  return {
    name: row.name,
    subjectId: row.subject_id,
    subjectName: row.subject_name,
    authorities: row.authorities,
    // Checked when it was entered; an order for a profile that is gone is refused.
    profiles: row.profiles as readonly ProfileId[],
    hostNames: row.host_names,
    isActive: row.is_active,
  };
}

function refuse(code: Extract<Recognition, { kind: 'refused' }>['code'], message: string): Recognition {
  return { kind: 'refused', code, message };
}
