import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statement } from '../../../src/db/index.ts';
import { createCatalogue } from '../../../src/gateway/index.ts';
import { createRecorder } from '../../../src/records/index.ts';
import { acar, acarInProcess } from '../../support/acar-command.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const recordedSql = statement(
  'test.types',
  "select type, facts ->> 'by' as by from interaction_record order by id",
);

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'acar-cli-gateway-'));
});
afterAll(async () => {
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

const texts = (text: string) => ({ az: text, en: text, ru: text });

async function run(words: readonly string[], entry?: object, by = 'operator-1', command = acarInProcess) {
  const { connection } = database;
  const host = encodeURIComponent(connection.host);
  const env = { DATABASE_URL: `postgres://${connection.user}@/${connection.database}?host=${host}` };
  const file = join(folder, 'entry.json');
  if (entry) writeFileSync(file, JSON.stringify(entry));
  const isChange = !words.includes('list') && by !== '';
  const more = [...(entry ? ['--file', file] : []), ...(isChange ? ['--by', by] : [])];
  const answer = await command(['gateway', ...words, ...more, '--json'], { env });
  return {
    status: answer.status,
    data: answer.status === 0 ? JSON.parse(answer.out) : JSON.parse(answer.err),
  };
}

describe('acar gateway', () => {
  it('enters organisations, services and rights, lists them and takes them away, and all is recorded', async () => {
    const service = {
      service: 'persons',
      provider: 'VATAZ-1400000003',
      address: 'https://persons.example',
      titles: texts('Şəxslər'),
      contents: texts('Ad, ünvan'),
      methods: ['POST'],
      paths: ['/lookup'],
    };
    const unknown = await run(['service', 'add'], service);
    expect(unknown).toMatchObject({
      status: 1,
      data: { problems: [{ code: 'catalogue.organisation_unknown', path: 'provider' }] },
    });
    for (const organisation of ['VATAZ-1400000002', 'VATAZ-1400000003'])
      expect(await run(['organisation', 'add'], { organisation, names: texts('Qurum') })).toMatchObject({
        status: 0,
        data: { organisation, version: 1 },
      });
    expect((await run(['service', 'add'], service)).data).toEqual({ service: 'persons', version: 1 });
    const right = {
      consumer: 'VATAZ-1400000002',
      service: 'persons',
      purpose: 'residence',
      purposes: texts('Məqsəd'),
      basis: 'law',
      reference: 'law-1',
      legalTexts: texts('Qanun'),
      validFrom: '2026-01-01T00:00:00Z',
      validUntil: '2036-01-01T00:00:00Z',
    };
    const granted = await run(['right', 'grant'], right);
    expect(granted.status).toBe(0);
    const bad = await run(['right', 'grant'], { ...right, basis: 'law', reference: 'Two words' });
    expect(bad.data.problems).toMatchObject([{ code: 'catalogue.form', path: 'reference' }]);
    const rights = await run(['right', 'list', '--consumer', 'VATAZ-1400000002'], undefined, '', acar);
    expect(rights.data).toMatchObject([{ rightId: granted.data.right, purpose: 'residence' }]);
    expect((await run(['right', 'revoke', granted.data.right])).status).toBe(0);
    expect((await run(['right', 'revoke', granted.data.right])).data.problems[0].code).toBe(
      'catalogue.right_unknown',
    );
    expect((await run(['service', 'disable', 'persons'])).data).toEqual({ service: 'persons', version: 2 });
    expect((await run(['service', 'list'])).data).toMatchObject([{ service: 'persons', isActive: false }]);
    expect((await run(['organisation', 'disable', 'VATAZ-1400000003'])).status).toBe(0);
    expect((await run(['organisation', 'list'])).data).toMatchObject([
      { organisation: 'VATAZ-1400000002', isActive: true },
      { organisation: 'VATAZ-1400000003', isActive: false },
    ]);
    const recorded = await database.owner().query<{ type: string; by: string | null }>(recordedSql);
    expect(recorded.map(({ type }) => type)).toEqual([
      'data_organisation.entered',
      'data_organisation.entered',
      'data_service.entered',
      'data_right.granted',
      'data_right.revoked',
      'data_service.entered',
      'data_organisation.entered',
    ]);
    expect(new Set(recorded.map(({ by }) => by))).toEqual(new Set(['operator-1']));
  });

  it('changes nothing where nobody says who acts, or as a name that is none', async () => {
    for (const by of ['', 'Ad Soyad']) {
      const refused = await run(['service', 'disable', 'persons'], undefined, by);
      expect(refused).toMatchObject({ status: 2, data: { problems: [{ code: 'cli.usage' }] } });
    }
  });

  it('switches off what stands at that moment, whatever was entered in between', async () => {
    const refused = await run(['service', 'disable', 'unknown']);
    expect(refused.data.problems).toMatchObject([{ code: 'catalogue.service_unknown' }]);
    const unknown = await run(['organisation', 'disable', 'VATAZ-9']);
    expect(unknown.data.problems).toMatchObject([{ code: 'catalogue.organisation_unknown' }]);
    const sent: string[] = [];
    const db = database.open({ role: 'acar_operator', onStatement: (name) => void sent.push(name) });
    const clock = { now: () => Date.now() };
    const catalogue = createCatalogue({ db, clock, recorder: createRecorder({ clock }) });
    const was = (await catalogue.services('')).find(({ service }) => service === 'persons');
    sent.length = 0;
    await catalogue.disableService('persons');
    await catalogue.disableOrganisation('VATAZ-1400000003');
    const one = (name: string) => ['begin', name, 'record.insert', 'commit'];
    expect(sent).toEqual([...one('data_service.disable'), ...one('data_organisation.disable')]);
    const is = (await catalogue.services('')).find(({ service }) => service === 'persons');
    expect(is).toEqual({ ...was, isActive: false });
  });
});
