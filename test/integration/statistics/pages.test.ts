import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCatalogue, loadCatalogue, portalRoutes } from '../../../src/portal/index.ts';
import { figureDocument, monthDocument, monthsDocument } from '../../../src/statistics/codec.ts';
import { createStatistics, loadHistory, statisticsRoutes } from '../../../src/statistics/index.ts';
import { figures } from '../../../src/statistics/model.ts';
import { samplePorts } from '../../support/page-samples.ts';
import { type SampleSite, startSampleSite } from '../../support/sample-site.ts';
import { putSampleFigures } from '../../support/statistics-samples.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

let test: TestDatabase;
let empty: TestDatabase;
let site: SampleSite;
let emptySite: SampleSite;

const siteOver = (database: TestDatabase) => {
  const portal = samplePorts(createCatalogue(database.open()));
  const clock = { now: () => Date.parse('2026-11-22T06:00:00Z') };
  const statistics = createStatistics({ db: database.open(), clock });
  return startSampleSite([...portalRoutes(portal), ...statisticsRoutes({ portal, statistics })]);
};

beforeAll(async () => {
  [test, empty] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  await loadCatalogue(test.owner());
  await loadHistory(test.owner());
  await putSampleFigures(test.owner());
  [site, emptySite] = await Promise.all([siteOver(test), siteOver(empty)]);
});
afterAll(async () => {
  await Promise.all([site?.close(), emptySite?.close()]);
  await Promise.all([test?.drop(), empty?.drop()]);
});

const get = (path: string) => fetch(`${site.origin}${path}`);

describe('the page of figures', () => {
  it.each(['az', 'en', 'ru'])(
    'has no hole in its text, and no script or style of its own (%s)',
    async (language) => {
      for (const month of ['2013-09', '2026-10', '2026-11']) {
        const answer = await get(`/statistics?month=${month}&lang=${language}`);
        const page = await answer.text();
        expect(answer.status).toBe(200);
        expect(page).not.toMatch(/undefined|\[object|NaN|Infinity/);
        expect(page).not.toMatch(/ style="| on[a-z]+="|<script(?![^>]* src=)/);
      }
    },
  );

  it('shows the last complete month unless another is chosen, and marks the one that goes on', async () => {
    const page = await (await get('/statistics')).text();
    expect(page).toContain('<h1 class="ds-heading" data-size="lg">Göstəricilər: oktyabr 2026</h1>');
    expect(page).toContain('<option value="2026-10" selected>');
    expect(page).toContain('noyabr 2026 (davam edir)</option>');
    expect(page).toContain('sentyabr 2013</option>');
  });

  it('compares a complete month with the one before, and one that goes on with nothing', async () => {
    expect(await (await get('/statistics?month=2026-10')).text()).toContain('sentyabr 2026 ilə müqayisədə');
    expect(await (await get('/statistics?month=2026-11')).text()).not.toContain('ilə müqayisədə');
  });

  it('names drawings, describes them, and has their numbers in a table', async () => {
    const page = await (await get('/statistics?month=2026-10&lang=en')).text();
    const drawings = [...page.matchAll(/<svg class="acar-chart__drawing".*?<\/details>/gs)].map(
      ([text]) => text,
    );
    expect(drawings).toHaveLength(2);
    for (const drawing of drawings) {
      const [title = '', summary = ''] = /aria-labelledby="([^"]+)"/.exec(drawing)?.[1]?.split(' ') ?? [];
      expect(drawing).toContain(`<title id="${title}">Visits`);
      expect(drawing).toMatch(new RegExp(`<desc id="${summary}">Visits: [0-9 ]+ at most`));
      expect(drawing).toContain('<table');
    }
  });

  it('says what hides a small count, and shows the figures of the bulletin whole', async () => {
    const now = await (await get('/statistics?month=2025-11&lang=en')).text();
    // The smallest service, and the next larger one that the total would give away with it.
    expect(now.match(/<td[^>]*>not shown<\/td>/g)).toHaveLength(2);
    const history = await (await get('/statistics?month=2013-09&lang=en')).text();
    for (const number of ['34 124', '21 923', '78 919', '126 064', '59 219', '11 986'])
      expect(history).toContain(number);
    expect(history).toContain('as the bulletin has them');
    expect(history).toContain('href="/statistics/bulletin-2013"');
    expect(history).toContain('<span lang="az">Rabitə və İnformasiya Texnologiyaları Nazirliyi</span>');
  });

  it.each([
    ['/statistics?month=2012-01', 404],
    ['/statistics?month=2026-13', 400],
    ['/statistics?month=x', 400],
    ['/statistics?other=1', 400],
    ['/statistics/months/2012-01.json', 404],
    ['/statistics/months/2026-13.csv', 404],
    ['/statistics/months/..%2f2026-11.json', 404],
    ['/statistics/figures/nothing.json', 404],
    ['/statistics/figures/constructor.csv', 404],
  ])('answers %s with %i', async (path, status) => {
    expect((await get(path)).status).toBe(status);
  });

  it('says so before anything was counted', async () => {
    const answer = await fetch(`${emptySite.origin}/statistics`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('Hələ heç nə sayılmayıb');
  });
});

describe('figures for programs', () => {
  it('keep the schemas that are described, and may be cached', async () => {
    const months = await get('/statistics/months.json');
    expect(months.headers.get('cache-control')).toBe('public, max-age=300');
    expect(months.headers.getSetCookie()).toEqual([]);
    const known = monthsDocument.parse(await months.json());
    expect(known.months).toHaveLength(14);
    for (const { month } of known.months)
      monthDocument.parse(await (await get(`/statistics/months/${month}.json`)).json());
    for (const figure of figures) {
      const document = figureDocument.parse(await (await get(`/statistics/figures/${figure}.json`)).json());
      expect(document.figure).toBe(figure);
    }
  });

  it('are described for who reads them, field by field', async () => {
    const schemas = (await (await get('/statistics/schema.json')).json()) as Record<string, object>;
    expect(Object.keys(schemas)).toEqual(['months', 'month', 'figure']);
    expect(schemas['month']).toMatchObject({
      properties: { month: { description: expect.any(String) }, figures: { type: 'array' } },
      required: expect.arrayContaining(['month', 'source', 'isComplete', 'countedRecords', 'figures']),
    });
  });

  it('are the same as a table', async () => {
    const answer = await get('/statistics/months/2013-09.csv');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="acar-2013-09.csv"');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
    const rows = (await answer.text()).trim().split('\r\n');
    expect(rows[0]).toBe('month,figure,key,name,count');
    expect(rows).toContain('2013-09,visits,,,34124');
    // 37 agencies, 10 services and 3 kinds of certificates, a total of each, and four figures that are not divided.
    expect(rows).toHaveLength(1 + 37 + 10 + 3 + 3 + 4);
    const series = await (await get('/statistics/figures/visits.csv')).text();
    expect(series.trim().split('\r\n')).toHaveLength(15);
  });
});
