import { createHash } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  type Certificate,
  createTimestampSource,
  type CrlSource,
  readCrl,
  readTimeStampToken,
} from '../../certs/index.ts';
import { createOutboundFetch } from '../../src/http/index.ts';
import { createCrlClient, createTimeStampClient, sourceLimits } from '../../src/signature-sources/index.ts';
import { openPkiListener, type PkiNode, startPkiNode } from '../support/pki-node.ts';
import { openTestAuthorities, type TestAuthorities } from '../support/test-authorities.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const clock = { now: () => Date.now() };
let database: TestDatabase;
let pki: TestAuthorities;
let node: PkiNode;
let fetch: ReturnType<typeof createOutboundFetch>;

beforeAll(async () => {
  database = await createTestDatabase();
  const db = database.open({ role: 'acar_pki' });
  const listener = await openPkiListener();
  pki = await openTestAuthorities({ db, clock, address: listener.origin });
  node = await startPkiNode({ db, clock, authorities: pki.authorities, listener });
  await node.service.produceLists();
  fetch = createOutboundFetch({ allowPrivate: true, ...sourceLimits });
});
afterAll(async () => {
  await fetch?.close();
  await node?.stop();
  pki?.remove();
  await database?.drop();
});

function authority(): Certificate {
  const found = pki.authorities.find('persons-1');
  if (!found) throw new Error('no authority');
  return found.certificate;
}

function root(): Certificate {
  const found = pki.authorities.find('persons-1')?.chain.at(-1);
  if (!found) throw new Error('no root');
  return found;
}

type Send = (request: Uint8Array) => Promise<Uint8Array>;

const stamps: Readonly<Record<string, () => Send | undefined>> = {
  'over HTTP': () => createTimeStampClient({ address: `${node.origin}/tsa`, fetch }),
  'own CA in process': () => node.service.stamp,
};

const lists: Readonly<Record<string, () => CrlSource>> = {
  'over HTTP': () => createCrlClient({ origins: [node.origin], fetch }),
  'own CA in process': () => node.service.crls,
};

describe.each(Object.keys(stamps))('time stamps %s', (name) => {
  it('are over the digest that was asked for, each another', async () => {
    const send = stamps[name]?.();
    if (!send) throw new Error('no unit');
    const source = createTimestampSource({ hash: 'sha256', send });
    const digest = createHash('sha256').update('a signature').digest();
    const [first, second] = [await source.stamp(digest), await source.stamp(digest)];
    const read = readTimeStampToken(first);
    if (read.kind !== 'read') throw new Error(read.message);
    expect(Buffer.from(read.token.tstInfo.messageImprint.digest).equals(digest)).toBe(true);
    expect(Buffer.from(first).equals(second)).toBe(false);
  });
});

describe.each(Object.keys(lists))('CRLs %s', (name) => {
  it('are those at the addresses that the certificate names', async () => {
    const found = await lists[name]?.().fetch({ certificate: authority(), issuer: root() });
    expect(found).toHaveLength(1);
    const read = readCrl(found?.[0] ?? new Uint8Array());
    expect(read.kind === 'read' && read.value.issuer.key).toBe(root().subject.key);
  });
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a source over HTTP', () => {
  it('asks no origin that the operator did not name', async () => {
    const source = createCrlClient({ origins: ['http://127.0.0.1:1'], fetch });
    await expect(source.fetch({ certificate: authority(), issuer: root() })).rejects.toMatchObject({
      code: 'signature_source.unavailable',
    });
  });

  it.each<[string, RequestListener]>([
    ['an error', (_, res) => res.writeHead(500).end()],
    ['another media type', (_, res) => res.writeHead(200, { 'content-type': 'text/html' }).end('x')],
    ['a redirect', (_, res) => res.writeHead(302, { location: node.origin }).end()],
  ])('that answers with %s gives nothing', async (_, listener) => {
    const address = await serve(listener);
    const source = createTimestampSource({ hash: 'sha256', send: createTimeStampClient({ address, fetch }) });
    await expect(source.stamp(new Uint8Array(32))).rejects.toMatchObject({
      code: 'signature.time_stamp_unavailable',
    });
  });

  it('that says too much, or nothing, is given up', async () => {
    const bounded = createOutboundFetch({ allowPrivate: true, timeoutMs: 300, maxResponseBytes: 1_000 });
    onTestFinished(() => bounded.close());
    const type = { 'content-type': 'application/timestamp-reply' };
    const talker = await serve((_, res) => res.writeHead(200, type).end(Buffer.alloc(10_000)));
    const silent = await serve(() => undefined);
    for (const address of [talker, silent])
      await expect(createTimeStampClient({ address, fetch: bounded })(new Uint8Array())).rejects.toThrow();
  });
});
