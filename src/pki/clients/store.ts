import { type Queryable, type Row, statement } from '../../db/index.ts';
import type { CertificateKey } from '../status/index.ts';

export interface ClientRow extends Row {
  readonly name: string;
  readonly subject_id: string;
  readonly subject_name: string;
  readonly authorities: readonly string[];
  readonly profiles: readonly string[];
  readonly host_names: readonly string[];
  readonly is_active: boolean;
}

const insert = statement(
  'pki_client.insert',
  `insert into pki_client (name, version, subject_id, subject_name, authorities, profiles, host_names, is_active, created_at)
   select $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5, $6, $7, $8 from pki_client where name = $1
   returning version`,
);

/** The number of the new version. Two at the same time: one violates `pki_client_pkey`. */
export async function insertClient(db: Queryable, client: ClientRow, now: Date) {
  const [row] = await db.query<{ version: number }>(insert, [
    client.name,
    client.subject_id,
    client.subject_name,
    client.authorities,
    client.profiles,
    client.host_names,
    client.is_active,
    now,
  ]);
  return row?.version ?? 1;
}

const find = statement(
  'pki_client.find',
  `select c.name, c.subject_id, c.subject_name, c.authorities, c.profiles, c.host_names, c.is_active
   from pki_client c where c.subject_id = $1 and c.subject_name = $2
     and not exists (select 1 from pki_client n where n.name = c.name and n.version > c.version)
   order by c.name limit 2`,
);
const list = statement(
  'pki_client.list',
  `select distinct on (name) name, subject_id, subject_name, authorities, profiles, host_names, is_active
   from pki_client where name > $1 order by name, version desc limit 200`,
);

/** Newest versions of the clients that have such a certificate. */
export function findClients(db: Queryable, subjectId: string, subjectName: string) {
  return db.query<ClientRow>(find, [subjectId, subjectName]);
}

export function listClients(db: Queryable, after: string) {
  return db.query<ClientRow>(list, [after]);
}

interface ShownRow extends Row {
  readonly ca_id: number;
  readonly serial: string;
  readonly subject_id: string;
  readonly subject_name: string;
  readonly profile: string;
  readonly status: string;
}

export interface ShownCertificateRow extends CertificateKey {
  readonly subjectId: string;
  readonly subjectName: string;
  readonly profile: string;
  readonly status: string;
}

const findCertificate = statement(
  'pki_client.find_certificate',
  `select ca_id, encode(serial, 'hex') as serial, subject_id, subject_name, profile, status
   from certificate where fingerprint = $1`,
);

/** The certificate of ours with this fingerprint. */
export async function findShownCertificate(
  db: Queryable,
  fingerprint: Uint8Array,
): Promise<ShownCertificateRow | undefined> {
  const [row] = await db.query<ShownRow>(findCertificate, [Buffer.from(fingerprint)]);
  if (!row) return undefined;
  const { ca_id: caId, serial, subject_id: subjectId, subject_name: subjectName, profile, status } = row;
  return { caId, serial, subjectId, subjectName, profile, status };
}

const ordererOf = statement(
  'pki_client.orderer_of',
  `select o.ordered_by from certificate c join certificate_order o on o.order_id = c.order_id
   where c.ca_id = $1 and c.serial = $2`,
);

/** Who ordered a certificate; undefined where nobody did. */
export async function findOrderer(
  db: Queryable,
  { caId, serial }: CertificateKey,
): Promise<string | undefined> {
  const [row] = await db.query<{ ordered_by: string }>(ordererOf, [caId, Buffer.from(serial, 'hex')]);
  return row?.ordered_by;
}
