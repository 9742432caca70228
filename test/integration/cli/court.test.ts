import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCourts } from '../../../src/notices/index.ts';
import { acar, acarInProcess } from '../../support/acar-command.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

let test: TestDatabase;
let folder: string;
beforeAll(async () => {
  test = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'acar-cli-'));
  writeFileSync(join(folder, 'connection.json'), JSON.stringify(test.connection));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await test?.drop();
});

const enter = (action: string, entry: unknown, command = acarInProcess) =>
  command(['court', action, '--file', '-', '--data', folder, '--json'], { input: JSON.stringify(entry) });

describe('acar court', () => {
  it('enters a court, its room and its staff, and ends an office', async () => {
    const names = { az: 'Nümunə məhkəməsi', en: 'Sample court', ru: 'Суд' };
    const entry = { courtId: 'numune', names, address: 'Nümunə küçəsi 1', code: '042' };
    expect(await enter('add', entry, acar)).toMatchObject({ status: 0, err: '' });
    expect(await enter('room', { courtId: 'numune', name: 'Zal 1' })).toMatchObject({ status: 0 });
    const person = { courtId: 'numune', personalCode: '9CRT001', name: 'Nümunə Hakim', office: 'judge' };
    const appointed = await enter('appoint', person);
    expect(appointed).toMatchObject({ status: 0 });
    const courts = createCourts({ db: test.open() });
    const [member] = await courts.staffOf('numune');
    expect(JSON.parse(appointed.out)).toEqual({ id: member?.staffId });
    expect(await courts.roomsOf('numune')).toMatchObject([{ name: 'Zal 1' }]);
    const { courtId, personalCode, office } = person;
    expect(await enter('dismiss', { courtId, personalCode, office })).toMatchObject({ status: 0 });
    expect(await courts.staffOf('numune')).toEqual([]);
  });

  it('refuses with the code of what is wrong', async () => {
    const refused = await enter('room', { courtId: 'nowhere', name: 'Zal 1' });
    expect(refused.status).toBe(1);
    expect(JSON.parse(refused.err)).toMatchObject({ problems: [{ code: 'court.unknown' }] });
  });
});
