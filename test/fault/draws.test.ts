import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Row, statement } from '../../src/db/index.ts';
import { checkStoredDraws } from '../../src/notices/index.ts';
import type { DrawingOrder } from '../support/drawing-process.ts';
import { createRotationWorld, type RotationWorld } from '../support/rotation-world.ts';
import { runProgram } from '../support/start-process.ts';

let world: RotationWorld;
beforeAll(async () => {
  world = await createRotationWorld();
  await world.startLog();
  // Secrets are committed to, so that the next draw goes through every step.
  await world.register();
  await world.drawAll();
});
afterAll(() => world?.stop());

const assignments = statement(
  'test.assignments_of',
  'select count(*)::int as count from case_assignment where case_id = $1',
);

async function countAssignments(caseId: string): Promise<number> {
  const [row] = await world.owner.query<Row & { readonly count: number }>(assignments, [caseId]);
  return row?.count ?? 0;
}

describe('kill -9 of a worker in the middle of a draw', () => {
  for (const killAt of ['claimed', 'assigned', 'recorded'] as const)
    it(`behind the step ${killAt} leaves nothing of it, and the next worker draws once, in turn`, async () => {
      const cases = [await world.register(), await world.register(), await world.register()];
      const { connection } = world.test;
      const order: DrawingOrder = {
        connection,
        key: world.key.toString('hex'),
        now: world.clock.now(),
        killAt,
      };
      const program = runProgram('test/support/drawing-process.ts', [JSON.stringify(order)]);
      await program.ended;
      expect(program.child.signalCode, program.text()).toBe('SIGKILL');
      for (const caseId of cases) expect(await countAssignments(caseId)).toBe(0);
      await Promise.all([world.drawAll(), world.drawAll({ db: world.test.open({ role: 'acar_worker' }) })]);
      for (const caseId of cases) expect(await countAssignments(caseId)).toBe(1);
    }, 60_000);

  it('leaves draws that all compute anew', async () => {
    const stored = () =>
      checkStoredDraws(world.test.open({ role: 'acar_operator' }), 'binaqadi', () => world.logKey());
    await expect.poll(async () => (await stored()).draws, { timeout: 10_000 }).toBe(10);
    expect((await stored()).findings).toEqual([]);
  });
});
