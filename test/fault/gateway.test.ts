import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataRequest, ProvidedRequest } from '../../src/connector/index.ts';
import { endInterrupted } from '../../src/gateway/index.ts';
import { createRecorder } from '../../src/records/index.ts';
import { craftingConsumer } from '../support/crafted-exchange.ts';
import { createExchangeWorld, type ExchangeWorld } from '../support/exchange-world.ts';
import { type ChildProgram, runProgram } from '../support/start-process.ts';
import { createTestDatabase } from '../support/test-database.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

let world: ExchangeWorld;
let test: TestService;
let folder: string;
let gateway: ChildProgram;
let provider: { stop(): Promise<void> };
let onAsked: (request: ProvidedRequest) => Promise<void>;
const seen = new Set<string>();

beforeAll(async () => {
  world = await createExchangeWorld(await createTestDatabase());
  test = await startTestService({ database: world.database });
  await test.stopService();
  folder = mkdtempSync(join(tmpdir(), 'acar-gateway-'));
  provider = await world.provide(async (request) => {
    seen.add(request.requestId);
    await onAsked(request);
    return { status: 200, contentType: 'application/json', content: Buffer.from('{}') };
  });
  gateway = await startGateway();
});
beforeEach(() => {
  seen.clear();
  onAsked = async () => {};
});
afterAll(async () => {
  await gateway?.signal('SIGKILL');
  await provider?.stop();
  await world?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** The service's own program with the role `gateway` alone. */
async function startGateway(): Promise<ChildProgram> {
  const file = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content, { mode: 0o600 });
    return join(folder, name);
  };
  const program = runProgram('src/main.ts', [], {
    ...test.environment,
    ACAR_ROLES: 'gateway',
    ACAR_GATEWAY_ORIGIN: world.origin,
    ACAR_GATEWAY_CERTIFICATE_FILE: file('gateway.pem', world.systems.gateway.certificate),
    ACAR_GATEWAY_KEY_FILE: file('gateway.key', world.systems.gateway.key),
    ACAR_GATEWAY_AUTHORITY_FILES: world.authorities.map(({ raw }, at) => file(`${at}.cer`, raw)).join(','),
    ACAR_GATEWAY_OCSP_URLS: `${world.pki.origin}/ocsp`,
  });
  await program.until('Açar answers');
  return program;
}

const order = (requestId: string): DataRequest => ({
  service: 'persons',
  method: 'POST',
  path: '/lookup',
  purpose: 'residence',
  basis: { kind: 'law', reference: 'law-12.3' },
  persons: ['7ABC123'],
  content: Buffer.from('{}'),
  contentType: 'application/json',
  requestId,
});

describe('kill -9 of the gateway', () => {
  it('while the provider is asked: it was recorded, and ends as interrupted, for a repetition too', async () => {
    const consumer = craftingConsumer(world);
    const requestId = randomUUID();
    let wire = new Map<string, string>();
    onAsked = async () => void (await gateway.signal('SIGKILL'));
    const first = await consumer.send({
      terms: { requestId },
      change: (fields) => void (wire = new Map(fields)),
    });
    expect(first.outcome.kind).toBe('unknown');
    expect((await world.records(requestId)).map(({ type }) => type)).toEqual(['data.requested']);

    gateway = await startGateway();
    const repeat = async () => {
      const change = (fields: Map<string, string>) => {
        fields.clear();
        for (const [name, value] of wire) fields.set(name, value);
      };
      return (await consumer.send({ change })).code;
    };
    expect(await repeat()).toBe('gateway.in_progress');
    const later = { now: () => Date.now() + 181_000 };
    const worker = world.database.open({ role: 'acar_worker' });
    const recorder = createRecorder({ clock: later });
    const upkeep = {
      db: worker,
      clock: later,
      recorder,
      onNotEnded: (_: unknown, error: unknown) => expect.unreachable(String(error)),
    };
    expect(await endInterrupted(upkeep)).toBe(1);
    expect(await endInterrupted(upkeep)).toBe(0);
    const records = await world.records(requestId);
    expect(records.map(({ type }) => type)).toEqual(['data.requested', 'data.failed']);
    expect(records[1]?.facts).toMatchObject({ reason: 'gateway.interrupted', exchange: requestId });
    expect(records[1]?.facts['subject']).toBe(records[0]?.facts['subject']);
    expect(await repeat()).toBe('gateway.interrupted');
    expect(seen.size).toBe(1);
    consumer.close();
  });

  it('again and again under load: nothing was forwarded or handed out that is not recorded', async () => {
    const consumer = world.consumer();
    const answered: string[] = [];
    const over = new AbortController();
    const worker = async () => {
      while (!over.signal.aborted) {
        const requestId = randomUUID();
        const outcome = await consumer.request(order(requestId));
        if (outcome.kind === 'answered') answered.push(requestId);
      }
    };
    const working = [worker(), worker(), worker(), worker()];
    for (let round = 1; round <= 3; round += 1) {
      const enough = seen.size + 10 * round;
      await expect.poll(() => seen.size, { timeout: 30_000 }).toBeGreaterThan(enough);
      await gateway.signal('SIGKILL');
      gateway = await startGateway();
    }
    over.abort();
    await Promise.all(working);
    const records = await world.records();
    const idsOf = (type: string) =>
      new Set(records.filter((one) => one.type === type).map(({ facts }) => facts['exchange']));
    const [requested, ended] = [idsOf('data.requested'), idsOf('data.answered')];
    expect([...seen].filter((id) => !requested.has(id))).toEqual([]);
    expect(answered.filter((id) => !ended.has(id))).toEqual([]);
    expect(answered.length).toBeGreaterThan(20);
    consumer.close();
  });
});
