import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { taxOffice } from '../../src/demo/agencies/index.ts';
import { troubledDeliveries } from '../../src/identity/logout-delivery/index.ts';
import { type AgencyProcess, startAgencyProcess } from '../support/agency-process.ts';
import { type BrowserSession, createBrowserSession, textOf } from '../support/browser-session.ts';
import { freePort } from '../support/free-port.ts';
import { playClient, startKillableService, submitUpTo } from '../support/killable-service.ts';
import type { ChildProgram } from '../support/start-process.ts';
import { startTestService, type TestPerson, type TestService } from '../support/test-service.ts';

let test: TestService;
let tax: AgencyProcess;
let service: ChildProgram;
let browser: BrowserSession;
let person: TestPerson;

const kill = async () => {
  await service.signal('SIGKILL');
  service = await startKillableService(test);
};

beforeAll(async () => {
  test = await startTestService();
  person = await test.addPerson();
  // Its data stays; the real program takes its place.
  await test.stopService();
  service = await startKillableService(test);
  tax = await startAgencyProcess(taxOffice, test);
});
afterAll(async () => {
  await tax?.stop();
  await service?.signal('SIGTERM');
  await test?.stop();
});
beforeEach(() => {
  browser = createBrowserSession();
});
afterEach(() => browser.close());

const proofOf = async (address: string) =>
  browser.submit(await browser.get(address), '/choose', { method: 'password' });
const { code, password } = { code: () => person.code, password: () => person.password };
const pair = () => ({ code: code(), password: password() });

describe('kill -9 of the service', () => {
  it('in front of the password page: the page in the browser goes on', async () => {
    const proof = await proofOf(`${test.portal}/sign-in?to=/me`);
    await kill();
    const me = await browser.submit(proof, '/advance', pair());
    expect(me.url.href).toBe(`${test.portal}/me`);
  });

  it('after the answer with the code: the code is redeemable, once, and the session lives', async () => {
    const client = await playClient(test, browser);
    const proof = await proofOf(client.authorizeUrl());
    const asked = await browser.submit(proof, '/advance', pair());
    const origin = new URL(client.redirectUri).origin;
    const values = { decision: 'continue' };
    const callback = await submitUpTo(browser, asked, { action: '/decide', values, origin });
    const grant = { grant_type: 'authorization_code', code: callback.searchParams.get('code') ?? '' };
    await kill();
    const redeemed = await client.token(grant);
    expect(redeemed).toMatchObject({ status: 200, body: { id_token: expect.any(String) } });
    // The single sign-in is as it was: a further service only asks to continue.
    const further = await browser.get(`${tax.origin}/sign-in`);
    expect(further.forms.some((form) => form.action.includes('/decide'))).toBe(true);
    await kill();
    const replayed = await client.token(grant);
    expect(replayed).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('with an agency in the middle: the agency redeems, and refreshes afterwards', async () => {
    const proof = await proofOf(`${tax.origin}/sign-in`);
    const asked = await browser.submit(proof, '/advance', pair());
    const callback = await submitUpTo(browser, asked, {
      action: asked.forms.some((form) => form.action.includes('/decide')) ? '/decide' : '/advance',
      values: { decision: 'continue' },
      origin: tax.origin,
    });
    await kill();
    const me = await browser.get(callback);
    expect(me.url.href).toBe(`${tax.origin}/me`);
    await kill();
    const refreshed = await browser.submit(me, '/refresh');
    expect(refreshed.url.href).toBe(`${tax.origin}/me?refreshed=yes`);
  });
});

describe('back-channel logout', () => {
  it('reaches a service that was down for a while; until then its state can be looked at', async () => {
    const port = await freePort();
    const address = `http://played.acar.localhost:${port}/backchannel-logout`;
    const client = await playClient(test, browser, { backchannel_logout_uri: address });
    const proof = await proofOf(client.authorizeUrl());
    const asked = await browser.submit(proof, '/advance', pair());
    const origin = new URL(client.redirectUri).origin;
    await submitUpTo(browser, asked, { action: '/decide', values: { decision: 'continue' }, origin });
    // The portal joins the session and then leaves everything.
    const joining = await browser.get(`${test.portal}/sign-in?to=/me`);
    const me = await browser.submit(joining, '/decide', { decision: 'continue' });
    const leaving = await browser.submit(me, '/sign-out');
    await browser.submit(leaving, '/session/end/confirm', { logout: 'yes' });
    const db = test.database.owner();
    const stateOf = async () =>
      (await troubledDeliveries(db)).find((one) => one.clientId === client.clientId);
    await expect.poll(stateOf).toMatchObject({ state: 'waiting', lastError: expect.any(String) });
    const taken: string[] = [];
    const server = await startReceiver(port, taken);
    await kill();
    await expect.poll(() => taken.length, { timeout: 40_000 }).toBe(1);
    expect(taken[0]).toMatch(/^logout_token=ey/);
    await expect.poll(stateOf).toBeUndefined();
    await new Promise((done) => server.close(done));
  }, 90_000);
});

describe('a stop on request', () => {
  it('finishes the request under way and takes no new one', async () => {
    const proof = await proofOf(`${test.portal}/sign-in?to=/me`);
    const form = proof.forms.find((candidate) => candidate.action.includes('/advance'));
    const body = new URLSearchParams({ ...form?.fields, ...pair() }).toString();
    const { port, hostname } = new URL(test.login);
    const cookies = Object.entries(browser.cookies(hostname))
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
    const socket = connect(Number(port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('utf8');
    });
    const closed = new Promise((done) => socket.once('close', done));
    await new Promise((done) => socket.once('connect', done));
    const head = [
      `POST ${form?.action} HTTP/1.1`,
      `Host: ${hostname}:${port}`,
      `Cookie: ${cookies}`,
      'Sec-Fetch-Site: same-origin',
      'Content-Type: application/x-www-form-urlencoded',
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n${body.slice(0, 20)}`);
    // Another request is answered meanwhile, so the first half has arrived.
    await browser.request(`${test.login}/.well-known/openid-configuration`);
    const ended = service.signal('SIGTERM');
    await expect.poll(() => isListening(Number(port))).toBe(false);
    socket.write(body.slice(20));
    await closed;
    expect(answer).toMatch(/^HTTP\/1\.1 303 /);
    expect(answer.toLowerCase()).toContain('connection: close');
    expect(await ended).toBe(0);
    service = await startKillableService(test);
    // What was answered holds: the sign-in is finished.
    const page = await browser.get(proof.url);
    expect(page.url.origin).toBe(test.portal);
    expect(textOf(page.body)).toContain(person.familyName);
  });
});

async function startReceiver(port: number, taken: string[]): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    let body = '';
    incoming.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8');
    });
    incoming.on('end', () => {
      taken.push(body);
      outgoing.writeHead(200).end();
    });
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', () => done()));
  return server;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}
