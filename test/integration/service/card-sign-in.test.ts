import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readCertificate, readOcspResponse } from '../../../certs/index.ts';
import type { Pki } from '../../../src/app-pki.ts';
import { type Statement, statement } from '../../../src/db/index.ts';
import { createHistory } from '../../../src/records/index.ts';
import { type BrowserPage, type BrowserSession, textOf } from '../../support/browser-session.ts';
import {
  chooseCard,
  presentCard,
  readAgentRequest,
  returnFromAgent,
  signInWithCard,
  tokenFor,
} from '../../support/card-reader.ts';
import { type CardSettings, cardSettings, issueCard, type TestCard } from '../../support/card-service.ts';
import { type Conformance, startConformance } from '../../support/conformance.ts';
import { decodeJwt } from '../../support/jose-objects.ts';
import { callbackOf, tokensOf } from '../../support/oidc-client.ts';

let settings: CardSettings;
let responder: Awaited<ReturnType<typeof startResponder>>;
let test: Conformance;
let pki: Pki;
let browser: BrowserSession;

beforeAll(async () => {
  settings = await cardSettings();
  responder = await startResponder(settings.pkiOrigin);
  const environment = { ...settings.environment, ACAR_CARD_OCSP_URLS: responder.address };
  test = await startConformance({ environment });
  if (!test.service.pki) throw new Error('no role pki');
  pki = test.service.pki;
});
afterAll(async () => {
  await test?.stop();
  await responder?.stop();
  settings?.remove();
});
beforeEach(() => {
  browser = test.browser();
  responder.answers('passed on');
});

/** The real responder, with a way between that can break. */
async function startResponder(pkiOrigin: string) {
  const { host, port } = new URL(pkiOrigin);
  let mode: 'passed on' | 'cut' | 'an error page' = 'passed on';
  const answer = async (req: IncomingMessage, res: ServerResponse) => {
    const parts: Buffer[] = [];
    for await (const part of req) parts.push(part as Buffer);
    if (mode === 'cut') return void res.destroy();
    if (mode === 'an error page') return void res.writeHead(503, { 'content-type': 'text/html' }).end('<p>');
    const real = await request(`http://127.0.0.1:${port}/ocsp`, {
      method: 'POST',
      headers: { host, 'content-type': 'application/ocsp-request' },
      body: Buffer.concat(parts),
    });
    res.writeHead(real.statusCode, { 'content-type': String(real.headers['content-type']) });
    res.end(Buffer.from(await real.body.arrayBuffer()));
  };
  const server = createServer((req, res) => void answer(req, res));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ocsp`,
    answers: (how: typeof mode) => {
      mode = how;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

let people = 0;
const nextCode = () => `7CARD${String(++people).padStart(2, '0')}`;
const newCard = (personalCode = nextCode()) => issueCard(pki, { personalCode });
const beginAtPortal = (of = browser) => of.get(`${test.portal}/sign-in?to=/me`);
const cardPage = async (of = browser) => chooseCard(of, await beginAtPortal(of));
const accountsOf = async (accountId: string) =>
  createHistory(test.database.open({ maxConnections: 1 })).historyOf(accountId, { limit: 100 });
const problemOn = (page: BrowserPage) => /role="alert">(.*?)<\/div>/s.exec(page.body)?.[1] ?? '';

describe('the card page', () => {
  it('asks the agent with a request that the provider signed, and lets its form go there', async () => {
    const page = await cardPage();
    const { claims, agent, state } = await readAgentRequest(browser, page);
    const now = Date.now() / 1000;
    expect(agent).toBe(settings.agentOrigin);
    expect(state.length).toBeLessThanOrEqual(512);
    expect(Object.keys(claims).toSorted()).toEqual(
      ['aud', 'exp', 'iat', 'iss', 'jti', 'language', 'nonce', 'purpose', 'return_to', 'service'].toSorted(),
    );
    expect(claims).toMatchObject({
      iss: test.login,
      purpose: 'authenticate',
      language: 'az',
      return_to: `${page.url.href}/card?language=az`,
    });
    expect(Number(claims['exp']) - Number(claims['iat'])).toBeLessThanOrEqual(300);
    expect(Number(claims['exp'])).toBeGreaterThan(now);
    expect(Buffer.from(String(claims['nonce']), 'base64')).toHaveLength(32);
    const policy = page.headers.get('content-security-policy');
    expect(policy).toContain(`form-action 'self' ${test.portal} ${settings.agentOrigin}`);
    expect(policy).toContain(`connect-src 'self' ${settings.agentOrigin}`);
    expect(page.headers.get('referrer-policy')).toBe('origin');
    // On that page alone.
    const choices = await browser.submit(page, '/back');
    expect(choices.headers.get('content-security-policy')).not.toContain(settings.agentOrigin);
    expect(choices.headers.get('referrer-policy')).toBe('same-origin');
  });

  it('has a new jti each time it is shown, and a new nonce each time it is chosen', async () => {
    const page = await cardPage();
    const first = (await readAgentRequest(browser, page)).claims;
    const again = (await readAgentRequest(browser, await browser.get(page.url))).claims;
    expect(again['nonce']).toBe(first['nonce']);
    expect(again['jti']).not.toBe(first['jti']);
    const chosen = await chooseCard(browser, await browser.submit(page, '/back'));
    expect((await readAgentRequest(browser, chosen)).claims['nonce']).not.toBe(first['nonce']);
  });
});

describe('a sign-in with a card', () => {
  it('opens an account from the certificate, at the portal, at level high', async () => {
    const personalCode = nextCode();
    const card = await issueCard(pki, { personalCode, givenName: 'Günel', surname: 'Məmmədova' });
    const me = await signInWithCard(browser, await beginAtPortal(), card);
    expect(me.url.href).toBe(`${test.portal}/me`);
    const text = textOf(me.body);
    expect(text).toContain('Günel Məmmədova');
    expect(text).toContain(personalCode);
    expect(text).toContain('e-imza kartı ilə');
    expect(text).toContain('yüksək');
    const history = textOf((await browser.get(`${test.portal}/me/history`)).body);
    expect(history).toContain('Hesabınız açıldı');
    expect(textOf((await browser.get(`${test.portal}/me/sessions`)).body)).toContain('e-imza kartı ilə');
  });

  it.each([
    ['FAPI 2.0', () => test.fapi()],
    ['legacy', () => test.legacy()],
  ])('tells a %s client acr high and amr sc hwk pin, and no birthdate', async (_name, register) => {
    const client = await register();
    const asked = client.request({ acr_values: 'high' });
    const back = await signInWithCard(browser, await client.begin(browser, asked), await newCard());
    const tokens = tokensOf(await client.redeem(callbackOf(back, asked)));
    expect(decodeJwt(tokens.id).claims).toMatchObject({ acr: 'high', amr: ['sc', 'hwk', 'pin'] });
    const { json } = await client.userinfo(tokens.access);
    expect(json).toMatchObject({ given_name: 'Əli', family_name: 'Nümunəyev' });
    expect(json).not.toHaveProperty('birthdate');
  });

  it('joins every card of a person, and the account that an office opened before', async () => {
    const personalCode = nextCode();
    const person = await test.addPerson({ personalCode, givenName: 'Aysel' });
    for (const card of [await newCard(personalCode), await newCard(personalCode)]) {
      const other = test.browser();
      const me = await signInWithCard(other, await beginAtPortal(other), card);
      expect(textOf(me.body)).toContain(`Aysel ${person.familyName}`);
    }
    const { entries } = await accountsOf(person.accountId);
    expect(entries.filter(({ type }) => type === 'account.opened')).toEqual([]);
    const proofs = entries.filter(({ type }) => type === 'sign_in.proven');
    expect(proofs).toHaveLength(2);
    expect(new Set(proofs.map(({ facts }) => facts['certificate'])).size).toBe(2);
    expect(proofs[0]?.facts).toEqual({
      method: 'card',
      level: 'high',
      certificate: expect.stringMatching(/^[0-9a-f]{64}$/),
      status: expect.stringMatching(/^[0-9a-f]{64}$/),
      nonce: expect.stringMatching(/^.{44}$/),
    });
    expect(
      entries.filter(({ type, facts }) => type === 'sign_in.succeeded' && facts['method'] === 'card'),
    ).toHaveLength(2);
  });

  it('opens one account when a person signs in twice at once for the first time', async () => {
    const personalCode = nextCode();
    const browsers = [test.browser(), test.browser(), test.browser()];
    const pages = await Promise.all(
      browsers.map(async (one) => signInWithCard(one, await beginAtPortal(one), await newCard(personalCode))),
    );
    expect(pages.map(({ url }) => url.href)).toEqual(pages.map(() => `${test.portal}/me`));
    expect(await countAccounts(personalCode)).toBe(1);
  });

  it('raises a session that the password opened: sid and the session stay', async () => {
    const personalCode = nextCode();
    const person = await test.addPerson({ personalCode });
    const client = await test.fapi();
    const low = decodeJwt((await client.tokens(browser, {}, person)).id).claims;
    const asked = client.request({ acr_values: 'high' });
    const page = await client.begin(browser, asked);
    const back = await signInWithCard(browser, page, await newCard(personalCode));
    const high = decodeJwt(tokensOf(await client.redeem(callbackOf(back, asked))).id).claims;
    expect(low).toMatchObject({ acr: 'low' });
    expect(high).toMatchObject({ acr: 'high', sid: low['sid'], sub: low['sub'] });
    const [session, ...others] = await test.service.identity.provider.sessions.listOf(person.accountId);
    expect(others).toEqual([]);
    expect(session).toMatchObject({ acr: 'high', method: 'card' });
  });
});

describe('a card is refused, and the page says why', () => {
  it('when the same answer comes again', async () => {
    const card = await newCard();
    const page = await cardPage();
    const asked = await readAgentRequest(browser, page);
    const token = tokenFor(card, asked);
    const back = await returnFromAgent(asked.claims['return_to'], { state: asked.state, token });
    // In the same login, after a first try that failed for another reason.
    responder.answers('cut');
    const failed = await browser.submit(back, '/advance');
    expect(problemOn(failed)).toContain('indi yoxlaya bilmirik');
    responder.answers('passed on');
    const again = await browser.submit(back, '/advance');
    expect(again.url.origin).toBe(test.login);
    expect(problemOn(again)).toContain('bu giriş üçün deyil');
    // And in another login.
    const other = test.browser();
    const there = await cardPage(other);
    const state = (await readAgentRequest(other, there)).state;
    const replayed = await returnFromAgent(`${there.url.href}/card`, { state, token });
    expect(problemOn(await other.submit(replayed, '/advance'))).toContain('bu giriş üçün deyil');
  });

  it('when two tabs send it at once: one of them at most goes on', async () => {
    const personalCode = nextCode();
    const asked = await readAgentRequest(browser, await cardPage());
    const fields = { state: asked.state, token: tokenFor(await newCard(personalCode), asked) };
    const back = await returnFromAgent(asked.claims['return_to'], fields);
    await Promise.all([browser.submit(back, '/advance'), browser.submit(back, '/advance')]);
    const { entries } = await accountsOf((await ids(accountsOfCode, personalCode))[0] ?? '');
    expect(entries.filter(({ type }) => type === 'sign_in.proven')).toHaveLength(1);
  });

  it('in another browser than the one that began', async () => {
    const asked = await readAgentRequest(browser, await cardPage());
    const fields = { state: asked.state, token: tokenFor(await newCard(), asked) };
    const back = await returnFromAgent(asked.claims['return_to'], fields);
    const stranger = test.browser();
    await cardPage(stranger);
    const refused = await stranger.submit(back, '/advance');
    expect(refused.status).toBe(403);
    // The one that began goes on with the same answer.
    const after = await browser.submit(back, '/advance');
    expect(after.url.origin).toBe(test.portal);
  });

  it.each([
    ['another origin', { signedOrigin: 'https://evil.example' }, 'bu giriş üçün deyil'],
    ['another nonce', { signedNonce: Buffer.alloc(32).toString('base64') }, 'bu giriş üçün deyil'],
  ])('when it signed for %s', async (_name, changes, words) => {
    const page = await presentCard(browser, await cardPage(), await newCard(), changes);
    expect(problemOn(page)).toContain(words);
    // Nothing is lost: the next try has a request of its own.
    const me = await presentCard(browser, page, await newCard());
    expect(me.url.origin).toBe(test.portal);
  });

  it('when its certificate is suspended, and taken again when it is restored', async () => {
    const personalCode = nextCode();
    const card = await newCard(personalCode);
    await changeStatus(card, 'hold');
    const page = await presentCard(browser, await cardPage(), card);
    expect(problemOn(page)).toContain('dayandırılıb');
    expect(await countAccounts(personalCode)).toBe(0);
    await changeStatus(card, 'release');
    expect((await presentCard(browser, page, card)).url.origin).toBe(test.portal);
  });

  it('when its certificate is revoked', async () => {
    const card = await newCard();
    await changeStatus(card, 'revoke');
    expect(problemOn(await presentCard(browser, await cardPage(), card))).toContain('ləğv edilib');
  });

  it.each([
    ['a phone', { authority: 'phones-1', profile: 'mobile-authentication' }, 'kartının sertifikatı deyil'],
    ['a signature certificate', { authority: 'persons-1', profile: 'citizen-signature' }, 'giriş üçün deyil'],
  ] as const)('when it is %s', async (_name, kind, words) => {
    const other = await issueCard(pki, { personalCode: nextCode() }, kind);
    expect(problemOn(await presentCard(browser, await cardPage(), other))).toContain(words);
  });

  it.each(['cut', 'an error page'] as const)(
    'when nobody says whether it is valid (the responder: %s): never let through',
    async (mode) => {
      const personalCode = nextCode();
      responder.answers(mode);
      const page = await presentCard(browser, await cardPage(), await newCard(personalCode));
      expect(page.url.origin).toBe(test.login);
      expect(problemOn(page)).toContain('indi yoxlaya bilmirik');
      expect(await countAccounts(personalCode)).toBe(0);
    },
  );

  it('when the account of its holder is blocked, also after the card was taken before', async () => {
    const personalCode = nextCode();
    const person = await test.addPerson({ personalCode });
    const card = await newCard(personalCode);
    await signInWithCard(browser, await beginAtPortal(), card);
    await ids(blockOne, person.accountId);
    const other = test.browser();
    const page = await presentCard(other, await cardPage(other), card);
    expect(problemOn(page)).toContain('bloklanıb');
    const { entries } = await accountsOf(person.accountId);
    expect(entries[0]).toMatchObject({
      type: 'sign_in.failed',
      facts: { method: 'card', reason: 'card_proof.account_blocked' },
    });
  });
});

describe('the way back from the agent', () => {
  it.each([
    ['card.cancelled', 'ləğv edildi'],
    ['card.no_reader', 'oxuyucusu tapılmadı'],
    ['card.pin_blocked', 'bloklanıb'],
    ['card.of_tomorrow', 'Kart oxunmadı'],
  ])('tells %s in words', async (error, words) => {
    const asked = await readAgentRequest(browser, await cardPage());
    const back = await returnFromAgent(asked.claims['return_to'], { state: asked.state, error });
    expect(problemOn(await browser.submit(back, '/advance'))).toContain(words);
  });

  it('comes back from the diagnosis to the same page without a complaint', async () => {
    const page = await cardPage();
    const asked = await readAgentRequest(browser, page);
    const back = await returnFromAgent(asked.claims['return_to'], { state: asked.state, error: 'back' });
    const again = await browser.submit(back, '/advance');
    expect(problemOn(again)).toBe('');
    expect((await readAgentRequest(browser, again)).claims['nonce']).toBe(asked.claims['nonce']);
  });

  it('changes nothing, sets no cookie, and speaks the language of the page', async () => {
    const page = await cardPage();
    const english = await browser.get(`${page.url.href}?lang=en`);
    const { claims, state } = await readAgentRequest(browser, english);
    test.statements();
    const back = await returnFromAgent(claims['return_to'], { state, token: '{"<script>":1}' });
    // The workers of this process look at their queues meanwhile.
    const ofSignIn = test.statements().filter((name) => /^(oidc_item|record|account)\./.test(name));
    expect(ofSignIn).toEqual(['oidc_item.find']);
    expect(back.status).toBe(200);
    expect(back.headers.getSetCookie()).toEqual([]);
    expect(textOf(back.body)).toContain('Continue to finish the sign-in');
    expect(back.body).not.toContain('<script>":1');
    expect(back.headers.get('content-security-policy')).toContain(`form-action 'self' ${test.portal};`);
    // A reload leads back to the sign-in.
    expect((await browser.get(String(claims['return_to']))).url.href).toBe(page.url.href);
  });

  it('takes nothing that the agent does not send', async () => {
    const { claims, state } = await readAgentRequest(browser, await cardPage());
    const refused = (fields: Readonly<Record<string, string>>) =>
      returnFromAgent(claims['return_to'], fields);
    expect((await refused({ token: 'x' })).status).toBe(400);
    expect((await refused({ state, more: 'x' })).status).toBe(400);
    expect((await refused({ state, token: 'x'.repeat(10_001) })).status).toBe(400);
    expect((await refused({ state, token: 'x'.repeat(20_000) })).status).toBe(413);
  });
});

const accountsOfCode = statement('test.accounts_of_code', 'select id from account where personal_code = $1');
const blockOne = statement('test.block', 'update account set is_active = false where id = $1 returning id');

const ids = async (on: Statement, value: string) =>
  (await test.database.owner().query<{ id: string }>(on, [value])).map(({ id }) => id);
const countAccounts = async (personalCode: string) => (await ids(accountsOfCode, personalCode)).length;

/** Resolves when the responder tells of it. */
async function changeStatus(card: TestCard, action: 'hold' | 'release' | 'revoke'): Promise<void> {
  const { caId, serial } = card;
  await pki.statuses.change({ caId, serial, action, doneBy: 'test' });
  const read = readCertificate(card.certificate);
  const issuer = pki.authorities.find('persons-1')?.certificate;
  if (read.kind !== 'read' || !issuer) throw new Error('no certificate');
  const query = { certificate: read.value, issuer, nonce: Buffer.alloc(32) };
  const told = action === 'release' ? 'good' : 'revoked';
  const status = async () => {
    const answer = readOcspResponse(await pki.revocation.fetch(query));
    if (answer.kind !== 'read' || answer.value.kind !== 'basic') return undefined;
    return answer.value.basic.responses[0]?.status.kind;
  };
  await expect.poll(status).toBe(told);
}
