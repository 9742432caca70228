import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Consumer } from '../../../src/connector/index.ts';
import { lawReference, residenceService } from '../../../src/demo/agencies/residence/model.ts';
import { createRegisterDesk } from '../../../src/demo/agencies/residence/service.ts';
import { behindConnector } from '../../../src/demo/registers/behind-connector.ts';
import { createOutboundFetch } from '../../../src/http/index.ts';
import { inventPersons } from '../../../src/registry/generator.ts';
import { type RunningRegister, startRegister } from '../../../src/registry/index.ts';
import { createExchangeWorld, type ExchangeWorld } from '../../support/exchange-world.ts';
import { freePort } from '../../support/free-port.ts';
import { createTestDatabase } from '../../support/test-database.ts';

const persons = inventPersons(100);
const [one, other] = [persons.row(1), persons.row(2)];
const outbound = createOutboundFetch({ allowPrivate: true });
let world: ExchangeWorld;
let register: RunningRegister;
let consumer: Consumer;
const running: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  world = await createExchangeWorld(await createTestDatabase());
  const { consumer: asking, provider } = world.systems;
  const texts = { az: 'Ünvan', en: 'Address', ru: 'Адрес' };
  const entries = [
    await world.catalogue.enterService({
      service: residenceService,
      provider: provider.organisation,
      address: world.providerOrigin,
      titles: texts,
      contents: texts,
      methods: ['GET'],
      paths: ['/residence'],
    }),
    await world.catalogue.grant({
      consumer: asking.organisation,
      service: residenceService,
      purpose: 'social-benefit',
      purposes: texts,
      legalTexts: texts,
      basis: 'law',
      reference: lawReference,
      validFrom: new Date(Date.now() - 60_000).toISOString(),
      validUntil: new Date(Date.now() + 3_600_000).toISOString(),
    }),
  ];
  expect(entries.map(({ kind }) => kind)).toEqual(['entered', 'entered']);
  register = await startRegister({
    host: '127.0.0.1',
    port: await freePort(),
    count: 100,
    register: { kind: 'population', known: [] },
    onError: () => {},
  });
  running.push(await world.startGateway(), await world.provide(behindConnector(register.origin, outbound)));
  consumer = world.consumer();
});
afterAll(async () => {
  consumer?.close();
  await Promise.all(running.map((one) => one.stop()));
  await register.stop();
  await outbound.close();
  await world?.stop();
});

const ask = (path: string, codes: readonly string[]) =>
  consumer.request({
    service: residenceService,
    path,
    purpose: 'social-benefit',
    basis: { kind: 'law', reference: lawReference },
    persons: codes,
  });

it('the population register answers about the person whom the gateway recorded, and nobody else', async () => {
  const desk = createRegisterDesk(consumer);
  const outcome = await desk.residence({ personalCode: one.personalCode, purpose: 'social-benefit' });
  expect(outcome).toMatchObject({
    kind: 'answered',
    found: { familyName: one.familyName, registeredAddress: one.registeredAddress },
  });
  const nobody = await desk.residence({ personalCode: '0NUM001', purpose: 'social-benefit' });
  expect(nobody.kind).toBe('nobody');
  const recorded = await world.records(outcome.requestId);
  expect(recorded.map(({ type }) => type)).toEqual(['data.requested', 'data.answered']);
});

it('the population register gives nothing when asked about two persons at once', async () => {
  const outcome = await ask('/residence', [one.personalCode, other.personalCode]);
  expect(outcome).toMatchObject({ kind: 'answered', status: 400 });
  const text = outcome.kind === 'answered' ? Buffer.from(outcome.content).toString('utf8') : '';
  expect(text).toContain('http.bad_request');
  expect(text).not.toContain(one.familyName);
});

it('a right to ask for addresses gives no mobile numbers', async () => {
  expect(await ask('/contacts', [one.personalCode])).toMatchObject({
    kind: 'refused',
    code: 'gateway.operation_unknown',
  });
});

it('an agency hears that a register is away, and the record says that nothing was handed out', async () => {
  await register.stop();
  const outcome = await createRegisterDesk(consumer).residence({
    personalCode: one.personalCode,
    purpose: 'social-benefit',
  });
  expect(outcome).toMatchObject({ kind: 'refused', code: 'gateway.answer_refused' });
  const recorded = await world.records(outcome.requestId);
  expect(recorded.map(({ type }) => type)).toEqual(['data.requested', 'data.failed']);
});
