import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { statement } from '../../../src/db/index.ts';
import { createMadeDocuments } from '../../../src/documents/index.ts';
import { createCourts, createPreparedNotices, createRotation } from '../../../src/notices/index.ts';
import { createRecorder } from '../../../src/records/index.ts';
import { createBrowserSession, textOf } from '../../support/browser-session.ts';
import {
  clerksRoom,
  courtHours,
  courtOrigin,
  type CourtServer,
  serveCourt,
} from '../../support/court-world.ts';
import { type NoticesWorld, startNoticesWorld, type WorldJudge } from '../../support/notices-world.ts';
import { createShiftedClock } from '../../support/test-clock.ts';

const clock = createShiftedClock();
const courtId = 'binaqadi';
let world: NoticesWorld;
let court: CourtServer;
let rotation: ReturnType<typeof createRotation>;
let chair: { readonly courtId: string; readonly staffId: string };
let judge: WorldJudge;
let heir: WorldJudge;
let caseId: string;

beforeAll(async () => {
  world = await startNoticesWorld(clock);
  const { documents, hearings, issuing, signings } = world;
  const { db, contents } = documents;
  const recorder = createRecorder({ clock });
  const made = createMadeDocuments({ db, contents, kind: 'notice' });
  const prepared = createPreparedNotices({ recorder, documents: made });
  rotation = createRotation({ db, clock, recorder, hearings, prepared });
  const staff = await createCourts({ db }).staffOf(courtId);
  chair = { courtId, staffId: staff.find(({ office }) => office === 'chair')?.staffId ?? '' };
  court = await serveCourt(
    { test: documents.database, clock },
    {
      origin: await courtOrigin(),
      judges: { issuing, signings, card: undefined, hours: courtHours },
      routes: [],
    },
  );
});
afterAll(async () => {
  await court?.stop();
  await world?.stop();
});
beforeEach(async () => {
  [judge, heir] = [await world.addJudge('Gedən Hakim'), await world.addJudge('Yeni Hakim')];
  caseId = await world.addCase(judge);
});

const query = (name: string, sql: string, values: readonly unknown[]) =>
  world.documents.database.owner().query(statement(`test.${name}`, sql), values);
const dismiss = ({ member }: WorldJudge) =>
  query('dismiss', 'update court_staff set ended_at = now() where staff_id = $1', [member.staffId]);
const give = (to: WorldJudge) =>
  rotation.give(chair, { caseId, judgeId: to.member.staffId, reason: 'Hakim gedib' });
const noticesOf = () =>
  query(
    'notices',
    `select n.state, exists (select from document d where d.document_id = n.document_id) as "hasDocument"
       from notice n where n.case_id = $1 order by n.entry`,
    [caseId],
  );
const waiting = { state: 'prepared', hasDocument: true };
const ended = { state: 'discarded', hasDocument: false };
const records = () =>
  query(
    'records',
    `select facts from interaction_record where type = 'notice.unsigned_ended' and facts ->> 'case' = $1`,
    [caseId],
  );

describe('notices that a judge who left had prepared', () => {
  it('end when the case is given to another, recorded and in its history; what was sent stays', async () => {
    const [sent = ''] = await world.prepare(judge, caseId);
    await world.sign(judge, [sent]);
    await dismiss(judge);
    expect(await noticesOf()).toEqual([{ state: 'sent', hasDocument: true }, waiting, waiting]);
    expect(await give(heir)).toBe('done');
    expect(await noticesOf()).toEqual([{ state: 'sent', hasDocument: true }, ended, ended]);
    expect(await records()).toMatchObject([
      { facts: { judge: judge.member.staffId, notices: 2, by: chair.staffId } },
    ]);
    const { events } = await clerksRoom({ clock }, world.documents.db).cases.history(caseId);
    expect(events).toContainEqual(
      expect.objectContaining({ what: 'notices_ended', judge: 'Gedən Hakim', notices: 2 }),
    );
  });

  it('end when a judge is drawn anew, and nobody else’s do', async () => {
    const other = await world.addCase(judge);
    const kept = await world.prepare(judge, other);
    await world.prepare(judge, caseId);
    await dismiss(judge);
    expect(await rotation.drawForAbsent(chair, [caseId], 'Hakim gedib')).toBe('done');
    expect(await noticesOf()).toEqual([ended, ended, ended]);
    const left = await query('left', 'select state from notice where notice_id = any ($1::uuid[])', [kept]);
    expect(left).toEqual(kept.map(() => ({ state: 'prepared' })));
  });

  it('are shown to the new judge, without what they said, until they begin one themselves', async () => {
    await world.prepare(judge, caseId);
    await dismiss(judge);
    await give(heir);
    court.actAs({ ...heir.person, method: 'card', level: 'high' });
    const page = async () =>
      textOf((await createBrowserSession().get(`${court.origin}/courts/binaqadi/my-cases/${caseId}`)).body);
    expect(await page()).toContain('Əvvəlki hakim (Gedən Hakim) bu iş üzrə bildiriş hazırlamışdı');
    await world.prepare(heir, caseId);
    expect(await page()).not.toContain('bildiriş hazırlamışdı');
  });

  it('are ended or sent, never both, where a signature is finished meanwhile', async () => {
    const ids = await world.prepare(judge, caseId);
    const [outcome, given] = await Promise.all([
      world.sign(judge, ids),
      dismiss(judge).then(() => give(heir)),
    ]);
    expect(given).toBe('done');
    const all = (one: unknown) => [one, one, one];
    expect(await noticesOf()).toEqual(
      all(outcome === 'signed' ? { state: 'sent', hasDocument: true } : ended),
    );
    expect(await records()).toHaveLength(outcome === 'signed' ? 0 : 1);
  });
});

describe('notices of a judge who is at work and lost the case', () => {
  it('wait, marked, until the judge throws them away; the new judge sees that they were begun', async () => {
    await world.prepare(judge, caseId);
    expect(await give(heir)).toBe('done');
    expect(await noticesOf()).toEqual([waiting, waiting, waiting]);
    const unsigned = await world.issuing.unsigned(judge);
    expect(new Set(unsigned.map(({ obstacle }) => obstacle))).toEqual(new Set(['notice.case_lost']));
    expect((await world.issuing.caseOf(heir, caseId))?.begun).toMatchObject([
      { judge: 'Gedən Hakim', notices: 3 },
    ]);
  });
});
