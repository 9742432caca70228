import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/** A suite that needs the program openssl; without it the suite is listed as skipped, with the reason in its name. */
export function describeWithOpenssl(name: string, suite: () => void): void {
  if (hasOpenssl) describe(name, suite);
  else describe.skip(`${name} (skipped: there is no openssl; install Debian's package openssl)`, suite);
}
