import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { statement } from '../../../src/db/index.ts';
import { createInbox, createMandates, ownNoticeRoutes } from '../../../src/notices/index.ts';
import { createCatalogue, type PortalPerson } from '../../../src/portal/index.ts';
import { createRecorder } from '../../../src/records/index.ts';
import { textOf } from '../../support/browser-session.ts';
import { createNoticeWorld, type NoticeWorld, type TestParty } from '../../support/notice-world.ts';
import { samplePorts } from '../../support/page-samples.ts';
import { openPage, type SampleSite, sendForm, startSampleSite } from '../../support/sample-site.ts';

const from = { address: '192.0.2.7', userAgent: 'test' };
const recordsOf = statement(
  'test.mandate_records',
  `select id::text, type, account_id as "accountId", facts from interaction_record
    where facts ->> 'mandate' = $1 order by id`,
);

/** Sessions of this database that wait for a row of another. */
const waiting = statement(
  'test.waiting',
  `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
);

let world: NoticeWorld;
let site: SampleSite;
let acting: PortalPerson | undefined;
let principal: PortalPerson;
let lawyer: PortalPerson;
let party: TestParty;
let number = 0;

beforeAll(async () => {
  world = await createNoticeWorld();
  const ports = samplePorts(createCatalogue(world.test.open()));
  const portal = {
    ...ports,
    session: async () => acting,
    unreadNotices: (one: PortalPerson) => world.inbox.countUnread(one),
  };
  site = await startSampleSite(ownNoticeRoutes(world.deps(portal)));
});
afterAll(async () => {
  await site?.close();
  await world?.stop();
});
beforeEach(async () => {
  number += 1;
  const tail = String(number).padStart(5, '0');
  principal = await world.person(`PA${tail}`, 'Günel Sahibova');
  lawyer = await world.person(`VK${tail}`, 'Rauf Vəkilov');
  party = await world.party(principal.personalCode);
  acting = principal;
});

const actor = (person: PortalPerson) => ({ ...person, ...from });
/** A second after the one before: lists are in the order of time. */
const give = (code = lawyer.personalCode, caseId?: string) => {
  world.clock.at += 1000;
  return world.mandates.give(actor(principal), { typedCode: code, caseId });
};
const newest = async (person: PortalPerson) => (await world.mandates.list(person))[0];
/** Given and accepted; its id. */
async function mandate(caseId?: string): Promise<string> {
  expect(await give(lawyer.personalCode, caseId)).toBe('done');
  const id = (await newest(lawyer))?.mandateId ?? '';
  expect(await world.mandates.accept(actor(lawyer), id)).toBe('done');
  return id;
}
const listOf = async (person: PortalPerson) =>
  (await world.inbox.page(person, { limit: 25 })).notices.map(({ noticeId }) => noticeId);

describe('a mandate', () => {
  it('opens nothing before it is accepted, all notices then, and nothing from the moment it ends', async () => {
    const noticeId = await world.notice(party);
    expect(await give()).toBe('done');
    expect(await world.mandates.countOffers(lawyer)).toBe(1);
    expect(await listOf(lawyer)).toEqual([]);
    expect(await world.inbox.open(lawyer, noticeId, from)).toBe(false);
    const id = (await newest(lawyer))?.mandateId ?? '';
    expect(await world.mandates.accept(actor(lawyer), id)).toBe('done');
    const later = await world.notice(await world.party(principal.personalCode));
    expect(await listOf(lawyer)).toEqual([later, noticeId]);
    expect(await world.inbox.open(lawyer, noticeId, from)).toBe(true);
    expect(await world.mandates.end(actor(principal), id)).toBe('done');
    expect(await listOf(lawyer)).toEqual([]);
    expect(await world.inbox.find(lawyer, noticeId)).toBeUndefined();
    expect(await world.inbox.open(lawyer, later, from)).toBe(false);
    expect(await world.mandates.accept(actor(lawyer), id)).toBe('unknown');
  });

  it('may be for one case, which must be one of the principal’s', async () => {
    const elsewhere = await world.party(principal.personalCode);
    const strange = await world.party('ZZ00001');
    expect(await give(lawyer.personalCode, strange.caseId)).toBe('case');
    const [here] = [await world.notice(party), await world.notice(elsewhere)];
    await mandate(party.caseId);
    expect(await listOf(lawyer)).toEqual([here]);
    // Both mandates together show a notice once.
    await mandate();
    expect(await listOf(lawyer)).toHaveLength(2);
    expect(await world.inbox.countUnread(lawyer)).toBe(2);
  });

  it('is offered for no case of which the court has told nothing yet (decision 0005)', async () => {
    await world.notice(party, { state: 'prepared' });
    expect(await world.mandates.cases(principal)).toEqual([]);
    expect(await give(lawyer.personalCode, party.caseId)).toBe('case');
    await world.notice(party);
    expect(await world.mandates.cases(principal)).toMatchObject([{ caseId: party.caseId }]);
    expect(await give(lawyer.personalCode, party.caseId)).toBe('done');
  });

  it('is ended, declined and taken back by either side and by nobody else, once', async () => {
    const stranger = await world.person(`ST${String(number).padStart(5, '0')}`);
    for (const ending of [principal, lawyer]) {
      const id = await mandate();
      expect(await world.mandates.end(actor(stranger), id)).toBe('unknown');
      expect(await world.mandates.end(actor(ending), id)).toBe('done');
      expect(await world.mandates.end(actor(ending), id)).toBe('unknown');
      const ended = (await world.mandates.list(principal)).find(({ mandateId }) => mandateId === id);
      expect(ended?.ended?.by).toBe(ending === principal ? 'principal' : 'representative');
    }
    await give();
    const id = (await newest(lawyer))?.mandateId ?? '';
    expect(await world.mandates.accept(actor(principal), id)).toBe('unknown');
    expect(await world.mandates.accept(actor(stranger), id)).toBe('unknown');
    expect(await world.mandates.end(actor(lawyer), id)).toBe('done');
    const history = await world.mandates.list(principal);
    expect(history).toHaveLength(3);
    expect(history.every(({ ended }) => ended)).toBe(true);
  });

  it('is recorded in every step with digests in the place of codes', async () => {
    await world.notice(party);
    const id = await mandate(party.caseId);
    await world.mandates.end(actor(lawyer), id);
    const records = await world.owner.query(recordsOf, [id]);
    expect(records.map(({ type, accountId }) => [type, accountId])).toEqual([
      ['mandate.given', principal.accountId],
      ['mandate.accepted', lawyer.accountId],
      ['mandate.ended', lawyer.accountId],
    ]);
    expect(records[0]?.['facts']).toMatchObject({
      address: from.address,
      subject: world.subjectOf(principal.personalCode),
      representative: world.subjectOf(lawyer.personalCode),
      case: party.caseId,
      side: 'principal',
    });
    // Where the representative was is not the principal's to know.
    expect(JSON.stringify(records.slice(1))).not.toContain(from.address);
    expect(JSON.stringify(records)).not.toMatch(
      new RegExp(`${principal.personalCode}|${lawyer.personalCode}`),
    );
  });

  it('marks a representative’s reading as such; the principal sees it with its record, and reads for themselves', async () => {
    const noticeId = await world.notice(party);
    const id = await mandate();
    await world.inbox.open(lawyer, noticeId, from);
    const records = await world.owner.query(recordsOf, [id]);
    const read = records.find(({ type }) => type === 'notice.read');
    expect(JSON.stringify(read)).not.toContain(from.address);
    expect(read?.['facts']).toMatchObject({
      as: 'representative',
      subject: world.subjectOf(principal.personalCode),
    });
    const seen = await world.inbox.find(principal, noticeId);
    expect(seen).toMatchObject({
      readAt: undefined,
      readings: [{ byReader: false, as: 'representative', name: 'Rauf Vəkilov' }],
    });
    expect(await world.inbox.countUnread(principal)).toBe(1);
    const recordId = String(read?.['id']);
    const subject = world.subjectOf(principal.personalCode);
    expect(await world.records.documentOf(principal.accountId, recordId, [subject])).toContain(noticeId);
    await world.inbox.open(principal, noticeId, from);
    expect((await world.inbox.find(principal, noticeId))?.readings).toHaveLength(2);
    expect((await world.inbox.find(lawyer, noticeId))?.readings).toMatchObject([{ byReader: true }]);
  });

  it('is ended behind a reading that began before, and the record of its end stands behind that of the reading', async () => {
    const noticeId = await world.notice(party);
    const id = await mandate();
    const recorder = createRecorder({ clock: world.clock });
    let ending: Promise<unknown> | undefined;
    const inbox = createInbox({
      db: world.test.open(),
      clock: world.clock,
      subjectOf: world.subjectOf,
      recorder: {
        ...recorder,
        // The reading is written, and not committed: now the principal ends the mandate.
        async recordAll(tx, events) {
          ending ??= world.mandates.end(actor(principal), id);
          await expect.poll(async () => (await world.owner.query(waiting)).length).toBe(1);
          return recorder.recordAll(tx, events);
        },
      },
    });
    expect(await inbox.open(lawyer, noticeId, from)).toBe(true);
    expect(await ending).toBe('done');
    const types = (await world.owner.query(recordsOf, [id])).map(({ type }) => type);
    expect(types.slice(-2)).toEqual(['notice.read', 'mandate.ended']);
    expect(await world.inbox.find(lawyer, noticeId)).toBeUndefined();
  });

  it('opens nothing to a reading that waits while it is ended', async () => {
    const noticeId = await world.notice(party);
    const id = await mandate();
    const recorder = createRecorder({ clock: world.clock });
    let reading: Promise<unknown> | undefined;
    const mandates = createMandates({
      db: world.test.open(),
      clock: world.clock,
      subjectOf: world.subjectOf,
      newId: randomUUID,
      recorder: {
        async record(tx, event) {
          reading ??= world.inbox.open(lawyer, noticeId, from);
          await expect.poll(async () => (await world.owner.query(waiting)).length).toBe(1);
          return recorder.record(tx, event);
        },
      },
    });
    expect(await mandates.end(actor(principal), id)).toBe('done');
    expect(await reading).toBe(false);
    const types = (await world.owner.query(recordsOf, [id])).map(({ type }) => type);
    expect(types.at(-1)).toBe('mandate.ended');
  });

  it('tells nobody whether a code has an account', async () => {
    const unknown = `UN${String(number).padStart(5, '0')}`;
    world.statements();
    expect(await give(unknown)).toBe('done');
    const without = world.statements();
    expect(await give(lawyer.personalCode)).toBe('done');
    expect(world.statements()).toEqual(without);
    const shown = (await world.mandates.list(principal)).map(({ otherName, acceptedAt }) => [
      otherName,
      acceptedAt,
    ]);
    expect(shown).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });

  it('is refused for oneself, a code that is none, one that is there, and beyond the bound', async () => {
    expect(await give(principal.personalCode)).toBe('self');
    expect(await give('IOIOIOI')).toBe('code');
    expect(await give(lawyer.personalCode.toLowerCase())).toBe('done');
    expect(await give()).toBe('present');
    const codes = Array.from({ length: 25 }, (_, at) => `MN${String(number * 100 + at).padStart(5, '0')}`);
    const outcomes = await Promise.all(codes.map((code) => give(code)));
    expect(outcomes.filter((one) => one === 'done')).toHaveLength(19);
    expect(outcomes.filter((one) => one === 'too_many')).toHaveLength(6);
  });

  it('is given and accepted on a page with more than a password, and ended with any sign-in', async () => {
    const send = (action: string, fields: Record<string, string>) =>
      sendForm(site, { from: '/me/notices/mandates', action: `/me/notices/mandates/${action}`, fields });
    acting = { ...principal, level: 'low' };
    expect(textOf(await (await openPage(site, '/me/notices/mandates')).text())).toContain(
      'parol kifayət deyil',
    );
    expect((await openPage(site, '/me/notices')).status).toBe(200);
    acting = principal;
    const wrong = await send('give', { code: 'x', scope: 'all' });
    expect(wrong.status).toBe(422);
    expect(textOf(await wrong.text())).toContain('FİN düzgün deyil');
    expect(
      (await send('give', { code: lawyer.personalCode, scope: 'all' })).headers.get('location'),
    ).toContain('news=given');
    const id = (await newest(lawyer))?.mandateId ?? '';
    acting = { ...lawyer, level: 'low' };
    expect((await send('accept', { mandate: id })).headers.get('location')).toBe('/me/notices/mandates');
    expect((await newest(lawyer))?.acceptedAt).toBeUndefined();
    acting = lawyer;
    expect(textOf(await (await openPage(site, '/me/notices')).text())).toContain('oxumaq təklif olunur');
    expect((await send('accept', { mandate: id })).headers.get('location')).toContain('news=accepted');
    acting = { ...lawyer, level: 'low' };
    expect((await send('end', { mandate: id })).headers.get('location')).toContain('news=ended');
    expect((await send('end', { mandate: id })).headers.get('location')).toContain('news=gone');
  });
});
