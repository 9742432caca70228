import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createCatalogue,
  loadCatalogue,
  type PortalDeps,
  type PortalPerson,
  portalRoutes,
} from '../../../src/portal/index.ts';
import { samplePorts } from '../../support/page-samples.ts';
import { openPage, type SampleSite, sendForm, startSampleSite } from '../../support/sample-site.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const evil = '"><img src=x onerror=alert(1)>';

let test: TestDatabase;
let site: SampleSite;
let level: PortalPerson['level'] = 'low';
const ended: string[] = [];

let most = 100;
beforeAll(async () => {
  test = await createTestDatabase();
  await loadCatalogue(test.open({ role: 'acar_worker' }));
  const ports = samplePorts(createCatalogue(test.open()));
  const deps: PortalDeps = {
    ...ports,
    session: async (request) => {
      const person = await ports.session(request);
      return person && { ...person, name: evil, level };
    },
    sessions: {
      ...ports.sessions,
      get most() {
        return most;
      },
      endAll: async (person) => {
        ended.push(person.accountId);
      },
    },
  };
  site = await startSampleSite(portalRoutes(deps));
});
afterAll(async () => {
  await site.close();
  await test.drop();
});

const open = (path: string, cookie = '') => openPage(site, path, cookie);
const send = (from: string, action: string, fields: Record<string, string>) =>
  sendForm(site, { from, action, fields });

describe('the interactive part', () => {
  it.each([
    ['/me', '/me'],
    ['/me/sessions', '/me/sessions'],
    ['/me/history?before=a%2Fb', '/me/history?before=a%2Fb'],
    ['/me/consents', '/me/consents'],
    ['/me/password', '/me/password'],
    ['/me/phones', '/me/phones'],
    ['/me?to=//other.example', '/me'],
  ])('sends %s to the sign-in and keeps where the person wanted to go', async (path, wanted) => {
    const answer = await open(path);
    expect(answer.status).toBe(303);
    const target = new URL(answer.headers.get('location') ?? '', site.origin);
    expect(target.pathname).toBe('/sign-in');
    expect(target.searchParams.get('to')).toBe(wanted);
  });

  it('shows the person and the way of sign-in on every page, escaped', async () => {
    for (const path of [
      '/',
      '/agencies',
      '/me',
      '/me/sessions',
      '/me/history',
      '/me/consents',
      '/me/password',
    ]) {
      const page = await (await open(path, 'sample=in')).text();
      expect(page).toContain('<strong>&quot;&gt;&lt;img src=x onerror=alert(1)&gt;</strong>');
      expect(page).toContain('kod və parol ilə daxil olmusunuz');
      expect(page).not.toContain(evil);
    }
  });

  it('ends a session and says so, and says when it was gone', async () => {
    const one = await send('/me/sessions', '/me/sessions/end', { session: 'two' });
    expect([one.status, one.headers.get('location')]).toEqual([303, '/me/sessions?news=ended']);
    const other = await send('/me/sessions', '/me/sessions/end', { session: 'of somebody else' });
    expect(other.headers.get('location')).toBe('/me/sessions?news=gone');
  });

  it('says that the oldest session ends by itself where no further one is kept open', async () => {
    const words = /At most (\d+) sign-ins stay open/;
    const page = async () => words.exec(await (await open('/me/sessions?lang=en', 'sample=in')).text())?.[1];
    expect(await page()).toBeUndefined();
    most = 2;
    expect(await page()).toBe('2');
    most = 100;
  });

  it('tells of a session that ended because too many were open', async () => {
    const history = await (await open('/me/history?lang=en', 'sample=in')).text();
    expect(history).toContain('The oldest sign-in was ended: too many were open');
  });

  it('ends all sessions of the person', async () => {
    const answer = await send('/me/sessions', '/me/sessions/end-all', {});
    expect(answer.headers.get('location')).toBe('/?news=all_ended');
    expect(ended).toEqual(['sample']);
  });

  it('refuses forms without the token, too long or with unknown fields', async () => {
    const forged = await send('/me/sessions', '/me/sessions/end', { session: 'two', csrf: 'x' });
    expect(forged.status).toBe(403);
    expect(await forged.text()).toContain('Forma qəbul edilmədi');
    expect((await send('/me/sessions', '/me/sessions/end', { session: 'x'.repeat(201) })).status).toBe(400);
    expect((await send('/me/sessions', '/me/sessions/end', { session: 'two', other: '1' })).status).toBe(400);
    expect((await send('/me/sessions', '/me/sessions/end', { session: 'x'.repeat(20_000) })).status).toBe(
      413,
    );
  });

  it('takes power from a phone at any level, and gives it at level high alone', async () => {
    const phone = '00000000-0000-4000-8000-000000000000';
    const change = async (what: string, id = phone) =>
      (await send('/me/phones', '/me/phones/change', { phone: id, change: what })).headers.get('location');
    level = 'low';
    expect(await change('suspend')).toBe('/me/phones?news=suspend');
    expect(await change('restore')).toBe('/me/phones?news=refused');
    expect(await (await open('/me/phones', 'sample=in')).text()).not.toContain('/me/phones/add');
    const added = await send('/me/phones', '/me/phones/add', { number: '050 123 45 67' });
    expect([added.status, added.headers.get('location')]).toEqual([303, '/me/phones']);
    level = 'high';
    expect(await change('restore')).toBe('/me/phones?news=restore');
    expect(await change('lose', phone.replace(/0$/, '1'))).toBe('/me/phones?news=refused');
    const code = await send('/me/phones', '/me/phones/add', { number: '050 123 45 67' });
    expect(code.status).toBe(200);
    const page = await code.text();
    expect(page).toContain('ACDEF-GHJKM');
    expect(page).toContain('role="img"');
    expect((await send('/me/phones', '/me/phones/add', { number: '1' })).status).toBe(422);
    const renamed = await send('/me/phones', '/me/phones/rename', { phone, name: 'Yeni ad' });
    expect(renamed.headers.get('location')).toBe('/me/phones?news=renamed');
    level = 'low';
  });

  it('withdraws a consent', async () => {
    const answer = await send('/me/consents', '/me/consents/withdraw', { client: 'tax' });
    expect(answer.headers.get('location')).toBe('/me/consents?news=withdrawn');
  });

  it('changes the password only when both new ones agree and the current one is right', async () => {
    const fields = { current: 'right', next: 'uzun bir parol cümləsi', repeat: 'uzun bir parol cümləsi' };
    const changed = await send('/me/password', '/me/password', fields);
    expect(changed.status).toBe(200);
    expect(await changed.text()).toContain('Parol dəyişdirildi');
    for (const [change, text] of [
      [{ repeat: 'başqa' }, 'İki dəfə yazdığınız yeni parol eyni deyil.'],
      [{ current: 'wrong' }, 'Hazırkı parol düzgün deyil.'],
    ] as const) {
      const answer = await send('/me/password', '/me/password', { ...fields, ...change });
      const page = await answer.text();
      expect(answer.status).toBe(422);
      expect(page).toContain('<title>Xəta: ');
      expect(page).toContain(text);
      expect(page).not.toContain(fields.next);
    }
  });
});

describe('the open part', () => {
  it.each(['az', 'en', 'ru'])('answers every page without a hole in its text (%s)', async (language) => {
    const paths = [
      '/',
      '/agencies',
      '/agencies/vergiler-nazirliyi',
      '/statistics/bulletin-2013',
      '/search?q=pensiya',
      '/help/sign-in',
      '/accessibility',
    ];
    for (const path of paths) {
      const answer = await open(`${path}${path.includes('?') ? '&' : '?'}lang=${language}`);
      const page = await answer.text();
      expect([path, answer.status]).toEqual([path, 200]);
      expect(page).not.toMatch(/undefined|\[object|NaN/);
      expect(page).not.toMatch(/ style="| on[a-z]+="|<script(?![^>]* src=)/);
    }
  });

  it('escapes what is searched for and keeps it in the language links', async () => {
    const page = await (await open(`/search?q=${encodeURIComponent(evil)}`)).text();
    expect(page).not.toContain('<img src=x');
    expect(page).toContain(
      `?q=${new URLSearchParams({ q: evil }).toString().slice(2).replace(/'/g, '&#39;')}&amp;lang=ru`,
    );
  });

  it('pages through the agencies by links until there is no next one', async () => {
    const codes = new Set<string>();
    let path: string | undefined = '/agencies';
    while (path) {
      const page = await (await open(path)).text();
      for (const found of page.matchAll(/href="\/agencies\/([\w-]+)"/g)) codes.add(found[1] ?? '');
      path = /href="(\/agencies\?after=[\w-]+)"/.exec(page)?.[1];
    }
    expect(codes.size).toBe(45);
  });

  it.each(['uses', 'services', 'name'])(
    'sorts the figures by %s and says so to screen readers',
    async (sort) => {
      const page = await (await open(`/statistics/bulletin-2013?sort=${sort}`)).text();
      expect(page.match(/aria-sort="/g)).toHaveLength(1);
      const [, body = ''] = page.split('<tbody>');
      const first = /lang="az">([^<]+)</.exec(body)?.[1];
      expect(first).toBe(
        sort === 'name'
          ? 'Ailə, Qadın və Uşaq Problemləri üzrə Dövlət Komitəsi'
          : 'Rabitə və İnformasiya Texnologiyaları Nazirliyi',
      );
    },
  );

  it('answers an unknown page, agency or order with its error page', async () => {
    for (const [path, status] of [
      ['/nothing', 404],
      ['/agencies/nothing', 404],
      ['/agencies/A_b', 404],
      ['/statistics/bulletin-2013?sort=x', 400],
      ['/agencies?after=', 400],
    ] as const) {
      const answer = await open(path);
      expect([path, answer.status]).toEqual([path, status]);
      expect(await answer.text()).toContain('Elektron xidmətlər portalı');
    }
  });
});
