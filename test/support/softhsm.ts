import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';

const places = [
  '/usr/lib/softhsm',
  '/usr/lib/x86_64-linux-gnu/softhsm',
  '/usr/lib/aarch64-linux-gnu/softhsm',
];
/** SoftHSM2's PKCS #11 library, where Debian puts it. */
export const softhsmModule =
  places.map((place) => join(place, 'libsofthsm2.so')).find(existsSync) ?? 'libsofthsm2.so';
const isThere = existsSync(softhsmModule);

/** A suite that needs SoftHSM2; without it the suite is listed as skipped, with the reason in its name. In CI it runs and fails. */
export function describeWithSoftHsm(name: string, suite: () => void): void {
  if (isThere || process.env['CI'] === 'true') describe(name, suite);
  else
    describe.skip(`${name} (skipped: there is no libsofthsm2.so; install Debian's package softhsm2)`, suite);
}

/** Tokens in a temporary folder. The library reads its configuration once, so a test file has one of these. */
export interface SoftHsm {
  createToken(label: string, pin: string): void;
  /** Takes the tokens away, as a cable that is pulled out; or brings them back. */
  hide(): void;
  show(): void;
  remove(): void;
}

export function startSoftHsm(): SoftHsm {
  if (process.env['SOFTHSM2_CONF'] !== undefined)
    throw new Error('this process has read a configuration already');
  const folder = mkdtempSync(join(tmpdir(), 'acar-softhsm-'));
  const [tokens, hidden] = [join(folder, 'tokens'), join(folder, 'hidden')];
  const settings = [
    `directories.tokendir = ${tokens}`,
    'objectstore.backend = file',
    'log.level = ERROR',
    'slots.removable = false',
  ];
  mkdirSync(tokens);
  writeFileSync(join(folder, 'softhsm2.conf'), `${settings.join('\n')}\n`);
  process.env['SOFTHSM2_CONF'] = join(folder, 'softhsm2.conf');
  return {
    createToken(label, pin) {
      const words = ['--init-token', '--free', '--label', label, '--so-pin', '0123456789', '--pin', pin];
      execFileSync('softhsm2-util', words, { stdio: 'pipe' });
    },
    hide() {
      renameSync(tokens, hidden);
      mkdirSync(tokens);
    },
    show() {
      rmSync(tokens, { recursive: true });
      renameSync(hidden, tokens);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
