import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, statement } from '../../../src/db/index.ts';
import { createCaseDraws, createCourts, startCaseImports, sweepImports } from '../../../src/notices/index.ts';
import { createRecorder } from '../../../src/records/index.ts';
import { actingAs } from '../../support/court-cases.ts';
import { clerksRoom, type CourtWorld, createCourtWorld } from '../../support/court-world.ts';

let world: CourtWorld;
let db: Database;

beforeAll(async () => {
  world = await createCourtWorld();
  world.clock.at = Date.now();
  db = world.test.open();
});
afterAll(() => world?.stop());

const room = () => clerksRoom(world, db);
const header = 'açar;növ;məzmun;rol_1;kod_1;ad_1;mobil_1;rol_2;kod_2;ad_2';
const rowOf = (key: string, number: number, kind = 'mülki') =>
  `${key};${kind};Borc ${number};iddiaçı;${1_000_000 + number};Əli Iğdırlı;0501234567;cavabdeh;${2_000_000 + number};Şəmsi Öz`;
const fileOf = (rows: readonly string[]) => [header, ...rows].join('\r\n');

async function* contentOf(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 10_000) yield bytes.subarray(at, at + 10_000);
}

async function bring(text: string, name = 'işlər.csv'): Promise<string> {
  const outcome = await room().caseImports.receive(await actingAs(world, 'clerk'), {
    name,
    content: contentOf(text),
  });
  if (outcome.kind === 'refused') throw new Error(outcome.code);
  return outcome.importId;
}

const find = async (importId: string) => {
  const found = await room().caseImports.find('binaqadi', importId);
  if (!found) throw new Error('no import');
  return found;
};

function startWork() {
  const workDb = world.test.open({ role: 'acar_worker' });
  const clock = { now: () => Date.now() };
  return startCaseImports({
    db: workDb,
    clock,
    random: Math.random,
    recorder: createRecorder({ clock }),
    draws: createCaseDraws({ clock, recorder: createRecorder({ clock }) }),
    courtOf: (courtId) => createCourts({ db: workDb }).find(courtId),
    onError: (error) => {
      throw error;
    },
    pollSeconds: 0.2,
  });
}

async function finish(importId: string, goal: 'register' | 'draft') {
  expect(await room().caseImports.choose(await actingAs(world, 'clerk'), importId, goal)).toBe(true);
  const work = startWork();
  await expect.poll(async () => (await find(importId)).state).toBe('done');
  await work.stop();
  return find(importId);
}

const drawsOf = statement(
  'test.import_draws',
  `select d.state, d.cause from case_import_row r join draw_request d on d.case_id = r.case_id
    where r.import_id = $1 and r.outcome = 'registered'`,
);
const holdRows = statement(
  'test.hold_import_rows',
  'select row from case_import_row where import_id = $1 for update',
);
const triesOf = statement(
  'test.import_tries',
  `select tries, last_error as error from case_import where id = any(string_to_array($1, ',')::bigint[])`,
);
const held = statement(
  'test.waits_for_rows',
  `select count(*)::int as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and query like '%case_import_row%for update%'`,
);

describe('a file of cases', () => {
  it('is looked at first, registers its good rows, keeps its bad ones with reasons, and is recorded', async () => {
    const bad = rowOf('F-3', 3, 'dəniz').replace('0501234567', '12');
    const importId = await bring(fileOf([rowOf('F-1', 1), bad, rowOf('F-2', 2), rowOf('F-2', 4)]));
    expect(await find(importId)).toMatchObject({ state: 'held', total: 4, counts: { waiting: 3, bad: 1 } });
    expect(
      (
        await room().cases.list('binaqadi', {
          states: ['registered'],
          query: '',
          before: undefined,
          limit: 5,
        })
      ).cases,
    ).toEqual([]);
    const done = await finish(importId, 'register');
    expect(done.counts).toEqual({ waiting: 0, registered: 2, drafted: 0, resembling: 0, there: 1, bad: 1 });
    expect(await world.test.owner().query(drawsOf, [importId])).toMatchObject([
      { state: 'waiting', cause: 'registered' },
      { state: 'waiting', cause: 'registered' },
    ]);
    const rows = await room().caseImports.troubledRows(importId, { after: 0, limit: 10 });
    expect(rows).toMatchObject([
      { line: 3, outcome: 'bad', source: bad, problems: [{ column: 'növ' }, { column: 'mobil_1' }] },
      { line: 5, outcome: 'there', number: '2(001)-2/2026' },
    ]);
    const [record] = await world.test
      .owner()
      .query(
        statement(
          'test.imported',
          "select facts from interaction_record where type = 'case.imported' and facts ->> 'import' = $1",
        ),
        [importId],
      );
    expect(record).toMatchObject({ facts: { registered: 2, there: 1, bad: 1 } });
    const found = await room().cases.list('binaqadi', {
      states: ['registered'],
      query: 'Igdirli 1000001',
      before: undefined,
      limit: 5,
    });
    expect(found.cases).toMatchObject([{ subject: 'Borc 1', asking: ['Əli Iğdırlı'] }]);
  });

  it('gives its bad rows back in a file that can be corrected and brought again, and a report of all of them', async () => {
    const bad = rowOf('R-2', 12, 'dəniz');
    const importId = await bring(fileOf([rowOf('R-1', 11), bad]));
    const textOf = async (content: AsyncIterable<Uint8Array>) => {
      let text = '';
      for await (const bytes of content) text += Buffer.from(bytes).toString();
      return text;
    };
    const again = await textOf(room().caseImports.badRows(await find(importId)));
    expect(again).toBe(`\u{feff}${header}\r\n${bad}\r\n`);
    const words = { head: ['Sətir', 'Sütun', 'Səbəb'] as const, reasonOf: () => '=səbəb' };
    expect(await textOf(room().caseImports.report(importId, words))).toBe(
      "\u{feff}Sətir,Sütun,Səbəb\r\n3,növ,'=səbəb\r\n",
    );
    const corrected = await bring(again.replace('dəniz', 'mülki'));
    expect((await finish(corrected, 'draft')).counts).toMatchObject({ drafted: 1, bad: 0 });
  });

  it('is noticed when it comes twice, and its rows make no second case', async () => {
    const text = fileOf([rowOf('T-1', 21), rowOf('', 22)]);
    const first = await bring(text);
    expect((await finish(first, 'register')).counts.registered).toBe(2);
    const second = await bring(text, 'eyni.csv');
    expect((await find(second)).same).toMatchObject({ id: first, name: 'işlər.csv' });
    expect((await finish(second, 'register')).counts).toMatchObject({ registered: 0, there: 2 });
  });

  it('keeps a row that resembles an open case as a draft', async () => {
    const first = await bring(fileOf([rowOf('S-1', 31)]));
    await finish(first, 'register');
    const second = await bring(fileOf([rowOf('S-2', 31)]));
    expect((await finish(second, 'register')).counts).toMatchObject({ registered: 0, resembling: 1 });
    const [row] = await room().caseImports.troubledRows(second, { after: 0, limit: 5 });
    expect((await room().cases.find('binaqadi', row?.caseId ?? ''))?.case.state).toBe('draft');
  });

  it('tells who brought it and who chose what becomes of its rows: that clerk registers the cases', async () => {
    const importId = await bring(fileOf([rowOf('W-1', 61)]));
    const owner = world.test.owner();
    const secondId = randomUUID();
    const appoint = `insert into court_staff (staff_id, court_id, personal_code, name, office, entered_at)
      values ($1, 'binaqadi', '8CLK008', 'Seçən Dəftərxana', 'clerk', now())`;
    await owner.query(statement('test.second_clerk', appoint), [secondId]);
    const bringing = await actingAs(world, 'clerk');
    const choosing = { ...bringing, member: { ...bringing.member, staffId: secondId } };
    expect(await room().caseImports.choose(choosing, importId, 'register')).toBe(true);
    expect(await find(importId)).toMatchObject({ by: 'Aygün Dəftərxana', chosenBy: 'Seçən Dəftərxana' });
    const work = startWork();
    await expect.poll(async () => (await find(importId)).state).toBe('done');
    await work.stop();
    const facts = `select type, facts ->> 'staff' as staff, facts ->> 'chosen' as chosen from interaction_record
      where facts ->> 'import' = $1 order by id`;
    expect(await owner.query(statement('test.import_facts', facts), [importId])).toEqual([
      { type: 'case.registered', staff: secondId, chosen: null },
      { type: 'case.imported', staff: bringing.member.staffId, chosen: secondId },
    ]);
    const entered = `select c.entered_by as by from court_case c join case_import_row r on r.case_id = c.case_id
      where r.import_id = $1`;
    expect(await owner.query(statement('test.entered_by', entered), [importId])).toEqual([
      { by: bringing.member.staffId },
    ]);
  });

  it('is thrown away before it is chosen, not after, and only at its own court', async () => {
    const importId = await bring(fileOf([rowOf('D-1', 41)]));
    const { caseImports } = room();
    expect(await caseImports.find('xazar', importId)).toBeUndefined();
    expect(await caseImports.discard(await actingAs(world, 'otherClerk'), importId)).toBe(false);
    expect(await caseImports.discard(await actingAs(world, 'clerk'), importId)).toBe(true);
    const other = await bring(fileOf([rowOf('D-2', 42)]));
    await finish(other, 'draft');
    expect(await caseImports.discard(await actingAs(world, 'clerk'), other)).toBe(false);
    expect(await caseImports.choose(await actingAs(world, 'clerk'), other, 'register')).toBe(false);
  });

  it('leaves nothing when it is refused or broken off, and has at most ten thousand rows', async () => {
    const count = async () =>
      (
        await world.test
          .owner()
          .query(statement('test.import_rows', 'select count(*)::int as count from case_import_row'))
      )[0];
    const before = await count();
    const rows = Array.from({ length: 10_001 }, (_, index) => rowOf('', 100_000 + index));
    await expect(bring(fileOf(rows))).rejects.toThrow('case_import.too_many_rows');
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield* contentOf(fileOf(rows.slice(0, 2_000)));
      throw new Error('gone');
    }
    const acting = await actingAs(world, 'clerk');
    await expect(room().caseImports.receive(acting, { name: 'x', content: broken() })).rejects.toThrow(
      'gone',
    );
    expect(await count()).toEqual(before);
  });

  it('goes on where it stopped when its worker is killed in the middle (kill -9): no row lost, none twice', async () => {
    const rows = Array.from({ length: 120 }, (_, index) => rowOf(`K-${index}`, 5_000 + index));
    const importId = await bring(fileOf(rows));
    await room().caseImports.choose(await actingAs(world, 'clerk'), importId, 'register');
    const program = new URL('../../support/case-import-process.ts', import.meta.url).pathname;
    for (const draws of [40, 50]) {
      const child = spawn(
        process.execPath,
        [...process.execArgv, program, JSON.stringify(world.test.connection), String(draws)],
        { stdio: ['ignore', 'ignore', 'inherit'] },
      );
      const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
      expect(signal).toBe('SIGKILL');
    }
    const { counts } = await find(importId);
    expect([counts.registered, counts.waiting]).toEqual([50, 70]);
    const work = startWork();
    await expect.poll(async () => (await find(importId)).state).toBe('done');
    await work.stop();
    expect((await find(importId)).counts).toMatchObject({ registered: 120, waiting: 0, there: 0 });
    const [registered] = await world.test
      .owner()
      .query(
        statement(
          'test.import_records',
          "select count(*)::int as count, count(distinct facts ->> 'number')::int as numbers from interaction_record where type = 'case.registered' and facts ->> 'import' = $1",
        ),
        [importId],
      );
    expect(registered).toEqual({ count: 120, numbers: 120 });
    const [gaps] = await world.test
      .owner()
      .query(
        statement(
          'test.import_gaps',
          "select count(*)::int = max(ordinal) as whole from court_case where court_id = 'binaqadi' and kind = 'civil' and year = 2026",
        ),
      );
    expect(gaps).toEqual({ whole: true });
  });

  it('is not done while another process holds rows of it, which may give them up', async () => {
    const importId = await bring(fileOf([rowOf('H-1', 7_001), rowOf('H-2', 7_002)]));
    await room().caseImports.choose(await actingAs(world, 'clerk'), importId, 'register');
    const owner = world.test.owner();
    const work = await owner
      .transaction(async (tx) => {
        await tx.query(holdRows, [importId]);
        const started = startWork();
        await expect
          .poll(async () => {
            const [row] = await owner.query(held);
            return row?.['count'] === 1 || (await find(importId)).state === 'done';
          })
          .toBe(true);
        throw Object.assign(new Error('given up'), { started });
      })
      .catch((error: unknown) => (error as { started: ReturnType<typeof startWork> }).started);
    await expect.poll(async () => (await find(importId)).state).toBe('done');
    await work.stop();
    expect((await find(importId)).counts).toMatchObject({ registered: 2, waiting: 0 });
  });

  it('meets another of its court that has the kinds in another order, and neither is stopped', async () => {
    const kinds = ['mülki', 'inzibati'];
    const rows = Array.from({ length: 50 }, (_, index) => [
      rowOf(`O-${index}`, 8_000 + index, kinds[index % 2]),
      rowOf(`P-${index}`, 9_000 + index, kinds[(index + 1) % 2]),
    ]);
    const acting = await actingAs(world, 'clerk');
    const ids = await Promise.all([0, 1].map((nth) => bring(fileOf(rows.map((pair) => pair[nth] ?? '')))));
    for (const id of ids) await room().caseImports.choose(acting, id, 'register');
    const work = startWork();
    for (const id of ids)
      await expect.poll(async () => (await find(id)).state, { timeout: 20_000 }).toBe('done');
    await work.stop();
    expect(await world.test.owner().query(triesOf, [ids.join()])).toEqual([
      { tries: 1, error: null },
      { tries: 1, error: null },
    ]);
  });

  it('is forgotten a month after its end, with what was wrong kept; one that nobody chose goes', async () => {
    const bad = rowOf('G-2', 62, 'dəniz');
    const ended = await bring(fileOf([rowOf('G-1', 61), bad]));
    await finish(ended, 'draft');
    const unchosen = await bring(fileOf([rowOf('G-3', 63)]));
    const sweep = async (days: number) => {
      const clock = { now: () => Date.now() + days * 24 * 3600 * 1000 };
      await sweepImports({ db: world.test.open({ role: 'acar_worker' }), clock });
    };
    const sources = async () =>
      (await room().caseImports.troubledRows(ended, { after: 0, limit: 5 })).map(({ source }) => source);
    await sweep(29);
    expect(await sources()).toEqual([bad]);
    expect(await find(unchosen)).toMatchObject({ state: 'held', isTextKept: true });
    await sweep(31);
    expect(await sources()).toEqual(['']);
    expect(await room().caseImports.find('binaqadi', unchosen)).toBeUndefined();
    expect((await find(ended)).counts).toMatchObject({ drafted: 1, bad: 1 });
    expect(await room().caseImports.troubledRows(ended, { after: 0, limit: 5 })).toMatchObject([
      { problems: [{ column: 'növ' }] },
    ]);
  });

  it('that waits for a choice is in the list, however many came after it', async () => {
    const waiting = await bring(fileOf([rowOf('L-0', 70)]));
    const at = new Date(world.clock.at);
    for (let nth = 1; nth <= 21; nth += 1)
      await world.test.owner().query(
        statement(
          'test.ended_import',
          `insert into case_import (court_id, staff_id, name, format, digest, goal, state, created_at, due_at, give_up_at,
             finished_at) values ('binaqadi', $1, 'x', 'csv', 'x', 'draft', 'done', $2, $2, $2, $2)`,
        ),
        [world.staffIds.clerk, at],
      );
    const listed = await room().caseImports.list('binaqadi');
    expect(listed.map(({ id }) => id)).toContain(waiting);
  });
});
