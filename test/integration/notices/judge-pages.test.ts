import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { statement } from '../../../src/db/index.ts';
import { formatDate } from '../../../src/messages/index.ts';
import { type BrowserSession, createBrowserSession, textOf } from '../../support/browser-session.ts';
import {
  courtActors,
  courtHours,
  courtOrigin,
  type CourtServer,
  serveCourt,
} from '../../support/court-world.ts';
import { type NoticesWorld, startNoticesWorld, type WorldJudge } from '../../support/notices-world.ts';
import { createShiftedClock } from '../../support/test-clock.ts';

const clock = createShiftedClock();
let world: NoticesWorld;
let judge: WorldJudge;
let court: CourtServer;
let browser: BrowserSession;

beforeAll(async () => {
  world = await startNoticesWorld(clock);
  judge = await world.addJudge();
  const { documents, issuing, signings } = world;
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
beforeEach(() => {
  browser = createBrowserSession();
  court.actAs(actorOf(judge));
});

const actorOf = ({ person }: WorldJudge) => ({ ...person, method: 'card' as const, level: 'high' as const });
const at = (path: string) => `${court.origin}/courts/binaqadi${path}`;

describe('a judge’s pages', () => {
  it('are for a judge with the card alone', async () => {
    for (const path of ['/my-cases', '/notices/unsigned']) {
      court.actAs(courtActors.clerk);
      expect((await browser.request(at(path))).status).toBe(404);
      court.actAs({ ...actorOf(judge), method: 'mobile' });
      expect((await browser.request(at(path))).status).toBe(403);
      court.actAs({ ...actorOf(judge), level: 'substantial' });
      expect((await browser.request(at(path))).headers.get('location')).toContain('level=high');
    }
  });

  it('show another judge’s case and notices to nobody', async () => {
    const caseId = await world.addCase(judge);
    const [noticeId] = await world.prepare(judge, caseId);
    const paths = [`/my-cases/${caseId}`, `/my-cases/${caseId}/notices/new`, `/notice-files/${noticeId}`];
    for (const path of paths) expect((await browser.request(at(path))).status).toBe(200);
    court.actAs(actorOf(await world.addJudge('Leyla Hakim')));
    for (const path of paths) expect((await browser.request(at(path))).status).toBe(404);
  });

  it('list the newest case first, and page by key', async () => {
    const busy = await world.addJudge('Çox işli Hakim');
    const ids: string[] = [];
    for (let count = 0; count < 21; count += 1) ids.push(await world.addCase(busy));
    court.actAs(actorOf(busy));
    const first = await browser.get(at('/my-cases'));
    expect(first.body.indexOf(ids[20] ?? '-')).toBeLessThan(first.body.indexOf(ids[19] ?? '-'));
    expect(first.body).not.toContain(ids[0]);
    expect((await browser.follow(first, '/courts/binaqadi/my-cases?before=')).body).toContain(ids[0]);
  });

  it('refuse a hearing in the past with the reason, and keep what was typed', async () => {
    const caseId = await world.addCase(judge);
    const form = await browser.get(at(`/my-cases/${caseId}/notices/new`));
    const { action, fields } = form.forms.find((one) => one.action.endsWith('/notices')) ?? never();
    const detail = await world.issuing.caseOf(judge, caseId);
    const body = new URLSearchParams({
      ...fields,
      kind: 'summons',
      text: 'Sənədləri gətirin',
      date: '2020-01-06',
    });
    for (const [name, value] of Object.entries(await chosenIn(caseId))) body.set(name, value);
    for (const one of detail?.participants ?? []) body.append('participant', one.participantId);
    body.delete('minutes');
    const answer = await browser.request(new URL(action, court.origin), {
      method: 'POST',
      body,
    });
    expect(answer.status).toBe(422);
    expect(textOf(answer.body)).toContain('İclasın vaxtı artıq keçib');
    expect(answer.body).toContain('Sənədləri gətirin');
  });

  it('lead back to the form where the session ended before it was sent', async () => {
    const path = `/my-cases/${await world.addCase(judge)}/notices/new`;
    const form = await browser.get(at(path));
    const { action, fields } = form.forms.find((one) => one.action.endsWith('/notices')) ?? never();
    court.actAs(undefined);
    const body = new URLSearchParams({ ...fields, kind: 'summons', text: '' });
    const answer = await browser.request(new URL(action, court.origin), { method: 'POST', body });
    expect(new URLSearchParams(answer.headers.get('location')?.split('?')[1]).get('to')).toBe(
      `/courts/binaqadi${path}`,
    );
  });

  it('offer the next free times where another was faster, and choose the first of them', async () => {
    const [one, two] = [await world.addCase(judge), await world.addCase(judge)];
    const form = await browser.get(at(`/my-cases/${one}/notices/new`));
    const order = await world.orderFor(judge, two);
    await world.prepare(judge, two);
    const { action, fields } = form.forms.find((each) => each.action.endsWith('/notices')) ?? never();
    const body = new URLSearchParams({
      ...fields,
      kind: 'summons',
      text: '',
      date: order.date,
      time: order.time,
      minutes: '60',
      room: order.roomId,
    });
    const detail = await world.issuing.caseOf(judge, one);
    body.delete('participant');
    for (const each of detail?.participants ?? []) body.append('participant', each.participantId);
    const answer = await browser.request(new URL(action, court.origin), {
      method: 'POST',
      body,
    });
    expect(answer.status).toBe(409);
    expect(textOf(answer.body)).toContain('Formada birincisi seçilib');
    const next = await world.orderFor(judge, one);
    expect(answer.body).toContain(`<option value="${next.time}" selected>`);
  });

  it('tell of a notice who read it and when, what reached nobody, and lead to the register and the recusal', async () => {
    const caseId = await world.addCase(judge);
    const ids = await world.prepare(judge, caseId);
    await world.sign(judge, ids);
    const owner = world.documents.database.owner();
    const read = statement(
      'test.read_by_two',
      `with m as (
         insert into notice_mandate (mandate_id, principal_code, representative_code, given_at)
         values (gen_random_uuid(), '7ABC123', '6CTZ006', now()) returning mandate_id)
       insert into notice_reading (notice_id, reader_code, mandate_id, read_at)
       select $1::uuid, '7ABC123', null::uuid, '2026-12-01T06:05:00Z'::timestamptz union all
       select $1::uuid, '6CTZ006', m.mandate_id, '2026-12-02T06:05:00Z' from m`,
    );
    const escalate = statement(
      'test.escalate',
      `insert into notice_escalation (escalation_id, notice_id, court_id, reason, opened_at)
       values (gen_random_uuid(), $1, 'binaqadi', 'not_reached', now())`,
    );
    const mail = statement(
      'test.mail_taken',
      `insert into notice_delivery (delivery_id, notice_id, channel, recipient, state, created_at, changed_at)
       values (gen_random_uuid(), $1, 'email', 'a@example.az', 'sent', now(), now())`,
    );
    await owner.query(mail, [ids[0]]);
    await owner.query(read, [ids[0]]);
    await owner.query(escalate, [ids[1]]);
    const page = await browser.get(at(`/my-cases/${caseId}`));
    const text = textOf(page.body);
    expect(text).toMatch(/İştirakçı oxuyub\s*1 dekabr 2026, 10:05\s*Nümayəndə oxuyub\s*2 dekabr 2026, 10:05/);
    expect(text).toContain('Çatmayıb');
    expect(text).toContain('poçt serveri qəbul edib');
    expect(textOf((await browser.get(at('/my-cases'))).body)).toContain('Çatmayıb: 1');
    for (const path of ['lookup', 'judge']) expect(page.body).toContain(`/cases/${caseId}/${path}"`);
  });

  it('refuse to sign nothing, too many, and what is not there', async () => {
    const page = await browser.get(at('/my-cases'));
    expect(page.status).toBe(200);
    const accountId = judge.accountId;
    const begin = (ids: readonly string[]) => world.issuing.beginSigning({ ...judge, accountId }, ids);
    expect(await begin([])).toMatchObject({ code: 'notice.none_chosen' });
    expect(await begin(Array.from({ length: 11 }, (_, index) => String(index)))).toMatchObject({
      code: 'notice.too_many',
    });
    expect(await begin(['x'])).toMatchObject({ code: 'notice.not_prepared' });
  });

  it('offer the times that a former judge booked to be given up, and then to be postponed', async () => {
    const leaving = await world.addJudge('Gedən Hakim');
    const caseId = await world.addCase(leaving);
    await world.sign(leaving, await world.prepare(leaving, caseId));
    const owner = world.documents.database.owner();
    await owner.query(
      statement('test.give_case_on', 'update court_case set judge_id = $2 where case_id = $1'),
      [caseId, judge.member.staffId],
    );
    const own = await browser.get(at(`/my-cases/${caseId}`));
    expect(textOf(own.body)).toContain('Gedən Hakim təyin edib');
    const hearings = `/courts/binaqadi/cases/${caseId}/hearings`;
    const page = await browser.follow(own, hearings);
    court.actAs(courtActors.clerk);
    expect((await browser.get(at(`/cases/${caseId}/hearings`))).body).not.toContain('give-up');
    court.actAs(actorOf(leaving));
    expect((await browser.request(at(`/cases/${caseId}/hearings`))).status).toBe(404);
    court.actAs(courtActors.chair);
    expect((await browser.get(at(`/cases/${caseId}/hearings`))).body).toContain('give-up');
    court.actAs(actorOf(judge));
    const given = await browser.submit(page, `${hearings}/give-up`);
    expect(textOf(given.body)).toContain('Vaxt boşaldı');
    expect(textOf((await browser.submit(page, `${hearings}/give-up`)).body)).toContain('Vaxt boşaldılmadı');
    const form = await browser.get(at(`/my-cases/${caseId}/notices/new`));
    expect(textOf(form.body)).toContain('(vaxtından imtina edilib)');
  });

  it('name the last day that can be booked, and refuse a later one with it', async () => {
    const caseId = await world.addCase(judge);
    const form = await browser.get(at(`/my-cases/${caseId}/notices/new`));
    const [, last = ''] = / max="(\d{4}-\d\d-\d\d)"/.exec(form.body) ?? [];
    const detail = await world.issuing.caseOf(judge, caseId);
    const { action, fields } = form.forms.find((one) => one.action.endsWith('/notices')) ?? never();
    const body = new URLSearchParams({ ...fields, kind: 'summons', text: '', date: '2036-01-07' });
    for (const [name, value] of Object.entries({ ...(await chosenIn(caseId)), minutes: '60' }))
      body.set(name, value);
    for (const one of detail?.participants ?? []) body.append('participant', one.participantId);
    const answer = await browser.request(new URL(action, court.origin), { method: 'POST', body });
    expect(answer.status).toBe(422);
    expect(textOf(answer.body)).toContain(`ən geci ${formatDate(new Date(`${last}T00:00:00+04:00`), 'az')}`);
  });

  it('show the calendar of a room to a clerk too', async () => {
    const caseId = await world.addCase(judge);
    await world.prepare(judge, caseId);
    const [hearing] = (await world.issuing.caseOf(judge, caseId))?.hearings ?? [];
    const week = new Date((hearing?.startsAt.getTime() ?? 0) + 4 * 3_600_000).toISOString().slice(0, 10);
    court.actAs(courtActors.clerk);
    const page = await browser.get(at(`/calendar?of=room:${hearing?.roomId}&week=${week}`));
    expect(textOf(page.body)).toContain(hearing?.caseNumber ?? 'no number');
    expect((await browser.request(at('/calendar?of=room:nothing'))).status).toBe(400);
  });
});

/** Room and time as the form proposes them. */
async function chosenIn(caseId: string): Promise<Readonly<Record<string, string>>> {
  const { roomId, time } = await world.orderFor(judge, caseId);
  return { room: roomId, time };
}

describe('the transaction that sends notices', () => {
  it('takes as many round trips for ten notices as for one', async () => {
    const trips: (readonly string[])[] = [];
    for (const count of [1, 10]) {
      const people = Array.from({ length: count }, (_, index) => ({
        name: `Şəxs ${index}`,
        code: `7ABC1${index}0`,
      }));
      const ids = await world.prepare(judge, await world.addCase(judge, people));
      world.documents.statements.length = 0;
      expect(await world.sign(judge, ids)).toBe('signed');
      const sent = world.documents.statements;
      trips.push(sent.slice(sent.indexOf('document.lock_to_sign'), sent.indexOf('document_signing.end')));
    }
    expect(trips[1]).toEqual(trips[0]);
    expect(trips[0]).toEqual([
      'document.lock_to_sign',
      'notice.hold_cases',
      'notice.lock_to_send',
      'notice.send',
      'record.insert_all',
      'test.insert_delivery',
      'document.sign',
      'record.insert_all',
      'known_signer_certificate.keep',
      'commit',
    ]);
  });

  it('never leaves a notice without a delivery or a record', async () => {
    const odd = statement(
      'test.odd_notices',
      `select notice_id from notice n where (state = 'sent') <> exists
         (select from notice_delivery d where d.notice_id = n.notice_id)`,
    );
    expect(await world.documents.database.owner().query(odd)).toEqual([]);
  });
});

function never(): never {
  throw new Error('it is not there');
}
