import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataRequest, ProvidedAnswer, ProvidedRequest } from '../../../src/connector/index.ts';
import {
  createDataAccesses,
  createDataConsents,
  endInterrupted,
  readCatalogueTexts,
  sweepOldExchanges,
} from '../../../src/gateway/index.ts';
import { statement } from '../../../src/db/index.ts';
import { createRecorder, recordSubject } from '../../../src/records/index.ts';
import { deriveSubjectKey } from '../../../src/secrets.ts';
import { createExchangeWorld, enterConsentRight, type ExchangeWorld } from '../../support/exchange-world.ts';
import { createTestAccounts, testOrder } from '../../support/test-accounts.ts';
import { createTestDatabase } from '../../support/test-database.ts';

/** As consents were before they named one. */
const takePurpose = statement(
  'test.take_purpose',
  'update data_consent set purpose = null where consent_id = $1',
);

let world: ExchangeWorld;
let gateway: { stop(): Promise<void> };
let provider: { stop(): Promise<void> };
let consumer: ReturnType<ExchangeWorld['consumer']>;
let seen: ProvidedRequest[] = [];
let answer: (request: ProvidedRequest) => Promise<ProvidedAnswer>;

const echo = async ({ content }: ProvidedRequest): Promise<ProvidedAnswer> => ({
  status: 200,
  contentType: 'application/json',
  content,
});

let accounts: Awaited<ReturnType<typeof createTestAccounts>>['accounts'];
beforeAll(async () => {
  world = await createExchangeWorld(await createTestDatabase());
  ({ accounts } = await createTestAccounts(world.database));
  gateway = await world.startGateway();
  provider = await world.provide((request) => {
    seen.push(request);
    return answer(request);
  });
  consumer = world.consumer();
});
beforeEach(() => {
  seen = [];
  answer = echo;
});
afterAll(async () => {
  consumer?.close();
  await gateway?.stop();
  await provider?.stop();
  await world?.stop();
});

const order = (changes: Partial<DataRequest> = {}): DataRequest & { readonly requestId: string } => ({
  service: 'persons',
  method: 'POST',
  path: '/lookup',
  purpose: 'residence',
  basis: { kind: 'law', reference: 'law-12.3' },
  persons: ['7ABC123'],
  content: Buffer.from('{"code":"7ABC123"}'),
  contentType: 'application/json',
  ...changes,
  requestId: changes.requestId ?? randomUUID(),
});
const subjectOf = (code: string) => recordSubject(deriveSubjectKey(world.masterKey), code);

describe('an exchange', () => {
  it('brings the answer that the provider signed, and both are recorded before it is handed out', async () => {
    const asked = order({ case: 'A-1', user: 'Əli Məmmədov' });
    const outcome = await consumer.request(asked);
    expect(outcome).toMatchObject({ kind: 'answered', status: 200, provider: 'VATAZ-1400000003' });
    if (outcome.kind !== 'answered') return;
    expect(Buffer.from(outcome.content).toString()).toBe('{"code":"7ABC123"}');
    expect(seen).toMatchObject([
      { consumer: 'VATAZ-1400000002', purpose: 'residence', user: 'Əli Məmmədov' },
    ]);
    const records = await world.records(asked.requestId);
    expect(records.map(({ id }) => id)).toEqual(outcome.records);
    const common = {
      exchange: asked.requestId,
      consumer: 'VATAZ-1400000002',
      provider: 'VATAZ-1400000003',
      service: 'persons',
      purpose: 'residence',
      basis: 'law',
      reference: 'law-12.3',
      case: 'A-1',
      user: 'Əli Məmmədov',
      subject: subjectOf('7ABC123'),
    };
    expect(records).toMatchObject([
      { type: 'data.requested', accountId: null, facts: common },
      { type: 'data.answered', accountId: null, facts: { ...common, status: 200 } },
    ]);
    expect(JSON.stringify(records)).not.toContain('7ABC123');
    expect(world.errors).toEqual([]);
  });

  it('costs the gateway eleven statements', async () => {
    await consumer.request(order());
    world.statements();
    await consumer.request(order());
    expect(world.statements()).toEqual([
      'data_exchange.standing',
      'record_payload.insert_small',
      'begin',
      'record.insert_all_claiming',
      'data_exchange.insert',
      'commit',
      'record_payload.insert_small',
      'begin',
      'record.insert_all_claiming',
      'data_exchange.end',
      'commit',
    ]);
  });

  it('has a record for each person, and nobody else in it', async () => {
    const asked = order({ persons: ['7ABC123', '5XYZ987'] });
    const outcome = await consumer.request(asked);
    expect(outcome.kind).toBe('answered');
    const records = await world.records(asked.requestId);
    expect(records.map(({ type, facts }) => [type, facts['subject'], 'payload' in facts])).toEqual([
      ['data.requested', subjectOf('7ABC123'), true],
      ['data.requested', subjectOf('5XYZ987'), false],
      ['data.answered', subjectOf('7ABC123'), true],
      ['data.answered', subjectOf('5XYZ987'), false],
    ]);
  });

  it('about a hundred persons brings the answer, with the places of all their records', async () => {
    const persons = Array.from({ length: 100 }, (_, place) => `9A${String(place).padStart(5, '0')}`);
    const outcome = await consumer.request(order({ persons }));
    expect(outcome).toMatchObject({ kind: 'answered', status: 200 });
    expect(outcome.kind === 'answered' && outcome.records).toHaveLength(200);
  });

  it('hands an error of the register on as the answer that it is', async () => {
    answer = async () => ({
      status: 404,
      contentType: 'application/problem+json',
      content: Buffer.from('{}'),
    });
    const outcome = await consumer.request(order());
    expect(outcome).toMatchObject({ kind: 'answered', status: 404 });
  });
});

describe('upkeep', () => {
  const later = (days: number) => ({ now: () => world.clock.now() + days * 86_400_000 });
  const worker = () => world.database.open({ role: 'acar_worker' });

  it('ends what takes too long, once; an answer that comes after all is not handed out', async () => {
    answer = async (request) => {
      const clock = later(1);
      const onNotEnded = (_: unknown, error: unknown) => expect.unreachable(String(error));
      const deps = { db: worker(), clock, recorder: createRecorder({ clock }), onNotEnded };
      expect(await endInterrupted({ ...deps, clock: world.clock })).toBe(0);
      expect(await endInterrupted(deps)).toBe(1);
      return echo(request);
    };
    const asked = order({ persons: ['7ABC123', '5XYZ987'] });
    const outcome = await consumer.request(asked);
    expect(outcome).toMatchObject({ kind: 'refused', code: 'gateway.interrupted' });
    const records = await world.records(asked.requestId);
    expect(records.map(({ type, facts }) => [type, facts['subject']])).toEqual([
      ['data.requested', subjectOf('7ABC123')],
      ['data.requested', subjectOf('5XYZ987')],
      ['data.failed', subjectOf('7ABC123')],
      ['data.failed', subjectOf('5XYZ987')],
    ]);
  });

  it('clears exchanges whose messages are no longer kept, and no record', async () => {
    const asked = order();
    await consumer.request(asked);
    const count = (await world.records()).length;
    expect(await sweepOldExchanges({ db: worker(), clock: later(29) }, 30)).toBe(0);
    expect(await consumer.receipts(asked.requestId)).toBeDefined();
    expect(await sweepOldExchanges({ db: worker(), clock: later(31) }, 30)).toBeGreaterThan(0);
    expect(await consumer.receipts(asked.requestId)).toBeUndefined();
    expect(await world.records()).toHaveLength(count);
  });
});

describe('what the citizen finds', () => {
  it('who asked, for what, on what basis and how it ended, with and without an account', async () => {
    const code = '9QQQ111';
    const accesses = createDataAccesses(world.database.open());
    const first = order({ persons: [code] });
    await consumer.request(first);
    await consumer.request(order({ persons: [code], purpose: 'advertising' }));
    const page = await accesses.accessesOf(subjectOf(code), { limit: 10 });
    expect(page.accesses).toMatchObject([
      { outcome: 'refused', reason: 'gateway.wrong_purpose', purpose: 'advertising' },
      { outcome: 'answered', exchange: first.requestId, consumer: 'VATAZ-1400000002', reference: 'law-12.3' },
    ]);
    const [newest, oldest] = page.accesses;
    expect(await accesses.countSince(subjectOf(code), new Date(0))).toBe(2);
    expect(await accesses.consumersOf(subjectOf(code))).toEqual(['VATAZ-1400000002']);
    expect(await accesses.access(subjectOf(code), oldest?.id ?? '')).toEqual(oldest);
    expect(await accesses.access(subjectOf('7ABC123'), oldest?.id ?? '')).toBeUndefined();
    const next = await accesses.accessesOf(subjectOf(code), { limit: 1 });
    expect(next.next).toBe(newest?.id);
    const rest = await accesses.accessesOf(subjectOf(code), { limit: 1, before: next.next });
    expect(rest.accesses).toEqual([oldest]);
    const none = await accesses.accessesOf(subjectOf(code), { limit: 9, consumer: 'VATAZ-1' });
    expect(none.accesses).toEqual([]);
    const texts = await readCatalogueTexts(world.database.open(), {
      organisations: ['VATAZ-1400000002'],
      services: ['persons'],
    });
    expect(texts.organisations.get('VATAZ-1400000002')?.names.az).toBe('Vergi');
    expect(texts.services.get('persons')?.contents.en).toBe('Ad, soyad, ünvan');
    expect(texts.purposes.get('VATAZ-1400000002 persons residence')?.legalTexts.az).toBe('Qanun');
  });

  it('of a number that was used again after years each request has its own outcome', async () => {
    const code = '9QQQ222';
    const asked = order({ persons: [code] });
    answer = () => Promise.reject(new Error('no register'));
    await consumer.request(asked);
    const clock = { now: () => world.clock.now() + 31 * 86_400_000 };
    await sweepOldExchanges({ db: world.database.open({ role: 'acar_worker' }), clock }, 30);
    answer = echo;
    expect(await consumer.request(asked)).toMatchObject({ kind: 'answered' });
    const page = await createDataAccesses(world.database.open()).accessesOf(subjectOf(code), { limit: 9 });
    expect(page.accesses.map(({ outcome }) => outcome)).toEqual(['answered', 'failed']);
    world.errors.length = 0;
  });

  it('a consent counts until it is withdrawn, for its person, agency, service and purpose', async () => {
    const issued = await accounts.issueAccount(testOrder({ personalCode: '7CNS001' }));
    if (issued.kind !== 'issued') throw new Error(issued.code);
    const db = world.database.open();
    const consents = createDataConsents({ db, clock: world.clock, recorder: createRecorder(world) });
    const target = { consumer: 'VATAZ-1400000002', service: 'persons', purpose: 'loan' };
    expect(await consents.askable()).toEqual([target]);
    await enterConsentRight(world, 'insurance');
    const given = await consents.give(issued.accountId, {
      ...target,
      validUntil: new Date(world.clock.now() + 86_400_000),
    });
    if (given.kind === 'refused') throw new Error(given.code);
    const basis = { kind: 'consent', id: given.consentId } as const;
    const ask = (changes: Partial<DataRequest> = {}) =>
      consumer.request(order({ purpose: 'loan', basis, persons: ['7CNS001'], ...changes }));
    const outcome = await ask();
    expect(outcome.kind).toBe('answered');
    const [requested] = await world.records(outcome.requestId);
    expect(requested).toMatchObject({ accountId: issued.accountId, facts: { reference: given.consentId } });
    const refused = { kind: 'refused', code: 'gateway.no_consent' };
    expect(await ask({ persons: ['7ABC123'] })).toMatchObject(refused);
    expect(await ask({ persons: ['7CNS001', '7ABC123'] })).toMatchObject(refused);
    // The agency has a right for this purpose too; the person let it ask for the other.
    expect(await ask({ purpose: 'insurance' })).toMatchObject(refused);
    expect(await consents.withdraw(randomUUID(), given.consentId)).toMatchObject({ kind: 'refused' });
    expect(await consents.withdraw(issued.accountId, given.consentId)).toMatchObject({ kind: 'done' });
    expect(await ask()).toMatchObject(refused);
    expect(await consents.list(issued.accountId, { limit: 9 })).toMatchObject({
      consents: [{ withdrawnAt: expect.any(Date) }],
    });
    const withoutPurpose = await consents.give(issued.accountId, {
      ...target,
      validUntil: new Date(world.clock.now() + 86_400_000),
    });
    const id = withoutPurpose.kind === 'done' ? withoutPurpose.consentId : '';
    await world.owner.query(takePurpose, [id]);
    expect(await ask({ basis: { kind: 'consent', id } })).toMatchObject(refused);
  });

  it('nobody is asked to consent to what is switched off, nor can', async () => {
    const issued = await accounts.issueAccount(testOrder({ personalCode: '7CNS002' }));
    if (issued.kind !== 'issued') throw new Error(issued.code);
    const db = world.database.open();
    const consents = createDataConsents({ db, clock: world.clock, recorder: createRecorder(world) });
    const target = { consumer: 'VATAZ-1400000002', service: 'persons', purpose: 'loan' };
    const validUntil = new Date(world.clock.now() + 86_400_000);
    const give = async () => (await consents.give(issued.accountId, { ...target, validUntil })).kind;
    const isAsked = async () => (await consents.askable()).some(({ purpose }) => purpose === 'loan');
    expect([await isAsked(), await give()]).toEqual([true, 'done']);
    const [service] = await world.catalogue.services('');
    await world.catalogue.disableService('persons');
    expect([await isAsked(), await give()]).toEqual([false, 'refused']);
    await world.catalogue.enterService(service);
    await world.catalogue.disableOrganisation(target.consumer);
    expect([await isAsked(), await give()]).toEqual([false, 'refused']);
    const names = { az: 'Fond', en: 'Fund', ru: 'Фонд' };
    await world.catalogue.enterOrganisation({ organisation: target.consumer, names });
    expect([await isAsked(), await give()]).toEqual([true, 'done']);
  });
});
