import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ConfigurationError,
  count,
  loadSettings,
  origin,
  port,
  type Settings,
  secretFile,
  setting,
  text,
  wholeNumber,
  yesOrNo,
} from '../../../src/config/index.ts';

const settings = {
  port: setting('ACAR_PORT', port, 'the port', { fallback: '8080' }),
  login: { origin: setting('ACAR_LOGIN_ORIGIN', origin, 'where people sign in') },
  open: setting('ACAR_OPEN', yesOrNo, 'allows private addresses', {
    fallback: 'yes',
    refusedInProduction: (isOpen) => isOpen,
  }),
};
const good = { ACAR_LOGIN_ORIGIN: 'https://login.example.az' };

function problemsOf(
  tree: Settings,
  environment: Record<string, string>,
  options: { production?: boolean; prefix?: string } = {},
): readonly string[] {
  try {
    loadSettings(tree, environment, { production: false, ...options });
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

const problemOf = (schema: Parameters<typeof setting>[1], value: string) =>
  problemsOf({ one: setting('ACAR_ONE', schema, '') }, { ACAR_ONE: value })[0];

describe('settings', () => {
  it('are read from the environment, typed, with defaults, and frozen', () => {
    const values = loadSettings(settings, { ...good, ACAR_PORT: '9000' }, { production: false });
    expect(values).toEqual({ port: 9000, login: { origin: 'https://login.example.az' }, open: true });
    expect(Object.isFrozen(values) && Object.isFrozen(values.login)).toBe(true);
  });

  it('tell every problem at once', () => {
    const problems = problemsOf(
      settings,
      { ACAR_PORT: '0', ACAR_OPEN: 'maybe', ACAR_PROT: '1' },
      { prefix: 'ACAR_' },
    );
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'ACAR_PORT',
      'ACAR_LOGIN_ORIGIN',
      'ACAR_OPEN',
      'ACAR_PROT',
    ]);
  });

  it('refuse names with our prefix that nobody knows, and no other names', () => {
    const problems = problemsOf(settings, { ...good, ACAR_PROT: '1', PATH: '/bin' }, { prefix: 'ACAR_' });
    expect(problems).toEqual(['ACAR_PROT: unknown setting']);
  });

  it('take an empty value for an absent one', () => {
    expect(loadSettings(settings, { ...good, ACAR_PORT: '' }, { production: false }).port).toBe(8080);
    expect(problemsOf(settings, { ACAR_LOGIN_ORIGIN: '' })).toEqual([
      'ACAR_LOGIN_ORIGIN: is required (where people sign in)',
    ]);
  });

  it('refuse development values in production, also as defaults', () => {
    expect(problemsOf(settings, good, { production: true })).toEqual([
      'ACAR_OPEN: this value is for development only',
    ]);
    expect(problemsOf(settings, { ...good, ACAR_OPEN: 'no' }, { production: true })).toEqual([]);
  });

  it.each(['0', '65536', '80.5', '-1', '0x50', '1e3', ' 80', '８０', 'http'])(
    'refuse the port %j',
    (value) => {
      expect(problemOf(port, value)).toBe('ACAR_ONE: must be a whole number from 1 to 65535');
    },
  );

  it.each([
    [count, '   '],
    [count, '9'.repeat(17)],
    [wholeNumber(1, 3600), '0'],
    [wholeNumber(5, 9), '10'],
  ])('refuse other numbers that are none or out of range', (schema, value) => {
    expect(problemOf(schema, value)).toMatch(/^ACAR_ONE: must be a whole number/);
  });

  it.each([
    'login.example.az',
    'https://login.example.az/',
    'https://login.example.az/path',
    'https://login.example.az:443',
    'https://user@login.example.az',
    'HTTPS://login.example.az',
    'ftp://login.example.az',
    'https://',
  ])('refuse %s as an origin', (value) => {
    expect(problemOf(origin, value)).toContain('must be an origin');
  });

  it('refuse an empty text only as absent', () => {
    expect(problemOf(text, 'x')).toBeUndefined();
  });
});

describe('secrets', () => {
  let folder: string;
  const path = (name: string) => join(folder, name);
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'acar-secret-'));
    writeFileSync(path('good'), Buffer.alloc(32, 1), { mode: 0o600 });
    writeFileSync(path('open'), Buffer.alloc(32, 1), { mode: 0o640 });
    writeFileSync(path('short'), Buffer.alloc(31, 1), { mode: 0o600 });
    writeFileSync(path('long'), Buffer.alloc(65_537, 1), { mode: 0o600 });
    mkdirSync(path('folder'), { mode: 0o700 });
    execFileSync('mkfifo', ['-m', '600', path('pipe')]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are the content of a file that nobody else can read', () => {
    const tree = { key: setting('ACAR_KEY', secretFile, 'a key') };
    const { key } = loadSettings(tree, { ACAR_KEY: path('good') }, { production: true });
    expect(key).toEqual(Buffer.alloc(32, 1));
  });

  it.each([
    ['open', 'can be read by others; set its mode to 0600'],
    ['short', 'holds fewer than 32 bytes'],
    ['long', 'holds more than 65536 bytes'],
    ['folder', 'is not a file'],
    ['pipe', 'is not a file'],
    ['absent', 'cannot be read'],
  ])('are refused when the file is %s', (name, problem) => {
    expect(problemOf(secretFile, path(name))).toBe(`ACAR_ONE: ${path(name)} ${problem}`);
  });
});
