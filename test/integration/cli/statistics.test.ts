import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadHistory } from '../../../src/statistics/index.ts';
import { acar, acarInProcess } from '../../support/acar-command.ts';
import { type LoggedRecords, startLoggedRecords } from '../../support/logged-records.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

let test: TestDatabase;
let logged: LoggedRecords;
let folder: string;
beforeAll(async () => {
  test = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'acar-cli-'));
  writeFileSync(join(folder, 'connection.json'), JSON.stringify(test.connection));
  logged = await startLoggedRecords(test);
});
afterAll(async () => {
  await logged?.stop();
  rmSync(folder, { recursive: true, force: true });
  await test?.drop();
});

const inFolder = (...words: string[]) => acarInProcess([...words, '--data', folder]);

describe('acar statistics', () => {
  it('says that nothing is counted, counts everything, and shows exact figures', async () => {
    expect(await inFolder('statistics')).toMatchObject({
      status: 1,
      err: 'acar: cli.no_figures: nothing is counted yet\n',
    });
    const facts = { method: 'card', level: 'high' as const };
    const signIn = { type: 'sign_in.succeeded' as const, accountId: 'anna', clientId: 'tax', facts };
    await logged.record('2026-11-10T08:00:00Z', signIn, signIn);
    await loadHistory(test.owner());
    expect(await acar(['statistics', 'rebuild', '--data', folder])).toMatchObject({
      status: 0,
      out: '2 records counted\n',
      err: '2 records counted\n',
    });
    const shown = await inFolder('statistics', '--month', '2026-11', '--json');
    expect(JSON.parse(shown.out)).toMatchObject({ month: '2026-11', source: 'records', countedRecords: 2 });
    expect(JSON.parse(shown.out).figures).toContainEqual({ figure: 'sign_ins', key: 'card', count: 2 });
    expect(JSON.parse(shown.out).figures).toContainEqual({ figure: 'visitors', key: '', count: 1 });
    const history = await inFolder('statistics', '--month', '2013-09');
    expect(history.out).toContain('2013-09  from bulletin-2013-10; 2 records counted\n');
    expect(history.out).toContain('34124  visits\n');
  });

  it.each(['2026-13', 'x', ''])('refuses %j as a month', async (month) => {
    expect(await inFolder('statistics', '--month', month)).toMatchObject({ status: 2 });
  });
});
