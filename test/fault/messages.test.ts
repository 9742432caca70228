import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { outboxBacklog } from '../../src/notify/index.ts';
import { type BrowserSession, createBrowserSession, textOf } from '../support/browser-session.ts';
import { freePort } from '../support/free-port.ts';
import { playClient, startKillableService, submitUpTo } from '../support/killable-service.ts';
import { startTestMailServer } from '../support/mail-server.ts';
import { messageSettings } from '../support/message-settings.ts';
import { startTestSmsCenter } from '../support/sms-center.ts';
import type { ChildProgram } from '../support/start-process.ts';
import { startTestService, type TestPerson, type TestService } from '../support/test-service.ts';

let test: TestService;
let persons: readonly TestPerson[];
let service: ChildProgram;
let browser: BrowserSession;
let channels: Record<string, string>;
let stops: (() => Promise<unknown>)[];
let mailPort: number;
let smsPort: number;

/** Until the lease of a dead worker is over, and somewhat longer: the machine may be busy. */
const takenOver = { timeout: 60_000 };

beforeAll(async () => {
  test = await startTestService();
  persons = [await test.addPerson(), await test.addPerson()];
  // Its data stays; the real program takes its place.
  await test.stopService();
  [mailPort, smsPort] = [await freePort(), await freePort()];
  const folder = dirname(test.environment['ACAR_MASTER_KEY_FILE'] ?? '');
  channels = messageSettings(folder, { port: mailPort }, { port: smsPort });
  await sendWelcomes();
});
afterAll(async () => {
  await service?.signal('SIGTERM');
  await test?.stop();
});
beforeEach(() => {
  stops = [];
  browser = createBrowserSession();
});
afterEach(async () => {
  await browser.close();
  for (const stop of stops.toReversed()) await stop();
});

/** The messages of the activations are out of the way before anything is killed. */
async function sendWelcomes() {
  const mailServer = await startTestMailServer({ port: mailPort });
  const smsCenter = await startTestSmsCenter({ port: smsPort });
  service = await startKillableService(test, channels);
  const db = test.database.owner();
  await vi.waitUntil(async () => (await outboxBacklog(db)).length === 0, { timeout: 45_000 });
  await Promise.all([mailServer.stop(), smsCenter.stop()]);
}

const restart = async () => {
  service = await startKillableService(test, channels);
};

/** Takes one connection and says nothing: what is to be sent there is on its way for as long as it likes. */
async function startSilentServer(port: number) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    called: once(server, 'connection'),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Asks for a one-time code, as on the page "forgotten password". */
async function askForCode(person: TestPerson | undefined, channel: 'email' | 'sms') {
  const start = await browser.get(`${test.login}/recover`);
  const choice = await browser.submit(start, '/recover', { code: person?.code ?? '' });
  return browser.submit(choice, '/recover/channel', { channel });
}

/** The code that came works, in the browser that asked before the service was killed. */
async function recoverWith(text: string): Promise<string> {
  const code = /\b\d{6}\b/.exec(text)?.[0] ?? '';
  const asks = await browser.get(`${test.login}/recover/code`);
  const proven = await browser.submit(asks, '/recover/code', { code });
  const password = 'yeddi sarı pəncərə';
  const done = await browser.submit(proven, '/recover/password', { password, repeated: password });
  return done.url.pathname;
}

describe('kill -9 of the service between a message and its sending', () => {
  it('loses no e-mail: after a restart the code comes, and works', async () => {
    const silent = await startSilentServer(mailPort);
    await askForCode(persons[0], 'email');
    await silent.called;
    await service.signal('SIGKILL');
    await silent.close();
    const mailServer = await startTestMailServer({ port: mailPort });
    stops.push(() => mailServer.stop());
    await restart();
    const codes = () => mailServer.mails.filter(({ text }) => /\b\d{6}\b/.test(text));
    await expect.poll(() => codes().length, takenOver).toBe(1);
    expect(await recoverWith(codes()[0]?.text ?? '')).toBe('/recover/done');
  }, 120_000);

  it('loses no SMS', async () => {
    let isHolding = true;
    let arrived = () => {};
    const submitted = new Promise<void>((done) => {
      arrived = done;
    });
    const first = await startTestSmsCenter({
      port: smsPort,
      answer() {
        if (isHolding) arrived();
        return isHolding ? 'hold' : 0;
      },
    });
    await askForCode(persons[1], 'sms');
    await submitted;
    await service.signal('SIGKILL');
    isHolding = false;
    await first.stop();
    const second = await startTestSmsCenter({ port: smsPort });
    stops.push(() => second.stop());
    await restart();
    const texts = () => second.parts.map((pdu) => String(pdu.short_message?.message ?? ''));
    await expect.poll(() => texts().some((text) => /\b\d{6}\b/.test(text)), takenOver).toBe(true);
    const text = texts().find((candidate) => /\b\d{6}\b/.test(candidate)) ?? '';
    expect(await recoverWith(text)).toBe('/recover/done');
  }, 120_000);

  it('loses no logout call: the service of the ended session is told', async () => {
    const port = await freePort();
    const address = `http://played.acar.localhost:${port}/backchannel-logout`;
    const client = await playClient(test, browser, { backchannel_logout_uri: address });
    const start = await browser.get(client.authorizeUrl());
    const proof = await browser.submit(start, '/choose', { method: 'password' });
    const { code, password } = test.person;
    const asked = await browser.submit(proof, '/advance', { code, password });
    const origin = new URL(client.redirectUri).origin;
    await submitUpTo(browser, asked, { action: '/decide', values: { decision: 'continue' }, origin });
    const silent = await startSilentServer(port);
    const ask = await browser.get(`${test.login}/session/end`);
    const left = await browser.submit(ask, '/session/end/confirm', { logout: 'yes' });
    expect(left.status, textOf(left.body)).toBe(200);
    await silent.called;
    await service.signal('SIGKILL');
    await silent.close();
    const taken: string[] = [];
    const receiver = createHttpServer((incoming, outgoing) => {
      incoming.on('data', (chunk: Buffer) => taken.push(chunk.toString('utf8')));
      incoming.on('end', () => outgoing.writeHead(200).end());
    });
    receiver.listen(port, '127.0.0.1');
    await once(receiver, 'listening');
    stops.push(() => new Promise((done) => receiver.close(done)));
    await restart();
    await expect.poll(() => taken.length, takenOver).toBe(1);
    expect(taken[0]).toMatch(/^logout_token=ey/);
  }, 120_000);
});
