import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { statement } from '../../../src/db/index.ts';
import { ownNoticeRoutes } from '../../../src/notices/index.ts';
import { createCatalogue, type PortalPerson } from '../../../src/portal/index.ts';
import { textOf } from '../../support/browser-session.ts';
import { createNoticeWorld, type NoticeWorld, type TestParty } from '../../support/notice-world.ts';
import { samplePorts } from '../../support/page-samples.ts';
import { openPage, type SampleSite, sendForm, startSampleSite } from '../../support/sample-site.ts';

const from = { address: '192.0.2.7', userAgent: 'test' };
const hour = 3_600_000;
const organisationsPath = '/me/notices/organisations';
const recordsOf = statement(
  'test.organisation_records',
  `select id::text, type, account_id as "accountId", facts from interaction_record
    where facts ->> 'organisation' = $1 order by id`,
);

let world: NoticeWorld;
let site: SampleSite;
let acting: PortalPerson | undefined;
let head: PortalPerson;
let lawyer: PortalPerson;
let stranger: PortalPerson;
let party: TestParty;
let taxNumber: string;
let number = 0;

beforeAll(async () => {
  world = await createNoticeWorld();
  const ports = samplePorts(createCatalogue(world.test.open()));
  const portal = {
    ...ports,
    session: async () => acting,
    signInUrl: (to: string, level = 'low') => `/sign-in?${new URLSearchParams({ to, level }).toString()}`,
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
  taxNumber = `14000${tail}`;
  head = await world.person(`RH${tail}`, 'Kamran Rəhbərov');
  lawyer = await world.person(`VK${tail}`, 'Rauf Vəkilov');
  stranger = await world.person(`ST${tail}`, 'Yad Şəxs');
  party = await world.party(taxNumber, { kind: 'organisation' });
  world.register.setHead(taxNumber, head.personalCode);
  world.register.isAway = false;
  world.register.asked.length = 0;
  acting = head;
});

const actor = (person: PortalPerson) => ({ ...person, ...from });
/** The representation, which the register has just confirmed. */
async function claimed(person = head): Promise<string> {
  const outcome = await world.representations.claim(person, taxNumber);
  if (outcome.kind !== 'confirmed') throw new Error(outcome.kind);
  return outcome.representationId;
}
const listOf = async (person: PortalPerson, representationId?: string) =>
  (await world.inbox.page(person, { limit: 25, representationId })).notices.map(({ noticeId }) => noticeId);
const records = async (type: string) =>
  (await world.owner.query(recordsOf, [taxNumber])).filter((one) => one['type'] === type);
/** Given for the organisation and accepted. */
async function mandate(representationId: string, caseId?: string): Promise<string> {
  const order = { typedCode: lawyer.personalCode, caseId, representationId };
  expect(await world.mandates.give(actor(head), order)).toBe('done');
  const [offer] = await world.mandates.list(lawyer);
  expect(await world.mandates.accept(actor(lawyer), offer?.mandateId ?? '')).toBe('done');
  return offer?.mandateId ?? '';
}
const send = (action: string, fields: Record<string, string>) =>
  sendForm(site, { from: organisationsPath, action: `${organisationsPath}/${action}`, fields });
const pageOf = async (path: string) => {
  const answer = await openPage(site, path);
  const location = answer.headers.get('location');
  return { status: answer.status, location, text: textOf(await answer.text()) };
};

describe('the notices of an organisation', () => {
  it('are read by whoever the register says represents it, and by nobody else', async () => {
    const noticeId = await world.notice(party);
    expect(await world.inbox.find(head, noticeId)).toBeUndefined();
    expect(await world.inbox.open(head, noticeId, from)).toBe(false);
    const representationId = await claimed();
    expect(await listOf(head, representationId)).toEqual([noticeId]);
    expect(await world.inbox.countUnread(head, representationId)).toBe(1);
    expect(await listOf(head)).toEqual([]);
    expect(await world.inbox.countUnread(head)).toBe(0);
    expect(await world.inbox.open(head, noticeId, from)).toBe(true);
    expect(await world.inbox.find(head, noticeId)).toMatchObject({
      representationId,
      mandateId: undefined,
      readings: [{ byReader: true, as: 'head', name: 'Kamran Rəhbərov' }],
    });
    expect(await world.representations.claim(stranger, taxNumber)).toEqual({ kind: 'not' });
    expect(await listOf(stranger, representationId)).toEqual([]);
    expect(await world.inbox.find(stranger, noticeId)).toBeUndefined();
    expect(await world.inbox.open(stranger, noticeId, from)).toBe(false);
  });

  it('are asked for with the person, purpose and our record, before anything is shown', async () => {
    const representationId = await claimed();
    const [asked] = world.register.asked;
    expect(asked).toMatchObject({ taxNumber, personalCode: head.personalCode, asker: head.name });
    const [question] = await records('representation.asked');
    const [answer] = await records('representation.confirmed');
    expect(question).toMatchObject({
      accountId: head.accountId,
      facts: { lookup: asked?.lookup, subject: world.subjectOf(head.personalCode) },
    });
    expect(answer?.['facts']).toMatchObject({ lookup: asked?.lookup, representation: representationId });
    expect(JSON.stringify([question, answer])).not.toContain(head.personalCode);
  });

  it('are recorded as read with person and organisation, and without where that was', async () => {
    const noticeId = await world.notice(party);
    const representationId = await claimed();
    await world.inbox.open(head, noticeId, from);
    const [read] = await records('notice.read');
    expect(read).toMatchObject({
      accountId: head.accountId,
      facts: { notice: noticeId, as: 'head', organisation: taxNumber, representation: representationId },
    });
    expect(JSON.stringify(read)).not.toContain(from.address);
    expect(read?.['facts']).toMatchObject({ subject: world.subjectOf(taxNumber) });
  });

  it('may be read for four hours by what the register said, and then only after it was asked again', async () => {
    const noticeId = await world.notice(party);
    const representationId = await claimed();
    world.clock.at += 4 * hour - 1000;
    expect(await listOf(head, representationId)).toEqual([noticeId]);
    world.clock.at += 1000;
    expect(await listOf(head, representationId)).toEqual([]);
    expect(await world.inbox.find(head, noticeId)).toBeUndefined();
    expect(await world.inbox.open(head, noticeId, from)).toBe(false);
    expect(await world.representations.confirm(head, representationId)).toMatchObject({ kind: 'confirmed' });
    expect(await world.inbox.open(head, noticeId, from)).toBe(true);
  });

  it('may be read for as many hours as are set', async () => {
    const noticeId = await world.notice(party);
    world.register.setHead(taxNumber, head.personalCode);
    const outcome = await world.representationsBelieved(1).claim(head, taxNumber);
    if (outcome.kind !== 'confirmed') throw new Error(outcome.kind);
    world.clock.at += hour - 1000;
    expect(await listOf(head, outcome.representationId)).toEqual([noticeId]);
    world.clock.at += 1000;
    expect(await listOf(head, outcome.representationId)).toEqual([]);
  });

  it('are closed at once when the register names another head, whose they are then', async () => {
    const noticeId = await world.notice(party);
    const representationId = await claimed();
    world.register.setHead(taxNumber, stranger.personalCode);
    world.clock.at += 1000;
    expect(await world.representations.confirm(head, representationId)).toEqual({ kind: 'not' });
    expect(await world.inbox.open(head, noticeId, from)).toBe(false);
    expect(await world.representations.list(head)).toEqual([]);
    expect(await records('representation.ended')).toHaveLength(1);
    const next = await claimed(stranger);
    expect(next).not.toBe(representationId);
    expect(await world.inbox.open(stranger, noticeId, from)).toBe(true);
  });

  it('stay readable while the register is away, until what it said has run out', async () => {
    const noticeId = await world.notice(party);
    const representationId = await claimed();
    world.register.isAway = true;
    world.clock.at += hour;
    expect(await world.representations.confirm(head, representationId)).toMatchObject({
      kind: 'unanswered',
      believed: { representationId },
    });
    expect(await world.inbox.open(head, noticeId, from)).toBe(true);
    world.clock.at += 3 * hour;
    expect(await world.representations.confirm(head, representationId)).toEqual({
      kind: 'unanswered',
      believed: undefined,
    });
    expect(await world.inbox.find(head, noticeId)).toBeUndefined();
    expect(await world.representations.claim(stranger, taxNumber)).toMatchObject({ believed: undefined });
  });

  it('are asked for at most twenty times an hour by a person', async () => {
    for (let at = 0; at < 20; at += 1)
      expect(await world.representations.claim(stranger, taxNumber)).toEqual({ kind: 'not' });
    expect(await world.representations.claim(stranger, taxNumber)).toEqual({ kind: 'too_many' });
    expect(world.register.asked).toHaveLength(20);
    world.clock.at += hour;
    expect(await world.representations.claim(stranger, taxNumber)).toEqual({ kind: 'not' });
  });
});

describe('a mandate of an organisation', () => {
  it('lets another read its notices, recorded as such, and gives no further mandates', async () => {
    const noticeId = await world.notice(party);
    const representationId = await claimed();
    await mandate(representationId);
    expect(await listOf(lawyer)).toEqual([]);
    expect(await listOf(lawyer, representationId)).toEqual([noticeId]);
    expect(await world.inbox.open(lawyer, noticeId, from)).toBe(true);
    const [read] = await records('notice.read');
    expect(read?.['facts']).toMatchObject({ as: 'representative', organisation: taxNumber });
    expect((await world.inbox.find(head, noticeId))?.readings).toMatchObject([
      { as: 'representative', name: 'Rauf Vəkilov' },
    ]);
    const order = { typedCode: stranger.personalCode, caseId: undefined, representationId };
    expect(await world.mandates.give(actor(lawyer), order)).toBe('not_head');
    expect(await world.mandates.give(actor(stranger), order)).toBe('self');
  });

  it('may be for one case, of which the organisation was told', async () => {
    const noticeId = await world.notice(party);
    const elsewhere = await world.party(taxNumber, { kind: 'organisation' });
    const representationId = await claimed();
    const order = { typedCode: lawyer.personalCode, caseId: elsewhere.caseId, representationId };
    expect(await world.mandates.give(actor(head), order)).toBe('case');
    await world.notice(elsewhere);
    await mandate(representationId, party.caseId);
    expect(await listOf(lawyer, representationId)).toEqual([noticeId]);
  });

  it('holds no longer than what the register said of the head; the representative may ask it again', async () => {
    const noticeId = await world.notice(party);
    const representationId = await claimed();
    await mandate(representationId);
    world.clock.at += 4 * hour;
    expect(await world.inbox.open(lawyer, noticeId, from)).toBe(false);
    expect(await world.representations.list(lawyer)).toMatchObject([
      { representationId, side: 'representative', isBelieved: false },
    ]);
    world.register.asked.length = 0;
    expect(await world.representations.confirm(lawyer, representationId)).toMatchObject({
      kind: 'confirmed',
    });
    expect(world.register.asked).toMatchObject([{ personalCode: head.personalCode, asker: lawyer.name }]);
    expect(await world.inbox.open(lawyer, noticeId, from)).toBe(true);
  });

  it('ends with its record when the register names another head', async () => {
    const noticeId = await world.notice(party);
    const representationId = await claimed();
    const mandateId = await mandate(representationId);
    world.register.setHead(taxNumber, stranger.personalCode);
    world.clock.at += 4 * hour;
    expect(await world.representations.confirm(lawyer, representationId)).toEqual({ kind: 'not' });
    expect(await world.inbox.open(lawyer, noticeId, from)).toBe(false);
    const [ended] = await records('mandate.ended');
    expect(ended?.['facts']).toMatchObject({ mandate: mandateId, side: 'register' });
    expect((await world.mandates.list(lawyer))[0]?.ended?.by).toBe('register');
    // A later head has to give it anew.
    await claimed(stranger);
    expect(await world.inbox.open(lawyer, noticeId, from)).toBe(false);
  });

  it('is ended by the head and by the representative, and by no stranger', async () => {
    const representationId = await claimed();
    for (const ending of [head, lawyer]) {
      const id = await mandate(representationId);
      expect(await world.mandates.end(actor(stranger), id)).toBe('unknown');
      expect(await world.mandates.end(actor(ending), id)).toBe('done');
      expect(await listOf(lawyer, representationId)).toEqual([]);
    }
  });
});

describe('the pages for organisations', () => {
  it('lead from a notice’s address over the register to the notice, and tell a stranger nothing', async () => {
    const noticeId = await world.notice(party);
    acting = stranger;
    const unknown = await pageOf(`/me/notices/${noticeId}`);
    const none = await pageOf('/me/notices/00000000-0000-4000-8000-000000000000');
    expect(unknown.status).toBe(404);
    expect(unknown.text).toBe(none.text);
    const refused = await send('claim', { voen: taxNumber, notice: noticeId });
    expect(refused.status).toBe(422);
    const text = textOf(await refused.text());
    expect(text).toContain('Reyestrə görə siz bu təşkilatı təmsil etmirsiniz');
    const other = await send('claim', { voen: '1499999999', notice: noticeId });
    expect(textOf(await other.text()).replaceAll('1499999999', taxNumber)).toBe(text);
    acting = head;
    const found = await send('claim', { voen: ` ${taxNumber} `, notice: noticeId });
    expect(found.headers.get('location')).toBe(`/me/notices/${noticeId}`);
    expect((await pageOf(`/me/notices/${noticeId}`)).text).toContain('təşkilatın rəhbəri kimi');
    world.clock.at += 4 * hour;
    expect(await pageOf(`/me/notices/${noticeId}`)).toMatchObject({
      status: 303,
      location: `${organisationsPath}?notice=${noticeId}`,
    });
    const representationId = (await world.representations.list(head))[0]?.representationId ?? '';
    const again = await send('confirm', { representation: representationId, notice: noticeId });
    expect(again.headers.get('location')).toBe(`/me/notices/${noticeId}`);
  });

  it('say what went wrong, and until when what the register said holds', async () => {
    const wrong = await send('claim', { voen: '12' });
    expect(wrong.status).toBe(422);
    expect(textOf(await wrong.text())).toContain('VÖEN düzgün deyil');
    const representationId = await claimed();
    world.register.isAway = true;
    const away = await send('confirm', { representation: representationId });
    expect(away.status).toBe(503);
    expect(textOf(await away.text())).toMatch(/cavabı .* tarixinə qədər qüvvədədir/);
    world.clock.at += 5 * hour;
    const late = await send('confirm', { representation: representationId });
    expect(textOf(await late.text())).toContain('Reyestr hazırda cavab vermir');
    expect(await pageOf(`${organisationsPath}/${representationId}`)).toMatchObject({
      status: 303,
      location: organisationsPath,
    });
  });

  it('ask for more than a password', async () => {
    const noticeId = await world.notice(party);
    const representationId = await claimed();
    acting = { ...head, level: 'low' };
    const stepUp = (path: string) => `/sign-in?to=${encodeURIComponent(path)}&level=substantial`;
    for (const path of [`${organisationsPath}/${representationId}`, `/me/notices/${noticeId}`])
      expect(await pageOf(path)).toMatchObject({ status: 303, location: stepUp(path) });
    const page = await pageOf(organisationsPath);
    expect(page.text).toContain('parol kifayət deyil');
    acting = head;
    const form = await openPage(site, organisationsPath);
    expect(form.status).toBe(200);
  });

  it('give a mandate for the organisation, whose cases alone are offered', async () => {
    await world.notice(party);
    await world.notice(await world.party(head.personalCode));
    const representationId = await claimed();
    const path = `/me/notices/mandates?organisation=${representationId}`;
    const page = await pageOf(path);
    expect(page.text).toContain('Bildirişləri kim oxuya bilər: Nümunə İşıq MMC');
    expect(await world.mandates.cases(head, representationId)).toHaveLength(1);
    const given = await sendForm(site, {
      from: path,
      action: '/me/notices/mandates/give',
      fields: { code: lawyer.personalCode, scope: party.caseId, organisation: representationId },
    });
    expect(given.headers.get('location')).toBe(`${path}&news=given`);
    acting = lawyer;
    expect((await pageOf('/me/notices/mandates')).text).toContain('Nümunə İşıq MMC');
    expect((await pageOf(path)).location).toBe(organisationsPath);
  });
});
