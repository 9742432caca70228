import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Log as JobsLog } from '../../../src/jobs/index.ts';
import { createLog, type LogFacts } from '../../../src/operations/index.ts';
import { logFields, scrub } from '../../../src/operations/redaction.ts';

function testLog(level: 'info' | 'error' = 'info') {
  const lines: string[] = [];
  const log = createLog({
    clock: { now: () => Date.UTC(2026, 10, 22) },
    role: 'web',
    level,
    write: (line) => lines.push(line),
  });
  const last = (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '{}');
  return { log, lines, last };
}

/** Demo data: what must never be in a log. */
const personal: readonly [what: string, value: string][] = [
  ['a personal code', '5ZQ9XYZ'],
  ['a personal code in small letters', '5zq9xyz'],
  ['an e-mail address', 'demo.person@example.az'],
  ['a mobile number', '+994501234567'],
  ['a mobile number with spaces', '+994 50 123 45 67'],
  ['a social insurance number', '1234567890123'],
  ['a password', 'password=hunter2hunter2'],
  ['a password in JSON', '"password": "hunter2hunter2"'],
  ['a one-time code', 'code: 482913'],
  ['a JSON web token', 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'],
  ['an opaque token', 'q7Zk3nXv9TtB2mLp0RsW8yAa'],
  ['a hexadecimal token', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['a cookie', 'cookie: acar_browser=q7Zk3nXv9TtB2mLp0RsW8y'],
  ['an authorization header', 'Authorization: Bearer q7Zk3nXv9TtB2mLp0RsW8y'],
  ['a database address', 'postgres://acar:geheim@db.example:5432/acar'],
];
const secretParts = [
  '5ZQ9XYZ',
  '5zq9xyz',
  'demo.person',
  '50123',
  '123 45',
  '12345678',
  'hunter2',
  '482913',
].concat(['eyJ', 'q7Zk3', 'd41d8', 'geheim']);

describe('the log', () => {
  it('writes one JSON line with time, level, role, event and facts', () => {
    const { log, lines, last } = testLog();
    log.info('http.answered', { route: 'portal.home', method: 'GET', status: 200, seconds: 0.01 });
    expect(lines[0]).toMatch(/\n$/);
    expect(last()).toEqual({
      level: 'info',
      time: '2026-11-22T00:00:00.000Z',
      role: 'web',
      process: process.pid,
      event: 'http.answered',
      route: 'portal.home',
      method: 'GET',
      status: 200,
      seconds: 0.01,
    });
  });

  it.each(personal)('has no field that takes %s', (_what, value) => {
    const { log, lines } = testLog();
    const names = Object.keys(logFields).filter(
      (name) => name !== 'client' && name !== 'host' && name !== 'version',
    );
    log.info('test.all', Object.fromEntries(names.map((name) => [name, value])));
    for (const part of secretParts) expect(lines[0]).not.toContain(part);
  });

  it.each(['ECONNREFUSED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'PDUParseError'])(
    'says why a connection failed: %s',
    (error) => {
      const { log, last } = testLog();
      log.info('smpp.failed', { host: '127.0.0.1', error });
      expect(last()).toMatchObject({ host: '127.0.0.1', error });
      expect(last()).not.toHaveProperty('refused');
    },
  );

  it('takes the name of every route', () => {
    const folder = join(import.meta.dirname, '../../../src/http');
    const descriptions = readdirSync(folder).filter((file) => /^openapi-.*\.gen\.json$/.test(file));
    const names = descriptions.flatMap((file) =>
      Array.from(
        readFileSync(join(folder, file), 'utf8').matchAll(/"operationId": "([^"]+)"/g),
        ([, name = '']) => name,
      ),
    );
    expect(names.length).toBeGreaterThan(40);
    expect(names.filter((name) => !logFields.route.test(name))).toEqual([]);
  });

  it('drops fields that it does not know, and says which', () => {
    const { log, last } = testLog();
    const facts = { personalCode: '5ZQ9XYZ', email: 'demo.person@example.az', password: 'x', status: 200 };
    log.info('test.slip', facts);
    expect(last()).toMatchObject({ status: 200, refused: ['personalCode', 'email', 'password'] });
    expect(JSON.stringify(last())).not.toContain('5ZQ9XYZ');
    log.info('test.slip', { '5ZQ9XYZ@': 1 } as LogFacts);
    expect(last()).toMatchObject({ refused: ['[refused]'] });
  });

  it('does not take objects, whatever they are called', () => {
    const { log, last } = testLog();
    log.info('test.object', {
      route: { toString: () => 'x' },
      toString: 'x',
      __proto__: 'x',
    } as unknown as LogFacts);
    expect(last()).toMatchObject({ refused: ['route', 'toString'] });
  });

  it('refuses an event name that was put together at run time', () => {
    const { log, last } = testLog();
    log.info('sign_in.failed for 5ZQ9XYZ');
    expect(last()).toMatchObject({ event: 'log.malformed_event' });
  });

  it.each(personal)('keeps %s out of what it says of an error and its causes', (_what, value) => {
    const { log, lines, last } = testLog();
    const cause = Object.assign(new Error(`inner ${value}`), {
      detail: `Key (x)=(${value}) exists`,
      code: value,
    });
    log.error('test.failed', Object.assign(new Error(`outer "${value}"`, { cause }), { name: value }));
    for (const part of secretParts) expect(lines[0]).not.toContain(part);
    expect(last()).toMatchObject({ stack: expect.arrayContaining([expect.stringContaining('log.test.ts')]) });
  });

  it('tells of an error what helps: class, code, detail, places', () => {
    const { log, last } = testLog();
    const error = Object.assign(new TypeError('database.failed'), {
      code: 'database.failed',
      detail: 'account.find: 42703 column "birthday" does not exist',
    });
    log.error('http.failed', error, { route: 'portal.home' });
    expect(last()).toMatchObject({ error: 'TypeError', code: 'database.failed', detail: error.detail });
    log.error('http.failed', undefined);
    expect(last()).toMatchObject({ error: 'undefined' });
  });

  it('is silent below its level', () => {
    const { log, lines } = testLog('error');
    log.info('test.quiet');
    log.warn('test.quiet');
    expect(lines).toEqual([]);
  });

  it('fits where jobs ask for a log', () => {
    const { log, last } = testLog();
    const jobsLog: JobsLog = log.info;
    jobsLog('job.done', { job: 'outbox.sweep', seconds: 1 });
    expect(last()).toMatchObject({ event: 'job.done', job: 'outbox.sweep' });
  });
});

describe('scrubbing', () => {
  it('leaves no e-mail address and no row of six digits, whatever surrounds them', () => {
    const digits = fc.stringMatching(/^\d{6,15}$/);
    fc.assert(
      fc.property(fc.string(), fc.oneof(fc.emailAddress(), digits), fc.string(), (before, secret, after) => {
        expect(scrub(`${before} ${secret} ${after}`)).not.toContain(secret);
      }),
    );
  });

  it.each([
    'account.find: 23505 duplicate key value violates unique constraint "account_code_key"',
    'connect ECONNREFUSED 127.0.0.1:5432',
    'connect ETIMEDOUT 10.1.2.3:5432',
    'the answer of login.example.az is too large',
  ])('keeps what an operator needs: %s', (text) => {
    expect(scrub(text)).toBe(text);
  });

  it('is short and quick, however long the text', () => {
    expect(scrub('a@'.repeat(1_000_000)).length).toBeLessThanOrEqual(500);
  });
});
