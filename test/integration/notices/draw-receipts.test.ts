import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { statement } from '../../../src/db/index.ts';
import { checkDrawLines, createRotationViews } from '../../../src/notices/rotation/index.ts';
import { createRotationWorld, type RotationWorld } from '../../support/rotation-world.ts';

const courtId = 'binaqadi';
const november = Date.parse('2026-11-30T06:00:00Z');
const december = Date.parse('2026-12-01T06:00:00Z');
let world: RotationWorld;
let asked: string[] = [];
let views: ReturnType<typeof createRotationViews>;

beforeAll(async () => {
  world = await createRotationWorld();
  const db = world.test.open({ onStatement: (name) => void asked.push(name) });
  views = createRotationViews({ db, clock: world.clock });
  await world.startLog();
  for (let one = 0; one < 5; one += 1) await world.register();
  await world.drawAll();
  // The file ends at a checkpoint: by then the log has the draws.
  await untilDrawn(5);
});
afterAll(() => world?.stop());

async function download(): Promise<string[]> {
  const texts: string[] = [];
  asked = [];
  for await (const text of views.file(courtId, 2026)) texts.push(text.trimEnd());
  return texts;
}
async function untilDrawn(many: number): Promise<void> {
  await vi.waitUntil(
    async () => (await download()).filter((line) => line.includes('case.drawn')).length === many,
    { timeout: 10_000 },
  );
}
async function* each(lines: readonly string[]) {
  yield* lines;
}
const check = async (lines: readonly string[]) =>
  (await checkDrawLines(each(lines), { key: () => world.logKey() })).findings.map(({ code }) => code);
const kept = async () =>
  (await world.owner.query(statement('test.kept', 'select count(*)::int as count from draw_receipt')))[0]?.[
    'count'
  ];
const recordsIn = (lines: readonly string[]) => lines.filter((line) => line.startsWith('{"record"')).length;
const reads = () => asked.filter((name) => name === 'record_log.tiles').length;

describe('receipts in the file of draws', () => {
  it('are made with each download while their month is not over, and not kept', async () => {
    world.clock.at = november;
    expect(await check(await download())).toEqual([]);
    expect(reads()).toBeGreaterThan(0);
    expect(await kept()).toBe(0);
  });

  it('are made once when it is over: the next file is the same, and no proof is computed for it', async () => {
    world.clock.at = december;
    const first = await download();
    expect(reads()).toBeGreaterThan(0);
    expect(await kept()).toBe(recordsIn(first));
    const [one, other] = [await download(), await download()];
    expect(reads()).toBe(0);
    expect([one, other]).toEqual([first, first]);
    expect(await check(one)).toEqual([]);
  });

  it('stay as they are where the log grows, beside those of the new month', async () => {
    world.clock.at = december;
    const before = await download();
    await world.register();
    await world.drawAll();
    await untilDrawn(6);
    const lines = await download();
    expect(lines).toEqual(expect.arrayContaining(before));
    expect(await kept()).toBe(recordsIn(before));
    expect(await check(lines)).toEqual([]);
  });

  it('that somebody changed in the database are found by whoever checks the file', async () => {
    await world.owner.query(
      statement(
        'test.falsify',
        `update draw_receipt set receipt = (select receipt from draw_receipt order by record_id desc limit 1)
          where record_id = (select min(record_id) from draw_receipt)`,
      ),
    );
    expect(await check(await download())).toContain('draws.unproved');
    // Without the row it is made again.
    await world.owner.query(
      statement(
        'test.forget',
        'delete from draw_receipt where record_id = (select min(record_id) from draw_receipt)',
      ),
    );
    expect(await check(await download())).toEqual([]);
  });
});
