import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Certificate, type Crl, readCertificate, readCrl, validatePath } from '../../../certs/index.ts';
import { type Database, statement } from '../../../src/db/index.ts';
import { createListService, defaultListSettings, startListProducer } from '../../../src/pki/lists/index.ts';
import { createOrderService } from '../../../src/pki/orders/index.ts';
import { createStatusService, findStatuses, type StatusAction } from '../../../src/pki/status/index.ts';
import { createRecorder } from '../../../src/records/index.ts';
import { makeRequest, sampleCitizen } from '../../support/certification-request.ts';
import { openPkiListener, type PkiNode, startPkiNode } from '../../support/pki-node.ts';
import { openTestAuthorities, type TestAuthorities } from '../../support/test-authorities.ts';
import { createShiftedClock } from '../../support/test-clock.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const clock = createShiftedClock();
const recorder = createRecorder({ clock });
const run = promisify(execFile);
let database: TestDatabase;
let db: Database;
let pki: TestAuthorities;
let node: PkiNode;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.open({ role: 'acar_pki' });
  const listener = await openPkiListener();
  pki = await openTestAuthorities({ db, clock, address: listener.origin });
  node = await startPkiNode({ db, clock, authorities: pki.authorities, listener });
  folder = mkdtempSync(join(tmpdir(), 'acar-crl-'));
});
afterAll(async () => {
  await node?.stop();
  pki?.remove();
  if (folder) rmSync(folder, { recursive: true, force: true });
  await database?.drop();
});

function authority(name: string) {
  const found = pki.authorities.find(name);
  if (!found) throw new Error(`no authority ${name}`);
  return found;
}

const service = (changes: Partial<Parameters<typeof createListService>[0]> = {}) =>
  createListService({ db, clock, authorities: pki.authorities, ...changes });

let orders = 0;
/** Phones have one partition, so that a test has its list for itself. */
async function issue() {
  orders += 1;
  const result = await createOrderService({
    db,
    clock,
    recorder,
    authorities: pki.authorities,
    allowsReservedHostNames: true,
  }).issue({
    orderedBy: 'desk-1',
    orderKey: `order-${orders}`,
    authority: 'phones-1',
    isPublic: false,
    profile: 'mobile-signature',
    request: makeRequest().request,
    subject: sampleCitizen,
  });
  if (result.kind !== 'issued') throw new Error(result.message);
  return { caId: result.caId, serial: result.serial, certificate: certificateOf(result.certificate) };
}
type Issued = Awaited<ReturnType<typeof issue>>;

function certificateOf(bytes: Uint8Array): Certificate {
  const read = readCertificate(bytes);
  if (read.kind === 'malformed') throw new Error(read.message);
  return read.value;
}

function crlOf(bytes: Uint8Array): Crl {
  const read = readCrl(bytes);
  if (read.kind === 'malformed') throw new Error(read.message);
  return read.value;
}

const change = (one: Issued, action: StatusAction) =>
  createStatusService({ db, clock, recorder }).change({
    caId: one.caId,
    serial: one.serial,
    action,
    reason: 'superseded',
    doneBy: 'operator-1',
  });

async function produce(kind: 'full' | 'delta', by = service()): Promise<Crl> {
  const partition = { caId: authority('phones-1').caId, partition: 0 };
  const result = await (kind === 'full' ? by.produceFull(partition) : by.produceDelta(partition));
  // The node's own producer may be at it.
  if (result.kind === 'passed') return produce(kind, by);
  expect(result.list).toBe(kind);
  return crlOf(result.crl);
}

async function fetchCrl(path: string): Promise<Crl> {
  const response = await fetch(`${node.origin}${path}`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/pkix-crl');
  return crlOf(new Uint8Array(await response.arrayBuffer()));
}

/** What a relying party concludes that has these lists and nothing else. */
function judge(leaf: Certificate, crls: readonly Crl[]) {
  const [issuing, root] = authority('phones-1').chain;
  if (!issuing || !root) throw new Error('no chain');
  const result = validatePath({
    leaf,
    intermediates: [issuing],
    anchors: [root],
    time: clock.now() + 1e3,
    revocation: true,
    crls: [...crls, rootCrl],
  });
  return result.kind === 'valid' ? 'good' : result.code;
}
let rootCrl: Crl;
beforeAll(async () => {
  rootCrl = await fetchCrl('/crl/root-1/0.crl');
});

function pem(label: string, bytes: Uint8Array): string {
  const lines = Buffer.from(bytes)
    .toString('base64')
    .replaceAll(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

async function opensslSays(leaf: Certificate, crls: readonly Crl[]): Promise<string> {
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const all = [...crls, rootCrl].map(({ raw }) => pem('X509 CRL', raw)).join('');
  const words = [
    'verify',
    '-x509_strict',
    '-crl_check_all',
    '-extended_crl',
    '-use_deltas',
    '-CAfile',
    file('root.pem', pki.rootPem),
    '-untrusted',
    file('issuing.pem', pem('CERTIFICATE', authority('phones-1').certificate.raw)),
    '-CRLfile',
    file('crls.pem', all),
    file('leaf.pem', pem('CERTIFICATE', leaf.raw)),
  ];
  return run('openssl', words).then(
    ({ stdout }) => stdout.trim(),
    (error: { stderr: string }) => error.stderr,
  );
}

describe('the lists of a partition', () => {
  it('are accepted by openssl, base with delta, and tell what it is to refuse', async () => {
    const [good, held, revoked] = [await issue(), await issue(), await issue()];
    await change(held, 'hold');
    const full = await produce('full');
    await change(held, 'release');
    await change(revoked, 'revoke');
    const delta = await produce('delta');
    expect(await opensslSays(good.certificate, [full, delta])).toMatch(/: OK$/);
    expect(await opensslSays(revoked.certificate, [full, delta])).toContain('certificate revoked');
    expect(await opensslSays(held.certificate, [full])).toContain('certificate revoked');
    expect(await opensslSays(held.certificate, [full, delta])).toMatch(/: OK$/);
    const bytes = Buffer.from(delta.raw);
    const spoilt = crlOf(bytes.fill(0x11, bytes.length - 4));
    expect(await opensslSays(good.certificate, [full, spoilt])).not.toMatch(/: OK$/);
  });

  it('list a hold and its release between base and delta as removeFromCRL (RFC 5280 5.2.4)', async () => {
    const one = await issue();
    await produce('full');
    await change(one, 'hold');
    await change(one, 'release');
    const delta = await produce('delta');
    expect(delta.revoked.find(one.certificate.serialNumber)).toMatchObject({ reason: 8 });
  });

  it('never disagree with OCSP, whatever happened and whichever current base one has', async () => {
    const one = { issued: await Promise.all(Array.from({ length: 5 }, issue)) };
    const step = fc.oneof(
      fc.record({
        certificate: fc.nat({ max: 4 }),
        action: fc.constantFrom<StatusAction>('hold', 'hold', 'release', 'revoke'),
      }),
      fc.constantFrom('full', 'delta'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
        // Revoked ones stay so: each history has new certificates.
        one.issued = await Promise.all(Array.from({ length: 5 }, issue));
        const bases = [await produce('full')];
        for (const each of steps) {
          if (each === 'full') bases.push(await produce('full'));
          else if (each === 'delta') await produce('delta');
          else {
            const chosen = one.issued[each.certificate];
            if (chosen) await change(chosen, each.action);
          }
        }
        const delta = await produce('delta');
        const statuses = await findStatuses(db, one.issued);
        for (const [place, { certificate }] of one.issued.entries()) {
          const expected = statuses[place]?.kind === 'good' ? 'good' : 'path.revoked';
          for (const base of bases) expect(judge(certificate, [base, delta])).toBe(expected);
          const fresh = await produce('full');
          expect(judge(certificate, [fresh])).toBe(expected);
        }
      }),
      { numRuns: 6 },
    );
  }, 120_000);

  it('read from pages of a few rows are the same', async () => {
    const many = await Promise.all(Array.from({ length: 7 }, issue));
    for (const one of many) await change(one, 'revoke');
    const paged = await produce('full', service({ settings: { ...defaultListSettings, pageRows: 2 } }));
    for (const one of many)
      expect(paged.revoked.find(one.certificate.serialNumber)).toMatchObject({ reason: 4 });
    expect(paged.revoked.length).toBe((await produce('full')).revoked.length);
  });

  it('become a full one when a delta would be too long', async () => {
    await produce('full');
    for (const one of [await issue(), await issue(), await issue()]) await change(one, 'revoke');
    const short = service({ settings: { ...defaultListSettings, mostDeltaEntries: 2 } });
    const partition = { caId: authority('phones-1').caId, partition: 0 };
    await expect
      .poll(() => short.produceDelta(partition), { interval: 20 })
      .toMatchObject({ kind: 'made', list: 'full' });
  });

  it('have numbers that only grow, though many producers try at once', async () => {
    const services = [service(), service({ db: database.open({ role: 'acar_pki' }) })];
    const partition = { caId: authority('systems-1').caId, partition: 0 };
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, turn) => (services[turn % 2] ?? service()).produceDelta(partition)),
    );
    const numbers = results.flatMap((result) => (result.kind === 'made' ? [result.number] : []));
    expect(numbers.length).toBeGreaterThan(0);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('that were cut off before the signature are passed over, and nothing is lost', async () => {
    const one = await issue();
    const before = await produce('full');
    await change(one, 'revoke');
    const found = authority('phones-1');
    const away = { ...found.key, sign: () => Promise.reject(new Error('the process ended')) };
    const byId = () => ({ ...found, key: away });
    const broken = service({ authorities: { ...pki.authorities, byId } });
    const partition = { caId: found.caId, partition: 0 };
    await expect
      .poll(() => broken.produceDelta(partition).then(String, String), { interval: 20 })
      .toContain('the process ended');
    const [row] = await database.owner().query<{ unsigned: number }>(unsigned, [found.caId]);
    expect(row?.unsigned).toBeGreaterThan(0);
    const delta = await produce('delta');
    expect(judge(one.certificate, [before, delta])).toBe('path.revoked');
  });
});

describe('lists over HTTP', () => {
  const numberOf = async (path: string) => (await fetchCrl(path)).cRLNumber;

  it('show a change at once, as a delta, on a node that did not make it', async () => {
    const one = await issue();
    const other = await startPkiNode({
      db: database.open({ role: 'acar_pki' }),
      clock,
      authorities: pki.authorities,
    });
    try {
      await node.service.produceLists();
      await change(one, 'revoke');
      const find = async (origin: string) => {
        const bytes = await (await fetch(`${origin}/crl/phones-1/0-delta.crl`)).arrayBuffer();
        return crlOf(new Uint8Array(bytes)).revoked.find(one.certificate.serialNumber)?.reason;
      };
      for (const origin of [node.origin, other.origin])
        await expect.poll(() => find(origin), { interval: 25 }).toBe(4);
    } finally {
      await other.stop();
    }
  });

  it('are made when they are due, and not before', async () => {
    const settings = defaultListSettings;
    const producer = startListProducer({
      db,
      clock,
      authorities: pki.authorities,
      lists: service(),
      settings,
      pollMs: 36e5,
      onError: (error) => expect.fail(String(error)),
    });
    try {
      await expect.poll(() => producer.produceDue(), { interval: 50 }).toBe(0);
      const [full, delta] = [
        await numberOf('/crl/persons-1/3.crl'),
        await numberOf('/crl/persons-1/3-delta.crl'),
      ];
      clock.advance(301);
      await expect.poll(() => numberOf('/crl/persons-1/3-delta.crl')).not.toBe(delta);
      await expect.poll(() => numberOf('/crl/persons-1/3.crl')).toBe(full);
    } finally {
      clock.reset();
      await producer.stop();
    }
  });

  it('come with the times and tags that caches need', async () => {
    await node.service.produceLists();
    const url = `${node.origin}/crl/organisations-1/0.crl`;
    const first = await fetch(url);
    const etag = first.headers.get('etag') ?? '';
    const modified = first.headers.get('last-modified') ?? '';
    expect(first.headers.get('cache-control')).toMatch(/^max-age=600, public/);
    expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await fetch(url, { headers: { 'if-modified-since': modified } })).status).toBe(304);
    expect((await fetch(url, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
    const head = await fetch(url, { method: 'HEAD' });
    expect(Number(head.headers.get('content-length'))).toBeGreaterThan(100);
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
    for (const path of [
      '/crl/persons-1/4.crl',
      '/crl/nobody/0.crl',
      '/crl/root-1/0-delta.crl',
      '/ca/nobody.cer',
    ])
      expect((await fetch(`${node.origin}${path}`)).status).toBe(404);
  });

  it('stand beside the certificates of the authorities, in DER and as a chain', async () => {
    const cer = await fetch(`${node.origin}/ca/persons-1.cer`);
    expect(cer.headers.get('content-type')).toBe('application/pkix-cert');
    const bytes = Buffer.from(await cer.arrayBuffer());
    expect(bytes.equals(authority('persons-1').certificate.raw)).toBe(true);
    const chain = await fetch(`${node.origin}/ca/persons-1.pem`);
    expect(chain.headers.get('content-type')).toBe('application/pem-certificate-chain');
    const text = await chain.text();
    expect(text.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(text.endsWith(pki.rootPem)).toBe(true);
    const root = await fetch(`${node.origin}/ca/root-1.cer`);
    expect(root.status).toBe(200);
  });

  it('hold the CRL of the offline root, made at the ceremony', async () => {
    expect(rootCrl.cRLNumber).toBe(1n);
    expect((rootCrl.nextUpdate ?? 0) - rootCrl.thisUpdate).toBe(200 * 86_400_000);
  });
});

const unsigned = statement(
  'test.unsigned_lists',
  'select count(*)::integer as unsigned from certificate_revocation_list where ca_id = $1 and crl is null',
);
