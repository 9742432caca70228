import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Clock } from '../../../oidc/ports.ts';
import type { Database, Queryable } from '../../db/index.ts';
import { isRequestId } from '../../exchange/index.ts';
import type { Recorder } from '../../records/index.ts';
import type { CatalogueErrorCode } from '../errors.ts';
import {
  type DataService,
  organisationSchema,
  type Right,
  rightSchema,
  serviceSchema,
  type Texts,
} from './model.ts';
import {
  disableOrganisation,
  disableService,
  findOrganisations,
  findServices,
  insertOrganisation,
  insertRight,
  insertService,
  listOrganisations,
  listRights,
  listServices,
  type OrganisationRow,
  revokeRight,
  rightsOf,
} from './store.ts';

export type CatalogueEntry =
  | { readonly kind: 'entered'; readonly facts: Readonly<Record<string, string | number>> }
  | {
      readonly kind: 'refused';
      readonly problems: readonly {
        readonly code: CatalogueErrorCode;
        readonly path: string;
        readonly message: string;
      }[];
    };

/** The operator's side: who takes part, what is offered, and who may ask. Every change is recorded. */
export interface Catalogue {
  enterOrganisation(given: unknown): Promise<CatalogueEntry>;
  enterService(given: unknown): Promise<CatalogueEntry>;
  /** A new version that is switched off. */
  disableService(service: string): Promise<CatalogueEntry>;
  disableOrganisation(organisation: string): Promise<CatalogueEntry>;
  grant(given: unknown): Promise<CatalogueEntry>;
  revoke(rightId: string): Promise<CatalogueEntry>;
  organisations(after: string): Promise<readonly OrganisationRow[]>;
  services(after: string): Promise<readonly DataService[]>;
  rights(after: string, consumer?: string): Promise<readonly Right[]>;
}

export interface CatalogueDeps {
  /** As `acar_operator`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: Recorder;
  /** Who of the operators changes it, for the records. */
  readonly by?: string | undefined;
}

export function createCatalogue(deps: CatalogueDeps): Catalogue {
  const { db } = deps;
  return {
    enterOrganisation: (given) => enterOrganisation(deps, given),
    enterService: (given) => enterService(deps, given),
    disableService: (service) => switchServiceOff(deps, service),
    disableOrganisation: (organisation) => switchOrganisationOff(deps, organisation),
    grant: (given) => grant(deps, given),
    revoke: (rightId) => revoke(deps, rightId),
    organisations: (after) => listOrganisations(db, after),
    services: (after) => listServices(db, after),
    rights: (after, consumer) => listRights(db, after === '' ? leastId : after, consumer),
  };
}

const leastId = '00000000-0000-0000-0000-000000000000';

async function enterOrganisation({ db, clock, recorder, by }: CatalogueDeps, given: unknown) {
  const read = organisationSchema.safeParse(given);
  if (!read.success) return refuseForm(read.error);
  const { organisation, isActive } = read.data;
  return db.transaction(async (tx): Promise<CatalogueEntry> => {
    const version = await insertOrganisation(tx, read.data, new Date(clock.now()));
    const facts = { organisation, version, active: isActive, by };
    await recorder.record(tx, { type: 'data_organisation.entered', facts });
    return { kind: 'entered', facts: { organisation, version } };
  });
}

async function switchOrganisationOff(
  { db, clock, recorder, by }: CatalogueDeps,
  organisation: string,
): Promise<CatalogueEntry> {
  return db.transaction(async (tx): Promise<CatalogueEntry> => {
    const version = await disableOrganisation(tx, organisation, new Date(clock.now()));
    if (version === undefined)
      return refuse('catalogue.organisation_unknown', 'organisation', 'takes no part');
    const facts = { organisation, version, active: false, by };
    await recorder.record(tx, { type: 'data_organisation.entered', facts });
    return { kind: 'entered', facts: { organisation, version } };
  });
}

async function switchServiceOff(
  { db, clock, recorder, by }: CatalogueDeps,
  service: string,
): Promise<CatalogueEntry> {
  return db.transaction(async (tx): Promise<CatalogueEntry> => {
    const disabled = await disableService(tx, service, new Date(clock.now()));
    if (!disabled) return refuse('catalogue.service_unknown', 'service', 'is not in the catalogue');
    const facts = { service, ...disabled, active: false, by };
    await recorder.record(tx, { type: 'data_service.entered', facts });
    return { kind: 'entered', facts: { service, version: disabled.version } };
  });
}

async function enterService(
  { db, clock, recorder, by }: CatalogueDeps,
  given: unknown,
): Promise<CatalogueEntry> {
  const read = serviceSchema.safeParse(given);
  if (!read.success) return refuseForm(read.error);
  const { service, provider, isActive } = read.data;
  return db.transaction(async (tx): Promise<CatalogueEntry> => {
    if ((await findOrganisations(tx, [provider])).length === 0)
      return refuse(
        'catalogue.organisation_unknown',
        'provider',
        'takes no part; enter the organisation first',
      );
    const version = await insertService(tx, read.data, new Date(clock.now()));
    const facts = { service, provider, version, active: isActive, by };
    await recorder.record(tx, { type: 'data_service.entered', facts });
    return { kind: 'entered', facts: { service, version } };
  });
}

async function grant({ db, clock, recorder, by }: CatalogueDeps, given: unknown): Promise<CatalogueEntry> {
  const read = rightSchema.safeParse(given);
  if (!read.success) return refuseForm(read.error);
  const right = read.data;
  return db.transaction(async (tx): Promise<CatalogueEntry> => {
    if ((await findOrganisations(tx, [right.consumer])).length === 0)
      return refuse(
        'catalogue.organisation_unknown',
        'consumer',
        'takes no part; enter the organisation first',
      );
    if ((await findServices(tx, [right.service])).length === 0)
      return refuse('catalogue.service_unknown', 'service', 'is not in the catalogue');
    const rightId = randomUUID();
    await insertRight(tx, rightId, right, new Date(clock.now()));
    const { consumer, service, purpose, basis } = right;
    const reference = right.basis === 'law' ? right.reference : undefined;
    const facts = { right: rightId, consumer, service, purpose, basis, reference, by };
    await recorder.record(tx, { type: 'data_right.granted', facts });
    return { kind: 'entered', facts: { right: rightId } };
  });
}

async function revoke({ db, clock, recorder, by }: CatalogueDeps, rightId: string): Promise<CatalogueEntry> {
  return db.transaction(async (tx): Promise<CatalogueEntry> => {
    if (!isRequestId(rightId) || !(await revokeRight(tx, rightId, new Date(clock.now()))))
      return refuse('catalogue.right_unknown', 'right', 'is none that is in force');
    await recorder.record(tx, { type: 'data_right.revoked', facts: { right: rightId, by } });
    return { kind: 'entered', facts: { right: rightId } };
  });
}

function refuse(code: CatalogueErrorCode, path: string, message: string): CatalogueEntry {
  return { kind: 'refused', problems: [{ code, path, message }] };
}

function refuseForm(error: z.ZodError): CatalogueEntry {
  const problems = error.issues.map(({ path, message }) => ({
    code: 'catalogue.form' as const,
    path: path.join('.'),
    message,
  }));
  return { kind: 'refused', problems };
}

/** What names stand for, for pages: organisations and services by their newest version, purposes by the right. */
export interface CatalogueTexts {
  readonly organisations: ReadonlyMap<
    string,
    { readonly names: Texts; readonly contact: string | undefined }
  >;
  readonly services: ReadonlyMap<string, { readonly titles: Texts; readonly contents: Texts }>;
  /** By `consumer service purpose`. */
  readonly purposes: ReadonlyMap<string, { readonly purposes: Texts; readonly legalTexts: Texts }>;
}

/** As `acar_web`; three statements, whatever the number of names. */
export async function readCatalogueTexts(
  db: Queryable,
  of: { readonly organisations: readonly string[]; readonly services: readonly string[] },
): Promise<CatalogueTexts> {
  const [organisations, services, rights] = await Promise.all([
    findOrganisations(db, of.organisations),
    findServices(db, of.services),
    rightsOf(db, of.organisations),
  ]);
  return {
    organisations: new Map(
      organisations.map(({ organisation, names, contact }) => [
        organisation,
        { names, contact: contact ?? undefined },
      ]),
    ),
    services: new Map(services.map(({ service, titles, contents }) => [service, { titles, contents }])),
    // The newest stands first and must win.
    purposes: new Map(
      rights
        .toReversed()
        .map(({ consumer, service, purpose, purposes, legalTexts }) => [
          `${consumer} ${service} ${purpose}`,
          { purposes, legalTexts },
        ]),
    ),
  };
}
