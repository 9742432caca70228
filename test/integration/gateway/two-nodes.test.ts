import { randomUUID } from 'node:crypto';
import { request as sendRequest } from 'node:https';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ProvidedAnswer, ProvidedRequest } from '../../../src/connector/index.ts';
import { openOwnIdentity } from '../../../src/exchange/index.ts';
import { craftingConsumer } from '../../support/crafted-exchange.ts';
import { createExchangeWorld, type ExchangeWorld } from '../../support/exchange-world.ts';
import { createTestDatabase } from '../../support/test-database.ts';

/** Two addresses of the loopback interface, as nodes behind one name. */
const [nodeA, nodeB] = ['127.0.0.1', '127.0.0.2'];

let world: ExchangeWorld;
let stops: { stop(): Promise<void> }[] = [];
let consumer: ReturnType<typeof craftingConsumer>;
let seen: ProvidedRequest[] = [];
let answer: () => Promise<ProvidedAnswer>;

const given: ProvidedAnswer = {
  status: 200,
  contentType: 'application/json',
  content: Buffer.from('{"name":"Sınaq"}'),
};

beforeAll(async () => {
  world = await createExchangeWorld(await createTestDatabase());
  stops = [
    await world.startGateway({}, nodeA),
    await world.startGateway({}, nodeB),
    await world.provide((request) => {
      seen.push(request);
      return answer();
    }),
  ];
  consumer = craftingConsumer(world);
});
beforeEach(() => {
  seen = [];
  answer = async () => given;
});
afterAll(async () => {
  consumer?.close();
  for (const one of stops) await one.stop();
  await world?.stop();
});

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly fields?: ReadonlyMap<string, string>;
  readonly content?: Buffer;
}

interface Told {
  readonly status: number | undefined;
  readonly text: string;
  readonly records: string | undefined;
}

/** To one node, as the organisation that asks. */
function sendTo(node: string, { method = 'POST', path = '/services/persons/lookup', ...sent }: Sent) {
  const { tls } = openOwnIdentity({ ...world.systems.consumer, authorities: world.authorities });
  const url = new URL(world.origin);
  const content = sent.content ?? Buffer.alloc(0);
  return new Promise<Told>((done, fail) => {
    const request = sendRequest({
      host: node,
      port: url.port,
      servername: url.hostname,
      path,
      method,
      agent: false,
      cert: tls.certificate,
      key: tls.key,
      ca: [...tls.authorities],
      headers: {
        ...Object.fromEntries(sent.fields ?? []),
        host: url.host,
        'content-length': content.length,
      },
    });
    request.on('error', fail);
    request.on('response', (response) => {
      let text = '';
      response.on('data', (part: Buffer) => void (text += part.toString()));
      response.on('end', () => {
        const records = response.headers['acar-records']?.toString();
        done({ status: response.statusCode, text, records });
      });
    });
    request.end(content);
  });
}

const codeIn = ({ text }: Told): unknown => JSON.parse(text).code;
const typesOf = async (requestId: string) => (await world.records(requestId)).map(({ type }) => type);

describe('two gateway nodes on one database', () => {
  it('the same request at both at once has one outcome and one chain of records', async () => {
    const isLetGo = Promise.withResolvers<void>();
    answer = () => isLetGo.promise.then(() => given);
    const requestId = randomUUID();
    const signed = await consumer.sign({ terms: { requestId } });
    const both = [sendTo(nodeA, signed), sendTo(nodeB, signed)];
    const early = await Promise.race(both);
    // One is asking the provider; the other says so.
    expect([early.status, codeIn(early)]).toEqual([409, 'gateway.in_progress']);
    isLetGo.resolve();
    const told = (await Promise.all(both)).find(({ status }) => status === 200);
    expect(told?.text).toBe('{"name":"Sınaq"}');
    expect(seen.map((one) => one.requestId)).toEqual([requestId]);
    expect(await typesOf(requestId)).toEqual(['data.requested', 'data.answered']);
    // Repeated, it has the same outcome at either.
    for (const node of [nodeA, nodeB])
      expect(await sendTo(node, signed)).toEqual({ status: 200, text: told?.text, records: told?.records });
    expect(await typesOf(requestId)).toEqual(['data.requested', 'data.answered']);
    expect(seen).toHaveLength(1);
  });

  it('many requests, each at both at once: each is forwarded and recorded once', async () => {
    const ids = Array.from({ length: 12 }, () => randomUUID());
    const signed = await Promise.all(ids.map((requestId) => consumer.sign({ terms: { requestId } })));
    const told = await Promise.all(
      signed.map((one, place) =>
        Promise.all((place % 2 ? [nodeA, nodeB] : [nodeB, nodeA]).map((node) => sendTo(node, one))),
      ),
    );
    for (const pair of told)
      for (const one of pair)
        expect(one.status === 200 ? one.text : codeIn(one)).toBe(
          one.status === 200 ? '{"name":"Sınaq"}' : 'gateway.in_progress',
        );
    expect(seen.map(({ requestId }) => requestId).toSorted()).toEqual(ids.toSorted());
    for (const id of ids) expect(await typesOf(id)).toEqual(['data.requested', 'data.answered']);
  });

  it('one nonce under two numbers at both at once: one of them is refused as replayed', async () => {
    const nonce = 'n'.repeat(20);
    const ids = [randomUUID(), randomUUID()];
    const signed = await Promise.all(ids.map((requestId) => consumer.sign({ terms: { requestId }, nonce })));
    const told = await Promise.all(signed.map((one, place) => sendTo(place === 0 ? nodeA : nodeB, one)));
    expect(told.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(seen).toHaveLength(1);
  });

  it('what was asked at one is proven, and repeated, at the other', async () => {
    const requestId = randomUUID();
    const signed = await consumer.sign({ terms: { requestId } });
    const first = await sendTo(nodeA, signed);
    expect(first.status).toBe(200);
    const proofs = await sendTo(nodeB, { method: 'GET', path: `/exchanges/${requestId}` });
    const shown: { state: string; records: { id: string }[] } = JSON.parse(proofs.text);
    expect(shown.state).toBe('answered');
    expect(shown.records.map(({ id }) => `"${id}"`).join(', ')).toBe(first.records);
    const path = `/exchanges/${requestId}/records/${shown.records[0]?.id}`;
    expect((await sendTo(nodeB, { method: 'GET', path })).text).toContain('POST https://');
    expect(await sendTo(nodeB, signed)).toEqual(first);
    expect(seen).toHaveLength(1);
  });
});
