import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, request } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, launchBrowser } from '../support/browser.ts';
import { makeCertificate } from '../support/certificate.ts';
import { freePort, freePortRange } from '../support/free-port.ts';
import { hasOpenssl } from '../support/openssl.ts';
import { type ChildProgram, descendantsOf, isRunning, runProgram } from '../support/start-process.ts';
import { controls, openVisitor, textOn, type Visitor } from '../support/visitor.ts';

const ready = 'Ctrl-C stops everything';
let browser: Browser;
let folder: string;
const started: ChildProgram[] = [];

function start(data: string, port: number, more: string[] = [], environment: Record<string, string> = {}) {
  const program = runProgram(
    'src/demo/start.ts',
    ['--data', data, '--port', String(port), ...more],
    environment,
  );
  started.push(program);
  return program;
}

/** What the start printed of its demonstration persons. */
function credentialsIn(text: string) {
  const found = [...text.matchAll(/^ {2}(\d{4} ?\d{4}) {2}(\S+) {2}(.+)$/gm)];
  return found.map(([, code = '', password = '', name = '']) => ({ code, password, name }));
}

async function signInEverywhere(
  visitor: Visitor,
  origins: Record<'portal' | 'tax' | 'social', string>,
  person: { code: string; password: string; name: string },
) {
  const { page } = visitor;
  await page.goto(`${origins.portal}/sign-in?to=/me`);
  await visitor.proveWithPassword(person);
  expect(page.url()).toBe(`${origins.portal}/me`);
  expect(await textOn(page)).toContain(person.name);
  for (const agency of [origins.tax, origins.social]) {
    await page.goto(`${agency}/sign-in`);
    // Only a service that has not had the data before asks.
    if (page.url() !== `${agency}/me`) await visitor.press(controls.proceed);
    await page.waitForURL(`${agency}/me`);
  }
}

/** The PIN of the virtual card, as the start printed it. */
function cardPinIn(text: string): string {
  return /^ {2}PIN (\d+) {2}/m.exec(text)?.[1] ?? '';
}

/** Somebody without a reader: the card agent's own page takes the PIN of the virtual card. */
async function signInWithCard(portal: string, { pin, name }: { pin: string; name: string }) {
  const visitor = await openVisitor(browser);
  const { page } = visitor;
  await page.goto(`${portal}/sign-in?to=/me`);
  await visitor.press('button[name="method"][value="card"]');
  await page.locator('main form button[type="submit"]').first().click();
  await page.locator('input[type="password"]').fill(pin);
  await visitor.look('start_card_agent');
  await page.locator('input[type="password"]').press('Enter');
  await page.waitForURL(`${portal}/me`);
  expect(await textOn(page)).toContain(name);
  expect(visitor.troubles()).toEqual([]);
  await visitor.close();
}

const at = (port: number, login = `http://login.acar.localhost:${port}`) => ({
  login,
  portal: login.replace('//login.', '//portal.'),
  tax: `http://tax.acar.localhost:${port + 1}`,
  social: `http://social.acar.localhost:${port + 2}`,
  inbox: `http://inbox.acar.localhost:${port + 3}`,
});

describeInBrowser('scripts/start', () => {
  beforeAll(async () => {
    folder = mkdtempSync('/tmp/acar-start-');
    browser = await launchBrowser();
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((program) => program.signal('SIGINT')));
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('starts everything, prints what to open, resumes with all data, and ends without a trace', async () => {
    const data = join(folder, 'main');
    const port = await freePortRange();
    const origins = at(port);
    const first = start(data, port);
    await first.until(ready);
    for (const name of ['portal', 'tax', 'social', 'inbox'] as const)
      expect(first.text()).toContain(origins[name]);
    const credentials = credentialsIn(first.text());
    expect(credentials).toHaveLength(3);
    const [person] = credentials;
    if (!person) throw new Error('no person');

    const visitor = await openVisitor(browser);
    await signInEverywhere(visitor, origins, person);
    await visitor.page.goto(`${origins.inbox}/?refresh=off`);
    await visitor.look('start_inbox');
    await signInWithCard(origins.portal, { pin: cardPinIn(first.text()), name: person.name });

    const second = start(data, port);
    expect(await second.ended).toBe(1);
    expect(second.text()).toContain('is in use by a running service');
    const elsewhere = start(join(folder, 'elsewhere'), port);
    expect(await elsewhere.ended).toBe(1);
    expect(elsewhere.text()).toContain(`port ${port} is in use`);
    expect(elsewhere.text()).not.toContain('    at ');

    const below = descendantsOf(first.pid);
    // PostgreSQL, agencies, registers and the inbox at least.
    expect(below.length).toBeGreaterThan(4);
    expect(await first.signal('SIGINT')).toBe(0);
    expect(below.filter(isRunning)).toEqual([]);

    const resumed = start(data, port);
    await resumed.until(ready);
    expect(credentialsIn(resumed.text())).toEqual(credentials);
    // The browser is still signed in; the portal's own session was kept too.
    await visitor.page.goto(`${origins.portal}/me/consents`);
    expect(await visitor.page.locator('.acar-person').innerText()).toContain(person.name);
    await visitor.look();

    // kill -9: nobody tells the agencies, and PostgreSQL stays behind.
    const left = descendantsOf(resumed.pid);
    const programs = left.filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('main.ts'));
    // Two agencies, two registers, two witnesses, inbox, operator and card agent.
    expect(programs).toHaveLength(9);
    await resumed.signal('SIGKILL');
    await expect.poll(() => programs.filter(isRunning)).toEqual([]);
    const taken = start(data, port);
    await taken.until(ready);
    expect(left.filter(isRunning)).toEqual([]);
    await visitor.page.goto(`${origins.portal}/me`);
    expect(await textOn(visitor.page)).toContain(person.name);

    // Once more, left over by kill -9, on other ports and from the beginning.
    await taken.signal('SIGKILL');
    const other = await freePortRange();
    const moved = start(data, other);
    await moved.until(ready);
    // The agency may be gone before the browser has fetched its icon.
    const further = await openVisitor(browser, { expected: /ERR_CONNECTION_REFUSED/ });
    await signInEverywhere(further, at(other), person);
    await moved.signal('SIGKILL');
    const fresh = start(data, port, ['--reset']);
    await fresh.until(ready);
    const renewed = credentialsIn(fresh.text());
    expect(renewed).toHaveLength(3);
    expect(renewed).not.toEqual(credentials);
    expect(visitor.troubles()).toEqual([]);
    expect(further.troubles()).toEqual([]);
    await visitor.close();
    await further.close();
  }, 400_000);

  it('does not empty a folder that is not its own', async () => {
    const mine = mkdtempSync(join(folder, 'mine-'));
    writeFileSync(join(mine, 'thesis.txt'), 'do not lose');
    const refused = start(mine, await freePortRange(), ['--reset']);
    expect(await refused.ended).toBe(1);
    expect(refused.text()).toContain('is not a data folder of Açar');
    expect(readFileSync(join(mine, 'thesis.txt'), 'utf8')).toBe('do not lose');
  });

  it('says which port another program uses', async () => {
    const port = await freePortRange();
    const other = createServer().listen(port + 2, '127.0.0.1');
    const refused = start(join(folder, 'busy'), port);
    expect(await refused.ended).toBe(1);
    expect(refused.text()).toContain(`port ${port + 2} is in use`);
    await new Promise((done) => other.close(done));
  });

  it.skipIf(!hasOpenssl).each(['its own certificate', 'a TLS proxy'] as const)(
    'signs in over https with %s',
    async (kind) => {
      const port = await freePortRange();
      const { certificateFile, keyFile } = makeCertificate(folder);
      const isProxied = kind === 'a TLS proxy';
      const publicPort = isProxied ? await freePort() : port;
      const origins = at(port, `https://login.acar.localhost:${publicPort}`);
      const proxy = isProxied && (await startTlsProxy(publicPort, port, { certificateFile, keyFile }));
      const program = start(join(folder, isProxied ? 'proxied' : 'tls'), port, [], {
        ACAR_LOGIN_ORIGIN: origins.login,
        ACAR_PORTAL_ORIGIN: origins.portal,
        NODE_EXTRA_CA_CERTS: certificateFile,
        ...(isProxied
          ? { ACAR_TRUSTED_PROXIES: '127.0.0.1' }
          : { ACAR_TLS_CERTIFICATE_FILE: certificateFile, ACAR_TLS_KEY_FILE: keyFile }),
      });
      await program.until(ready);
      const [person] = credentialsIn(program.text());
      if (!person) throw new Error('no person');
      const visitor = await openVisitor(browser, { context: { ignoreHTTPSErrors: true } });
      await signInEverywhere(visitor, origins, person);
      for (const origin of [origins.login, origins.portal]) {
        const cookies = await visitor.context.cookies(origin);
        const session = cookies.find((cookie) => cookie.name === '__Host-acar_session');
        expect(session).toMatchObject({ secure: true, httpOnly: true, path: '/' });
        expect(cookies.filter((cookie) => !cookie.secure)).toEqual([]);
      }
      const home = await visitor.page.goto(`${origins.portal}/`);
      expect(home?.headers()['strict-transport-security']).toMatch(/max-age=\d{7,}/);
      expect(visitor.troubles()).toEqual([]);
      await visitor.close();
      expect(await program.signal('SIGINT')).toBe(0);
      await (proxy || undefined)?.close();
    },
    120_000,
  );
});

/** As a proxy in front of the service does it: TLS ends here, the Host header is kept. */
async function startTlsProxy(
  port: number,
  target: number,
  { certificateFile, keyFile }: { certificateFile: string; keyFile: string },
) {
  const server = createHttpsServer(
    { cert: readFileSync(certificateFile), key: readFileSync(keyFile) },
    forwardTo(target),
  );
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', () => done()));
  return {
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function forwardTo(target: number): Parameters<typeof createHttpServer>[1] & object {
  return (incoming, outgoing) => {
    const headers = {
      ...incoming.headers,
      'x-forwarded-proto': 'https',
      'x-forwarded-for': incoming.socket.remoteAddress ?? '',
    };
    const onward = request(
      { host: '127.0.0.1', port: target, method: incoming.method, path: incoming.url, headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  };
}
