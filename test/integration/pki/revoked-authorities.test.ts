import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IssuingKey, readCrl } from '../../../certs/index.ts';
import type { Database } from '../../../src/db/index.ts';
import {
  type Authorities,
  openAuthorities,
  openCeremonyFolder,
  openKeyRing,
  planRootCrl,
  publishRootCrl,
  readPlan,
  readRootCrlPlan,
  runCeremony,
  signRootCrl,
  writeCeremonyFolder,
  writeRootCrlPlan,
} from '../../../src/pki/authority/index.ts';
import { createPublished } from '../../../src/pki/lists/index.ts';
import { type CertificateOrder, createOrderService } from '../../../src/pki/orders/index.ts';
import { findAuthorityId } from '../../../src/pki/repository/index.ts';
import { createStatusService } from '../../../src/pki/status/index.ts';
import { createRecorder } from '../../../src/records/index.ts';
import { makeRequest, sampleCitizen } from '../../support/certification-request.ts';
import { testPassphrase } from '../../support/test-authorities.ts';
import { createTestClock } from '../../support/test-clock.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const root = { kind: 'root', algorithm: 'ecdsa-p256-sha256' };
const plan = {
  title: 'Two roots of the tests',
  organisation: { name: 'Sınaq Mərkəzi', identifier: { scheme: 'VAT', number: '1400000001' } },
  address: 'http://pki.example.az',
  disclosure: [{ language: 'en', url: 'https://pki.example.az/d.pdf' }],
  authorities: [
    { name: 'root-1', commonName: 'Kök 1', ...root },
    { name: 'root-2', commonName: 'Kök 2', ...root },
    {
      name: 'persons-1',
      kind: 'persons',
      issuer: 'root-1',
      commonName: 'Vətəndaş 1',
      algorithm: 'ecdsa-p256-sha256',
    },
  ],
  crossCertificates: [{ issuer: 'root-1', subject: 'root-2' }],
};

const clock = createTestClock(Date.UTC(2026, 10, 22, 9) / 1000);
const recorder = createRecorder({ clock });
let database: TestDatabase;
let db: Database;
let folder: string;

/** What another node of the service has. */
async function openNode(): Promise<Authorities> {
  const opened = openCeremonyFolder(folder);
  const keys = openKeyRing(folder, testPassphrase);
  const openKey: Parameters<typeof openAuthorities>[0]['openKey'] = (reference, algorithm) =>
    keys.open(opened, reference, algorithm);
  return openAuthorities({ db, clock, folder: opened, openKey });
}

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.open({ role: 'acar_pki' });
  folder = mkdtempSync(join(tmpdir(), 'acar-roots-'));
  const { make } = openKeyRing(folder, testPassphrase);
  const deps = { now: clock.now(), makeKey: make, allowsReservedHostNames: true };
  writeCeremonyFolder(folder, await runCeremony(readPlan(JSON.stringify(plan)), deps));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database?.drop();
});

const ordersOf = (authorities: Authorities) =>
  createOrderService({ db, clock, recorder, authorities, allowsReservedHostNames: true });

let orders = 0;
const order = (): CertificateOrder => ({
  orderedBy: 'desk-1',
  orderKey: `order-${++orders}`,
  authority: 'persons-1',
  profile: 'citizen-signature',
  request: makeRequest().request,
  subject: sampleCitizen,
  isPublic: false,
});

const idOfRoot = async () => (await findAuthorityId(db, 'root-1')) ?? 0;

/** Issues with a key that signs after `first` has happened. */
function issueAfter(node: Authorities, one: CertificateOrder, first: () => Promise<unknown>) {
  const find = (name: string) => {
    const authority = node.find(name);
    const sign: IssuingKey['sign'] = async (linted) => {
      await first();
      if (!authority) throw new Error('no authority');
      return authority.key.sign(linted);
    };
    return authority && { ...authority, key: { ...authority.key, sign } };
  };
  return ordersOf({ ...node, find }).issue(one);
}

const serialIn = (planned: { readonly revoked: readonly { readonly serial: string }[] }) =>
  planned.revoked.map(({ serial }) => serial);

describe('an authority whose own certificate is revoked or on hold', () => {
  it('issues no more on any node, signs nothing that was under way, and issues again after a hold', async () => {
    const [node, other] = [await openNode(), await openNode()];
    const caId = await idOfRoot();
    const serial = node.find('persons-1')?.certificate.serialNumber.toString(16) ?? '';
    const statuses = createStatusService({ db, clock, recorder });
    const change = (action: 'hold' | 'release' | 'revoke') =>
      statuses.change({ caId, serial, action, doneBy: 'operator-1', reason: 'cACompromise' });
    const issueOnEach = () => Promise.all([node, other].map((one) => ordersOf(one).issue(order())));
    const issued = { kind: 'issued' };
    const refused = { kind: 'refused', code: 'order.unknown_authority' };

    expect(await issueOnEach()).toMatchObject([issued, issued]);
    expect(await change('hold')).toMatchObject({ kind: 'changed' });
    expect(await issueOnEach()).toMatchObject([refused, refused]);
    expect(await change('release')).toMatchObject({ kind: 'changed' });
    expect(await issueOnEach()).toMatchObject([issued, issued]);

    const cut = order();
    const late = issueAfter(node, cut, () => change('revoke'));
    await expect(late).resolves.toMatchObject({ code: 'order.unfinished' });
    clock.advance(120);
    expect(await ordersOf(other).finishInterrupted()).toBe(0);
    expect(await ordersOf(other).resultOf('desk-1', cut.orderKey)).toMatchObject(refused);
    expect(await issueOnEach()).toMatchObject([refused, refused]);
  });

  it('is on the next CRL of its root, as a revoked cross-certificate is', async () => {
    const caId = await idOfRoot();
    const first = await planRootCrl({ db, clock }, { root: 'root-1', days: 30 });
    expect(first).toMatchObject({
      number: 2,
      revoked: [{ name: expect.stringContaining('Vətəndaş 1'), reason: 2 }],
    });
    const cross = openCeremonyFolder(folder).inventory.crossCertificates[0]?.certificate ?? '';
    const serial = new X509Certificate(
      openCeremonyFolder(folder).read(cross) ?? '',
    ).serialNumber.toLowerCase();
    const statuses = createStatusService({ db, clock, recorder });
    await statuses.change({ caId, serial, action: 'revoke', reason: 'superseded', doneBy: 'operator-1' });
    const planned = await planRootCrl({ db, clock }, { root: 'root-1', days: 30 });
    expect(serialIn(planned)).toEqual([...serialIn(first), serial].sort());

    const opened = openCeremonyFolder(folder);
    const { openOffline } = openKeyRing(folder, testPassphrase);
    const files = await signRootCrl(readRootCrlPlan(writeRootCrlPlan(planned)), {
      now: clock.now(),
      folder: opened,
      openKey: (reference, algorithm) => openOffline(opened, reference, algorithm),
    });
    const bytes = Buffer.from(files.get('crls/root-1-0.crl') ?? '');
    await publishRootCrl({ db, clock }, bytes);
    const list = await createPublished({ db, clock }).findList('root-1', 0, 'full');
    expect(list).toMatchObject({ number: 2n, crl: bytes });
    const read = readCrl(bytes);
    expect(read.kind === 'read' && read.value.revoked.length).toBe(2);
  });
});
