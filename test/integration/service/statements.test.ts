import { Pool } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BenchBrowser, type Requests } from '../../bench/browser.ts';
import { type FlowClient, type Parties, refresh, signIn, signOn } from '../../bench/flows.ts';
import { createBrowserSession } from '../../support/browser-session.ts';
import { createTestClock } from '../../support/test-clock.ts';
import { startTestService, type TestService } from '../../support/test-service.ts';

/*
 * The round trips of each request, by the names of their statements, `begin` and `commit` included. One browser alone:
 * nothing shares a statement here, so there are never more. A list that grows is a decision, not an accident.
 */

let test: TestService;
let pool: Pool;
let first: FlowClient;
let further: FlowClient;

beforeAll(async () => {
  // Only the web role: the worker's looks at its queues belong to no flow.
  // A clock that stands still: what is remembered for seconds stays remembered on a slow machine.
  const clock = createTestClock(Date.now() / 1000);
  test = await startTestService({ clock, environment: { ACAR_ROLES: 'web' } });
  const { port, host } = new URL(test.login);
  pool = new Pool(`http://127.0.0.1:${port}`);
  newBrowser = () => new BenchBrowser(pool, host);
  [first, further] = [await register('first'), await register('further')];
});
afterAll(async () => {
  await pool?.close();
  await test?.stop();
});

let newBrowser: () => BenchBrowser;

/** The service's part of every sign-in: code to tokens, then userinfo. */
const exchange = [
  'POST /token: oidc_item.find, oidc_item.find_session_by_uid, oidc_item.find, oidc_item.consume, oidc_item.upsert, oidc_item.upsert',
  'GET /me: oidc_item.find, oidc_item.find_session_by_uid, oidc_item.find',
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
      'GET /auth/:uid: oidc_item.find, oidc_item.destroy, account.find_by_id, oidc_item.find, oidc_item.upsert, oidc_item.upsert, record.insert',
      ...exchange,
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
      'GET /auth: oidc_item.find, oidc_item.upsert, oidc_item.upsert',
      'GET /interaction/:uid: oidc_item.find, oidc_item.find_session_by_uid, oidc_item.upsert, consent.find',
      'POST /interaction/:uid/decide: oidc_item.find, oidc_item.find_session_by_uid, consent.give, oidc_item.upsert',
      'GET /auth/:uid: oidc_item.find, oidc_item.find, oidc_item.destroy, oidc_item.find, oidc_item.upsert, oidc_item.destroy, oidc_item.upsert, record.insert',
      ...exchange,
    ]);
    await signOn({ ...parties, client: further }, false);
    expect(steps()).toEqual([
      'GET /auth: oidc_item.find, oidc_item.find, oidc_item.upsert, oidc_item.upsert',
      ...exchange,
    ]);
  });

  it('refreshes tokens', async () => {
    const person = await test.addPerson();
    await agree(person.accountId, first);
    const { steps, parties } = observe(first);
    const tokens = await signIn(parties, person);
    steps();
    await refresh(parties, tokens.refresh_token);
    expect(steps()).toEqual([
      'POST /token: oidc_item.find, oidc_item.find_session_by_uid, oidc_item.find, oidc_item.consume, oidc_item.upsert, oidc_item.upsert',
    ]);
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
      'oidc_item.find_sessions_of',
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
  test.service.identity.consents.give(accountId, clientId, ['openid', 'profile']);

/** Clients are looked up once in ten seconds; that look belongs to no flow. */
const know = ({ clientId }: FlowClient) => test.service.identity.clients.find(clientId);

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
