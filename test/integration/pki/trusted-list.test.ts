import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  grantedUri,
  readTrustedList,
  type TrustedListSigner,
  trustModelOf,
  trustModelOfContent,
  withdrawnUri,
} from '../../../certs/signatures/trust/index.ts';
import type { Database } from '../../../src/db/index.ts';
import { createStatusService, findAuthorityId, readOwnServices, servicesOf } from '../../../src/pki/index.ts';
import type { StatusAction } from '../../../src/pki/status/index.ts';
import { statusesOf } from '../../../src/pki/trusted-list/model.ts';
import { publishTrustedList, readListScheme } from '../../../src/pki/trusted-list/index.ts';
import { createRecorder } from '../../../src/records/index.ts';
import { type PkiNode, startPkiNode } from '../../support/pki-node.ts';
import { createSigningWorld, type SigningWorld } from '../../support/signing-world.ts';
import { openTestAuthorities, type TestAuthorities } from '../../support/test-authorities.ts';
import { createTestClock, type TestClock } from '../../support/test-clock.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const day = 86_400;
const start = Date.UTC(2026, 10, 22, 9);
const yaml = readFileSync(join(import.meta.dirname, '../../../src/demo/trusted-list.yaml'), 'utf8');
const scheme = readListScheme(yaml);

let database: TestDatabase;
let db: Database;
let clock: TestClock;
let authorities: TestAuthorities;
let node: PkiNode;
let world: SigningWorld;
let signer: TrustedListSigner;

const publish = () =>
  publishTrustedList({
    db,
    clock,
    scheme,
    signer,
    organisation: authorities.authorities.organisation,
    origin: node.origin,
  });

async function fetchList() {
  const answer = await fetch(`${node.origin}/trusted-list.xml`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const read = await readTrustedList(bytes, { signers: [signer.certificate], time: clock.now() });
  if (read.kind === 'refused') throw new Error(`${read.code}: ${read.message}`);
  return { answer, bytes, list: read.list };
}

async function change(name: string, actions: readonly StatusAction[]) {
  const { certificate } = authorities.authorities.find(name) ?? {};
  const statuses = createStatusService({ db, clock, recorder: createRecorder({ clock }) });
  const caId = (await findAuthorityId(db, 'root-1')) ?? 0;
  const serial = certificate?.serialNumber.toString(16).padStart(32, '0') ?? '';
  for (const action of actions) {
    clock.advance(60);
    expect(await statuses.change({ caId, serial, action, doneBy: 'test' })).toMatchObject({
      kind: 'changed',
    });
  }
}

describe('the trusted list of the service (ETSI TS 119 612)', () => {
  beforeAll(async () => {
    world = await createSigningWorld({ time: start });
    signer = {
      certificate: world.certificateOf('seal'),
      scheme: world.schemeOf('seal'),
      sign: async (bytes) => world.sign('seal', bytes),
    };
  });
  beforeEach(async () => {
    database = await createTestDatabase();
    db = database.open({ role: 'acar_pki' });
    clock = createTestClock(start / 1000);
    authorities = await openTestAuthorities({ db, clock });
    node = await startPkiNode({ db, clock, authorities: authorities.authorities });
  });
  afterEach(async () => {
    await node.stop();
    authorities.remove();
    await database.drop();
  });

  it('is published with its digest: authorities for documents, their responders and the units', async () => {
    expect((await fetch(`${node.origin}/trusted-list.xml`)).status).toBe(404);
    clock.advance(10);
    expect(await publish()).toMatchObject({ sequenceNumber: 1 });
    const { answer, bytes, list } = await fetchList();
    expect(answer.headers.get('content-type')).toBe('application/vnd.etsi.tsl+xml');
    const digest = await (await fetch(`${node.origin}/trusted-list.sha2`)).text();
    expect(digest).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(list.services.map(({ name, type }) => `${type.split('/').slice(5).join('/')} ${name}`)).toEqual([
      'CA/QC Açar Vətəndaş 1',
      'Certstatus/OCSP/QC OCSP Açar Vətəndaş 1',
      'CA/QC Açar Mobil 1',
      'Certstatus/OCSP/QC OCSP Açar Mobil 1',
      'CA/QC Açar Təşkilat 1',
      'Certstatus/OCSP/QC OCSP Açar Təşkilat 1',
      'TSA/QTST Açar Vaxt Möhürü 1',
    ]);
    expect(list.nextUpdate).toBeLessThan(clock.now() + 183 * day * 1000);
    const post = await fetch(`${node.origin}/trusted-list.xml`, { method: 'POST' });
    expect(post.status).toBe(405);
  });

  it('says what the verification believes without reading it', async () => {
    await publish();
    const { list } = await fetchList();
    const own = trustModelOfContent(servicesOf(await readOwnServices(database.open())));
    const seconds = (model: typeof own) =>
      model.services.map(({ type, certificate, granted }) => ({
        type,
        serial: certificate.serialNumber,
        granted: granted?.map(({ from }) => Math.floor(from / 1000)),
      }));
    expect(seconds(own)).toEqual(seconds(trustModelOf(list)));
  });

  it('is made anew before it has become old, and not before something changed', async () => {
    await publish();
    expect(await publish()).toBeUndefined();
    clock.advance(29 * day);
    expect(await publish()).toBeUndefined();
    clock.advance(2 * day);
    expect(await publish()).toMatchObject({ sequenceNumber: 2 });
    expect((await fetchList()).list.sequenceNumber).toBe(2);
  });

  it('withdraws an authority that is on hold or revoked, and keeps its history', async () => {
    await publish();
    await change('persons-1', ['hold', 'release', 'revoke']);
    expect(await publish()).toMatchObject({ sequenceNumber: 2 });
    const { list } = await fetchList();
    expect(list.services[0]?.periods.map(({ status }) => status)).toEqual([
      withdrawnUri,
      grantedUri,
      withdrawnUri,
      grantedUri,
    ]);
    expect(list.services[2]?.periods.map(({ status }) => status)).toEqual([grantedUri]);
  });

  it('has a number of its own for each list, however many processes make one', async () => {
    const made = await Promise.all([publish(), publish(), publish()]);
    expect(made.filter((one) => one !== undefined)).toHaveLength(1);
    expect((await fetchList()).list.sequenceNumber).toBe(1);
  });
});

describe('the history of a service', () => {
  const at = (action: 'issued' | 'held' | 'released' | 'revoked', time: number, invalidSince?: number) =>
    ({ action, at: time, invalidSince }) as const;

  it('ends when the key was lost, not when that was told', () => {
    expect(
      statusesOf(10, [at('issued', 12), at('held', 30), at('released', 40), at('revoked', 50, 20)]),
    ).toEqual([
      { status: withdrawnUri, from: 20 },
      { status: grantedUri, from: 10 },
    ]);
    expect(statusesOf(10, [at('revoked', 50, 5)])).toEqual([{ status: withdrawnUri, from: 10 }]);
  });

  it('counts a hold that ends in a revocation as one', () => {
    expect(statusesOf(10, [at('held', 30), at('revoked', 50)])).toEqual([
      { status: withdrawnUri, from: 30 },
      { status: grantedUri, from: 10 },
    ]);
  });
});

describe('what a list says of its operator', () => {
  it('is refused with every problem where it is not whole', () => {
    expect(() => readListScheme(yaml.replace('country: AZ', 'country: Azerbaijan'))).toThrow(
      /address\.country/,
    );
    expect(() => readListScheme('operator: x')).toThrow(/electronic.*scheme|scheme/);
  });
});
