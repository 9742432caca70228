import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { renderChangelog } from '../../../scripts/changelog.ts';
import { findSettings, renderReference } from '../../../scripts/config-reference.ts';
import { catalogueProblems, findErrorCodes, renderCatalogue } from '../../../scripts/error-catalogue.ts';
import { checkGenerated } from '../../../scripts/generated.ts';
import { openapiDocument } from '../../../scripts/openapi.ts';
import { port, setting, text, yesOrNo } from '../../../src/config/index.ts';
import { route } from '../../../src/http/index.ts';

const generate = () => Promise.resolve([{ path: 'A.md', text: 'new' }]);

describe('generated documents', () => {
  it('are stale until they are written, and then not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'acar-generated-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    expect(await checkGenerated({ write: false }, folder, generate)).toContain('A.md');
    expect(await checkGenerated({ write: true }, folder, generate)).toBe('');
    expect(readFileSync(join(folder, 'A.md'), 'utf8')).toBe('new');
    expect(await checkGenerated({ write: false }, folder, generate)).toBe('');
  });
});

describe('configuration reference', () => {
  const settings = [
    setting('ACAR_PORT', port, 'the port', { fallback: '8080' }),
    setting('ACAR_OPEN', yesOrNo, 'opens all', { fallback: 'no', refusedInProduction: (open) => open }),
    setting('ACAR_NAME', text, 'a name | or two'),
  ];

  it('tells name, values, default and meaning of each setting', () => {
    const page = renderReference([{ path: 'src/x/config.ts', settings }]);
    expect(page).toContain('| `ACAR_PORT` | a whole number from 1 to 65535 | `8080` | The port. |');
    expect(page).toContain(
      '| `ACAR_OPEN` | yes or no | `no` | Opens all. Values for development are refused',
    );
    expect(page).toContain('| `ACAR_NAME` | text | required | A name \\| or two. |');
  });

  it('refuses two files that declare one name', () => {
    const groups = ['src/x/config.ts', 'src/y/config.ts'].map((path) => ({ path, settings }));
    expect(() => renderReference(groups)).toThrow('ACAR_PORT is declared in src/x/config.ts and in');
  });

  it('refuses a config.ts with a setting that the service does not read', async () => {
    const files = [{ path: 'src/attempts/config.ts', text: '' }];
    const service = { path: 'src/settings.ts', settings };
    await expect(findSettings(files, service)).rejects.toThrow(
      'ACAR_ATTEMPTS_ADDRESS_FREE of src/attempts/config.ts is not among the settings of src/settings.ts',
    );
  });

  it('refuses a config.ts without settings', async () => {
    await expect(findSettings([{ path: 'src/nowhere/config.ts', text: '' }])).rejects.toThrow();
  });
});

describe('error catalogue', () => {
  const files = [
    { path: 'src/a/errors.ts', text: `export type AErrorCode = 'a.lost' | 'a.late';` },
    { path: 'src/b/load.ts', text: `class E { readonly code = 'b.broken'; readonly name = 'b.name'; }` },
    { path: 'src/c/service.ts', text: `throw new RequestError(404, 'a.lost');` },
    { path: 'test/x.ts', text: `type XErrorCode = 'x.test';` },
  ];
  const codes = findErrorCodes(files);

  it('finds union members and codes of classes, with the statuses they are answered with', () => {
    expect(codes).toEqual([
      { code: 'a.late', path: 'src/a/errors.ts', statuses: [] },
      { code: 'a.lost', path: 'src/a/errors.ts', statuses: [404] },
      { code: 'b.broken', path: 'src/b/load.ts', statuses: [] },
    ]);
  });

  it('reports codes without sentence, sentences without code, and another status', () => {
    const sentence = { kind: 'user', sentence: 'It is so.' } as const;
    const problems = catalogueProblems(codes, {
      'a.late': sentence,
      'a.lost': { ...sentence, status: 410 },
      'a.gone': sentence,
    });
    expect(problems).toEqual([
      expect.stringContaining('b.broken (src/b/load.ts) has no sentence'),
      expect.stringContaining('a.gone in'),
      'a.lost is answered with 404, not only 410',
    ]);
  });

  it('lists every code', () => {
    const page = renderCatalogue(codes, { 'a.lost': { status: 404, kind: 'user', sentence: 'Lost.' } });
    expect(page).toContain('| `a.lost` | 404 | user | Lost. | `src/a/errors.ts` |');
  });
});

describe('API description', () => {
  const routes = [
    route({
      id: 'search',
      method: 'GET',
      path: '/agencies/:code',
      summary: 'One agency',
      audience: 'api',
      query: z.strictObject({ page: z.string().optional() }),
      answer: { type: 'application/json', schema: z.strictObject({ uses: z.int().default(0) }) },
      responses: { 200: 'Found', 404: 'Unknown' },
      handle: () => ({ kind: 'nothing', status: 204 }),
    }),
    route({
      id: 'leave',
      method: 'POST',
      path: '/leave',
      summary: 'Sign out',
      audience: 'page',
      body: z.strictObject({ all: z.enum(['yes', 'no']) }),
      responses: { 303: 'Signed out' },
      handle: () => ({ kind: 'redirect', to: '/' }),
    }),
  ];
  const table = { site: 'portal', title: 'Portal', routes };

  it('has parameters, bodies and answers from the schemas', () => {
    expect(openapiDocument(table)).toMatchObject({
      openapi: '3.1.0',
      paths: {
        '/agencies/{code}': {
          get: {
            operationId: 'search',
            parameters: [
              { name: 'code', in: 'path', required: true },
              { name: 'page', in: 'query', required: false, schema: { type: 'string' } },
            ],
            responses: {
              200: {
                content: {
                  'application/json': { schema: { properties: { uses: {} }, required: ['uses'] } },
                },
              },
              404: { content: { 'application/problem+json': {} } },
            },
          },
        },
        '/leave': {
          post: {
            requestBody: {
              content: {
                'application/x-www-form-urlencoded': {
                  schema: {
                    properties: { all: { enum: ['yes', 'no'] }, csrf: { type: 'string' } },
                    required: ['all', 'csrf'],
                    additionalProperties: false,
                  },
                },
              },
            },
          },
        },
      },
    });
  });

  it('refuses two routes with one id, or with one path and method', () => {
    const [first, second] = routes;
    if (!first || !second) throw new Error('no routes');
    expect(() => openapiDocument({ ...table, routes: [first, first] })).toThrow('are called search');
    const double = { ...first, id: 'other' };
    expect(() => openapiDocument({ ...table, routes: [first, double] })).toThrow(
      'answer GET /agencies/{code}',
    );
  });
});

describe('change log', () => {
  it('groups commit subjects by day and area', () => {
    const commits = [
      { date: '2026-11-22', subject: 'http: refuse forged forms' },
      { date: '2026-11-22', subject: 'db: name constraints' },
      { date: '2026-11-21', subject: 'Start' },
    ];
    const [, ...sections] = renderChangelog(commits).split('\n## ');
    expect(sections).toEqual([
      '2026-11-22\n\n### db\n\n- name constraints\n\n### http\n\n- refuse forged forms\n',
      '2026-11-21\n\n### other\n\n- Start\n',
    ]);
  });
});
