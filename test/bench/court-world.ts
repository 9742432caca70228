import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { type Database, statement } from '../../src/db/index.ts';
import { createCourtDesk } from '../../src/notices/index.ts';
import { createRecorder } from '../../src/records/index.ts';
import { startDurableDatabase } from '../support/durable-database.ts';
import { type ChildProgram, runProgram } from '../support/start-process.ts';
import type { ServersOrder, ServersReport } from './court-servers.ts';

/** A court with signed notices on a durable PostgreSQL, and servers that take mails and SMS. */
export interface CourtBenchWorld {
  readonly owner: Database;
  /** As `acar_web`. */
  readonly db: Database;
  /** Signed notices with a participant each, who has a number and an address; their ids. */
  fill(count: number): Promise<readonly string[]>;
  order(order: ServersOrder): Promise<ServersReport>;
  /** The sender of the service, in a process of its own. */
  startSender(
    servers: Pick<ServersReport, 'mailPort' | 'smsPort'>,
    settings: { readonly connections: number; readonly window: number },
  ): ChildProgram;
  stop(): Promise<void>;
}

const fillCases = statement(
  'bench.court_cases',
  `insert into court_case (case_id, court_id, kind, state, number, year, ordinal, entered_by, entered_at, changed_by,
     changed_at, registered_at, judge_id, assigned_at)
   select ('00000000-0000-4000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 'bench', 'civil', 'assigned',
     '2(009)-' || i || '/2026', 2026, i, s.staff_id, now(), s.staff_id, now(), now(), s.staff_id, now()
   from generate_series($1::int, $2::int) i, court_staff s`,
);
const fillParticipants = statement(
  'bench.court_participants',
  `insert into case_participant (participant_id, case_id, place, role, kind, code, name, mobile, email)
   select case_id, case_id, 1, 'defendant', 'person', '1BENCH1', 'Sınaq İştirakçı',
     '+9945' || lpad(ordinal::text, 8, '0'), 'p' || ordinal || '@bench.example.az' from court_case
    where ordinal between $1 and $2`,
);
const fillNotices = statement(
  'bench.court_notices',
  `insert into notice (notice_id, number, case_id, court_id, participant_id, kind, language, fields, state, document_id,
     judge_id, prepared_at, signed_at)
   select case_id, 'B-009-2026-' || lpad(ordinal::text, 6, '0'), case_id, court_id, case_id, 'decision', 'az', '{}', 'sent',
     case_id, judge_id, now(), now() from court_case where ordinal between $1 and $2
   returning notice_id as id`,
);
const clean = statement('bench.analyze', 'analyze');

/** A statement may take fifteen seconds. */
const filledAtOnce = 5_000;

async function fill(owner: Database, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let from = 1; from <= count; from += filledAtOnce) {
    const range = [from, Math.min(count, from + filledAtOnce - 1)];
    await owner.query(fillCases, range);
    await owner.query(fillParticipants, range);
    const rows = await owner.query<{ id: string }>(fillNotices, range);
    ids.push(...rows.map(({ id }) => id));
  }
  await owner.query(clean);
  return ids;
}

export async function createCourtBenchWorld(): Promise<CourtBenchWorld> {
  const database = await startDurableDatabase();
  const { connection } = database;
  const owner = database.owner();
  const db = database.open();
  const clock = { now: () => Date.now() };
  const desk = createCourtDesk({ db: owner, clock, recorder: createRecorder({ clock }) });
  const names = { az: 'Sınaq məhkəməsi', en: 'Bench court', ru: 'Пробный суд' };
  await desk.enterCourt({ courtId: 'bench', names, address: 'Nümunə küçəsi 1', code: '009' });
  await desk.appoint({ courtId: 'bench', personalCode: '2JDG002', name: 'Sınaq Hakim', office: 'judge' });
  const servers = fork(join(import.meta.dirname, 'court-servers.ts'));
  const programs: ChildProgram[] = [];
  return {
    owner,
    db,
    fill: (count) => fill(owner, count),
    order: (order) => ask(servers, order),
    startSender({ mailPort, smsPort }, settings) {
      const words = [JSON.stringify(connection), String(mailPort), String(smsPort), JSON.stringify(settings)];
      const program = runProgram('test/support/sender-process.ts', words);
      programs.push(program);
      return program;
    },
    async stop() {
      await Promise.all(programs.map((program) => program.signal('SIGKILL')));
      servers.kill('SIGKILL');
      await database.drop();
    },
  };
}

/** The servers answer in the order in which they were told. */
function ask(servers: ChildProcess, order: ServersOrder): Promise<ServersReport> {
  return new Promise((done, failed) => {
    const gone = () => failed(new Error('the servers ended'));
    servers.once('exit', gone);
    servers.once('message', (report: ServersReport) => {
      servers.off('exit', gone);
      done(report);
    });
    servers.send(order);
  });
}
