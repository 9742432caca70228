import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';

const program = '/usr/sbin/apache2';
const modules = '/usr/lib/apache2/modules';
const isInstalled = existsSync(program) && existsSync(join(modules, 'mod_auth_openidc.so'));

/** A suite that needs Apache; without it the suite is listed as skipped, with the reason in its name. In CI it runs and fails. */
export function describeWithApache(name: string, suite: () => void): void {
  if (isInstalled || process.env['CI'] === 'true') describe(name, suite);
  else
    describe.skip(
      `${name} (skipped: there is no mod_auth_openidc; install Debian's packages apache2 and libapache2-mod-auth-openidc)`,
      suite,
    );
}

export interface Apache {
  stop(): Promise<void>;
}

const loaded = [
  'mpm_event:mpm_event',
  'unixd:unixd',
  'authz_core:authz_core',
  'authn_core:authn_core',
  'authz_user:authz_user',
  'alias:alias',
  'headers:headers',
  'proxy:proxy',
  'proxy_http:proxy_http',
  'auth_openidc:auth_openidc',
];

/** False for what is built in. */
const isFile = (name: string) => existsSync(join(modules, `mod_${name}.so`));

/** Debian's Apache with this configuration, as a process of its own that touches nothing outside a new folder. */
export async function startApache(port: number, configuration: string): Promise<Apache> {
  const folder = mkdtempSync(join(tmpdir(), 'acar-apache-'));
  mkdirSync(join(folder, 'cache'), { mode: 0o777 });
  const lines = [
    `ServerRoot ${folder}`,
    `PidFile ${folder}/httpd.pid`,
    `DefaultRuntimeDir ${folder}`,
    'Mutex posixsem',
    `ErrorLog ${folder}/error.log`,
    'ServerName 127.0.0.1',
    `Listen 127.0.0.1:${port}`,
    'StartServers 1',
    'ServerLimit 2',
    'ThreadsPerChild 8',
    'MaxRequestWorkers 16',
    ...loaded
      .map((pair) => pair.split(':'))
      .filter(([, file = '']) => isFile(file))
      .map(([name, file]) => `LoadModule ${name}_module ${modules}/mod_${file}.so`),
    ...(userInfo().uid === 0 ? ['User www-data', 'Group www-data'] : []),
    configuration,
  ];
  const file = join(folder, 'httpd.conf');
  writeFileSync(file, `${lines.join('\n')}\n`);
  const child = spawn(program, ['-d', folder, '-f', file, '-DFOREGROUND'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (part: Buffer) => {
    said += String(part);
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  await answers(port, () => {
    if (child.exitCode !== null) throw new Error(`Apache did not start: ${said}`);
  });
  return {
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves when the port takes connections; `check` throws when it never will. */
async function answers(port: number, check: () => void): Promise<void> {
  for (;;) {
    check();
    const isOpen = await new Promise<boolean>((done) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.end();
        done(true);
      });
      socket.on('error', () => done(false));
    });
    if (isOpen) return;
    await new Promise((done) => setTimeout(done, 50));
  }
}
