import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../oidc/ports.ts';
import type { Database } from '../../src/db/index.ts';
import {
  type Authorities,
  openAuthorities,
  openCeremonyFolder,
  openKeyRing,
  readPlan,
  runCeremony,
  writeCeremonyFolder,
} from '../../src/pki/authority/index.ts';

export const testPassphrase = Buffer.from('a passphrase of the tests alone');

export interface TestAuthorities {
  readonly authorities: Authorities;
  readonly folder: string;
  readonly passphrase: Buffer;
  /** The root's certificate in PEM, for other programs. */
  readonly rootPem: string;
  remove(): void;
}

/** The demonstration's ceremony in a temporary folder, with its authorities entered and opened. */
export async function openTestAuthorities(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly address?: string;
}): Promise<TestAuthorities> {
  const folder = mkdtempSync(join(tmpdir(), 'acar-pki-'));
  const yaml = readFileSync(join(import.meta.dirname, '../../src/demo/ceremony.yaml'), 'utf8');
  const plan = { ...readPlan(yaml), ...(deps.address === undefined ? {} : { address: deps.address }) };
  const keys = openKeyRing(folder, testPassphrase);
  const files = await runCeremony(plan, {
    now: deps.clock.now(),
    makeKey: keys.make,
    allowsReservedHostNames: true,
  });
  writeCeremonyFolder(folder, files);
  const opened = openCeremonyFolder(folder);
  const authorities = await openAuthorities({
    db: deps.db,
    clock: deps.clock,
    folder: opened,
    openKey: (reference, algorithm) => keys.open(opened, reference, algorithm),
  });
  const root = Buffer.from(files.get('certificates/root-1.cer') ?? '').toString('base64');
  return {
    authorities,
    folder,
    passphrase: testPassphrase,
    rootPem: `-----BEGIN CERTIFICATE-----\n${root.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
