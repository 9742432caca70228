import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  type Certificate,
  judgeOcspEvidence,
  readCertificate,
  type RevocationSource,
} from '../../certs/index.ts';
import { createOcspClient, ocspLimits } from '../../src/card-sign-in/index.ts';
import { createOutboundFetch } from '../../src/http/index.ts';
import { createOrderService } from '../../src/pki/orders/index.ts';
import { createStatusService } from '../../src/pki/status/index.ts';
import { createRecorder } from '../../src/records/index.ts';
import { makeRequest, sampleCitizen } from '../support/certification-request.ts';
import { type PkiNode, startPkiNode } from '../support/pki-node.ts';
import { openTestAuthorities, type TestAuthorities } from '../support/test-authorities.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const clock = { now: () => Date.now() };
const recorder = createRecorder({ clock });
let database: TestDatabase;
let pki: TestAuthorities;
let node: PkiNode;
let db: ReturnType<TestDatabase['open']>;
let fetch: ReturnType<typeof createOutboundFetch>;

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.open({ role: 'acar_pki' });
  pki = await openTestAuthorities({ db, clock });
  node = await startPkiNode({ db, clock, authorities: pki.authorities });
  fetch = createOutboundFetch({ allowPrivate: true, ...ocspLimits });
});
afterAll(async () => {
  await fetch?.close();
  await node?.stop();
  pki?.remove();
  await database?.drop();
});

const clientOf = (address: string) => createOcspClient({ addresses: [address], fetch });

const sources: Readonly<Record<string, () => RevocationSource>> = {
  'over HTTP': () => clientOf(`${node.origin}/ocsp`),
  'own CA in process': () => node.service.revocation,
};

let orders = 0;

async function issue() {
  orders += 1;
  const result = await createOrderService({
    db,
    clock,
    recorder,
    authorities: pki.authorities,
    allowsReservedHostNames: true,
  }).issue({
    orderedBy: 'test',
    orderKey: String(orders),
    authority: 'persons-1',
    profile: 'citizen-authentication',
    request: makeRequest().request,
    subject: sampleCitizen,
    isPublic: false,
  });
  if (result.kind !== 'issued') throw new Error(result.message);
  const read = readCertificate(result.certificate);
  if (read.kind !== 'read') throw new Error(read.message);
  return { caId: result.caId, serial: result.serial, certificate: read.value };
}

function issuer(name = 'persons-1'): Certificate {
  const found = pki.authorities.find(name);
  if (!found) throw new Error('no authority');
  return found.certificate;
}

async function judge(source: RevocationSource, certificate: Certificate, of = issuer()) {
  const nonce = Buffer.alloc(32, 9);
  const response = await source.fetch({ certificate, issuer: of, nonce });
  const verified = { kind: 'verified', certificate, path: [of, certificate] } as const;
  return judgeOcspEvidence({ response, nonce, verified, time: clock.now() })?.code ?? 'good';
}

describe.each(Object.entries(sources))('a source of revocation, %s', (_name, open) => {
  it('brings an answer with our nonce, which says good of a certificate that is', async () => {
    expect(await judge(open(), (await issue()).certificate)).toBe('good');
  });

  it('brings what changed, suspended and revoked apart', async () => {
    const { caId, serial, certificate } = await issue();
    const statuses = createStatusService({ db, clock, recorder });
    for (const [action, told] of [
      ['hold', 'webeid.suspended'],
      ['release', 'good'],
      ['revoke', 'webeid.revoked'],
    ] as const) {
      await statuses.change({ caId, serial, action, doneBy: 'test' });
      await expect.poll(() => judge(open(), certificate)).toBe(told);
    }
  });

  it('brings nothing good of an issuer that its responder does not answer for', async () => {
    const root = pki.authorities.find('persons-1')?.chain.at(-1);
    const { certificate } = await issue();
    expect(await judge(open(), certificate, root ?? issuer('systems-1'))).toBe('webeid.status_unknown');
  });

  it('answers many at once, each its own', async () => {
    const issued = await Promise.all([issue(), issue(), issue()]);
    const told = await Promise.all(issued.map(({ certificate }) => judge(open(), certificate)));
    expect(told).toEqual(['good', 'good', 'good']);
  });
});

describe('over HTTP alone', () => {
  async function listen(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/ocsp`;
  }
  const type = { 'content-type': 'application/ocsp-response' };

  it.each<readonly [string, RequestListener]>([
    ['a page', (_req, res) => void res.writeHead(200, { 'content-type': 'text/html' }).end('<p>')],
    ['an error', (_req, res) => void res.writeHead(500, type).end()],
    ['a redirect', (_req, res) => void res.writeHead(302, { location: `${node.origin}/ocsp` }).end()],
    ['more than 64 KiB', (_req, res) => void res.writeHead(200, type).end(Buffer.alloc(64 * 1024 + 1))],
    [
      'an end in the middle',
      (_req, res) => void res.writeHead(200, { ...type, 'content-length': '9' }).destroy(),
    ],
  ])('rejects when the responder sends %s', async (_name, listener) => {
    const { certificate } = await issue();
    await expect(judge(clientOf(await listen(listener)), certificate)).rejects.toThrow();
  });

  it('rejects when nobody listens, and when nobody answers in time', async () => {
    const { certificate } = await issue();
    await expect(judge(clientOf('http://127.0.0.1:9/ocsp'), certificate)).rejects.toThrow();
    const silent = await listen(() => {});
    const impatient = createOutboundFetch({ allowPrivate: true, timeoutMs: 50 });
    onTestFinished(() => impatient.close());
    const source = createOcspClient({ addresses: [silent], fetch: impatient });
    await expect(judge(source, certificate)).rejects.toThrow();
  });

  it('asks the responder that the certificate names, if it is one of those configured, and no other', async () => {
    const { certificate } = await issue();
    const asked: string[] = [];
    const note = (async (input: string | URL | Request) => {
      asked.push(input instanceof Request ? input.url : String(input));
      return new Response(null, { status: 500 });
    }) satisfies typeof globalThis.fetch;
    const named = 'http://pki.acar.localhost:8080/ocsp';
    for (const addresses of [
      ['http://a.example/ocsp', named],
      ['http://a.example/ocsp', 'http://b.example/ocsp'],
    ] as const)
      await expect(judge(createOcspClient({ addresses, fetch: note }), certificate)).rejects.toThrow();
    expect(asked).toEqual([named, 'http://a.example/ocsp']);
  });
});
