import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/db/index.ts';
import { statement } from '../../../src/db/index.ts';
import {
  openCeremonyFolder,
  openKeyRing,
  planRootCrl,
  publishRootCrl,
  readRootCrlStates,
  refuseEndingRootCrl,
  signRootCrl,
} from '../../../src/pki/authority/index.ts';
import { openTestAuthorities, testPassphrase, type TestAuthorities } from '../../support/test-authorities.ts';
import { createTestClock } from '../../support/test-clock.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const day = 86_400;
const start = Date.UTC(2026, 10, 22, 9) / 1000;
const clock = createTestClock(start);
let database: TestDatabase;
let db: Database;
let pki: TestAuthorities;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.open({ role: 'acar_pki' });
  pki = await openTestAuthorities({ db, clock });
});
afterAll(async () => {
  pki?.remove();
  await database?.drop();
});

const check = () => refuseEndingRootCrl({ db, clock });
const endOfList = async () => {
  const states = await readRootCrlStates({ db, clock });
  return ((states.find(({ root }) => root === 'root-1')?.nextUpdate ?? 0) - clock.now()) / 1000;
};

async function publishNext(days: number): Promise<void> {
  const folder = openCeremonyFolder(pki.folder);
  const { openOffline } = openKeyRing(pki.folder, testPassphrase);
  const plan = await planRootCrl({ db, clock }, { root: 'root-1', days });
  const files = await signRootCrl(plan, {
    now: clock.now(),
    folder,
    openKey: (reference, algorithm) => openOffline(folder, reference, algorithm),
  });
  await publishRootCrl({ db, clock }, Buffer.from(files.get('crls/root-1-0.crl') ?? ''));
}

describe('the CRL of a root, whose key is away (RFC 5280 5.1.2.5)', () => {
  it('is warned of four weeks before it ends and afterwards, until the next one is published', async () => {
    const left = await endOfList();
    clock.advance(left - 28 * day - 1);
    await expect(check()).resolves.toBeUndefined();
    clock.advance(1);
    await expect(check()).rejects.toThrow(
      /^the CRL of root-1 ends at 20\d\d-.*: make the next one with acar ca root-crl/,
    );
    clock.advance(29 * day);
    await expect(check()).rejects.toThrow('the CRL of root-1 ended at');
    await publishNext(200);
    await expect(check()).resolves.toBeUndefined();
  });

  it('is warned of in its last third when it holds shorter than twelve weeks', async () => {
    await publishNext(30);
    clock.advance(20 * day - 1);
    await expect(check()).resolves.toBeUndefined();
    clock.advance(1);
    await expect(check()).rejects.toThrow('the CRL of root-1 ends at');
  });

  it('is missed where none was ever published, and not wanted after the root has ended', async () => {
    await database.owner().query(statement('test.no_lists', 'delete from certificate_revocation_list'));
    await expect(check()).rejects.toThrow('root-1 has no CRL');
    clock.set(Date.UTC(2126, 0, 1) / 1000);
    await expect(check()).resolves.toBeUndefined();
  });
});
