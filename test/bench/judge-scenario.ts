import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { type Database, type Row, statement } from '../../src/db/index.ts';
import {
  createCaseDraws,
  createCases,
  createClosingHearings,
  createCourts,
  createNoticeWithdrawal,
} from '../../src/notices/index.ts';
import { createRecorder } from '../../src/records/index.ts';
import { launchBrowser } from '../support/browser.ts';
import { sampleCase } from '../support/court-cases.ts';
import { type CourtService, startCourtService } from '../support/court-service.ts';
import { sendNotices, signInAsJudge } from '../support/court-way.ts';
import { type CourtActor, courtActors } from '../support/court-world.ts';
import { startDurableDatabase } from '../support/durable-database.ts';
import { openVisitor, type Visitor } from '../support/visitor.ts';
import { type Report, type Run, summarise } from './measure.ts';

const turns = 12;
/** What the machine may take of a judge's time (issue 8). */
const longestSeconds = 5;
const clock = { now: () => Date.now() };
/** Pictures and axe are for the tests. */
const withoutLook = async () => {};

/**
 * A judge's way from “my cases” to “sent”, in Chromium, with the virtual card over the real pcscd where there is one:
 * template, preview, three windows of the card agent with one PIN, two signed notices. The judge takes no time.
 */
export async function judge(): Promise<Report> {
  const database = await startDurableDatabase();
  const [court, browser] = await Promise.all([startCourtService(database), launchBrowser()]);
  try {
    const times = await timeWays(court, browser);
    const run: Run = { times, seconds: times.reduce((sum, time) => sum + time, 0) / 1000 };
    const row = summarise('from “my cases” to “sent”', [run]);
    const share = (name: string, ms: number) => ({
      name: `${name}, of ${longestSeconds} s`,
      value: ms / (longestSeconds * 1000),
      bar: 1,
      isLimit: true,
    });
    return { measurements: [row], ratios: [share('median', row.p50), share('longest', Math.max(...times))] };
  } finally {
    await browser.close();
    await court.stop();
  }
}

async function timeWays(court: CourtService, browser: Browser): Promise<readonly number[]> {
  const db = court.test.database.open();
  const desks = new Map<CourtActor, Visitor>();
  const times: number[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    const { number, drawn } = await registerCase(db, turn);
    const desk = desks.get(drawn) ?? (await openVisitor(browser));
    desks.set(drawn, desk);
    // With the card anew each time: the lot changes between two judges, and there is one reader.
    await desk.context.clearCookies();
    await signInAsJudge(court, desk, drawn);
    const begun = performance.now();
    await sendNotices(court, desk, number, withoutLook);
    times.push(performance.now() - begun);
  }
  return times;
}

const findJudge = statement(
  'bench.drawn_judge',
  `select s.personal_code as code from court_case c join court_staff s on s.staff_id = c.judge_id
    where c.case_id = $1`,
);
const drawTries = 100;

/** As the clerk's form does, and whom the lot gave it. */
async function registerCase(db: Database, turn: number): Promise<{ number: string; drawn: CourtActor }> {
  const recorder = createRecorder({ clock });
  const draws = createCaseDraws({ clock, recorder });
  const cases = createCases({
    db,
    clock,
    recorder,
    draws,
    messages: createNoticeWithdrawal({ clock }),
    hearings: createClosingHearings({ clock, recorder }),
  });
  const [place] = await createCourts({ db }).workplacesOf(courtActors.clerk.personalCode);
  const member = place?.members[0];
  if (!place || !member) throw new Error('no clerk');
  const codes = ['CLM', 'DEF'].map((side) => `${side}${String(turn).padStart(4, '0')}`) as [string, string];
  const caseId = randomUUID();
  const typed = sampleCase({ subject: `Borcun alınması ${turn}`, codes });
  const outcome = await cases.register({ court: place.court, member }, { caseId, version: 0, typed });
  if (outcome.kind !== 'registered') throw new Error(`the case is ${outcome.kind}`);
  for (let tries = 0; tries < drawTries; tries += 1) {
    const [found] = await db.query<Row & { code: string }>(findJudge, [caseId]);
    const drawn = Object.values(courtActors).find(({ personalCode }) => personalCode === found?.code);
    if (drawn) return { number: outcome.number, drawn };
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('no judge was drawn');
}
