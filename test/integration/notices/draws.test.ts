import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Row, statement } from '../../../src/db/index.ts';
import { checkDrawLines, checkStoredDraws, drawWaiting } from '../../../src/notices/rotation/index.ts';
import { writeDrawLine } from '../../../src/notices/rotation/codec.ts';
import { exportDraws } from '../../../src/notices/rotation/export.ts';
import { createRotationWorld, type RotationWorld } from '../../support/rotation-world.ts';

let world: RotationWorld;
beforeAll(async () => {
  world = await createRotationWorld();
});
afterAll(() => world?.stop());

const courtId = 'binaqadi';
const key = () => world.logKey();
const chair = () => ({ courtId, staffId: world.staffIds.chair });
const count = statement('test.count_draws', 'select count(*)::int as count from draw where court_id = $1');

async function countDraws(): Promise<number> {
  const [row] = await world.owner.query<Row & { readonly count: number }>(count, [courtId]);
  return row?.count ?? 0;
}

async function exported(): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of exportDraws(world.test.open(), courtId)) lines.push(writeDrawLine(line).trimEnd());
  return lines;
}

async function* each(lines: readonly string[]) {
  yield* lines;
}

/** What a check of the stored draws finds, once the log has them all. */
async function storedFindings() {
  await expect.poll(async () => (await stored()).draws, { timeout: 10_000 }).toBe(await countDraws());
  return (await stored()).findings;
}
const stored = () => checkStoredDraws(world.test.open({ role: 'acar_operator' }), courtId, key);

describe('the lots of a court', () => {
  it('are not drawn where no log of records runs', async () => {
    const caseId = await world.register();
    expect(await drawWaiting(world.drawing)).toBe(0);
    expect(await drawWaiting(world.drawing)).toBe(0);
    expect(await world.judgeOf(caseId)).toBeUndefined();
  });

  it('give every case to a judge, once, in the order of the log, and never more than a round apart', async () => {
    await world.startLog();
    const cases = [];
    for (let one = 0; one < 12; one += 1) cases.push(await world.register());
    await world.drawAll();
    const judges = await Promise.all(cases.map((caseId) => world.judgeOf(caseId)));
    const had = [world.staffIds.judge, world.staffIds.otherJudge].map(
      (staffId) => judges.filter((judge) => judge === staffId).length,
    );
    expect(had[0]! + had[1]!).toBe(12);
    expect(Math.abs(had[0]! - had[1]!)).toBeLessThanOrEqual(3);
    expect(await storedFindings()).toEqual([]);
  });

  it('can be checked offline from an exported file and the key of the log', async () => {
    const report = await checkDrawLines(each(await exported()), { key });
    expect(report).toMatchObject({ valid: true, court: courtId, draws: 13, given: 0, waiting: 0 });
  });
});
