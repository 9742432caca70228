import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { acar } from '../../support/acar-command.ts';
import { type BrowserSession, createBrowserSession, textOf } from '../../support/browser-session.ts';
import { freePortRange } from '../../support/free-port.ts';
import { type ChildProgram, runProgram } from '../../support/start-process.ts';
import {
  describeWithPostgresql,
  startSystemPostgresql,
  type SystemPostgresql,
} from '../../support/system-postgresql.ts';

/** Every other test runs on the embedded server; here the oldest PostgreSQL that we promise to run on. */
describeWithPostgresql('DATABASE_URL with the PostgreSQL of the system', () => {
  let server: SystemPostgresql;
  let folder: string;
  let browser: BrowserSession;
  let program: ChildProgram | undefined;
  beforeAll(async () => {
    server = await startSystemPostgresql();
    folder = mkdtempSync('/tmp/acar-external-');
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    browser = createBrowserSession();
  });
  afterEach(async () => {
    await browser.close();
    await program?.signal('SIGINT');
    program = undefined;
  });

  const start = (port: number, ...more: string[]) =>
    runProgram('src/demo/start.ts', ['--data', join(folder, 'data'), '--port', String(port), ...more], {
      DATABASE_URL: server.url,
    });

  it('takes the schema from an owner who is no superuser, and has nothing to do the second time', async () => {
    expect(Number.parseInt(server.version, 10)).toBeGreaterThanOrEqual(15);
    const env = { DATABASE_URL: server.url };
    const first = await acar(['migrate'], { env });
    expect(first).toMatchObject({ status: 0, err: '' });
    expect(first.out).toMatch(/^0001-roles\.sql\n/);
    expect(await acar(['migrate'], { env })).toMatchObject({ status: 0, out: 'nothing to do\n' });
  });

  it('carries the whole service: a demonstration person signs in at the portal and at an agency', async () => {
    const port = await freePortRange();
    program = start(port);
    await program.until('Ctrl-C stops everything');
    expect(program.text()).not.toContain('embedded PostgreSQL');
    const [, code = '', password = ''] = /^ {2}(\d{4} ?\d{4}) {2}(\S+) {2}/m.exec(program.text()) ?? [];
    const portal = `http://portal.acar.localhost:${port}`;
    const choice = await browser.get(`${portal}/sign-in?to=/me`);
    const proof = await browser.submit(choice, '/choose', { method: 'password' });
    const after = await browser.submit(proof, '/advance', { code, password });
    const decides = after.forms.some((form) => form.action.includes('/decide'));
    const me = decides ? await browser.submit(after, '/decide', { decision: 'continue' }) : after;
    expect(me.url.href, textOf(me.body)).toBe(`${portal}/me`);
    const notices = await browser.get(`${portal}/me/notices`);
    expect(textOf(notices.body)).toContain('Sizə hələ məhkəmə bildirişi göndərilməyib');
    expect(textOf((await browser.get(`${portal}/statistics/courts`)).body)).toContain('Məhkəmə bildirişləri');
    const agency = `http://tax.acar.localhost:${port + 1}`;
    const asked = await browser.get(`${agency}/sign-in`);
    const signedIn = await browser.submit(asked, '/decide', { decision: 'continue' });
    expect(signedIn.url.href, textOf(signedIn.body)).toBe(`${agency}/me`);
    // As an operator: blocks the person and lets them in again.
    const env = { DATABASE_URL: server.url, ACAR_MASTER_KEY_FILE: join(folder, 'data/secrets/master.key') };
    const blocked = await acar(['account', 'block', '--code', code, '--reason', 'a test'], { env });
    expect(blocked).toMatchObject({ status: 0, err: '' });
    expect((await browser.get(`${portal}/me`)).url.href).not.toBe(`${portal}/me`);
    expect(await program.signal('SIGINT')).toBe(0);
  }, 240_000);

  it('is never emptied by --reset', async () => {
    program = start(await freePortRange(), '--reset');
    expect(await program.ended).toBe(1);
    expect(program.text()).toContain('--reset does not touch an external database');
  });
});
