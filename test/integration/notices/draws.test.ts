import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createNoteSigner,
  createSoftwareKey,
  noteKey,
  readSignedCheckpoint,
  signatureAlgorithms,
} from '../../../certs/index.ts';
import { type Row, statement } from '../../../src/db/index.ts';
import { writeDrawLine } from '../../../src/notices/rotation/codec.ts';
import { exportDraws } from '../../../src/notices/rotation/export.ts';
import {
  checkDrawLines,
  checkStoredDraws,
  drawWaiting,
  resealDraws,
} from '../../../src/notices/rotation/index.ts';
import { replayDraws } from '../../../src/notices/rotation/replay.ts';
import { readCheckpointBeyond } from '../../../src/notices/rotation/store.ts';
import { isToldType, toldTypes } from '../../../src/notices/rotation/told.ts';
import { createCourtRecords } from '../../../src/records/index.ts';
import { createRotationWorld, type RotationWorld } from '../../support/rotation-world.ts';

let world: RotationWorld;
beforeAll(async () => {
  world = await createRotationWorld();
});
afterAll(() => world?.stop());

const courtId = 'binaqadi';
const key = () => world.logKey();
const chair = () => ({ courtId, staffId: world.staffIds.chair });
const acting = (staffId: string) => ({ courtId, staffId });
const others = (staffId: string | undefined) =>
  staffId === world.staffIds.judge ? world.staffIds.otherJudge : world.staffIds.judge;
const count = statement('test.count_draws', 'select count(*)::int as count from draw where court_id = $1');
const troubles = statement(
  'test.draw_trouble',
  'select trouble, state from draw_request where case_id = $1 order by requested_at',
);

const chains = statement(
  'test.chains',
  `select number, used, sealed_seed is not null as "isSealed" from draw_chain where kind = 'administrative' order by number`,
);

const kept = statement('test.checkpoints', 'select note from record_checkpoint order by size');

async function countDraws(): Promise<number> {
  const [row] = await world.owner.query<Row & { readonly count: number }>(count, [courtId]);
  return row?.count ?? 0;
}

async function exported(): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of exportDraws(world.test.open(), { court: courtId }))
    lines.push(writeDrawLine(line).trimEnd());
  return lines;
}

async function* each(lines: readonly string[]) {
  yield* lines;
}

const stored = () => checkStoredDraws(world.test.open({ role: 'acar_operator' }), courtId, key);
const codesOf = ({ findings }: { readonly findings: readonly { readonly code: string }[] }) => [
  ...new Set(findings.map(({ code }) => code)),
];

/** What a check of the stored draws finds, once the log has them all. */
async function storedCodes(): Promise<readonly string[]> {
  await expect.poll(async () => (await stored()).draws, { timeout: 10_000 }).toBe(await countDraws());
  return codesOf(await stored());
}

describe('the lots of a court', () => {
  it('are not drawn where no log of records runs, and no case is lost', async () => {
    const caseId = await world.register();
    expect(await drawWaiting(world.drawing)).toBe(0);
    expect(await drawWaiting(world.drawing)).toBe(0);
    expect(await world.judgeOf(caseId)).toBeUndefined();
    await world.startLog();
    await world.drawAll();
    expect(await world.judgeOf(caseId)).toBeDefined();
  });

  it('give every case to a judge, once, and nobody falls behind by more than a round', async () => {
    const cases = [];
    for (let one = 0; one < 12; one += 1) cases.push(await world.register());
    await world.drawAll();
    const judges = await Promise.all(cases.map((caseId) => world.judgeOf(caseId)));
    const [one = 0, other = 0] = [world.staffIds.judge, world.staffIds.otherJudge].map(
      (staffId) => judges.filter((judge) => judge === staffId).length,
    );
    expect(one + other).toBe(12);
    expect(Math.abs(one - other)).toBeLessThanOrEqual(4);
    expect(await storedCodes()).toEqual([]);
  });

  it('are drawn once by two workers at a time, in the order of the log', async () => {
    const before = await countDraws();
    const cases = await Promise.all(Array.from({ length: 10 }, () => world.register('criminal')));
    const second = { ...world.drawing, db: world.test.open({ role: 'acar_worker' }) };
    await Promise.all([world.drawAll(), world.drawAll(second)]);
    expect(await Promise.all(cases.map((caseId) => world.judgeOf(caseId)))).not.toContain(undefined);
    expect(await countDraws()).toBe(before + 10);
    expect(await storedCodes()).toEqual([]);
  });

  it('stay in the urn of a judge on leave, who gets no case', async () => {
    const { judge, otherJudge } = world.staffIds;
    const leave = { staffId: judge, from: '2026-11-30', until: '2026-12-04' };
    expect(await world.rotation.enterLeave(chair(), leave)).toBe('done');
    expect(await world.rotation.enterLeave(chair(), leave)).toBe('days_taken');
    const past = { ...leave, from: '2026-11-29' };
    expect(await world.rotation.enterLeave(chair(), past)).toBe('days_wrong');
    const cases = [await world.register(), await world.register(), await world.register()];
    await world.drawAll();
    for (const caseId of cases) expect(await world.judgeOf(caseId)).toBe(otherJudge);
    world.clock.at += 5 * 86_400_000;
    expect(await storedCodes()).toEqual([]);
  });

  it('leave a case waiting for whom there is no judge, and pass it over', async () => {
    const from = '2026-12-07';
    for (const staffId of [world.staffIds.judge, world.staffIds.otherJudge])
      expect(await world.rotation.enterLeave(chair(), { staffId, from, until: from })).toBe('done');
    world.clock.at = Date.parse('2026-12-07T06:00:00Z');
    const caseId = await world.register('other');
    await expect
      .poll(
        async () => {
          await drawWaiting(world.drawing);
          return (await world.owner.query<Row & { trouble: string | null }>(troubles, [caseId]))[0]?.trouble;
        },
        { timeout: 10_000 },
      )
      .toBe('no_judge');
    world.clock.at += 86_400_000;
    await drawWaiting(world.drawing);
    expect(await world.judgeOf(caseId)).toBeDefined();
    expect(await storedCodes()).toEqual([]);
  });

  it('go to another after a recusal that the chair accepted, and never back to the one who is freed', async () => {
    const caseId = await world.register();
    await world.drawAll();
    const judge = (await world.judgeOf(caseId)) ?? '';
    const other = others(judge);
    expect(await world.rotation.askRecusal(acting(other), caseId, 'Tanışdır')).toBe('case_changed');
    expect(await world.rotation.askRecusal(acting(judge), caseId, 'Tərəf qohumdur')).toBe('done');
    expect(await world.rotation.askRecusal(acting(judge), caseId, 'Tərəf qohumdur')).toBe('asked_before');
    const [recusal] = await world.views.openRecusals(courtId);
    const recusalId = recusal?.recusalId ?? '';
    expect(await world.rotation.acceptRecusal(chair(), recusalId)).toBe('done');
    expect(await world.rotation.acceptRecusal(chair(), recusalId)).toBe('decided');
    expect(await world.judgeOf(caseId)).toBeUndefined();
    await world.drawAll();
    expect(await world.judgeOf(caseId)).toBe(other);
    const byName = { caseId, judgeId: judge, reason: 'Geri' };
    expect(await world.rotation.give(chair(), byName)).toBe('judge_unfit');
    expect(await storedCodes()).toEqual([]);
  });

  it('are drawn again when the chair takes a case away, and given by name as an exception that is told', async () => {
    const caseId = await world.register();
    await world.drawAll();
    const judge = (await world.judgeOf(caseId)) ?? '';
    expect(await world.rotation.drawAgain(chair(), caseId, 'Uzun xəstəlik')).toBe('done');
    await world.drawAll();
    expect(await world.judgeOf(caseId)).toBe(others(judge));
    const given = { caseId, judgeId: judge, reason: 'Birləşdirilmiş işlər' };
    expect(await world.rotation.give(chair(), given)).toBe('done');
    expect(await world.judgeOf(caseId)).toBe(judge);
    const [newest] = await world.views.openDraws(courtId, undefined, 1);
    expect(newest).toMatchObject({ caseId, draw: undefined });
    expect((await world.views.ofCase(courtId, caseId))?.history.map(({ how }) => how)).toEqual([
      'chair',
      'draw',
      'draw',
    ]);
    await world.register();
    await world.drawAll();
    expect(await storedCodes()).toEqual([]);
  });

  it('are cancelled for a case that was given by name before its draw', async () => {
    const caseId = await world.register();
    const given = { caseId, judgeId: world.staffIds.judge, reason: 'Növbətçi hakim' };
    expect(await world.rotation.give(chair(), given)).toBe('done');
    await world.drawAll();
    expect(await world.judgeOf(caseId)).toBe(world.staffIds.judge);
    expect(await storedCodes()).toEqual([]);
  });
});

describe('secrets that are used up', () => {
  it('are followed by others that were committed to before, and their seeds are gone', async () => {
    for (let one = 0; one < 5; one += 1) await world.register('administrative');
    await world.drawAll({ chainLength: 2 });
    const rows = await world.owner.query(chains);
    expect(rows).toEqual([
      { number: 1, used: 2, isSealed: false },
      { number: 2, used: 2, isSealed: false },
      { number: 3, used: 1, isSealed: true },
    ]);
    expect(await storedCodes()).toEqual([]);
  });
});

describe('the master key of draws', () => {
  it('can be changed: what is sealed moves to the new one, and draws go on', async () => {
    const [from, to] = [world.key, Buffer.alloc(32, 9)];
    const operator = world.test.open({ role: 'acar_operator' });
    expect(await resealDraws(operator, { from, to })).toBeGreaterThan(1);
    expect(await resealDraws(operator, { from, to })).toBe(0);
    await world.register();
    await expect(world.drawAll()).rejects.toThrow();
    await world.drawAll({ key: to });
    expect(await storedCodes()).toEqual([]);
    await resealDraws(operator, { from: to, to: from });
  });
});

describe('an urn whose secrets cannot be opened', () => {
  it('waits alone: cases of other kinds and courts have their judges', async () => {
    const seeds = statement(
      'test.swap_seed',
      `update draw_chain c set sealed_seed = $1 from (select chain_id, sealed_seed from draw_chain
         where court_id = 'binaqadi' and kind = 'administrative' and sealed_seed is not null) was
        where c.chain_id = was.chain_id returning was.sealed_seed as seed`,
    );
    const [before] = await world.owner.query<Row & { seed: Buffer }>(seeds, [Buffer.alloc(80)]);
    const stuck = await world.register('administrative');
    const other = await world.register('other');
    await expect
      .poll(
        async () => {
          await drawWaiting(world.drawing).catch(() => undefined);
          return world.judgeOf(other);
        },
        { timeout: 10_000 },
      )
      .toBeDefined();
    await expect(drawWaiting(world.drawing)).rejects.toThrow('draws of 1 urns failed');
    expect(await world.judgeOf(stuck)).toBeUndefined();
    await world.owner.query(seeds, [before?.seed ?? Buffer.alloc(0)]);
    await world.drawAll();
    expect(await storedCodes()).toEqual([]);
  });
});

describe('a draw and the witnesses of the log', () => {
  it('waits until one of them has cosigned', async () => {
    const { signer } = await createSoftwareKey(signatureAlgorithms.ed25519);
    const witness = createNoteSigner('witness.example', signer).cosignatureKey;
    const caseId = await world.register('commercial');
    for (let round = 0; round < 20; round += 1) {
      await drawWaiting({ ...world.drawing, witnesses: [witness] });
      await new Promise((done) => setTimeout(done, 50));
    }
    expect(await world.judgeOf(caseId)).toBeUndefined();
    await world.drawAll();
    expect(await world.judgeOf(caseId)).toBeDefined();
  });
});

describe('the file of draws', () => {
  it('can be checked offline, from the key of the log alone', async () => {
    expect(await storedCodes()).toEqual([]);
    const report = await checkDrawLines(each(await exported()), { key });
    expect(report).toMatchObject({
      valid: true,
      court: courtId,
      draws: await countDraws(),
      given: 2,
      waiting: 0,
    });
  });

  it('passes over none of the checkpoints that somebody kept', async () => {
    const notes = await world.owner.query<Row & { readonly note: string }>(kept);
    const earlier = notes.map(({ note }) => note);
    expect(earlier.length).toBeGreaterThan(20);
    expect(await checkDrawLines(each(await exported()), { key, earlier })).toMatchObject({ valid: true });
    const forged = await checkDrawLines(each(await exported()), { key, earlier: ['x'] });
    expect(codesOf(forged)).toEqual(['draws.unproved']);
  });

  it('is refused where a draw is left out, a record is changed or a leave is kept back', async () => {
    const lines = await exported();
    const without = (words: string, nth: number) => {
      const at = lines.flatMap((line, index) => (line.includes(words) ? [index] : []))[nth] ?? -1;
      return each(lines.filter((_, index) => index !== at));
    };
    expect(codesOf(await checkDrawLines(without('"case.drawn"', 3), { key }))).toContain('draw.gap');
    expect(codesOf(await checkDrawLines(without('judge.leave_entered', 0), { key }))).toContain(
      'draw.other_judges',
    );
    expect(codesOf(await checkDrawLines(without('draw.requested', 2), { key }))).toContain(
      'draw.unrequested',
    );
    const { judge, otherJudge } = world.staffIds;
    const changed = lines.map((line) =>
      line.includes('case.drawn') ? line.replaceAll(judge, otherJudge) : line,
    );
    expect(codesOf(await checkDrawLines(each(changed), { key }))).toContain('draws.unproved');
    expect(codesOf(await checkDrawLines(each(['x', ...lines]), { key }))).toContain('draws.unreadable');
    const otherKey = noteKey('log.example.az', 'signature', Buffer.alloc(32, 1));
    expect(codesOf(await checkDrawLines(each(lines), { key: () => otherKey }))).toContain('draws.unproved');
  });
});

describe('the check of stored draws', () => {
  it('names a case whose draw was suppressed', async () => {
    const caseId = await world.register();
    const settle = statement(
      'test.settle_request',
      'update draw_request set state = $2, ended_at = $3 where case_id = $1',
    );
    await world.owner.query(settle, [caseId, 'cancelled', new Date()]);
    await expect.poll(storedCodes, { timeout: 10_000 }).toEqual(['draws.unasked']);
    await world.owner.query(settle, [caseId, 'waiting', null]);
    await world.drawAll();
    expect(await storedCodes()).toEqual([]);
  });

  it('names a case that somebody else has than was recorded', async () => {
    const caseId = await world.register();
    await world.drawAll();
    const judge = (await world.judgeOf(caseId)) ?? '';
    const move = statement('test.move_case', 'update court_case set judge_id = $2 where case_id = $1');
    await world.owner.query(move, [caseId, others(judge)]);
    expect(await storedCodes()).toEqual(['draws.other_assignment']);
    await world.owner.query(move, [caseId, judge]);
    expect(await storedCodes()).toEqual([]);
  });
});

describe('a draw that was not made as it had to be', () => {
  type Facts = Readonly<Record<string, unknown>>;
  /** Replays what was recorded, with one draw told otherwise; what is found of it. */
  async function findingsWith(
    change: (drawn: Facts, draws: readonly Facts[]) => Facts,
  ): Promise<readonly string[]> {
    const rows = await createCourtRecords(world.test.open()).after(0, {
      court: courtId,
      types: toldTypes.filter(isToldType),
      limit: 1000,
    });
    const placed = rows
      .filter(({ place }) => place !== undefined)
      .toSorted((one, other) => (one.place ?? 0) - (other.place ?? 0));
    const draws = placed
      .filter(({ type, facts }) => type === 'case.drawn' && facts['kind'] === 'criminal')
      .map(({ facts }) => facts);
    const target = draws[4];
    const codes = new Set<string>();
    const db = world.test.open();
    const replay = replayDraws({
      court: courtId,
      async firstBeyond(size) {
        const read = readSignedCheckpoint((await readCheckpointBeyond(db, size)) ?? '');
        if (read.kind !== 'read') return undefined;
        const { checkpoint } = read.value;
        return { size: checkpoint.size, root: Buffer.from(checkpoint.root).toString('hex') };
      },
      onFinding: ({ code }) => void codes.add(code),
    });
    for (const row of placed)
      await replay.take(row.facts === target ? { ...row, facts: change(row.facts, draws) } : row);
    return [...codes];
  }

  it('is what was recorded, while nothing is changed', async () => {
    expect(await findingsWith((drawn) => drawn)).toEqual([]);
  });

  it('is named when the lot falls on another judge', async () => {
    expect(await findingsWith((drawn) => ({ ...drawn, judge: others(String(drawn['judge'])) }))).toContain(
      'draw.other_judge',
    );
  });

  it('is named when the secret is not the one that was committed to', async () => {
    expect(await findingsWith((drawn) => ({ ...drawn, secret: 'ab'.repeat(32) }))).toContain(
      'draw.other_secret',
    );
  });

  it('is named when it took a later checkpoint than the first, or one that does not cover the request', async () => {
    const later = (size: number) => (drawn: Facts) => ({ ...drawn, size: Number(drawn['size']) + size });
    expect(await findingsWith(later(1))).toContain('draw.other_checkpoint');
    expect(await findingsWith(later(-3))).toContain('draw.other_checkpoint');
    expect(await findingsWith((drawn) => ({ ...drawn, root: 'cd'.repeat(32) }))).toContain(
      'draw.other_checkpoint',
    );
  });

  it('is named when the judges or their lots were others', async () => {
    const { judge } = world.staffIds;
    expect(await findingsWith((drawn) => ({ ...drawn, judges: `${judge}:1` }))).toContain(
      'draw.other_judges',
    );
    expect(await findingsWith((drawn) => ({ ...drawn, day: '2026-11-29' }))).toContain('draw.other_day');
  });

  it('is named when a case that was registered before was passed over', async () => {
    const codes = await findingsWith((drawn, draws) => ({
      ...drawn,
      draw: draws[7]?.['draw'],
      case: draws[7]?.['case'],
    }));
    expect(codes).toContain('draw.out_of_turn');
  });

  it('is named when secrets were left for others, or a draw that was made is asked for again', async () => {
    const extra = async (type: string, facts: (drawn: Facts) => Facts) => {
      const codes = new Set<string>();
      const rows = await createCourtRecords(world.test.open()).after(0, {
        court: courtId,
        types: toldTypes.filter(isToldType),
        limit: 1000,
      });
      const replay = replayDraws({
        court: courtId,
        firstBeyond: async () => undefined,
        onFinding: ({ code }) => void codes.add(code),
      });
      for (const row of rows) {
        await replay.take(row);
        if (row.type === 'case.drawn' && row.facts['n'] === 3)
          await replay.take({ ...row, type, facts: { ...row.facts, ...facts(row.facts) } });
      }
      return [...codes];
    };
    const again = { draw: '00000000-0000-4000-8000-000000000001' };
    expect(await extra('draw.requested', () => again)).toContain('draw.asked_twice');
    expect(
      await extra('draw.committed', () => ({ chain: 2, commitment: 'ab'.repeat(32), length: 4096 })),
    ).toContain('draw.other_secret');
  });
});
