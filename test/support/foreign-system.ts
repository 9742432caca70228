import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestSystem } from './exchange-world.ts';

/** A system that says the same of itself, certified by itself. */
export function createTestPkiOfOthers(organisation: string, hostName: string): TestSystem {
  const folder = mkdtempSync(join(tmpdir(), 'acar-foreign-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const words = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2'.split(' ');
  const name = ['-subj', `/CN=${hostName}/2.5.4.97=${organisation}`];
  execFileSync('openssl', [...words, ...name, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const system = {
    organisation,
    hostName,
    certificate: readFileSync(cert, 'utf8'),
    key: readFileSync(key, 'utf8'),
    revoke: async () => {},
  };
  rmSync(folder, { recursive: true });
  return system;
}
