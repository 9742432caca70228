import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { statement } from '../../../src/db/index.ts';
import { type BrowserSession, createBrowserSession, textOf } from '../../support/browser-session.ts';
import { addSignedNotice, courtDeliveries, deliveryStates, ownerOf } from '../../support/court-deliveries.ts';
import {
  courtActors,
  type CourtServer,
  type CourtWorld,
  createCourtWorld,
  serveCourt,
} from '../../support/court-world.ts';

let world: CourtWorld;
let court: CourtServer;
let browser: BrowserSession;
let room: ReturnType<typeof courtDeliveries>;

beforeAll(async () => {
  world = await createCourtWorld();
  court = await serveCourt(world);
  room = courtDeliveries(world);
});
afterAll(async () => {
  await court?.stop();
  await world?.stop();
});
beforeEach(() => {
  browser = createBrowserSession();
  court.actAs(courtActors.clerk);
});

const list = '/courts/binaqadi/undelivered';
const contactsOf = statement(
  'test.contacts_of',
  `select p.mobile, p.email, k.version,
     (select string_agg(v.what, ' ') from case_event v where v.case_id = k.case_id) as history from notice n join case_participant p on p.participant_id = n.participant_id
     join court_case k on k.case_id = n.case_id where n.notice_id = $1`,
);
const holdCase = statement(
  'test.hold_case',
  `select k.case_id from notice n join court_case k on k.case_id = n.case_id where n.notice_id = $1 for update of k`,
);
const isWaitedFor = statement(
  'test.is_waited_for',
  `select exists (select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()) as "isSo"`,
);
const changeEmail = statement(
  'test.change_email',
  `update case_participant p set email = 'other@example.az' from notice n
    where n.notice_id = $1 and p.participant_id = n.participant_id`,
);
const recordsOf = statement(
  'test.notice_records',
  `select type from interaction_record where facts ->> 'notice' = $1 or type = 'case.contacts_changed' order by id`,
);

/** A notice without a contact, and its page. */
async function openOne(number: string) {
  const id = await addSignedNotice(world, {
    mobile: null,
    email: null,
    number,
    participant: 'Kimsə Çatılmaz',
  });
  await room.queue(id);
  const listed = await browser.get(`${court.origin}${list}`);
  const [, path = ''] = new RegExp(`href="([^"]+)">${number}`).exec(listed.body) ?? [];
  return { id, listed, one: await browser.get(`${court.origin}${path}`) };
}

describe('the page of undelivered notices', () => {
  it('shows a clerk what reached nobody and why, and leads to what to do', async () => {
    const { listed, one } = await openOne('B-001-2026-700001');
    for (const words of ['Kimsə Çatılmaz', 'Nə mobil nömrə, nə də e-poçt ünvanı məlumdur'])
      expect(textOf(listed.body)).toContain(words);
    expect(textOf(one.body)).toContain('Heç nə göndərilməyib');
    expect(one.body).toMatch(/href="\/courts\/binaqadi\/cases\/[0-9a-f-]{36}"/);
  });

  it('corrects the contacts in the case and sends the notice again, which is recorded', async () => {
    const { id, one } = await openOne('B-001-2026-700002');
    const done = await browser.submit(one, '/contacts', { mobile: '050 765 43 21', email: '' });
    expect(textOf(done.body)).toContain('Qeyd edildi');
    expect(done.body).not.toContain('B-001-2026-700002');
    expect(await deliveryStates(world, id)).toEqual(['portal available', 'sms queued']);
    const [contacts] = await ownerOf(world.test).query(contactsOf, [id]);
    expect(contacts).toEqual({
      mobile: '+994507654321',
      email: null,
      version: 2,
      history: 'contacts_changed',
    });
    const records = (await ownerOf(world.test).query(recordsOf, [id])).map(({ type }) => type);
    expect(records).toEqual(['notice.escalated', 'notice.sent_again', 'case.contacts_changed']);
    world.clock.at += 25 * 3_600_000;
    await room.check();
    await browser.get(`${court.origin}${list}`);
  });

  it('waits for a clerk who changes the contacts in the case at the same time', async () => {
    const { id, one } = await openOne('B-001-2026-700006');
    const owner = ownerOf(world.test);
    const done = await owner.transaction(async (tx) => {
      await tx.query(holdCase, [id]);
      const submitted = browser.submit(one, '/contacts', { mobile: '050 765 43 21', email: '' });
      await vi.waitUntil(async () => (await owner.query(isWaitedFor))[0]?.['isSo']);
      await tx.query(changeEmail, [id]);
      return { submitted };
    });
    expect(textOf((await done.submitted).body)).toContain('Qeyd edildi');
  });

  it('keeps what was typed and says what is wrong with it', async () => {
    const { one } = await openOne('B-001-2026-700003');
    const wrong = await browser.submit(one, '/contacts', { mobile: '12', email: 'kimsə' });
    expect(wrong.status).toBe(422);
    expect(wrong.body).toContain('value="12"');
    expect(textOf(wrong.body)).toContain('Mobil nömrəni +994 50 123 45 67 kimi yazın.');
    expect(textOf(wrong.body)).toContain('E-poçt ünvanını');
    const empty = await browser.submit(wrong, '/paper', { note: '  ' });
    expect(textOf(empty.body)).toContain('Kağızda necə çatdırıldığını yazın.');
  });

  it('notes a delivery on paper once; whoever comes second is told', async () => {
    const { id, one } = await openOne('B-001-2026-700004');
    const first = await browser.submit(one, '/paper', { note: 'Poçtla, 2 dekabr 2026' });
    expect(textOf(first.body)).toContain('Qeyd edildi');
    const second = await browser.submit(one, '/contacts', { mobile: '050 765 43 21', email: '' });
    expect(textOf(second.body)).toContain('artıq qərar verilib');
    expect(await deliveryStates(world, id)).toEqual(['portal available']);
  });

  it('shows nothing to a judge, nor to a clerk of another court', async () => {
    const { one } = await openOne('B-001-2026-700005');
    for (const actor of [courtActors.judge, courtActors.otherClerk, courtActors.citizen]) {
      court.actAs(actor);
      expect((await browser.request(`${court.origin}${list}`)).status).toBe(404);
      expect((await browser.request(one.url)).status).toBe(404);
    }
  });
});
