import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ConfigurationError } from '../../../src/config/index.ts';
import { readServiceConfig } from '../../../src/settings.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'acar-settings-'));
  writeFileSync(join(folder, 'secret'), Buffer.alloc(32, 1), { mode: 0o600 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function problemsOf(more: Readonly<Record<string, string>>): readonly string[] {
  const secret = join(folder, 'secret');
  try {
    readServiceConfig({
      ACAR_LOGIN_ORIGIN: 'https://login.example.az',
      ACAR_PORTAL_ORIGIN: 'https://portal.example.az',
      DATABASE_URL: 'postgres://acar@db.example.az/acar',
      ACAR_MASTER_KEY_FILE: secret,
      ACAR_PAIRWISE_KEY_FILE: secret,
      ACAR_PORTAL_CLIENT_FILE: join(folder, 'portal.json'),
      ACAR_PORT: '8443',
      ...more,
    });
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

it('keep plain http away from the port that speaks TLS', () => {
  const tls = { ACAR_TLS_CERTIFICATE_FILE: 'tls.pem', ACAR_TLS_KEY_FILE: 'tls.key' };
  const at = (port: number) => ({ ACAR_PKI_ORIGIN: `http://pki.example.az:${port}` });
  expect(problemsOf({ ...tls, ...at(8443) })).toEqual([expect.stringContaining('ACAR_PKI_ORIGIN')]);
  expect(problemsOf({ ...tls, ...at(8080) })).toEqual([]);
  expect(problemsOf(at(8443))).toEqual([]);
});
