import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { der, oids } from '../../../certs/asn1/index.ts';
import {
  type Certificate,
  certIdsOf,
  judgeOcsp,
  readCertificate,
  readOcspRequest,
  readOcspResponse,
} from '../../../certs/index.ts';
import { type Database, DatabaseError, statement } from '../../../src/db/index.ts';
import { createOrderService } from '../../../src/pki/orders/index.ts';
import { createOcspAnswering, startDelegates } from '../../../src/pki/responders/index.ts';
import { createStatusService, startStatusSource, type StatusAction } from '../../../src/pki/status/index.ts';
import { createRecorder } from '../../../src/records/index.ts';
import { makeRequest, sampleCitizen } from '../../support/certification-request.ts';
import { openPkiListener, type PkiNode, startPkiNode } from '../../support/pki-node.ts';
import { openTestAuthorities, type TestAuthorities } from '../../support/test-authorities.ts';
import { createShiftedClock, createTestClock } from '../../support/test-clock.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const clock = createShiftedClock();
const recorder = createRecorder({ clock });
const run = promisify(execFile);
let database: TestDatabase;
let db: Database;
let pki: TestAuthorities;
let nodes: readonly PkiNode[] = [];
let folder: string;
let issuer: Certificate;
let signed = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.open({ role: 'acar_pki' });
  const listener = await openPkiListener();
  pki = await openTestAuthorities({ db, clock, address: listener.origin });
  const { authorities } = pki;
  const second = database.open({ role: 'acar_pki' });
  nodes = [
    await startPkiNode({ db, clock, authorities, listener }),
    await startPkiNode({ db: second, clock, authorities }),
  ];
  issuer = authority().certificate;
  folder = mkdtempSync(join(tmpdir(), 'acar-ocsp-'));
  writeFileSync(join(folder, 'root.pem'), pki.rootPem);
  writeFileSync(join(folder, 'chain.pem'), pem(issuer.raw) + pki.rootPem);
  writeFileSync(join(folder, 'issuer.pem'), pem(issuer.raw));
});
afterAll(async () => {
  for (const node of nodes) await node.stop();
  pki?.remove();
  if (folder) rmSync(folder, { recursive: true, force: true });
  await database?.drop();
});

function authority() {
  const found = pki.authorities.find('persons-1');
  if (!found) throw new Error('no authority');
  return found;
}

function pem(bytes: Uint8Array): string {
  const lines = Buffer.from(bytes)
    .toString('base64')
    .replaceAll(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

async function issue() {
  signed += 1;
  const orders = createOrderService({
    db,
    clock,
    recorder,
    authorities: pki.authorities,
    allowsReservedHostNames: true,
  });
  const result = await orders.issue({
    orderedBy: 'desk-1',
    orderKey: `order-${signed}`,
    authority: 'persons-1',
    profile: 'citizen-signature',
    request: makeRequest().request,
    subject: sampleCitizen,
    isPublic: false,
  });
  if (result.kind !== 'issued') throw new Error(result.message);
  const read = readCertificate(result.certificate);
  if (read.kind === 'malformed') throw new Error(read.message);
  const file = join(folder, `${result.serial}.pem`);
  writeFileSync(file, pem(result.certificate));
  return { caId: result.caId, serial: result.serial, certificate: read.value, file };
}
type Issued = Awaited<ReturnType<typeof issue>>;

const change = async ({ caId, serial }: Issued, action: StatusAction) => {
  const statuses = createStatusService({ db, clock, recorder });
  const result = await statuses.change({
    caId,
    serial,
    action,
    reason: 'keyCompromise',
    doneBy: 'operator-1',
  });
  if (result.kind !== 'changed') throw new Error(result.code);
};

const node = (place: number): PkiNode => {
  const found = nodes[place];
  if (!found) throw new Error('no such node');
  return found;
};

interface Form {
  readonly hash?: 'sha1' | 'sha256' | 'sha384' | 'sha512';
  readonly nonce?: Uint8Array;
}

function requestOf(serials: readonly bigint[], { hash = 'sha1', nonce }: Form = {}): Uint8Array {
  const certIdOf = certIdsOf(issuer, hash);
  const list = der.sequence(...serials.map((serial) => der.sequence(certIdOf(serial))));
  const extension = nonce && der.sequence(der.oid(oids.ocspNonce), der.octetString(der.octetString(nonce)));
  return der.sequence(der.sequence(list, ...(extension ? [der.explicit(2, der.sequence(extension))] : [])));
}

function post(body: Uint8Array, origin = node(0).origin, type = 'application/ocsp-request') {
  return fetch(`${origin}/ocsp`, {
    method: 'POST',
    body: new Uint8Array(body),
    headers: { 'content-type': type },
  });
}

async function ask(request: Uint8Array, origin?: string) {
  const response = await post(request, origin);
  expect(response.headers.get('content-type')).toBe('application/ocsp-response');
  const read = readOcspResponse(new Uint8Array(await response.arrayBuffer()));
  if (read.kind === 'malformed') throw new Error(read.message);
  return { headers: response.headers, answer: read.value };
}

async function statusOf(one: Issued, origin?: string) {
  const { answer } = await ask(requestOf([one.certificate.serialNumber]), origin);
  return judgeOcsp({
    response: answer,
    issuer,
    certificate: one.certificate,
    time: clock.now(),
  });
}

const untilStatus = (one: Issued, status: string, origin?: string) =>
  expect
    .poll(async () => (await statusOf(one, origin)).status, { interval: 20, timeout: 15_000 })
    .toBe(status);

describe('OCSP, asked by other programs', () => {
  it('is good, revoked and verified for openssl, with and without a nonce (RFC 6960, RFC 9654)', async () => {
    const one = await issue();
    const openssl = async (...more: string[]) => {
      const { stdout, stderr } = await run('openssl', [
        'ocsp',
        ...more,
        '-issuer',
        join(folder, 'issuer.pem'),
        '-cert',
        one.file,
        '-url',
        `${node(0).origin}/ocsp`,
        '-CAfile',
        join(folder, 'chain.pem'),
      ]);
      return stdout + stderr;
    };
    for (const more of [['-no_nonce'], ['-nonce'], ['-sha256', '-nonce']]) {
      const text = await openssl(...more);
      expect(text).toContain('Response verify OK');
      expect(text).toMatch(/: good/);
      expect(text).not.toContain('WARNING');
    }
    await change(one, 'revoke');
    await untilStatus(one, 'revoked');
    for (const more of [['-no_nonce'], ['-nonce']]) {
      const text = await openssl(...more);
      expect(text).toContain('Response verify OK');
      expect(text).toMatch(/: revoked[^]*keyCompromise/);
    }
  });

  it('is answered for GnuTLS at the address that the certificate names', async () => {
    const one = await issue();
    const chain = join(folder, 'both.pem');
    writeFileSync(chain, readFileSync(one.file, 'utf8') + pem(issuer.raw));
    const { stdout, stderr } = await run('ocsptool', [
      '--ask',
      '--load-cert',
      one.file,
      '--load-issuer',
      join(folder, 'issuer.pem'),
      '--load-trust',
      join(folder, 'chain.pem'),
      '--nonce',
    ]);
    expect(stdout + stderr).toMatch(/Certificate Status: good/);
    expect(stdout + stderr).toMatch(/Verifying OCSP Response: Success/);
  });

  it('comes by GET too, with headers for caches that keep it a minute at most (RFC 5019)', async () => {
    const one = await issue();
    const path = encodeURIComponent(
      Buffer.from(requestOf([one.certificate.serialNumber])).toString('base64'),
    );
    const url = `${node(0).origin}/ocsp/${path}`;
    const { stdout } = await run('curl', ['-si', url], { encoding: 'latin1' });
    expect(stdout).toMatch(/^HTTP\/1.1 200/);
    const first = await fetch(url);
    expect(first.headers.get('cache-control')).toMatch(/^max-age=60, public/);
    const read = readOcspResponse(new Uint8Array(await first.arrayBuffer()));
    expect(read).toMatchObject({ kind: 'read', value: { kind: 'basic' } });
    const etag = first.headers.get('etag') ?? '';
    expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
    await change(one, 'hold');
    await untilStatus(one, 'revoked');
    expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(200);
  });
});

describe('an OCSP answer', () => {
  it('is signed once for all who ask without a nonce, and for each who sends one', async () => {
    const one = await issue();
    const asked = requestOf([one.certificate.serialNumber]);
    const bytes = async (request: Uint8Array) =>
      Buffer.from(await (await post(request)).arrayBuffer()).toString('hex');
    expect(await bytes(asked)).toBe(await bytes(asked));
    const withNonce = requestOf([one.certificate.serialNumber], { nonce: Buffer.alloc(32, 7) });
    expect(await bytes(withNonce)).not.toBe(await bytes(withNonce));
    const { headers, answer } = await ask(withNonce);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(answer).toMatchObject({ kind: 'basic' });
  });

  it.each(['sha1', 'sha256', 'sha384', 'sha512'] as const)('finds the issuer by %s', async (hash) => {
    const one = await issue();
    const { answer } = await ask(requestOf([one.certificate.serialNumber], { hash }));
    expect(answer).toMatchObject({ basic: { responses: [{ status: { kind: 'good' } }] } });
  });

  it('says of a number that was never issued: on hold since 1970, extended-revoke (RFC 6960 2.2)', async () => {
    const { answer } = await ask(requestOf([0x4000000000000000000000000000abcdn]));
    if (answer.kind !== 'basic') throw new Error(answer.status);
    expect(answer.basic.responses[0]?.status).toEqual({ kind: 'revoked', revocationTime: 0, reason: 6 });
    expect(answer.basic.extensions.map(({ oid }) => oid)).toContain(oids.ocspExtendedRevoke);
    for (const serial of [0n, -5n])
      expect((await ask(requestOf([serial]))).answer).toMatchObject({ kind: 'basic' });
  });

  it('tells several certificates at once, in their order', async () => {
    const [one, two] = [await issue(), await issue()];
    await change(two, 'hold');
    await untilStatus(two, 'revoked');
    const { answer } = await ask(requestOf([one.certificate.serialNumber, two.certificate.serialNumber]));
    expect(answer).toMatchObject({
      basic: { responses: [{ status: { kind: 'good' } }, { status: { kind: 'revoked', reason: 6 } }] },
    });
  });

  it('is refused for an issuer that is not ours, and for what is no request', async () => {
    const root = authority().chain.at(-1);
    if (!root) throw new Error('no root');
    const foreign = der.sequence(der.sequence(der.sequence(der.sequence(certIdsOf(root, 'sha1')(5n)))));
    expect((await ask(foreign)).answer).toMatchObject({ kind: 'error', status: 'unauthorized' });
    for (const bytes of [new Uint8Array(), new Uint8Array(300), requestOf([5n]).subarray(0, -1)])
      expect((await ask(bytes)).answer).toMatchObject({ kind: 'error', status: 'malformedRequest' });
    const get = await fetch(`${node(0).origin}/ocsp/not*base64`);
    expect(Buffer.from(await get.arrayBuffer()).toString('hex')).toBe('30030a0101');
  });

  it('is told apart from bodies of the wrong type, size or speed', async () => {
    expect((await post(requestOf([5n]), undefined, 'text/plain')).status).toBe(415);
    expect((await post(new Uint8Array(20_000))).status).toBe(413);
    expect((await fetch(`${node(0).origin}/ocsp`, { method: 'PUT' })).status).toBe(405);
  });
});

describe('a status that changes', () => {
  it('is seen on every node, back and forth', async () => {
    const one = await issue();
    for (const each of nodes) expect(await statusOf(one, each.origin)).toEqual({ status: 'good' });
    for (const [action, status] of [
      ['hold', 'revoked'],
      ['release', 'good'],
      ['revoke', 'revoked'],
    ] as const) {
      await change(one, action);
      await Promise.all(nodes.map((each) => untilStatus(one, status, each.origin)));
    }
  });

  const never = 3_600_000;
  const silent = (): Database => ({ ...db, listen: async () => async () => {} });
  it.each<[string, () => Database, number]>([
    ['by the message of its commit, before anybody looks again', () => db, never],
    ['by looking again, where the message was lost', silent, 20],
  ])('is known %s', async (_, source, pollMs) => {
    const one = await issue();
    // Time that stands still lets nothing become too old to be believed.
    const still = createTestClock(clock.now() / 1000);
    const onError = (error: unknown) => expect.fail(String(error));
    const statuses = await startStatusSource({ db: source(), clock: still, onError, pollMs });
    try {
      expect((await statuses.find(one)).status.kind).toBe('good');
      await change(one, 'revoke');
      await expect
        .poll(async () => (await statuses.find(one)).status.kind, { interval: 20, timeout: 15_000 })
        .toBe('revoked');
    } finally {
      await statuses.stop();
    }
  });

  it('is asked for anew when all changes up to two seconds ago are not known, and not before', async () => {
    const one = await issue();
    const still = createTestClock(clock.now() / 1000);
    const onError = (error: unknown) => expect.fail(String(error));
    const statuses = await startStatusSource({ db: silent(), clock: still, onError, pollMs: never });
    try {
      const found = await statuses.find(one);
      await change(one, 'revoke');
      still.advance(2);
      expect(await statuses.find(one)).toBe(found);
      still.advance(0.001);
      expect((await statuses.find(one)).status.kind).toBe('revoked');
    } finally {
      await statuses.stop();
    }
  });

  it('is told with a new signature after a quarter of the validity, though it is the same', async () => {
    const one = await issue();
    const found = { status: { kind: 'good' }, readAt: clock.now() } as const;
    const moment = createTestClock(clock.now() / 1000);
    const { authorities } = pki;
    const onError = (error: unknown) => expect.fail(String(error));
    const delegates = await startDelegates({ db, clock, recorder, authorities, onError });
    delegates.stop();
    const answer = createOcspAnswering({
      delegates,
      clock: moment,
      validityMs: 36e5,
      onError,
      statuses: {
        find: async () => found,
        isStill: () => true,
        confirmedAt: () => moment.now(),
        stop: async () => {},
      },
    });
    const asked = readOcspRequest(requestOf([one.certificate.serialNumber]));
    if (asked.kind !== 'read') throw new Error(asked.message);
    const first = await answer(asked.request);
    moment.advance(15 * 60 - 1);
    expect(await answer(asked.request)).toBe(first);
    moment.advance(1);
    const second = await answer(asked.request);
    expect(second).not.toBe(first);
    expect(second).toMatchObject({ kind: 'shared', thisUpdate: moment.now() });
  });
});

describe('while the database is away', () => {
  it('nothing of earlier is answered, but tryLater; and the service recovers by itself', async () => {
    const one = await issue();
    let isAway = false;
    const lost = () => Promise.reject(new DatabaseError('database.unavailable', 'away'));
    const wrapped: Database = {
      ...db,
      query: (st, values) => (isAway ? lost() : db.query(st, values)),
    };
    const third = await startPkiNode({ db: wrapped, clock, authorities: pki.authorities });
    try {
      expect(await statusOf(one, third.origin)).toEqual({ status: 'good' });
      isAway = true;
      await change(one, 'revoke');
      await expect
        .poll(async () => (await statusOf(one, third.origin)).status, { interval: 50 })
        .toBe('invalid');
      const { answer } = await ask(requestOf([one.certificate.serialNumber]), third.origin);
      expect(answer).toMatchObject({ kind: 'error', status: 'tryLater' });
      isAway = false;
      await untilStatus(one, 'revoked', third.origin);
    } finally {
      await third.stop();
    }
  });
});

describe('a responder certificate', () => {
  it('is short-lived, without a status of its own, for the key of one process, and stored', async () => {
    const rows = await database.owner().query<{ certificate: Buffer; days: number }>(responders);
    expect(rows.length).toBeGreaterThanOrEqual(pki.authorities.all.length * nodes.length);
    const keys = new Set<string>();
    for (const { certificate, days } of rows) {
      const read = readCertificate(certificate);
      if (read.kind === 'malformed') throw new Error(read.message);
      expect(read.value.known).toMatchObject({ ocspNoCheck: true, extKeyUsage: [oids.ocspSigning] });
      expect(days).toBe(7);
      keys.add(Buffer.from(read.value.spki).toString('hex'));
    }
    expect(keys.size).toBe(rows.length);
  });
});

describe('a slow sender', () => {
  it('is cut off', async () => {
    const quick = await startPkiNode({
      db,
      clock,
      authorities: pki.authorities,
      settings: { bodyTimeoutMs: 200 },
    });
    try {
      const { port, hostname } = new URL(quick.origin);
      const text = await new Promise<string>((resolve, reject) => {
        const socket = connect(Number(port), hostname);
        let received = '';
        socket.on('data', (part) => (received += part.toString('latin1')));
        socket.on('close', () => resolve(received));
        socket.on('error', reject);
        socket.write(
          'POST /ocsp HTTP/1.1\r\nHost: x\r\nContent-Type: application/ocsp-request\r\nContent-Length: 100\r\n\r\nab',
        );
      });
      expect(text).toMatch(/^HTTP\/1.1 408/);
    } finally {
      await quick.stop();
    }
  });
});

const responders = statement(
  'test.responders',
  `select certificate, (extract(epoch from not_after - not_before + '1 second') / 86400)::integer as days
   from certificate where profile = 'ocsp-responder' and status = 'good'`,
);
