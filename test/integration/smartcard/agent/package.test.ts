import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modulesOf } from '../../../../scripts/card-agent/contents.ts';
import { createTestCard } from '../../../support/test-cards.ts';
import { send } from '../../../support/wire.ts';

const folder = mkdtempSync(join(tmpdir(), 'acar-agent-package-'));
const root = join(folder, 'root');
const configuration = join(folder, 'card-agent.json');
const make = (...words: readonly string[]) =>
  execFileSync(
    process.execPath,
    ['scripts/card-agent/main.ts', '--configuration', configuration, '--out', folder, ...words],
    {
      stdio: 'pipe',
    },
  )
    .toString()
    .trim();
afterAll(() => rmSync(folder, { recursive: true }));

describe('what the agent is made of', () => {
  it('is what its program reaches, and no type of another module', () => {
    const files: Readonly<Record<string, string>> = {
      'a/main.ts': "import { x } from './b.ts'; import type { T } from './types.ts'; import 'node:fs';",
      'a/b.ts': "export { y } from '../c/d.ts'; import { z } from 'zod'; await import('@scope/part/deep');",
      'c/d.ts': "import './../a/main.ts';",
    };
    expect(modulesOf(['a/main.ts'], (path) => files[path] ?? '')).toEqual({
      files: ['a/b.ts', 'a/main.ts', 'c/d.ts'],
      packages: ['@scope/part', 'zod'],
    });
  });

  it('has nothing of the server', () => {
    const { files } = modulesOf(['smartcard/agent/main.ts'], (path) => readFileSync(path, 'utf8'));
    expect(files.filter((path) => !path.startsWith('smartcard/'))).toEqual([]);
  });
});

describe('the Debian package of the card agent', () => {
  beforeAll(() => {
    const cardFile = join(folder, 'card.json');
    writeFileSync(cardFile, JSON.stringify(createTestCard().state), { mode: 0o600 });
    const issuers = [{ origin: 'https://login.example.az', name: 'Açar' }];
    writeFileSync(
      configuration,
      JSON.stringify({ issuers, port: 0, virtualCard: { file: cardFile, when: 'without_reader' } }),
    );
    execFileSync('dpkg-deb', ['-x', make('--compression', 'none'), root]);
  });

  it('says what it is and what it needs', () => {
    const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.deb'));
    const control = execFileSync('dpkg-deb', ['-f', join(folder, file)]).toString();
    expect(control).toMatch(/^Package: acar-card-agent\nVersion: \d/);
    expect(control).toMatch(/Depends: .*libpcsclite1, pcscd, pinentry-qt \| pinentry-gtk2/);
    for (const path of [
      'etc/xdg/autostart/acar-card-agent.desktop',
      'usr/share/applications/acar-card-agent.desktop',
    ])
      expect(readFileSync(join(root, path), 'utf8')).toContain('Exec=/usr/bin/acar-card-agent\n');
    expect(statSync(join(root, 'etc/acar/card-agent.json')).mode & 0o777).toBe(0o644);
  });

  it('runs from where it is unpacked, with its own Node and nothing else', async () => {
    for (const path of ['node_modules/koffi', 'smartcard/pkcs11/main.ts'])
      expect(existsSync(join(root, 'usr/lib/acar-card-agent', path))).toBe(true);
    const child = spawn(
      join(root, 'usr/bin/acar-card-agent'),
      ['--config', join(root, 'etc/acar/card-agent.json')],
      { cwd: '/', env: { PATH: '/usr/bin:/bin' }, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const ended = once(child, 'exit').then(() => ['it ended']);
    const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), ended]);
    const port = Number(/127\.0\.0\.1:(\d+)/.exec(String(line))?.[1]);
    const answer = await send({ port, host: `127.0.0.1:${port}`, target: '/status' });
    expect(JSON.parse(answer.body)).toMatchObject({ agent: 'acar-card-agent', protocol: 2 });
    child.kill();
    await ended;
  });

  it('is not made with a configuration that the agent would refuse', () => {
    const broken = join(folder, 'broken.json');
    writeFileSync(broken, '{"issuers":[]}');
    expect(() => make('--configuration', broken)).toThrow(/issuers/);
  });

  it.each([
    ['macos', 'darwin', 'node', 'install.command', 'LaunchAgents'],
    ['windows', 'win', 'node.exe', 'install.ps1', 'CurrentVersion\\Run'],
  ])('has a sister for %s, an archive with an installer', (system, os, node, installer, words) => {
    const packages = join(folder, 'packages');
    for (const path of [
      `node-${os}-x64/bin/${node}`,
      `@koromix/koffi-${os === 'win' ? 'win32' : os}-x64/index.js`,
    ]) {
      mkdirSync(dirname(join(packages, path)), { recursive: true });
      writeFileSync(join(packages, path), 'not for this computer');
    }
    const archive = make('--system', system, '--cpu', 'x64', '--packages', packages, '--compression', 'none');
    const name = basename(archive, '.tar');
    execFileSync('tar', ['-xf', archive, '-C', folder]);
    expect(readFileSync(join(folder, name, installer), 'utf8')).toContain(words);
    if (system === 'macos') execFileSync('sh', ['-n', join(folder, name, installer)]);
    expect(existsSync(join(folder, name, 'agent/bin', node))).toBe(true);
    expect(existsSync(join(folder, name, 'agent/smartcard/agent/main.ts'))).toBe(true);
  });

  it('is not made without the Node of its system', () => {
    expect(() => make('--system', 'windows')).toThrow(/node_modules\/\S+ is missing/);
  });
});
