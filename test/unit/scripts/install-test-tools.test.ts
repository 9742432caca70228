import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const script = join(import.meta.dirname, '../../../scripts/install-test-tools');
/** Those that are looked for by name; the others lie at fixed places. */
const byName = ['chromium', 'openssl', 'softhsm2', 'gnutls-bin', 'libnss3-tools', 'git'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'acar-tools-'));
  for (const program of ['sh', 'tr', 'env', 'cat', 'chmod']) {
    const place = ['/usr/bin', '/bin'].map((at) => join(at, program)).find((path) => existsSync(path));
    if (place) symlinkSync(place, join(folder, program));
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, body: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`);
  chmodSync(join(folder, name), 0o755);
}

/** On a machine whose PATH holds nothing but a shell and what the test put there. */
function run(): { absent: string[]; orders: string[] } {
  const out = execFileSync(script, {
    env: { PATH: folder },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = join(folder, 'orders');
  const orders = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
  return { absent: out.split('\n').filter((line) => byName.includes(line)), orders };
}

/** Notes its order, and puts an empty program where `openssl` is asked for. */
const aptGet = (by: string) =>
  `echo "${by} $*" >> ${folder}/orders
case $* in *openssl) echo '#!/bin/sh' > ${folder}/openssl; chmod 755 ${folder}/openssl;; *git) exit 100;; esac`;
const installs = (by: string) => byName.map((name) => `${by} install -y -qq --no-install-recommends ${name}`);

it('installs what is missing as root, each package by itself, and names what is still absent', () => {
  program('id', 'echo 0');
  program('apt-get', aptGet('root'));
  const { absent, orders } = run();
  expect(orders[0]).toBe('root update -qq');
  expect(orders).toEqual(expect.arrayContaining(installs('root')));
  expect(absent).toEqual(byName.filter((name) => name !== 'openssl'));
});

it('installs through sudo where that needs no password', () => {
  program('id', 'echo 1000');
  program('sudo', '[ "$1" = -n ] || exit 1; shift; [ "$1" = true ] && exit 0; exec "$@"');
  program('apt-get', aptGet('sudo'));
  const { absent, orders } = run();
  expect(orders).toEqual(expect.arrayContaining(installs('sudo')));
  expect(absent).toEqual(byName.filter((name) => name !== 'openssl'));
});

it.each([
  ['an ordinary user without sudo', ['id', 'apt-get']],
  ['sudo that asks for a password', ['id', 'apt-get', 'sudo']],
  ['no apt-get', ['id']],
])('only names what is absent with %s', (_, programs) => {
  if (programs.includes('id')) program('id', 'echo 1000');
  if (programs.includes('apt-get')) program('apt-get', aptGet('nobody'));
  if (programs.includes('sudo')) program('sudo', 'exit 1');
  expect(run()).toEqual({ absent: byName, orders: [] });
});

it('has nothing to do where everything is there', () => {
  for (const name of ['chromium', 'openssl', 'softhsm2-util', 'certtool', 'certutil', 'git'])
    program(name, '');
  program('id', 'echo 1000');
  expect(run()).toEqual({ absent: [], orders: [] });
});
