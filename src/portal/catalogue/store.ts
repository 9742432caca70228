import { type Queryable, statement, type Transaction } from '../../db/index.ts';
import type { Agency, Found, Integration, Service } from './model.ts';

const agencyColumns = `code, name, usage_services, usage_uses,
  approved, approved_on_portal, on_portal, on_own_site, approved_on_own_site`;
const serviceColumns = `s.code, s.name, s.agency_code, a.name as agency_name, s.uses`;

const agenciesAfter = statement(
  'catalogue.agencies_after',
  `select ${agencyColumns} from catalogue_agency
   where $1::text is null
      or (sort_key, code) > (select sort_key, code from catalogue_agency where code = $1)
   order by sort_key, code limit $2`,
);
const agencyByCode = statement(
  'catalogue.agency_by_code',
  `select ${agencyColumns} from catalogue_agency where code = $1`,
);
const servicesOfAgency = statement(
  'catalogue.services_of_agency',
  `select ${serviceColumns} from catalogue_service s join catalogue_agency a on a.code = s.agency_code
   where s.agency_code = $1 order by s.sort_key, s.code limit 500`,
);
const mostUsed = statement(
  'catalogue.most_used',
  `select ${serviceColumns} from catalogue_service s join catalogue_agency a on a.code = s.agency_code
   order by s.uses desc, s.code limit $1`,
);
const allFigures = statement(
  'catalogue.figures',
  'select subject, name, value from catalogue_figure limit 500',
);
// The first word's range of terms gives the candidates; each must have a term for every other word.
const find = statement(
  'catalogue.find',
  `with hit as (
     select distinct t.kind, t.code from catalogue_term t
     where t.term >= $1 and t.term < $1 || chr(1114111)
       and not exists (
         select from unnest($2::text[]) as word
         where not exists (
           select from catalogue_term o
           where o.kind = t.kind and o.code = t.code
             and o.term >= word collate "C" and o.term < (word || chr(1114111)) collate "C"))
   ), item as (
     select 'agency' as kind, a.code, a.name, a.sort_key, a.code as agency_code, a.name as agency_name
     from hit join catalogue_agency a on hit.kind = 'agency' and a.code = hit.code
     union all
     select 'service', s.code, s.name, s.sort_key, a.code, a.name
     from hit join catalogue_service s on hit.kind = 'service' and s.code = hit.code
     join catalogue_agency a on a.code = s.agency_code
   )
   select kind, code, name, agency_code, agency_name from item
   where $3::text is null
      or (sort_key, kind, code) > (select i.sort_key, i.kind, i.code from item i where i.kind || ':' || i.code = $3)
   order by sort_key, kind, code limit $4`,
);

interface AgencyRow extends Record<string, unknown> {
  readonly code: string;
  readonly name: string;
  readonly usage_services: number | null;
  readonly usage_uses: number | null;
  readonly approved: number | null;
  readonly approved_on_portal: number | null;
  readonly on_portal: number | null;
  readonly on_own_site: number | null;
  readonly approved_on_own_site: number | null;
}

function toAgency(row: AgencyRow): Agency {
  const { code, name, usage_services: services, usage_uses: uses } = row;
  const usage = services === null || uses === null ? undefined : { services, uses };
  return { code, name, usage, integration: toIntegration(row) };
}

function toIntegration(row: AgencyRow): Integration | undefined {
  if (row.approved === null) return undefined;
  return {
    approved: row.approved,
    approvedOnPortal: row.approved_on_portal ?? 0,
    onPortal: row.on_portal ?? 0,
    onOwnSite: row.on_own_site ?? 0,
    approvedOnOwnSite: row.approved_on_own_site ?? 0,
  };
}

interface ServiceRow extends Record<string, unknown> {
  readonly code: string;
  readonly name: string;
  readonly agency_code: string;
  readonly agency_name: string;
  readonly uses: number;
}

function toService(row: ServiceRow): Service {
  const { code, name, agency_code: agencyCode, agency_name: agencyName, uses } = row;
  return { code, name, agencyCode, agencyName, uses };
}

export async function selectAgencies(db: Queryable, after: string | null, limit: number): Promise<Agency[]> {
  return (await db.query<AgencyRow>(agenciesAfter, [after, limit])).map(toAgency);
}

export async function selectAgency(db: Queryable, code: string): Promise<Agency | undefined> {
  const [row] = await db.query<AgencyRow>(agencyByCode, [code]);
  return row && toAgency(row);
}

export async function selectServices(db: Queryable, agencyCode: string): Promise<Service[]> {
  return (await db.query<ServiceRow>(servicesOfAgency, [agencyCode])).map(toService);
}

export async function selectMostUsed(db: Queryable, limit: number): Promise<Service[]> {
  return (await db.query<ServiceRow>(mostUsed, [limit])).map(toService);
}

export async function selectFigures(
  db: Queryable,
): Promise<{ subject: string; name: string; value: string }[]> {
  return db.query<{ subject: string; name: string; value: string }>(allFigures);
}

interface FoundRow extends Record<string, unknown> {
  readonly kind: Found['kind'];
  readonly code: string;
  readonly name: string;
  readonly agency_code: string;
  readonly agency_name: string;
}

/** `words` are folded, the first is the one that the index is asked for; `after` is `kind:code`. */
export async function selectFound(
  db: Queryable,
  words: readonly [string, ...string[]],
  after: string | null,
  limit: number,
): Promise<Found[]> {
  const [first, ...others] = words;
  const rows = await db.query<FoundRow>(find, [first, others, after, limit]);
  return rows.map(({ kind, code, name, agency_code: agencyCode, agency_name: agencyName }) => ({
    kind,
    code,
    name,
    agencyCode,
    agencyName,
  }));
}

export interface CatalogueRows {
  readonly agencies: readonly Record<string, unknown>[];
  readonly services: readonly Record<string, unknown>[];
  readonly figures: readonly Record<string, unknown>[];
  readonly terms: readonly Record<string, unknown>[];
}

// Any fixed number: loaders on several nodes take turns.
const takeTurn = statement('catalogue.load_lock', 'select pg_advisory_xact_lock(727030)');
const putAgencies = statement(
  'catalogue.put_agencies',
  `insert into catalogue_agency (${agencyColumns}, sort_key)
   select ${agencyColumns}, sort_key from jsonb_to_recordset($1::jsonb) as row (
     code text, name text, sort_key text, usage_services int, usage_uses int,
     approved int, approved_on_portal int, on_portal int, on_own_site int, approved_on_own_site int)
   on conflict on constraint catalogue_agency_pkey do update set
     name = excluded.name, sort_key = excluded.sort_key, usage_services = excluded.usage_services,
     usage_uses = excluded.usage_uses, approved = excluded.approved,
     approved_on_portal = excluded.approved_on_portal, on_portal = excluded.on_portal,
     on_own_site = excluded.on_own_site, approved_on_own_site = excluded.approved_on_own_site`,
);
const putServices = statement(
  'catalogue.put_services',
  `insert into catalogue_service (code, name, sort_key, agency_code, uses)
   select code, name, sort_key, agency_code, uses from jsonb_to_recordset($1::jsonb) as row (
     code text, name text, sort_key text, agency_code text, uses int)
   on conflict on constraint catalogue_service_pkey do update set
     name = excluded.name, sort_key = excluded.sort_key, agency_code = excluded.agency_code,
     uses = excluded.uses`,
);
const putFigures = statement(
  'catalogue.put_figures',
  `insert into catalogue_figure (subject, name, value)
   select subject, name, value from jsonb_to_recordset($1::jsonb) as row (subject text, name text, value numeric)
   on conflict on constraint catalogue_figure_pkey do update set value = excluded.value`,
);
const clearTerms = statement('catalogue.clear_terms', 'delete from catalogue_term');
const putTerms = statement(
  'catalogue.put_terms',
  `insert into catalogue_term (term, kind, code)
   select term, kind, code from jsonb_to_recordset($1::jsonb) as row (term text, kind text, code text)`,
);

/** Writes everything anew, in one transaction; the same rows again change nothing. */
export async function replaceCatalogue(tx: Transaction, rows: CatalogueRows): Promise<void> {
  await tx.query(takeTurn);
  await tx.query(putAgencies, [JSON.stringify(rows.agencies)]);
  await tx.query(putServices, [JSON.stringify(rows.services)]);
  await tx.query(putFigures, [JSON.stringify(rows.figures)]);
  await tx.query(clearTerms);
  await tx.query(putTerms, [JSON.stringify(rows.terms)]);
}
