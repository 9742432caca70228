import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInMemoryAttemptLimiter } from '../../../src/attempts/index.ts';
import { type CertificateOrder, createRepository } from '../../../src/pki/index.ts';
import { createBrowserSession } from '../../support/browser-session.ts';
import { makeRequest } from '../../support/certification-request.ts';
import { startTestPkiService, type TestPkiService } from '../../support/test-pki-service.ts';

const fin = '5ARPXN9';
let service: TestPkiService;
let orders = 0;

async function issue(changes: Partial<CertificateOrder> = {}) {
  const result = await service.pki.orders.issue({
    orderedBy: 'desk-1',
    orderKey: `order-${++orders}`,
    authority: 'persons-1',
    profile: 'citizen-signature',
    request: makeRequest().request,
    subject: {
      kind: 'citizen',
      givenName: 'Şəhla',
      surname: 'Nümunəyeva-İşıq',
      identifier: { scheme: 'PNO', number: fin },
    },
    isPublic: true,
    ...changes,
  });
  if (result.kind !== 'issued') throw new Error(JSON.stringify(result));
  return result;
}

const seal = {
  authority: 'organisations-1',
  profile: 'organisation-seal',
  subject: {
    kind: 'organisation',
    organisation: { name: 'Nümunə Möhür MMC', identifier: { scheme: 'VAT', number: '1400000003' } },
    commonName: 'Nümunə Möhür MMC',
  },
} as const satisfies Partial<CertificateOrder>;

beforeAll(async () => {
  service = await startTestPkiService();
});
afterAll(async () => {
  await service?.stop();
});

const open = (path: string, language = 'en') => createBrowserSession(language).get(service.origin + path);

async function search(by: string, text: string) {
  const browser = createBrowserSession('en');
  const page = await browser.get(`${service.origin}/repository?lang=en`);
  return { browser, page: await browser.submit(page, '/repository', { by, text }) };
}

describe('the pages of the certificate service', () => {
  it('tell the certificates and addresses, in three languages', async () => {
    for (const [language, title] of [
      ['az', 'Elektron imza sertifikatları xidməti'],
      ['en', 'Electronic signature certificates'],
      ['ru', 'Сертификаты электронной подписи'],
    ]) {
      const page = await open(`/?lang=${language}`);
      expect(page.status).toBe(200);
      expect(page.body).toContain(`<h1 class="ds-heading" data-size="lg">${title}`);
      expect(page.body).toContain(`${service.origin}/ocsp`);
    }
    const home = await open('/');
    const root = home.links.find(({ href }) => href === '/ca/root-1.cer');
    expect(root).toBeDefined();
    for (const { href } of home.links.filter(
      (link) => link.href.startsWith('/ca/') || link.href.startsWith('/crl/'),
    ))
      expect((await open(href)).status, href).toBe(200);
  });

  it('tell how the service works, to people and to machines', async () => {
    const page = await open('/status?lang=en');
    expect(page.body).toContain('persons-1');
    const { body } = await open('/status.json');
    const state = JSON.parse(body) as { ocsp: string; timeStamps: string; lists: { number: string }[] };
    expect(state).toMatchObject({ ocsp: 'answers', timeStamps: 'answers' });
    expect(state.lists.every(({ number }) => number !== null)).toBe(true);
  });

  it('answer what is not there with a page of their own', async () => {
    const page = await open('/nothing?lang=en');
    expect(page.status).toBe(404);
    expect(page.body).toContain('Page not found');
  });
});

describe('the repository', () => {
  it('shows everything to who knows the identifier, and lets the certificate be downloaded', async () => {
    const { certificate, serial } = await issue();
    const { browser, page } = await search('subject', `pnoaz-${fin}`);
    const link = page.links.find(({ href }) => href.includes(serial));
    expect(link?.text).toBe('Şəhla Nümunəyeva-İşıq');
    const shown = await browser.get(new URL(link?.href ?? '', service.origin));
    expect(shown.body).toContain(`PNOAZ-${fin}`);
    const pem = await browser.follow(shown, `/repository/certificates/persons-1/${serial}/pem`);
    expect(new X509Certificate(pem.body).raw.equals(certificate)).toBe(true);
  });

  it('does not tell a personal code for a name or a serial number', async () => {
    const { serial } = await issue();
    for (const [by, text] of [
      ['name', 'şəhla nüm'],
      ['serial', serial.toUpperCase()],
    ] as const) {
      const { browser, page } = await search(by, text);
      const link = page.links.find(({ href }) => href.includes(serial));
      expect(link, by).toBeDefined();
      const shown = await browser.get(new URL(link?.href ?? '', service.origin));
      expect(shown.body).not.toContain(fin);
      const pem = await browser.get(`${service.origin}/repository/certificates/persons-1/${serial}/pem`);
      expect(pem.status).toBe(404);
    }
  });

  it('hides certificates whose holders did not agree', async () => {
    const subject = { ...seal.subject, commonName: 'Gizli Nümunə' };
    const { serial } = await issue({ ...seal, subject, isPublic: false });
    expect((await search('name', 'Gizli')).page.body).toContain('Nothing was found');
    expect((await search('serial', serial)).page.body).toContain('Nothing was found');
    expect((await open(`/repository/certificates/organisations-1/${serial}`)).status).toBe(404);
  });

  it('tells suspensions and a revocation in words', async () => {
    const { caId, serial } = await issue(seal);
    for (const action of ['hold', 'release', 'revoke'] as const)
      await service.pki.statuses.change({
        caId,
        serial,
        action,
        reason: 'superseded',
        doneBy: 'secret-desk',
      });
    const page = await open(`/repository/certificates/organisations-1/${serial}?lang=en`);
    expect(page.body).toContain('revoked (replaced by a new certificate)');
    expect(page.body).toContain('the certificate was not valid in this time');
    expect(page.body).toContain('VATAZ-1400000003');
    expect(page.body).not.toContain('secret-desk');
  });

  it('shows pages of twenty, and every certificate once', async () => {
    const subject = { ...seal.subject, commonName: 'Çoxlu Nümunə' };
    for (let at = 0; at < 23; at += 1) await issue({ ...seal, subject });
    const { browser, page } = await search('name', 'çoxlu');
    const serials = (body: string) =>
      [...body.matchAll(/certificates\/organisations-1\/([0-9a-f]+)/g)].map(([, one]) => one);
    const next = page.forms.find(({ fields }) => fields['after'] !== undefined);
    expect(serials(page.body)).toHaveLength(20);
    const second = await browser.request(page.url, {
      method: 'POST',
      body: new URLSearchParams(next?.fields),
    });
    expect(new Set([...serials(page.body), ...serials(second.body)]).size).toBe(23);
  });

  it.each([
    ['subject', 'somebody'],
    ['name', 'ab'],
    ['serial', 'zz'],
    ['fingerprint', 'abcd'],
    ['name', '%_%'.repeat(60)],
  ])('refuses a search by %s for %j with what to mend', async (by, text) => {
    const { page } = await search(by, text);
    expect(page.status).toBe(400);
    expect(page.body).toContain('There is a mistake in the form');
  });

  it('takes the signs of patterns in a name as they are', async () => {
    expect((await search('name', '%%%')).page.body).toContain('Nothing was found');
  });

  it('limits how often one address may search', async () => {
    const clock = { now: () => Date.now() };
    const db = service.test.database.open({ role: 'acar_web' });
    const repository = createRepository({ db, limiter: createInMemoryAttemptLimiter({ clock }) });
    const query = { kind: 'name', prefix: 'Nümunə' } as const;
    const kinds = new Set<string>();
    for (let at = 0; at < 70; at += 1)
      kinds.add((await repository.search(query, { address: '192.0.2.1' })).kind);
    expect(kinds).toEqual(new Set(['found', 'blocked']));
    expect(await repository.search(query, { address: '192.0.2.2' })).toMatchObject({ kind: 'found' });
  });
});
