import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'undici';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { statement } from '../../../src/db/index.ts';
import { BenchBrowser, fieldOf, type Requests } from '../../bench/browser.ts';
import {
  authorize,
  type FlowClient,
  open,
  type Parties,
  refresh,
  send as sendForm,
  signIn,
  signOn,
} from '../../bench/flows.ts';
import { createBrowserSession } from '../../support/browser-session.ts';
import { day, issueCa } from '../../support/der-pki.ts';
import { startOcspServer } from '../../support/ocsp-server.ts';
import { createTestClock } from '../../support/test-clock.ts';
import { startTestService, type TestService } from '../../support/test-service.ts';
import { issueForCard, signToken } from '../../support/web-eid.ts';

/*
 * The round trips of each request, by the names of their statements, `begin` and `commit` included. One browser alone:
 * nothing shares a statement here, so there are never more. A list that grows is a decision, not an accident.
 */

const clock = createTestClock(Date.now() / 1000);
const validity = { notBefore: clock.now() - day, notAfter: clock.now() + day };
const persons = issueCa({ subject: 'persons', ...validity });
const card = issueForCard(persons, validity);
let folder: string;
let responder: Awaited<ReturnType<typeof startOcspServer>>;
let test: TestService;
let pool: Pool;
let first: FlowClient;
let further: FlowClient;

beforeAll(async () => {
  // Only the web role: the worker's looks at its queues belong to no flow.
  // A clock that stands still: what is remembered for seconds stays remembered on a slow machine.
  folder = mkdtempSync(join(tmpdir(), 'acar-statements-'));
  writeFileSync(join(folder, 'persons.cer'), persons.certificate.raw);
  responder = await startOcspServer(persons, [card], () => clock.now());
  const environment = {
    ACAR_ROLES: 'web',
    ACAR_CARD_AUTHORITY_FILES: join(folder, 'persons.cer'),
    ACAR_CARD_OCSP_URLS: responder.address,
  };
  test = await startTestService({ clock, environment });
  const { port, host } = new URL(test.login);
  pool = new Pool(`http://127.0.0.1:${port}`);
  newBrowser = () => new BenchBrowser(pool, host);
  [first, further] = [await register('first'), await register('further')];
  await registrationsHeard();
});
afterAll(async () => {
  await pool?.close();
  await test?.stop();
  await responder?.stop();
  rmSync(folder, { recursive: true, force: true });
});

let newBrowser: () => BenchBrowser;

/** The service's part of every sign-in: code to tokens, then userinfo. */
const exchange = [
  'POST /token: oidc_item.find_with_kin, oidc_item.consume, oidc_item.upsert',
  'GET /me: oidc_item.find_with_kin',
];

describe('statements of one browser', () => {
  it('signs in with code and password at a service that the person knows', async () => {
    const person = await test.addPerson();
    await agree(person.accountId, first);
    await know(first);
    const { steps, parties } = observe(first);
    await signIn(parties, person);
    expect(steps()).toEqual([
      'GET /auth: oidc_item.upsert',
      'GET /interaction/:uid: oidc_item.find, oidc_item.upsert',
      'POST /interaction/:uid/choose: oidc_item.find, oidc_item.upsert',
      'GET /interaction/:uid: oidc_item.find',
      'POST /interaction/:uid/advance: oidc_item.find, attempt_limit.count_try, account.find_by_code, consent.find, attempt_limit.start_again, oidc_item.upsert',
      'GET /auth/:uid: oidc_item.find_with_kin, oidc_item.destroy, oidc_item.upsert, record.insert',
      ...exchange,
    ]);
  });

  it('signs in with a card, the first time and then', async () => {
    await know(first);
    const { steps, parties } = observe(first);
    // The consent of the first time belongs to its own test.
    const opening = await chooseCard(parties);
    await sendToken(parties, opening);
    expect(steps().at(-1)).toBe(
      'POST /interaction/:uid/advance: oidc_item.find, oidc_item.insert_once, account.find_standing, begin, account.insert, record.insert, record.insert, commit, consent.find, oidc_item.upsert',
    );
    const personal = await test.service.identity.accounts.holders.find(proofOf('5ARPXN9'));
    if (personal.kind !== 'account') throw new Error(personal.kind);
    await agree(personal.accountId, first);
    const again = observe(first);
    const page = await chooseCard(again.parties);
    await again.parties.browser.post(`${page.at}/card`, { state: fieldOf(page.body, 'csrf'), error: 'back' });
    const answer = await sendToken(again.parties, page);
    await again.parties.browser.get(answer.location.replace(/^https?:\/\/[^/]*/, ''));
    expect(again.steps()).toEqual([
      'GET /auth: oidc_item.upsert',
      'GET /interaction/:uid: oidc_item.find, oidc_item.upsert',
      'POST /interaction/:uid/choose: oidc_item.find, oidc_item.upsert',
      'GET /interaction/:uid: oidc_item.find',
      'POST /interaction/:uid/card: oidc_item.find',
      'POST /interaction/:uid/advance: oidc_item.find, oidc_item.insert_once, account.find_standing, record.insert, consent.find, oidc_item.upsert',
      'GET /auth/:uid: oidc_item.find_with_kin, account.find_by_id, oidc_item.destroy, oidc_item.upsert, record.insert',
    ]);
  });

  it('opens a further service, once with the continuation screen and then without', async () => {
    const person = await test.addPerson();
    await agree(person.accountId, first);
    await know(further);
    const { steps, parties } = observe(first);
    await signIn(parties, person);
    steps();
    await signOn({ ...parties, client: further }, true);
    expect(steps()).toEqual([
      'GET /auth: oidc_item.find, oidc_item.upsert',
      'GET /interaction/:uid: oidc_item.find, oidc_item.find_session_by_uid, oidc_item.upsert, consent.find',
      'POST /interaction/:uid/decide: oidc_item.find, oidc_item.find_session_by_uid, consent.find, oidc_item.upsert, begin, consent.give, record.insert, commit',
      'GET /auth/:uid: oidc_item.find, oidc_item.find_with_kin, oidc_item.destroy, oidc_item.upsert, record.insert',
      ...exchange,
    ]);
    await signOn({ ...parties, client: further }, false);
    expect(steps()).toEqual(['GET /auth: oidc_item.find, oidc_item.find, oidc_item.upsert', ...exchange]);
  });

  it('refreshes tokens', async () => {
    const person = await test.addPerson();
    await agree(person.accountId, first);
    const { steps, parties } = observe(first);
    const tokens = await signIn(parties, person);
    steps();
    await refresh(parties, tokens.refresh_token);
    expect(steps()).toEqual(['POST /token: oidc_item.find_with_kin, oidc_item.consume, oidc_item.upsert']);
  });

  it('reads a page of the portal', async () => {
    const browser = createBrowserSession();
    await test.signIn(browser, await browser.get(`${test.portal}/sign-in?to=/me`));
    test.statements();
    await browser.get(`${test.portal}/me`);
    expect(test.statements()).toEqual(['portal.find_session', 'oidc_item.find_sessions_of']);
    await browser.close();
  });

  it('ends a session with two services that are to be told', async () => {
    const person = await test.addPerson();
    await agree(person.accountId, first);
    const { parties } = observe(first);
    await signIn(parties, person);
    await signOn({ ...parties, client: further }, true);
    const { sessions } = test.service.identity.provider;
    const [session] = await sessions.listOf(person.accountId);
    test.statements();
    await sessions.end(person.accountId, session?.uid ?? '');
    expect(test.statements()).toEqual([
      'oidc_item.find_session_by_uid',
      'logout_delivery.insert',
      'logout_delivery.insert',
      'oidc_item.revoke_grant',
      'oidc_item.destroy',
      'record.insert',
    ]);
  });
});

/** A legacy client with refresh tokens. */
async function register(name: string): Promise<FlowClient> {
  const redirectUri = `https://${name}.example.az/callback`;
  const { clientId, secret = '' } = await test.register({
    client_name: name,
    client_uri: `https://${name}.example.az/`,
    redirect_uris: [redirectUri],
    backchannel_logout_uri: `https://${name}.example.az/logout`,
    grant_types: ['authorization_code', 'refresh_token'],
    acar_entitled_claims: ['openid', 'profile'],
    acar_profile: 'legacy',
    acar_legacy_until: new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10),
  });
  return { clientId, secret, redirectUri };
}

const agree = (accountId: string, { clientId }: FlowClient) =>
  test.service.identity.consents.give(accountId, clientId, ['openid', 'profile'], {});

/**
 * The service hears of a registration some time after it, and then looks the client up again. It hears in order, so what
 * is said of a client that nobody changed is heard after the registrations.
 */
async function registrationsHeard(): Promise<void> {
  const { clients } = test.service.identity;
  const { client_id } = JSON.parse(readFileSync(test.environment['ACAR_PORTAL_CLIENT_FILE'] ?? '', 'utf8'));
  await clients.find(client_id);
  await test.database
    .owner()
    .query(statement('test.tell', `select pg_notify('client_changed', $1)`), [client_id]);
  const looksAgain = async () => {
    const before = test.clientLooks();
    await clients.find(client_id);
    return test.clientLooks() > before;
  };
  await vi.waitUntil(looksAgain, { timeout: 45_000 });
}

/** Clients are looked up every few seconds; that look belongs to no flow. */
const know = ({ clientId }: FlowClient) => test.service.identity.clients.find(clientId);

const proofOf = (personalCode: string) => ({
  holder: { personalCode, givenName: 'Əli', familyName: 'Nümunəyev' },
  language: 'az',
  proof: { method: 'card', level: 'high' as const, certificate: digest, status: digest, nonce: 'x' },
});
const digest = '0'.repeat(64);

/** To the page that reads the card. */
async function chooseCard(parties: Parties) {
  const { answer } = await authorize(parties);
  const { browser } = parties;
  const choices = await open(browser, answer);
  return open(browser, await sendForm(browser, choices, 'choose', { method: 'card' }));
}

function sendToken({ browser }: Parties, page: Awaited<ReturnType<typeof chooseCard>>) {
  const nonce = /data-nonce="([^"]*)"/.exec(page.body)?.[1] ?? '';
  const { key, certificate } = card;
  const token = signToken({ key, certificate: certificate.raw, origin: test.login, nonce });
  return sendForm(browser, page, 'advance', { token: JSON.stringify(token) });
}

/** A browser and a service's connection whose requests are listed with the statements that each caused. */
function observe(client: FlowClient) {
  test.statements();
  const seen: string[] = [];
  const watch = (requests: Requests): Requests => ({
    get: async (path, headers) => note('GET', path, await requests.get(path, headers)),
    post: async (path, fields, headers) => note('POST', path, await requests.post(path, fields, headers)),
  });
  const note = <Answer>(method: string, path: string, answer: Answer): Answer => {
    const route = path.replace(/\?.*/, '').replace(/(?<=^\/(auth|interaction)\/)[\w-]+/, ':uid');
    seen.push(`${method} ${route}: ${test.statements().join(', ')}`);
    return answer;
  };
  const parties: Parties = { browser: watch(newBrowser()), service: watch(newBrowser()), client };
  return {
    parties,
    steps: () => seen.splice(0),
  };
}
