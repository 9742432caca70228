import { createServer, request, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { socialFund, taxOffice } from '../../src/demo/agencies/index.ts';
import { type AgencyProcess, startAgencyProcess } from '../support/agency-process.ts';
import { createBrowserSession, textOf } from '../support/browser-session.ts';
import { freePort } from '../support/free-port.ts';
import { startKillableService } from '../support/killable-service.ts';
import type { ChildProgram } from '../support/start-process.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

let test: TestService;
let nodes: ChildProgram[];
let balancer: { server: Server; answered: number[] };
let tax: AgencyProcess;
let social: AgencyProcess;

beforeAll(async () => {
  test = await startTestService();
  await test.stopService();
  const ports = [await freePort(), await freePort()];
  nodes = await Promise.all(
    ports.map(async (port) =>
      startKillableService(test, {
        ACAR_PORT: String(port),
        ACAR_OPERATIONS_PORT: String(await freePort()),
      }),
    ),
  );
  balancer = await startBalancer(Number(new URL(test.login).port), ports);
  [tax, social] = await Promise.all([
    startAgencyProcess(taxOffice, test),
    startAgencyProcess(socialFund, test),
  ]);
});
afterAll(async () => {
  await Promise.all([tax?.stop(), social?.stop()]);
  balancer?.server.closeAllConnections();
  await new Promise((done) => balancer?.server.close(done));
  await Promise.all(nodes?.map((node) => node.signal('SIGTERM')) ?? []);
  await test?.stop();
});

describe('two processes that take turns, request by request', () => {
  it('complete sign-ins, refreshes and sign-outs', async () => {
    const browser = createBrowserSession();
    const me = await test.signIn(browser, await browser.get(`${test.portal}/sign-in?to=/me`));
    expect(me.url.href).toBe(`${test.portal}/me`);
    for (const agency of [tax, social]) {
      const asked = await browser.get(`${agency.origin}/sign-in`);
      const there = await browser.submit(asked, '/decide', { decision: 'continue' });
      expect(there.url.href).toBe(`${agency.origin}/me`);
    }
    for (let round = 0; round < 4; round++) {
      const refreshed = await browser.submit(await browser.get(`${tax.origin}/me`), '/refresh');
      expect(refreshed.url.href).toBe(`${tax.origin}/me?refreshed=yes`);
    }
    const sessions = await browser.get(`${test.portal}/me/sessions`);
    expect(textOf(sessions.body)).toContain('Nümunə vergi xidməti');
    const leaving = await browser.submit(await browser.get(`${tax.origin}/me`), '/sign-out');
    const left = await browser.submit(leaving, '/session/end/confirm', { logout: 'yes' });
    expect(left.url.href).toBe(`${tax.origin}/signed-out`);
    await expect
      .poll(async () => (await browser.get(`${social.origin}/me`)).url.href)
      .toBe(`${social.origin}/`);
    await expect.poll(async () => (await browser.get(`${test.portal}/me`)).url.origin).toBe(test.login);
    // Each of the two had its share.
    expect(balancer.answered.every((count) => count > 10)).toBe(true);
    await browser.close();
  });
});

/** Sends each request to the next process and keeps the Host header. */
async function startBalancer(port: number, targets: readonly number[]) {
  const answered = targets.map(() => 0);
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    const index = turn++ % targets.length;
    const onward = request(
      {
        host: '127.0.0.1',
        port: targets[index],
        method: incoming.method,
        path: incoming.url,
        headers: incoming.headers,
        agent: false,
      },
      (answer) => {
        answered[index] = (answered[index] ?? 0) + 1;
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', () => done()));
  return { server, answered };
}
