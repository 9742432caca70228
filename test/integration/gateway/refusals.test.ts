import { randomUUID } from 'node:crypto';
import { request as sendRequest } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProvidedRequest } from '../../../src/connector/index.ts';
import { openOwnIdentity } from '../../../src/exchange/index.ts';
import { createMutualTlsClient } from '../../../src/http/index.ts';
import { fieldsOf, pairsOf, valueOf } from '../../../src/message-signatures/index.ts';
import { craftingConsumer, type CraftedRequest, otherKey } from '../../support/crafted-exchange.ts';
import { createExchangeWorld, type ExchangeWorld } from '../../support/exchange-world.ts';
import { createTestPkiOfOthers } from '../../support/foreign-system.ts';
import { createTestDatabase } from '../../support/test-database.ts';

let world: ExchangeWorld;
let gateway: { stop(): Promise<void> };
let provider: { stop(): Promise<void> };
let consumer: ReturnType<typeof craftingConsumer>;
const seen: ProvidedRequest[] = [];

beforeAll(async () => {
  world = await createExchangeWorld(await createTestDatabase());
  gateway = await world.startGateway();
  provider = await world.provide(async (request) => {
    seen.push(request);
    return { status: 200, contentType: 'application/json', content: request.content };
  });
  consumer = craftingConsumer(world);
});
afterAll(async () => {
  consumer?.close();
  await gateway?.stop();
  await provider?.stop();
  await world?.stop();
});

const replace = (name: string, from: string | RegExp, to: string) => (fields: Map<string, string>) =>
  void fields.set(name, (fields.get(name) ?? '').replace(from, to));

/** Sends it and expects the code; nothing must have reached the provider. */
async function isRefused(crafted: CraftedRequest, code: string): Promise<void> {
  seen.length = 0;
  expect((await consumer.send(crafted)).code).toBe(code);
  expect(seen).toEqual([]);
}

describe('a request whose signature is not believed is refused and tells of no person', () => {
  const cases: Readonly<Record<string, readonly [string, () => CraftedRequest]>> = {
    unsigned: [
      'exchange.unsigned',
      () => ({
        change(fields) {
          fields.delete('signature');
          fields.delete('signature-input');
        },
      }),
    ],
    'signed with another key': ['exchange.signature_wrong', () => ({ key: otherKey() })],
    'signed for another certificate': ['exchange.wrong_key', () => ({ fingerprint: '0'.repeat(64) })],
    expired: ['exchange.expired', () => ({ now: world.clock.now() - 120_000 })],
    'made in the future': ['exchange.not_yet', () => ({ now: world.clock.now() + 120_000 })],
    'valid for too long': ['exchange.too_long_valid', () => ({ validSeconds: 3600 })],
    'with another content than was signed': [
      'exchange.digest_wrong',
      () => ({ sentContent: Buffer.from('{"more":1}') }),
    ],
    'with another purpose than was signed': [
      'exchange.signature_wrong',
      () => ({ change: (fields) => void fields.set('acar-purpose', 'loan') }),
    ],
    'about another person than was signed': [
      'exchange.signature_wrong',
      () => ({ change: (fields) => void fields.set('acar-person', '"5XYZ987"') }),
    ],
    'with a field of ours that nobody signed': [
      'exchange.field_unknown',
      () => ({ change: (fields) => void fields.set('acar-priority', 'high') }),
    ],
    'that does not cover its purpose': [
      'exchange.component_missing',
      () => ({ change: replace('signature-input', '"acar-purpose" ', '') }),
    ],
    'that covers more than the profile says': [
      'exchange.component_unknown',
      () => ({ change: replace('signature-input', '("@method"', '("@path" "@method"') }),
    ],
    'that says its algorithm': [
      'exchange.parameter_unknown',
      () => ({ change: replace('signature-input', /$/, ';alg="hmac-sha256"') }),
    ],
    'without a nonce': [
      'exchange.parameter_missing',
      () => ({ change: replace('signature-input', /;nonce="[^"]*"/, '') }),
    ],
    'with the tag of another message': [
      'exchange.parameter_missing',
      () => ({ change: replace('signature-input', 'tag="acar-request"', 'tag="acar-forwarding"') }),
    ],
    'with a second signature beside it': [
      'exchange.signature_malformed',
      () => ({
        change(fields) {
          replace('signature-input', /$/, ', gateway=();created=1')(fields);
          replace('signature', /$/, ', gateway=:AQ==:')(fields);
        },
      }),
    ],
    'with fields that cannot be read': [
      'exchange.signature_malformed',
      () => ({ change: (fields) => void fields.set('signature', 'consumer=:%%%:') }),
    ],
    'in the name of another organisation': [
      'gateway.wrong_organisation',
      () => ({ terms: { consumer: 'VATAZ-1400000003' } }),
    ],
    'with more content than the service takes': [
      'gateway.too_large',
      () => ({ content: Buffer.alloc(3000, 'x') }),
    ],
  };
  for (const [what, [code, make]] of Object.entries(cases))
    it(`${what}: ${code}`, async () => {
      const before = await world.records();
      await isRefused(make(), code);
      const [recorded, ...others] = (await world.records()).slice(before.length);
      expect(others).toEqual([]);
      expect(recorded).toMatchObject({
        type: 'data.refused',
        accountId: null,
        facts: { consumer: 'VATAZ-1400000002', service: 'persons', reason: code },
      });
      expect(recorded?.facts).not.toHaveProperty('subject');
    });

  it('terms that cannot be read: nothing to record', async () => {
    await isRefused({ change: (fields) => void fields.set('acar-basis', 'law') }, 'exchange.terms_malformed');
    await isRefused(
      { change: (fields) => void fields.set('acar-request-id', 'one') },
      'exchange.terms_malformed',
    );
  });
});

describe('a request that was signed, and may not be', () => {
  const cases: Readonly<Record<string, readonly [string, CraftedRequest]>> = {
    'for another purpose': ['gateway.wrong_purpose', { terms: { purpose: 'advertising' } }],
    'by another law': ['gateway.wrong_purpose', { terms: { basis: { kind: 'law', reference: 'law-99' } } }],
    'with a consent where the law is the basis': [
      'gateway.wrong_purpose',
      { terms: { basis: { kind: 'consent', id: randomUUID() } } },
    ],
    'with a consent that nobody gave': [
      'gateway.no_consent',
      { terms: { purpose: 'loan', basis: { kind: 'consent', id: randomUUID() } } },
    ],
    'for a path that is not offered': ['gateway.operation_unknown', { path: '/all' }],
    'about nobody': ['gateway.persons_missing', { terms: { persons: [] } }],
    'about somebody with no personal code': ['gateway.personal_code', { terms: { persons: ['abc'] } }],
    'to a service that is not there': ['gateway.service_unknown', { service: 'taxes' }],
  };
  for (const [what, [code, crafted]] of Object.entries(cases))
    it(`${what}: ${code}, recorded for its person`, async () => {
      const requestId = randomUUID();
      await isRefused({ ...crafted, terms: { requestId, ...crafted.terms } }, code);
      const records = await world.records(requestId);
      expect(records).toMatchObject([{ type: 'data.refused', facts: { reason: code } }]);
      const hasPersons = (crafted.terms?.persons ?? ['7ABC123']).length > 0;
      expect('subject' in (records[0]?.facts ?? {})).toBe(hasPersons);
    });

  it('by an organisation without a right: gateway.no_right; without an entry: gateway.organisation_unknown', async () => {
    const other = await world.issue('1400000009', 'other.acar.localhost');
    const stranger = craftingConsumer(world, other);
    expect((await stranger.send()).code).toBe('gateway.organisation_unknown');
    const names = { az: 'Başqa', en: 'Other', ru: 'Другая' };
    await world.catalogue.enterOrganisation({ organisation: other.organisation, names });
    expect((await stranger.send()).code).toBe('gateway.no_right');
    stranger.close();
  });

  it('with a right that was revoked, a service that was switched off, an organisation that was', async () => {
    const all = await world.catalogue.rights('', world.systems.consumer.organisation);
    const right = all.find(({ purpose }) => purpose === 'loan');
    await world.catalogue.revoke(right?.rightId ?? '');
    const consent = { kind: 'consent', id: randomUUID() } as const;
    await isRefused({ terms: { purpose: 'loan', basis: consent } }, 'gateway.wrong_purpose');
    const [service] = await world.catalogue.services('');
    await world.catalogue.disableService('persons');
    await isRefused({}, 'gateway.service_unknown');
    await world.catalogue.enterService(service);
    await world.catalogue.disableOrganisation(world.systems.provider.organisation);
    await isRefused({}, 'gateway.service_unknown');
    const names = { az: 'Reyestr', en: 'Register', ru: 'Реестр' };
    await world.catalogue.enterOrganisation({ organisation: world.systems.provider.organisation, names });
    expect((await consumer.send()).code).toBeUndefined();
  });
});

describe('a right that ends while the content is on its way', () => {
  it('ends the request: who sends slowly does not outlast it', async () => {
    const [right] = await world.catalogue.rights('', world.systems.consumer.organisation);
    const granted = await world.catalogue.grant({
      ...given(right),
      purpose: 'passing',
      basis: 'law',
      reference: 'law-1',
    });
    if (granted.kind === 'refused') throw new Error(JSON.stringify(granted.problems));
    const content = Buffer.from('{"slow":true}');
    const terms = { purpose: 'passing', basis: { kind: 'law', reference: 'law-1' } } as const;
    const wire = await fieldsFor({ terms, content });
    seen.length = 0;
    world.statements();
    const { sent, code } = startRequest(wire, content.length);
    sent.write(content.subarray(0, 3));
    await expect.poll(() => world.statements(), { timeout: 5_000 }).toContain('data_exchange.standing');
    await world.catalogue.revoke(String(granted.facts['right']));
    world.clock.advance(2);
    sent.end(content.subarray(3));
    expect(await code).toBe('gateway.wrong_purpose');
    expect(seen).toEqual([]);
    world.clock.reset();
  });
});

/** Fields of a request as they were signed; the gateway has refused another content under them. */
async function fieldsFor(crafted: CraftedRequest): Promise<ReadonlyMap<string, string>> {
  let wire = new Map<string, string>();
  const change = (fields: Map<string, string>) => void (wire = new Map(fields));
  await consumer.send({ ...crafted, sentContent: Buffer.from('other'), change });
  return wire;
}

/** Says how much content will come; the test sends it, or does not. */
function startRequest(wire: ReadonlyMap<string, string>, octets: number) {
  const { tls } = openOwnIdentity({ ...world.systems.consumer, authorities: world.authorities });
  const answered = Promise.withResolvers<string>();
  const url = new URL('/services/persons/lookup', world.origin);
  const sent = sendRequest({
    host: '127.0.0.1',
    port: url.port,
    servername: url.hostname,
    path: url.pathname,
    method: 'POST',
    agent: false,
    cert: tls.certificate,
    key: tls.key,
    ca: [...tls.authorities],
    headers: { ...Object.fromEntries(wire), host: url.host, 'content-length': octets },
  });
  sent.on('response', (response) => {
    let text = '';
    response.on('data', (part: Buffer) => void (text += part.toString()));
    response.on('end', () => answered.resolve(JSON.parse(text).code));
  });
  sent.on('error', () => answered.resolve('cut'));
  return { sent, code: answered.promise };
}

/** What an operator enters again of a right that stands. */
function given(right: Awaited<ReturnType<ExchangeWorld['catalogue']['rights']>>[number] | undefined) {
  if (!right) throw new Error('no right');
  const { consumer: asking, service, purposes, legalTexts, validFrom, validUntil } = right;
  const times = { validFrom: validFrom.toISOString(), validUntil: validUntil.toISOString() };
  return { consumer: asking, service, purposes, legalTexts, ...times };
}

describe('one outcome for a request', () => {
  it('the same message again gets the same answer, and the provider is asked once', async () => {
    seen.length = 0;
    let wire = new Map<string, string>();
    const first = await consumer.send({ change: (fields) => void (wire = new Map(fields)) });
    const again = await consumer.send({
      change(fields) {
        fields.clear();
        for (const [name, value] of wire) fields.set(name, value);
      },
    });
    if (first.outcome.kind !== 'answered' || again.outcome.kind !== 'answered') throw new Error('no answers');
    expect(again.outcome.body).toEqual(first.outcome.body);
    const signatureOf = (raw: readonly string[]) => raw[raw.indexOf('acar-records') + 1];
    expect(signatureOf(again.outcome.rawHeaders)).toBe(signatureOf(first.outcome.rawHeaders));
    expect(seen).toHaveLength(1);
  });

  it('the same refused message gets the same refusal, and one record', async () => {
    let wire = new Map<string, string>();
    const requestId = randomUUID();
    const terms = { requestId, purpose: 'advertising' };
    const first = await consumer.send({ terms, change: (fields) => void (wire = new Map(fields)) });
    const again = await consumer.send({
      change(fields) {
        fields.clear();
        for (const [name, value] of wire) fields.set(name, value);
      },
    });
    expect([first.code, again.code]).toEqual(['gateway.wrong_purpose', 'gateway.wrong_purpose']);
    expect(await world.records(requestId)).toHaveLength(1);
  });

  it('another message under the same number is refused, and the refusal is recorded', async () => {
    const requestId = randomUUID();
    await consumer.send({ terms: { requestId } });
    await isRefused({ terms: { requestId }, content: Buffer.from('{"a":1}') }, 'gateway.request_id_taken');
    const types = (await world.records(requestId)).map(({ type }) => type);
    expect(types).toEqual(['data.requested', 'data.answered', 'data.refused']);
  });

  it('a nonce that was used under another number is refused, and nothing of it is recorded as asked', async () => {
    const nonce = 'abcdefghijklmnopqrstuvwx';
    await consumer.send({ nonce });
    const requestId = randomUUID();
    await isRefused({ nonce, terms: { requestId } }, 'gateway.replayed');
    expect(await world.records(requestId)).toMatchObject([
      { type: 'data.refused', facts: { reason: 'gateway.replayed' } },
    ]);
  });

  it('two at once under one number: one is asked, the other waits or gets its answer', async () => {
    seen.length = 0;
    let wire: Map<string, string> | undefined;
    const requestId = randomUUID();
    const change = (fields: Map<string, string>) => {
      wire ??= new Map(fields);
      fields.clear();
      for (const [name, value] of wire) fields.set(name, value);
    };
    const both = await Promise.all([
      consumer.send({ terms: { requestId }, change }),
      consumer.send({ terms: { requestId }, change }),
    ]);
    expect(seen).toHaveLength(1);
    for (const { code } of both) expect([undefined, 'gateway.in_progress']).toContain(code);
  });
});

describe('addresses of the gateway', () => {
  it('others than services and exchanges are not there, and what is shown is only read', async () => {
    const { tls } = openOwnIdentity({ ...world.systems.consumer, authorities: world.authorities });
    const client = createMutualTlsClient({ ...tls, judge: async () => {} });
    const codeAt = async (method: string, path: string) => {
      const outcome = await client.send(new URL(path, world.origin), {
        method,
        headers: [],
        body: Buffer.alloc(0),
        timeoutMs: 5_000,
        mostOctets: 10_000,
      });
      return outcome.kind === 'answered' ? JSON.parse(outcome.body.toString()).code : outcome.kind;
    };
    expect(await codeAt('GET', '/')).toBe('gateway.not_found');
    expect(await codeAt('GET', '/services/persons')).toBe('gateway.not_found');
    expect(await codeAt('GET', `/exchanges/${randomUUID()}`)).toBe('gateway.not_found');
    expect(await codeAt('POST', `/exchanges/${randomUUID()}`)).toBe('gateway.method_not_allowed');
    expect(await codeAt('GET', `/exchanges/${randomUUID()}/records/1`)).toBe('gateway.not_found');
    client.close();
  });
});

describe('who may connect', () => {
  it('nobody, where nobody can be asked whether certificates are good, or too much is under way', async () => {
    await gateway.stop();
    // Kept connections of the gateway before may break: a new message then tells what is so.
    const code = async () => (await consumer.send()).code;
    gateway = await world.startGateway({ ocspAddresses: ['http://127.0.0.1:9/ocsp'] });
    await expect.poll(code).toBe('exchange.status_unavailable');
    await gateway.stop();
    gateway = await world.startGateway({ mostExchanges: 0 });
    await expect.poll(code).toBe('gateway.busy');
    await gateway.stop();
    gateway = await world.startGateway();
    await expect.poll(code).toBeUndefined();
  });

  it('no more than the setting gives memory for: the next is told to come again, and is served then', async () => {
    const [service] = await world.catalogue.services('');
    const most = 16 * 1024 * 1024;
    await world.catalogue.enterService({ ...service, mostRequestOctets: most, mostAnswerOctets: most });
    await gateway.stop();
    gateway = await world.startGateway({ mostHeldMib: 64 });
    await expect.poll(async () => (await consumer.send()).code).toBeUndefined();
    const wire = await fieldsFor({});
    world.statements();
    const all = Array.from({ length: 2 }, () => startRequest(wire, most));
    for (const { sent } of all) sent.write('{');
    let read = 0;
    const isRead = () => {
      read += world.statements().filter((name) => name === 'data_exchange.standing').length;
      return read;
    };
    await expect.poll(isRead, { timeout: 15_000 }).toBe(2);
    const { outcome, code } = await consumer.send();
    if (outcome.kind !== 'answered') throw new Error(outcome.kind);
    expect([outcome.status, code]).toEqual([503, 'gateway.busy']);
    expect(valueOf(fieldsOf(pairsOf(outcome.rawHeaders)), 'retry-after')).toMatch(/^[1-9]\d*$/);
    for (const { sent } of all) sent.destroy();
    await Promise.all(all.map((one) => one.code));
    await expect.poll(async () => (await consumer.send()).code, { timeout: 10_000 }).toBeUndefined();
    await world.catalogue.enterService(service);
    await gateway.stop();
    gateway = await world.startGateway();
    await expect.poll(async () => (await consumer.send()).code).toBeUndefined();
  });

  it('nobody below another authority: the handshake fails', async () => {
    const foreign = craftingConsumer(world, createTestPkiOfOthers('VATAZ-1400000002', 'tax.acar.localhost'));
    const before = await world.records();
    // By TLS 1.3 a client hears of it only after its own part of the handshake.
    expect((await foreign.send()).outcome.kind).toBe('unknown');
    expect(await world.records()).toEqual(before);
    foreign.close();
  });

  it('nobody with a certificate that was revoked', async () => {
    const system = await world.issue('1400000002', 'old.acar.localhost');
    const old = craftingConsumer(world, system);
    expect((await old.send()).code).toBeUndefined();
    await system.revoke();
    await expect
      .poll(async () => (await old.send()).code, { timeout: 10_000 })
      .toBe('exchange.certificate_revoked');
    old.close();
  });
});
