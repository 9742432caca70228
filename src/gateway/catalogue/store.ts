import { type Queryable, type Row, statement } from '../../db/index.ts';
import type { DataService, Organisation, Right, RightOrder, Texts } from './model.ts';

const insertOrganisationSql = statement(
  'data_organisation.insert',
  `insert into data_organisation (organisation, version, names, contact, is_active, entered_at)
   select $1, coalesce(max(version), 0) + 1, $2::jsonb, $3, $4, $5 from data_organisation where organisation = $1
   returning version`,
);

/** The number of the new version. Two at the same time: one violates `data_organisation_pkey`. */
export async function insertOrganisation(db: Queryable, given: Organisation, now: Date): Promise<number> {
  const { organisation, names, contact, isActive } = given;
  const values = [organisation, JSON.stringify(names), contact ?? null, isActive, now];
  const [row] = await db.query<Row & { version: number }>(insertOrganisationSql, values);
  return row?.version ?? 1;
}

const disableOrganisationSql = statement(
  'data_organisation.disable',
  `insert into data_organisation (organisation, version, names, contact, is_active, entered_at)
   select organisation, version + 1, names, contact, false, $2 from data_organisation where organisation = $1
    order by version desc limit 1
   returning version`,
);

/** A new version of whatever stands, switched off; undefined for one that takes no part. */
export async function disableOrganisation(
  db: Queryable,
  organisation: string,
  now: Date,
): Promise<number | undefined> {
  const [row] = await db.query<Row & { version: number }>(disableOrganisationSql, [organisation, now]);
  return row?.version;
}

export interface OrganisationRow {
  readonly organisation: string;
  readonly names: Texts;
  readonly contact: string | null;
  readonly isActive: boolean;
}

const newestIs = (table: string, key: string, of: string) =>
  `coalesce((select o.is_active from ${table} o where o.${key} = ${of} order by o.version desc limit 1), false)`;

/** SQL: whether the organisation that `of` names takes part in exchanges now. */
export const isOrganisationActive = (of: string) => newestIs('data_organisation', 'organisation', of);
/** SQL: whether the service that `of` names is offered now. */
export const isServiceActive = (of: string) => newestIs('data_service', 'service', of);

const organisationColumns = 'organisation, names, contact, is_active as "isActive"';
const listOrganisationsSql = statement(
  'data_organisation.list',
  `select distinct on (organisation) ${organisationColumns} from data_organisation
    where organisation > $1 order by organisation, version desc limit 200`,
);
const someOrganisationsSql = statement(
  'data_organisation.some',
  `select distinct on (organisation) ${organisationColumns} from data_organisation
    where organisation = any($1::text[]) order by organisation, version desc`,
);

/** Newest versions behind `after`, at most 200. */
export const listOrganisations = (db: Queryable, after: string) =>
  db.query<OrganisationRow & Row>(listOrganisationsSql, [after]);
export const findOrganisations = (db: Queryable, ids: readonly string[]) =>
  db.query<OrganisationRow & Row>(someOrganisationsSql, [ids]);

const insertServiceSql = statement(
  'data_service.insert',
  `insert into data_service (service, version, provider, address, titles, contents, methods, paths, most_request_octets,
     most_answer_octets, timeout_ms, concerns_persons, is_active, entered_at)
   select $1, coalesce(max(version), 0) + 1, $2, $3, $4::jsonb, $5::jsonb, $6, $7, $8, $9, $10, $11, $12, $13
     from data_service where service = $1
   returning version`,
);

/** The number of the new version. Two at the same time: one violates `data_service_pkey`. */
export async function insertService(db: Queryable, given: DataService, now: Date): Promise<number> {
  const { service, provider, address, titles, contents, methods, paths } = given;
  const { mostRequestOctets, mostAnswerOctets, timeoutMs, concernsPersons, isActive } = given;
  const [row] = await db.query<Row & { version: number }>(insertServiceSql, [
    service,
    provider,
    address,
    JSON.stringify(titles),
    JSON.stringify(contents),
    methods,
    paths,
    mostRequestOctets,
    mostAnswerOctets,
    timeoutMs,
    concernsPersons,
    isActive,
    now,
  ]);
  return row?.version ?? 1;
}

const disableServiceSql = statement(
  'data_service.disable',
  `insert into data_service (service, version, provider, address, titles, contents, methods, paths, most_request_octets,
     most_answer_octets, timeout_ms, concerns_persons, is_active, entered_at)
   select service, version + 1, provider, address, titles, contents, methods, paths, most_request_octets,
     most_answer_octets, timeout_ms, concerns_persons, false, $2 from data_service where service = $1
    order by version desc limit 1
   returning version, provider`,
);

/** A new version of whatever stands, switched off; undefined for one that is not in the catalogue. */
export async function disableService(
  db: Queryable,
  service: string,
  now: Date,
): Promise<{ readonly version: number; readonly provider: string } | undefined> {
  const [row] = await db.query<Row & { version: number; provider: string }>(disableServiceSql, [
    service,
    now,
  ]);
  return row;
}

export const serviceColumns = `service, provider, address, titles, contents, methods, paths,
  most_request_octets as "mostRequestOctets", most_answer_octets as "mostAnswerOctets", timeout_ms as "timeoutMs",
  concerns_persons as "concernsPersons", is_active as "isActive"`;
const listServicesSql = statement(
  'data_service.list',
  `select distinct on (service) ${serviceColumns} from data_service
    where service > $1 order by service, version desc limit 200`,
);
const someServicesSql = statement(
  'data_service.some',
  `select distinct on (service) ${serviceColumns} from data_service
    where service = any($1::text[]) order by service, version desc`,
);

export const listServices = (db: Queryable, after: string) =>
  db.query<DataService & Row>(listServicesSql, [after]);
export const findServices = (db: Queryable, names: readonly string[]) =>
  db.query<DataService & Row>(someServicesSql, [names]);

const insertRightSql = statement(
  'data_right.insert',
  `insert into data_right (right_id, consumer, service, purpose, purposes, basis, reference, legal_texts, valid_from,
     valid_until, granted_at)
   values ($1, $2, $3, $4, $5::jsonb, $6, $7, $8::jsonb, $9, $10, $11)`,
);

export async function insertRight(
  db: Queryable,
  rightId: string,
  right: RightOrder,
  now: Date,
): Promise<void> {
  const { consumer, service, purpose, purposes, basis, legalTexts, validFrom, validUntil } = right;
  await db.query(insertRightSql, [
    rightId,
    consumer,
    service,
    purpose,
    JSON.stringify(purposes),
    basis,
    right.basis === 'law' ? right.reference : null,
    JSON.stringify(legalTexts),
    validFrom,
    validUntil,
    now,
  ]);
}

const revokeRightSql = statement(
  'data_right.revoke',
  'update data_right set revoked_at = $2 where right_id = $1 and revoked_at is null returning right_id',
);

/** False when there is no such right in force. */
export async function revokeRight(db: Queryable, rightId: string, now: Date): Promise<boolean> {
  return (await db.query(revokeRightSql, [rightId, now])).length === 1;
}

type RightRow = Row &
  Omit<Right, 'reference' | 'revokedAt'> & {
    readonly reference: string | null;
    readonly revokedAt: Date | null;
  };

const rightColumns = `right_id as "rightId", consumer, service, purpose, purposes, basis, reference,
  legal_texts as "legalTexts", valid_from as "validFrom", valid_until as "validUntil", revoked_at as "revokedAt"`;
const listRightsSql = statement(
  'data_right.list',
  `select ${rightColumns} from data_right where right_id > $1 and ($2::text is null or consumer = $2)
    order by right_id limit 200`,
);
const rightsOfSql = statement(
  'data_right.of_consumers',
  `select ${rightColumns} from data_right where consumer = any($1::text[]) order by granted_at desc limit 1000`,
);

const toRight = (row: RightRow): Right => ({
  ...row,
  reference: row.reference ?? undefined,
  revokedAt: row.revokedAt ?? undefined,
});

/** Behind the right `after`, at most 200; of one consumer where it is given. */
export async function listRights(db: Queryable, after: string, consumer?: string): Promise<Right[]> {
  return (await db.query<RightRow>(listRightsSql, [after, consumer ?? null])).map(toRight);
}

/** Rights that these consumers have or had, the newest first. */
export async function rightsOf(db: Queryable, consumers: readonly string[]): Promise<Right[]> {
  return (await db.query<RightRow>(rightsOfSql, [consumers])).map(toRight);
}
