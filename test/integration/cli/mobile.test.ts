import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { acar, acarInProcess } from '../../support/acar-command.ts';
import { startTestService, type TestService } from '../../support/test-service.ts';

// Each command is a process of its own, and loads for seconds on a busy machine.
vi.setConfig({ testTimeout: 240_000 });

let test: TestService;
beforeAll(async () => {
  test = await startTestService();
});
afterAll(() => test?.stop());

const run = (...words: string[]) => tellOf(acarInProcess, words);
async function tellOf(command: typeof acar, words: string[]): Promise<{ status: number; told: unknown }> {
  const { DATABASE_URL = '', ACAR_MASTER_KEY_FILE = '' } = test.environment;
  const env = { DATABASE_URL, ACAR_MASTER_KEY_FILE };
  const { status, out, err } = await command(['mobile', ...words, '--json'], { env });
  return { status, told: JSON.parse(out || err) };
}

it('a registration office issues a code for a person with an account, and for nobody else', async () => {
  const issued = await run('enrol', '--personal-code', 't000001');
  expect(issued).toMatchObject({ status: 0, told: { number: '+994501234567' } });
  expect(issued.told).toHaveProperty('enrolmentCode', expect.stringMatching(/^[3-9A-Y]{5}-[3-9A-Y]{5}$/));
  const unknown = await run('enrol', '--personal-code', 'T999999');
  expect(unknown).toMatchObject({ status: 1, told: { problems: [{ code: 'phone.unknown_person' }] } });
});

it('relying parties of the mobile-signature service are added, listed and switched off', async () => {
  const added = await run('rp', 'add', '--name', 'Nümunə bankı', '--networks', '203.0.113.0/24');
  expect(added).toMatchObject({ status: 0, told: { name: 'Nümunə bankı' } });
  const { uuid } = added.told as { uuid: string };
  expect(await run('rp', 'disable', uuid)).toMatchObject({ status: 0 });
  const listed = await tellOf(acar, ['rp', 'list']);
  expect(listed.told).toEqual([
    { uuid, name: 'Nümunə bankı', networks: ['203.0.113.0/24'], state: 'disabled' },
  ]);
});
