import { execFileSync } from 'node:child_process';
import type { KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** DER of a certificate for a private key, signed by itself, valid for two days from now. */
export function selfSigned(key: KeyObject, subject = '/CN=ƏLİYEVA AYSEL'): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'acar-self-signed-'));
  try {
    const file = join(folder, 'key.pem');
    writeFileSync(file, key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    return execFileSync(
      'openssl',
      ['req', '-x509', '-utf8', '-key', file, '-subj', subject, '-days', '2', '-outform', 'DER'],
      { stdio: 'pipe' },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
