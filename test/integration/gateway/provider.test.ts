import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ServerResponse } from 'node:http';
import { openOwnIdentity } from '../../../src/exchange/index.ts';
import { createMutualTlsClient } from '../../../src/http/index.ts';
import {
  craftingConsumer,
  type Received,
  signedAnswer,
  startLyingProvider,
} from '../../support/crafted-exchange.ts';
import { createExchangeWorld, type ExchangeWorld, type TestSystem } from '../../support/exchange-world.ts';
import { createTestDatabase } from '../../support/test-database.ts';

let world: ExchangeWorld;
let gateway: { stop(): Promise<void> };
let consumer: ReturnType<typeof craftingConsumer>;
let provider: { stop(): Promise<void> } | undefined;

beforeAll(async () => {
  world = await createExchangeWorld(await createTestDatabase());
  gateway = await world.startGateway();
  consumer = craftingConsumer(world);
});
afterEach(async () => {
  await provider?.stop();
  provider = undefined;
});
afterAll(async () => {
  consumer?.close();
  await gateway?.stop();
  await world?.stop();
});

const content = Buffer.from('{"name":"Sınaq"}');
const write = (res: ServerResponse, headers: Record<string, string>, body: Buffer) =>
  res.writeHead(200, { ...headers, 'content-length': body.length }).end(body);

/** The refusal that the consumer gets is the failure that is recorded, and nothing was handed out. */
async function fails(code: string, detail?: string, requestId = crypto.randomUUID()): Promise<void> {
  const { outcome, code: told } = await consumer.send({ terms: { requestId } });
  expect(told).toBe(code);
  if (outcome.kind === 'answered') expect(outcome.body.toString()).not.toContain('Sınaq');
  const records = await world.records(requestId);
  expect(records.map(({ type }) => type)).toEqual(['data.requested', 'data.failed']);
  expect(records[1]?.facts).toMatchObject({ reason: code, ...(detail ? { detail } : {}) });
}

describe('what a provider says is handed out only when it signed it for this request', () => {
  it('an answer that was signed for it is handed out', async () => {
    provider = await startLyingProvider(world, async ({ message }, res) => {
      write(res, await signedAnswer(world, message, content), content);
    });
    const { outcome } = await consumer.send();
    expect(outcome.kind === 'answered' && outcome.body.toString()).toBe(content.toString());
  });

  it('without a signature', async () => {
    provider = await startLyingProvider(world, (_, res) => {
      write(res, { 'content-type': 'application/json' }, content);
    });
    await fails('gateway.answer_refused', 'exchange.unsigned');
  });

  it('with a content that was swapped', async () => {
    provider = await startLyingProvider(world, async ({ message }, res) => {
      const other = Buffer.from('{"name":"Sınaq 2"}');
      write(res, await signedAnswer(world, message, content), other);
    });
    await fails('gateway.answer_refused', 'exchange.digest_wrong');
  });

  it('the answer to another request', async () => {
    let first: Received['message'] | undefined;
    provider = await startLyingProvider(world, async ({ message }, res) => {
      first ??= message;
      write(res, await signedAnswer(world, first, content), content);
    });
    await consumer.send();
    await fails('gateway.answer_refused', 'exchange.signature_wrong');
  });

  it('with another status than was signed', async () => {
    provider = await startLyingProvider(world, async ({ message }, res) => {
      const headers = await signedAnswer(world, message, content);
      res.writeHead(201, { ...headers, 'content-length': content.length }).end(content);
    });
    await fails('gateway.answer_refused', 'exchange.signature_wrong');
  });

  it('signed with the key of another system', async () => {
    provider = await startLyingProvider(world, async ({ message }, res) => {
      write(res, await signedAnswer(world, message, content, world.systems.consumer), content);
    });
    await fails('gateway.answer_refused', 'exchange.wrong_key');
  });

  it('by another organisation that has come to stand at its address', async () => {
    const other: TestSystem = await world.issue('1400000008', 'persons.acar.localhost');
    provider = await startLyingProvider(
      world,
      async ({ message }, res) => {
        write(res, await signedAnswer(world, message, content, other), content);
      },
      other,
    );
    await fails('gateway.answer_refused', 'another organisation');
  });

  it('larger than the service may answer', async () => {
    provider = await startLyingProvider(world, async ({ message }, res) => {
      const large = Buffer.alloc(5000, 'x');
      write(res, await signedAnswer(world, message, large), large);
    });
    await fails('gateway.answer_too_large');
  });

  it('nothing in time', async () => {
    provider = await startLyingProvider(world, () => {});
    await fails('gateway.provider_timed_out');
  });

  it('a connection that is cut off before or in the answer', async () => {
    let isLate = false;
    provider = await startLyingProvider(world, async ({ message }, res) => {
      if (isLate)
        res.writeHead(200, { ...(await signedAnswer(world, message, content)), 'content-length': 500 });
      if (isLate) res.write(content);
      setImmediate(() => res.destroy());
    });
    await fails('gateway.outcome_unknown');
    isLate = true;
    await fails('gateway.provider_cut_off');
  });

  it('on a kept connection that is cut off: it is sent once, and that nobody knows is recorded and told', async () => {
    const heard: string[] = [];
    provider = await startLyingProvider(world, async ({ message }, res) => {
      heard.push(message.fields.get('acar-request-id')?.[0] ?? '');
      if (heard.length > 1) res.destroy();
      else write(res, await signedAnswer(world, message, content), content);
    });
    expect((await consumer.send()).code).toBeUndefined();
    const requestId = crypto.randomUUID();
    await fails('gateway.outcome_unknown', undefined, requestId);
    expect(heard.slice(1)).toEqual([requestId]);
  });

  it('a safe method goes out again on kept connections that broke, and all tries have one time', async () => {
    const { tls } = openOwnIdentity({ ...world.systems.provider, authorities: world.authorities });
    let asked = 0;
    const all = Promise.withResolvers<void>();
    provider = await startLyingProvider(world, async (_, res) => {
      asked += 1;
      if (asked === 4) all.resolve();
      await all.promise;
      if ([5, 7, 9].includes(asked)) res.destroy();
      else if (asked !== 8) write(res, {}, content);
    });
    const client = createMutualTlsClient({ ...tls, judge: async () => {} });
    const get = { method: 'GET', headers: [], body: Buffer.alloc(0), timeoutMs: 5_000, mostOctets: 100 };
    const url = new URL(world.providerOrigin);
    const send = (changes = {}) => client.send(url, { ...get, ...changes });
    await Promise.all(Array.from({ length: 4 }, () => send()));
    // The fifth breaks; what goes out again is answered.
    expect(await send()).toMatchObject({ kind: 'answered' });
    expect(asked).toBe(6);
    // The seventh breaks, and the eighth gets no answer in what is left.
    expect(await send({ timeoutMs: 500 })).toMatchObject({ kind: 'timed-out' });
    expect(asked).toBe(8);
    expect(await send({ method: 'DELETE' })).toMatchObject({ kind: 'unknown' });
    expect(asked).toBe(9);
    client.close();
  });

  it('a peer that refuses us while we still judge it: nothing was sent, and nobody waits', async () => {
    const { tls } = openOwnIdentity({ ...world.systems.provider, authorities: world.authorities });
    // It believes nobody of ours.
    const server = createTlsServer({ cert: tls.certificate, key: tls.key, requestCert: true, ca: [] });
    const refused = new Promise((done) => void server.once('tlsClientError', done));
    const url = new URL(world.providerOrigin);
    await new Promise<void>((done) => void server.listen(Number(url.port), '127.0.0.1', done));
    const judge = async () => {
      await refused;
      await sleep(100);
    };
    const client = createMutualTlsClient({ ...tls, judge });
    const request = { method: 'GET', headers: [], body: Buffer.alloc(0), timeoutMs: 3_000, mostOctets: 100 };
    expect(await client.send(url, request)).toMatchObject({ kind: 'unreachable' });
    client.close();
    await new Promise((done) => void server.close(done));
  });

  it('nobody there, or somebody without TLS: nothing was sent', async () => {
    await fails('gateway.provider_unreachable');
    const plain = createServer((_, res) => res.end('hello'));
    await new Promise<void>((done) => {
      plain.listen(Number(new URL(world.providerOrigin).port), '127.0.0.1', done);
    });
    await fails('gateway.provider_unreachable');
    plain.closeAllConnections();
    await new Promise((done) => {
      plain.close(done);
    });
  });

  it('a certificate that was revoked: nothing is sent to it', async () => {
    const system = await world.issue('1400000003', 'persons.acar.localhost');
    await system.revoke();
    let calls = 0;
    provider = await startLyingProvider(world, () => void (calls += 1), system);
    await fails('gateway.provider_unreachable');
    expect(calls).toBe(0);
  });

  it('nor on a connection that was kept from before', async () => {
    const system = await world.issue('1400000003', 'persons.acar.localhost');
    let calls = 0;
    provider = await startLyingProvider(
      world,
      async ({ message }, res) => {
        calls += 1;
        write(res, await signedAnswer(world, message, content, system), content);
      },
      system,
    );
    expect((await consumer.send()).code).toBeUndefined();
    await system.revoke();
    await expect
      .poll(async () => (await consumer.send()).code, { timeout: 10_000 })
      .toBe('gateway.provider_unreachable');
    const before = calls;
    await fails('gateway.provider_unreachable');
    expect(calls).toBe(before);
  });
});
