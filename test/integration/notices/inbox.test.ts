import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { statement } from '../../../src/db/index.ts';
import { ownNoticeRoutes } from '../../../src/notices/index.ts';
import type { PortalPerson } from '../../../src/portal/index.ts';
import { createCatalogue } from '../../../src/portal/index.ts';
import { textOf } from '../../support/browser-session.ts';
import { createNoticeWorld, type NoticeWorld, type TestParty } from '../../support/notice-world.ts';
import { samplePorts } from '../../support/page-samples.ts';
import { openPage, type SampleSite, sendForm, startSampleSite } from '../../support/sample-site.ts';

const recordsOf = statement(
  'test.records',
  'select id::text, account_id as "accountId", type, facts from interaction_record where account_id = $1 order by id',
);
const remove = statement(
  'test.remove_party',
  'update case_participant set removed_at = now() where participant_id = $1',
);
const readingsOf = statement(
  'test.readings',
  'select count(*)::int as count from notice_reading where notice_id = $1',
);

let world: NoticeWorld;
let site: SampleSite;
let acting: PortalPerson | undefined;
let person: PortalPerson;
let party: TestParty;
let number = 0;
const from = { address: '192.0.2.7', userAgent: 'test' };

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
  person = await world.person(`A${String(number).padStart(6, '0')}`);
  party = await world.party(person.personalCode);
  acting = person;
});

const readings = async (noticeId: string) =>
  (await world.owner.query<{ count: number }>(readingsOf, [noticeId]))[0]?.count;
const pageOf = async (path: string) => {
  const answer = await openPage(site, path);
  return {
    status: answer.status,
    location: answer.headers.get('location'),
    text: textOf(await answer.text()),
  };
};
const press = (noticeId: string) =>
  sendForm(site, { from: `/me/notices/${noticeId}`, action: `/me/notices/${noticeId}/open`, fields: {} });

describe('my notices', () => {
  it('are those that were sent to me, the newest first, of every court; nobody else’s and none unsigned', async () => {
    const first = await world.notice(party);
    const elsewhere = await world.party(person.personalCode, { court: 'xazar' });
    const second = await world.notice(elsewhere, { kind: 'decision' });
    await world.notice(party, { state: 'prepared' });
    await world.notice(party, { state: 'discarded' });
    const stranger = await world.party(`B${String(number).padStart(6, '0')}`);
    const other = await world.notice(stranger);
    const { notices, next } = await world.inbox.page(person, { limit: 25 });
    expect(notices.map(({ noticeId }) => noticeId)).toEqual([second, first]);
    expect(next).toBeUndefined();
    expect(await world.inbox.find(person, other)).toBeUndefined();
    expect(await world.inbox.open(person, other, from)).toBe(false);
    expect(await world.inbox.find(person, 'no id')).toBeUndefined();
    expect((await pageOf(`/me/notices/${other}`)).status).toBe(404);
    const atOne = await world.inbox.page(person, { limit: 25, court: 'xazar' });
    expect(atOne.notices.map(({ noticeId }) => noticeId)).toEqual([second]);
    expect((await world.inbox.courts(person)).map(({ id }) => id)).toEqual(['binaqadi', 'xazar']);
  });

  it('name no court before it has sent one: a case is told by the court, not by the portal (decision 0005)', async () => {
    await world.notice(party, { state: 'prepared' });
    await world.party(person.personalCode, { court: 'xazar' });
    expect(await world.inbox.courts(person)).toEqual([]);
    await world.notice(party);
    expect((await world.inbox.courts(person)).map(({ id }) => id)).toEqual(['binaqadi']);
  });

  it('go on by key, and a key that is none gives the first page', async () => {
    const sent: string[] = [];
    for (let at = 0; at < 5; at += 1) sent.unshift(await world.notice(party));
    const seen: string[] = [];
    for (let before: string | undefined, more = true; more; ) {
      const found = await world.inbox.page(person, { limit: 2, before });
      seen.push(...found.notices.map(({ noticeId }) => noticeId));
      before = found.next;
      more = before !== undefined;
    }
    expect(seen).toEqual(sent);
    expect((await world.inbox.page(person, { limit: 2, before: '1; drop' })).notices).toHaveLength(2);
  });

  it('stay readable for whoever is removed from the case', async () => {
    const noticeId = await world.notice(party);
    await world.owner.query(remove, [party.participantId]);
    expect((await world.inbox.find(person, noticeId))?.noticeId).toBe(noticeId);
  });

  it('cost three statements a page and two for a notice, however many there are', async () => {
    const noticeId = await world.notice(party);
    world.statements();
    await openPage(site, '/me/notices');
    expect(world.statements().toSorted()).toEqual(['mandate.offers', 'notice.inbox', 'notice.inbox_courts']);
    await openPage(site, `/me/notices/${noticeId}`);
    expect(world.statements()).toEqual(['notice.find_own', 'notice.readings']);
    for (let at = 0; at < 12; at += 1) await world.notice(party);
    await openPage(site, '/me/notices');
    expect(world.statements()).toHaveLength(3);
    await world.inbox.countUnread(person);
    expect(world.statements()).toEqual(['notice.unread']);
  });
});

describe('reading', () => {
  it('is confirmed by pressing the button alone: not by the list, not by GET or HEAD of any address', async () => {
    const noticeId = await world.notice(party, {
      hearingId: await world.hearing(party, new Date('2026-12-14T06:00:00Z')),
    });
    for (const path of ['', '/file', '/report', '/hearing.ics']) {
      await openPage(site, `/me/notices/${noticeId}${path}`);
      await fetch(`${site.origin}/me/notices/${noticeId}${path}`, { method: 'HEAD', redirect: 'manual' });
    }
    const envelope = await pageOf(`/me/notices/${noticeId}`);
    expect(envelope.text).toContain('Siz bu bildirişi hələ açmamısınız');
    expect(envelope.text).not.toContain('14 dekabr 2026');
    const list = await pageOf('/me/notices');
    expect(list.text).toContain('Oxunmayıb');
    const forged = await fetch(`${site.origin}/me/notices/${noticeId}/open`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ csrf: 'x' }),
    });
    expect(forged.status).toBeGreaterThanOrEqual(400);
    expect(await readings(noticeId)).toBe(0);
    expect(await world.inbox.countUnread(person)).toBe(1);
  });

  it('shows nothing of what lies inside before: neither PDF nor report nor calendar file', async () => {
    const noticeId = await world.notice(party);
    for (const path of ['/file', '/file?show=yes', '/report', '/hearing.ics'])
      expect(await pageOf(`/me/notices/${noticeId}${path}`)).toMatchObject({
        status: 303,
        location: `/me/notices/${noticeId}`,
      });
  });

  it('is recorded once, with who, how and when, and the record is the person’s own', async () => {
    const noticeId = await world.notice(party);
    const answer = await press(noticeId);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(`/me/notices/${noticeId}?news=opened`);
    await press(noticeId);
    await Promise.all([1, 2, 3].map(() => world.inbox.open(person, noticeId, from)));
    const records = await world.owner.query(recordsOf, [person.accountId]);
    expect(records).toMatchObject([
      {
        type: 'notice.read',
        facts: {
          notice: noticeId,
          court: 'binaqadi',
          subject: world.subjectOf(person.personalCode),
          as: 'party',
          method: 'password',
          level: 'substantial',
        },
      },
    ]);
    expect(JSON.stringify(records)).not.toContain(person.personalCode);
    const found = await world.inbox.find(person, noticeId);
    expect(found?.readings).toMatchObject([{ byReader: true, as: 'party', recordId: records[0]?.['id'] }]);
    const recordId = String(records[0]?.['id']);
    expect(await world.records.documentOf(person.accountId, recordId)).toContain(noticeId);
    expect(await world.inbox.countUnread(person)).toBe(0);
    expect((await pageOf('/me/notices')).text).toContain('Oxunub');
  });

  it('commits with its record, or not at all', async () => {
    const noticeId = await world.notice(party);
    await expect(world.inbox.open({ ...person, method: 'no word' }, noticeId, from)).rejects.toThrow();
    expect(await readings(noticeId)).toBe(0);
  });
});

describe('an opened notice', () => {
  it('tells what, which case, where and when, what to do and from whom, with the verdict on its signature', async () => {
    const hearingId = await world.hearing(party, new Date('2026-12-15T06:00:00Z'));
    const noticeId = await world.notice(party, { hearingId });
    await press(noticeId);
    const { text } = await pageOf(`/me/notices/${noticeId}?news=opened`);
    for (const part of [
      'Məhkəmə iclasına çağırış',
      'Bildiriş açıldı',
      'binaqadi məhkəməsi, hakim Rəşad Hakim',
      'Borcun alınması',
      '15 dekabr 2026, 10:00–11:00',
      'Zal 1',
      'Nümunə küçəsi 1',
      'şəxsiyyət vəsiqənizi götürün',
      'Sənəd həqiqidir',
      'Siz',
    ])
      expect(text).toContain(part);
    const before = world.recorded.length;
    await pageOf(`/me/notices/${noticeId}`);
    expect(world.recorded).toHaveLength(before);
    const report = await pageOf(`/me/notices/${noticeId}/report`);
    expect(report.status).toBe(200);
    expect(report.text).toContain('İmza etibarlıdır');
    expect(world.recorded).toHaveLength(before + 1);
  });

  it('gives the PDF as it is, shown in a sandbox or to download', async () => {
    const noticeId = await world.notice(party);
    await press(noticeId);
    const download = await openPage(site, `/me/notices/${noticeId}/file`);
    expect(download.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(
      Buffer.from(await download.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    const shown = await openPage(site, `/me/notices/${noticeId}/file?show=yes`);
    expect(shown.headers.get('content-disposition')).toMatch(/^inline/);
    expect(shown.headers.get('content-security-policy')).toContain('sandbox');
  });

  it('is verified once for all who open it at a time, and shown where nothing can be verified', async () => {
    const noticeId = await world.notice(party, { document: await world.signedPdf('Ikinci') });
    await press(noticeId);
    const before = world.recorded.length;
    await Promise.all([1, 2, 3].map(() => pageOf(`/me/notices/${noticeId}`)));
    expect(world.recorded).toHaveLength(before + 1);
    world.clock.at += 11 * 60_000;
    await pageOf(`/me/notices/${noticeId}`);
    expect(world.recorded).toHaveLength(before + 2);
    world.loseDocument((await world.inbox.find(person, noticeId))?.documentId ?? '');
    const { status, text } = await pageOf(`/me/notices/${noticeId}`);
    expect(status).toBe(200);
    expect(text).toContain('İmzanı indi yoxlamaq mümkün olmadı');
    expect((await pageOf(`/me/notices/${noticeId}/report`)).status).toBe(503);
    expect((await pageOf(`/me/notices/${noticeId}/file`)).status).toBe(404);
  });

  it('says plainly that a signature is broken, and still shows the notice', async () => {
    const noticeId = await world.notice(party, { document: Buffer.from('%PDF-1.7 nothing') });
    await press(noticeId);
    const { status, text } = await pageOf(`/me/notices/${noticeId}`);
    expect(status).toBe(200);
    expect(text).toContain('Bu faylı yoxlamaq mümkün olmadı');
  });

  it('gives its hearing for a calendar (RFC 5545), and 404 where there is none', async () => {
    const hearingId = await world.hearing(party, new Date('2026-12-16T06:00:00Z'));
    const [withOne, without] = [await world.notice(party, { hearingId }), await world.notice(party)];
    await press(withOne);
    await press(without);
    const answer = await openPage(site, `/me/notices/${withOne}/hearing.ics`);
    expect(answer.headers.get('content-type')).toContain('text/calendar');
    expect(await answer.text()).toContain('DTSTART:20261216T060000Z');
    expect((await pageOf(`/me/notices/${without}/hearing.ics`)).status).toBe(404);
  });

  it.each([
    ['correction', 'sonradan düzəldilib', 'Düzəldilib'],
    ['withdrawal', 'bildirişi geri götürüb', 'Geri götürülüb'],
  ])('says that a %s has replaced it, before it is opened too, and leads to it', async (kind, said, tag) => {
    const older = await world.notice(party);
    await world.notice(party, { kind, replaces: older, state: 'prepared' });
    expect((await world.inbox.find(person, older))?.replacedBy).toBeUndefined();
    const newer = await world.notice(party, { kind, replaces: older });
    expect((await pageOf(`/me/notices/${older}`)).text).toContain(said);
    await press(older);
    const answer = await openPage(site, `/me/notices/${older}`);
    const body = await answer.text();
    expect(textOf(body)).toContain(said);
    expect(body).toContain(`href="/me/notices/${newer}"`);
    expect((await pageOf('/me/notices')).text).toContain(tag);
    await press(newer);
    expect(await (await openPage(site, `/me/notices/${newer}`)).text()).toContain(
      `href="/me/notices/${older}"`,
    );
  });

  it('leads whoever is not signed in to the sign-in and back', async () => {
    const noticeId = await world.notice(party);
    acting = undefined;
    const { location } = await pageOf(`/me/notices/${noticeId}`);
    expect(location).toBe(`/sign-in?to=%2Fme%2Fnotices%2F${noticeId}`);
  });
});
