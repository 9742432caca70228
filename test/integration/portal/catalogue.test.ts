import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, statement } from '../../../src/db/index.ts';
import { createCatalogue, loadCatalogue } from '../../../src/portal/catalogue/index.ts';
import type { Catalogue, Page } from '../../../src/portal/catalogue/model.ts';
import { readCatalogueFile } from '../../../src/portal/catalogue/service.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

let test: TestDatabase;
let web: Database;
let catalogue: Catalogue;
beforeAll(async () => {
  test = await createTestDatabase();
  await loadCatalogue(test.open({ role: 'acar_worker' }));
  web = test.open();
  catalogue = createCatalogue(web);
});
afterAll(() => test.drop());

async function all<T>(read: (after?: string) => Promise<Page<T>>): Promise<T[]> {
  const found: T[] = [];
  let next: string | undefined;
  do {
    const page: Page<T> = await read(next);
    found.push(...page.items);
    next = page.next;
  } while (next !== undefined);
  return found;
}

describe('loadCatalogue', () => {
  it('changes nothing when it runs again, also from several nodes at once', async () => {
    const everything = statement(
      'test.catalogue_all',
      `select (select jsonb_agg(a order by code) from catalogue_agency a) as a,
              (select jsonb_agg(s order by code) from catalogue_service s) as s,
              (select jsonb_agg(f order by subject, name) from catalogue_figure f) as f,
              (select jsonb_agg(t order by kind, code, term) from catalogue_term t) as t`,
    );
    const owner = test.owner();
    const before = await owner.query(everything);
    const worker = test.open({ role: 'acar_worker' });
    await Promise.all([loadCatalogue(worker), loadCatalogue(worker), loadCatalogue(worker)]);
    expect(await owner.query(everything)).toEqual(before);
  });

  it('may not be done by the web processes', async () => {
    await expect(loadCatalogue(web)).rejects.toMatchObject({ code: 'database.failed' });
  });
});

describe('the published figures', () => {
  it('add up to the published totals', () => {
    const { agencies, figures } = readCatalogueFile();
    const sum = (pick: (agency: (typeof agencies)[number]) => number | undefined) =>
      agencies.reduce((total, agency) => total + (pick(agency) ?? 0), 0);
    expect({ services: sum((a) => a.usage?.services), uses: sum((a) => a.usage?.uses) }).toEqual(
      figures['usage'],
    );
    expect({
      approved: sum((a) => a.integration?.approved),
      approvedOnPortal: sum((a) => a.integration?.approvedOnPortal),
      onPortal: sum((a) => a.integration?.onPortal),
      onOwnSite: sum((a) => a.integration?.onOwnSite),
      approvedOnOwnSite: sum((a) => a.integration?.approvedOnOwnSite),
    }).toEqual(figures['integration']);
  });

  it('are read back as they stand in the file', async () => {
    expect(await catalogue.figures()).toEqual(readCatalogueFile().figures);
    expect(await catalogue.allAgencies()).toHaveLength(readCatalogueFile().agencies.length);
  });
});

describe('catalogue', () => {
  it('pages through all agencies in the order of the alphabet, each once', async () => {
    const agencies = await all((after) => catalogue.agencies(after));
    expect(agencies).toEqual(await catalogue.allAgencies());
    const names = agencies.map((agency) => agency.name);
    expect(names.indexOf('Ekologiya və Təbii Sərvətlər Nazirliyi')).toBeLessThan(
      names.indexOf('Ədliyyə Nazirliyi'),
    );
    expect(names[0]).toContain('Ailə');
  });

  it('gives one agency with its services, and nothing for an unknown one', async () => {
    const found = await catalogue.agency('dovlet-sosial-mudafie-fondu');
    expect(found?.agency.usage).toEqual({ services: 13, uses: 11_484 });
    expect(found?.services).toHaveLength(5);
    expect(await catalogue.agency('x')).toBeUndefined();
  });

  it('tells an agency without a figure from one with zero', async () => {
    expect((await catalogue.agency('maliyye-nazirliyi'))?.agency.usage).toBeUndefined();
    expect((await catalogue.agency('azerenerji-asc'))?.agency.usage).toEqual({ services: 0, uses: 0 });
  });

  it.each([
    ['sehiyye', 'Səhiyyə Nazirliyi'],
    ['SƏHİYYƏ NAZİRLİYİ', 'Səhiyyə Nazirliyi'],
    ['nazirliyi səhiyyə', 'Səhiyyə Nazirliyi'],
    ['ehiyy', 'Səhiyyə Nazirliyi'],
    ['TQDK', 'Tələbə Qəbulu üzrə Dövlət Komissiyası'],
    [
      'cərimə',
      'Yol hərəkəti qaydalarının pozuntusu ilə əlaqədar tətbiq edilən cərimələr və cərimə balları barədə məlumatlar',
    ],
    [
      'daxili CERIME',
      'Yol hərəkəti qaydalarının pozuntusu ilə əlaqədar tətbiq edilən cərimələr və cərimə balları barədə məlumatlar',
    ],
  ])('finds with %s', async (text, name) => {
    const { items } = await catalogue.search(text);
    expect(items.map((item) => item.name)).toEqual([name]);
  });

  it('pages through many results, each once, and finds nothing for nonsense', async () => {
    const ministries = await all((after) => catalogue.search('nazirliyi', after));
    const keys = ministries.map((item) => `${item.kind}:${item.code}`);
    expect(keys.length).toBeGreaterThan(20);
    expect(new Set(keys).size).toBe(keys.length);
    for (const text of ['', '%', '_', 'nazirliyi zzz', "'; --", '\u0000', 'a'.repeat(5000)]) {
      expect(await catalogue.search(text)).toEqual({ items: [], next: undefined });
    }
  });

  it('answers a search from an index', async () => {
    const explain = statement(
      'test.explain',
      `explain (format json) select distinct kind, code from catalogue_term
       where term >= 'sehiyye' and term < 'sehiyye' || chr(1114111)`,
    );
    const more = statement(
      'test.more_terms',
      `insert into catalogue_term select md5(n::text), 'agency', 'x' || n from generate_series(1, 20000) n`,
    );
    const owner = test.owner();
    await owner.query(more);
    await owner.query(statement('test.analyse', 'analyze catalogue_term'));
    expect(JSON.stringify(await owner.query(explain))).toContain('catalogue_term_by_term');
    await owner.query(
      statement(
        'test.less_terms',
        `delete from catalogue_term where code like 'x%' and kind = 'agency' and length(term) = 32`,
      ),
    );
  });
});
