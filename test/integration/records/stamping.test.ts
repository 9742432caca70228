import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTimestampSource } from '../../../certs/index.ts';
import { createTimeStampService } from '../../../src/pki/time-stamps/index.ts';
import { hasOpenssl } from '../../support/openssl.ts';
import { openTestAuthorities, type TestAuthorities } from '../../support/test-authorities.ts';
import { createShiftedClock } from '../../support/test-clock.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const run = promisify(execFile);
const clock = createShiftedClock();
const text = Buffer.from('log.example\n1\nAAAA\n');
const digest = hash('sha256', text, 'buffer');
const stamp = (send: typeof ask) => createTimestampSource({ hash: 'sha256', send }).stamp(digest);
let database: TestDatabase;
let pki: TestAuthorities;
let folder: string;
let ask: (query: Uint8Array) => Promise<Uint8Array>;

beforeAll(async () => {
  database = await createTestDatabase();
  const db = database.open({ role: 'acar_pki' });
  pki = await openTestAuthorities({ db, clock });
  folder = mkdtempSync(join(tmpdir(), 'acar-stamp-'));
  const [unit] = pki.authorities.units;
  if (!unit) throw new Error('no unit');
  const service = createTimeStampService({
    db,
    clock,
    unit,
    accuracyMs: 500,
    requiresReference: false,
    monotonic: () => performance.now(),
    onError: (error) => console.error(error),
  });
  ask = (query) => service.stamp(query);
});
afterAll(async () => {
  pki?.remove();
  rmSync(folder, { recursive: true, force: true });
  await database?.drop();
});

describe('the time stamp of a checkpoint (RFC 3161)', () => {
  it.skipIf(!hasOpenssl)('is one over its text, as openssl sees it', async () => {
    const files = {
      text: join(folder, 'text'),
      token: join(folder, 'token'),
      root: join(folder, 'root.pem'),
    };
    writeFileSync(files.text, text);
    writeFileSync(files.token, await stamp(ask));
    writeFileSync(files.root, pki.rootPem);
    const words = ['-in', files.token, '-token_in', '-data', files.text, '-CAfile', files.root];
    const { stdout } = await run('openssl', ['ts', '-verify', ...words]);
    expect(stdout).toContain('Verification: OK');
  });

  it('is refused when it is of another text, has a broken signature, or is no stamp at all', async () => {
    const ofAnother = stamp((query) => ask(replaced(query, digest, hash('sha256', 'another', 'buffer'))));
    await expect(ofAnother).rejects.toThrow('time_stamp.imprint');
    const broken = stamp(async (query) => {
      const answer = Buffer.from(await ask(query));
      answer[answer.length - 1] = (answer.at(-1) ?? 0) ^ 1;
      return answer;
    });
    await expect(broken).rejects.toThrow('time_stamp.signature');
    await expect(stamp(async () => new Uint8Array(5))).rejects.toThrow('time_stamp.malformed');
  });
});

function replaced(bytes: Uint8Array, from: Buffer, to: Buffer): Uint8Array {
  const copy = Buffer.from(bytes);
  to.copy(copy, copy.indexOf(from));
  return copy;
}
