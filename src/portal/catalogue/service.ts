import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Database, Queryable } from '../../db/index.ts';
import { type Catalogue, type Found, type Page, searchTerms, searchWords, sortKey } from './model.ts';
import {
  type CatalogueRows,
  replaceCatalogue,
  selectAgencies,
  selectAgency,
  selectFigures,
  selectFound,
  selectMostUsed,
  selectServices,
} from './store.ts';

const count = z.number().int().min(0);
const code = z.string().regex(/^[a-z0-9-]{1,100}$/);
const fileSchema = z.strictObject({
  source: z.string(),
  agencies: z.array(
    z.strictObject({
      code,
      name: z.string(),
      alsoNamed: z.array(z.string()).optional(),
      usage: z.strictObject({ services: count, uses: count }).optional(),
      integration: z
        .strictObject({
          approved: count,
          approvedOnPortal: count,
          onPortal: count,
          onOwnSite: count,
          approvedOnOwnSite: count,
        })
        .optional(),
    }),
  ),
  services: z.array(z.strictObject({ code, name: z.string(), agency: code, uses: count })),
  figures: z.record(z.string(), z.record(z.string(), z.number().min(0))),
});
type CatalogueFile = z.infer<typeof fileSchema>;

/** Puts the project's catalogue file into the database. May run at every start and on several nodes at once. */
export async function loadCatalogue(db: Database): Promise<void> {
  const rows = toRows(readCatalogueFile());
  await db.transaction((tx) => replaceCatalogue(tx, rows));
}

export function readCatalogueFile(): CatalogueFile {
  const path = join(import.meta.dirname, 'figures-2013.json');
  return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

function toRows(file: CatalogueFile): CatalogueRows {
  const names = new Map(
    file.agencies.map((agency) => [agency.code, [agency.name, ...(agency.alsoNamed ?? [])]]),
  );
  return {
    agencies: file.agencies.map(({ code, name, usage, integration }) => ({
      code,
      name,
      sort_key: sortKey(name),
      usage_services: usage?.services,
      usage_uses: usage?.uses,
      approved: integration?.approved,
      approved_on_portal: integration?.approvedOnPortal,
      on_portal: integration?.onPortal,
      on_own_site: integration?.onOwnSite,
      approved_on_own_site: integration?.approvedOnOwnSite,
    })),
    services: file.services.map(({ agency, ...service }) => ({
      ...service,
      agency_code: agency,
      sort_key: sortKey(service.name),
    })),
    figures: Object.entries(file.figures).flatMap(([subject, values]) =>
      Object.entries(values).map(([name, value]) => ({ subject, name, value })),
    ),
    terms: [
      ...file.agencies.flatMap((agency) => termsOf('agency', agency.code, names.get(agency.code) ?? [])),
      ...file.services.flatMap((service) =>
        termsOf('service', service.code, [service.name, ...(names.get(service.agency) ?? [])]),
      ),
    ],
  };
}

function termsOf(kind: Found['kind'], code: string, texts: readonly string[]) {
  return searchTerms(texts).map((term) => ({ kind, code, term }));
}

const pageSize = 20;

/** Reads the catalogue; every call is one or two short statements. */
export function createCatalogue(db: Queryable): Catalogue {
  return {
    async agencies(after) {
      const found = await selectAgencies(db, after ?? null, pageSize + 1);
      return toPage(found, (agency) => agency.code);
    },
    async agency(code) {
      const agency = await selectAgency(db, code);
      return agency && { agency, services: await selectServices(db, agency.code) };
    },
    async search(text, after) {
      const [first, ...others] = searchWords(text);
      if (first === undefined) return { items: [], next: undefined };
      const found = await selectFound(db, [first, ...others], after ?? null, pageSize + 1);
      return toPage(found, (item) => `${item.kind}:${item.code}`);
    },
    topServices: () => selectMostUsed(db, 10),
    allAgencies: () => selectAgencies(db, null, 500),
    async figures() {
      const subjects: Record<string, Record<string, number>> = {};
      for (const { subject, name, value } of await selectFigures(db)) {
        subjects[subject] = { ...subjects[subject], [name]: Number(value) };
      }
      return subjects;
    },
  };
}

/** One item more than a page was asked for: when it came, there is a next page. */
function toPage<T>(found: readonly T[], keyOf: (item: T) => string): Page<T> {
  const items = found.slice(0, pageSize);
  const last = items.at(-1);
  return { items, next: found.length > pageSize && last ? keyOf(last) : undefined };
}
