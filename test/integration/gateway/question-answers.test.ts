import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccesses, tellAnswers } from '../../../src/accesses/index.ts';
import { statement } from '../../../src/db/index.ts';
import { openOwnIdentity, seal, type SealKind } from '../../../src/exchange/index.ts';
import { createDataAccesses } from '../../../src/gateway/index.ts';
import { createMutualTlsClient } from '../../../src/http/index.ts';
import { contentDigest, fieldsOf, type RequestMessage } from '../../../src/message-signatures/index.ts';
import { createOutbox } from '../../../src/notify/index.ts';
import { createRecorder, recordSubject } from '../../../src/records/index.ts';
import { deriveSubjectKey } from '../../../src/secrets.ts';
import { createExchangeWorld, type ExchangeWorld, type TestSystem } from '../../support/exchange-world.ts';
import { createTestAccounts, testOrder } from '../../support/test-accounts.ts';
import { createTestDatabase } from '../../support/test-database.ts';

let world: ExchangeWorld;
let gateway: { stop(): Promise<void> };
let consumer: ReturnType<ExchangeWorld['consumer']>;
let person: { accountId: string; personalCode: string };
let accesses: ReturnType<typeof createAccesses>;

beforeAll(async () => {
  world = await createExchangeWorld(await createTestDatabase());
  gateway = await world.startGateway();
  consumer = world.consumer();
  const { organisation } = world.systems.consumer;
  const names = { az: 'Vergi', en: 'Tax', ru: 'Налоги' };
  await world.catalogue.enterOrganisation({ organisation, names, contact: 'data@tax.example' });
  const { accounts } = await createTestAccounts(world.database);
  const issued = await accounts.issueAccount(testOrder({ personalCode: '7QST001', language: 'ru' }));
  if (issued.kind !== 'issued') throw new Error(issued.code);
  person = { accountId: issued.accountId, personalCode: '7QST001' };
  const { clock } = world;
  const db = world.database.open();
  accesses = createAccesses({
    db,
    clock,
    recorder: createRecorder({ clock }),
    notifier: createOutbox({ clock }),
    data: createDataAccesses(db),
    subjectOf: (code) => recordSubject(deriveSubjectKey(world.masterKey), code),
    newId: randomUUID,
  });
});
afterAll(async () => {
  consumer?.close();
  await gateway?.stop();
  await world?.stop();
});

/** A question about a request that the gateway refused: also of that a person may ask why it was made. */
async function asked(): Promise<string> {
  await consumer.request({
    service: 'persons',
    method: 'POST',
    path: '/lookup',
    purpose: 'advertising',
    basis: { kind: 'law', reference: 'law-12.3' },
    persons: [person.personalCode],
  });
  const { accesses: found } = await accesses.page(person, { limit: 1 });
  const id = found[0]?.id ?? '';
  expect(await accesses.ask(person, id, 'Bu sorğunu tanımıram.')).toBe('sent');
  return (await accesses.find(person, id))?.question?.id ?? '';
}

const givenTo = async (questionId: string) => {
  const { accesses: found } = await accesses.page(person, { limit: 100 });
  return found.find(({ question }) => question?.id === questionId)?.question?.answer;
};
const answerOf = async (questionId: string) => (await givenTo(questionId))?.text;

interface Crafted {
  readonly system?: TestSystem;
  readonly text?: string | Buffer;
  readonly sent?: string;
  readonly type?: string;
  readonly isSigned?: boolean;
}

async function send(questionId: string, crafted: Crafted = {}): Promise<unknown> {
  const { system = world.systems.consumer, type = 'text/plain; charset=utf-8', text = 'Cavab' } = crafted;
  const { tls, sealer } = openOwnIdentity({ ...system, authorities: world.authorities });
  const content = Buffer.from(text);
  const pairs = [['content-type', type] as const, ['content-digest', contentDigest(content)] as const];
  const targetUri = `${world.origin}/questions/${questionId}/answer`;
  const message: RequestMessage = { kind: 'request', method: 'POST', targetUri, fields: fieldsOf(pairs) };
  const at = { now: world.clock.now(), nonce: 'n'.repeat(20) };
  const signed: Record<string, string> =
    crafted.isSigned === false ? {} : { ...(await seal(message, 'question-answer', sealer, at)) };
  const client = createMutualTlsClient({ ...tls, judge: async () => {} });
  const outcome = await client.send(new URL(targetUri), {
    method: 'POST',
    headers: [...pairs, ...Object.entries(signed)],
    body: crafted.sent === undefined ? content : Buffer.from(crafted.sent),
    timeoutMs: 10_000,
    mostOctets: 10_000,
  });
  client.close();
  if (outcome.kind !== 'answered') return outcome.kind;
  const { code, state }: { code?: string; state?: string } = JSON.parse(outcome.body.toString());
  return code ?? state;
}

interface CraftedList {
  readonly system?: TestSystem;
  readonly kind?: SealKind;
  readonly method?: string;
  readonly target?: string;
  readonly sent?: string;
  readonly isSigned?: boolean;
}

async function list(
  crafted: CraftedList = {},
): Promise<{ readonly status?: number; readonly code?: string }> {
  const { system = world.systems.consumer, kind = 'question-list', method = 'GET' } = crafted;
  const { tls, sealer } = openOwnIdentity({ ...system, authorities: world.authorities });
  const pairs = [['content-digest', contentDigest(Buffer.alloc(0))] as const];
  const targetUri = `${world.origin}/questions`;
  const message: RequestMessage = { kind: 'request', method, targetUri, fields: fieldsOf(pairs) };
  const at = { now: world.clock.now(), nonce: 'n'.repeat(20) };
  const signed: Record<string, string> =
    crafted.isSigned === false ? {} : { ...(await seal(message, kind, sealer, at)) };
  const client = createMutualTlsClient({ ...tls, judge: async () => {} });
  const outcome = await client.send(new URL(crafted.target ?? '/questions', world.origin), {
    method,
    headers: [...pairs, ...Object.entries(signed)],
    body: Buffer.from(crafted.sent ?? ''),
    timeoutMs: 10_000,
    mostOctets: 1_000_000,
  });
  client.close();
  if (outcome.kind !== 'answered') return { code: outcome.kind };
  const { code }: { code?: string } = JSON.parse(outcome.body.toString());
  return code === undefined ? { status: outcome.status } : { code };
}

const manyQuestions = statement(
  'test.many_questions',
  `with asked as (select access_id from access_question where question_id = $1),
     accounts as (insert into account (id, personal_code, given_name, family_name, birthdate, login_code, language, created_at)
       select gen_random_uuid(), '8MN' || lpad(n::text, 4, '0'), 'Ad', 'Soyad', '1990-01-01', 'many-' || n, 'az', now()
         from generate_series(1, $3::int) n returning id)
   insert into access_question (question_id, account_id, access_id, exchange, consumer, body, asked_at)
   select gen_random_uuid(), accounts.id, asked.access_id, gen_random_uuid()::text, $2, repeat('ə', 2000), now()
     from asked, accounts`,
);

const outbox = statement(
  'test.outbox',
  "select channel, subject, body from outbox_message where topic = 'data.question_answered' order by id",
);

describe('an agency answers a question at the gateway', () => {
  it('as a message that it signed: the person reads it, the record keeps it, and it is told once', async () => {
    const questionId = await asked();
    expect(await consumer.answerQuestion(questionId, ' Səhvən göndərilib.\n')).toBe('answered');
    expect(await givenTo(questionId)).toMatchObject({ text: 'Səhvən göndərilib.', through: 'gateway' });
    const again = await Promise.all([1, 2].map(() => consumer.answerQuestion(questionId, 'Başqa')));
    expect(again).toEqual([1, 2].map(() => ({ code: 'gateway.question_answered' })));
    expect(await answerOf(questionId)).toBe('Səhvən göndərilib.');
    const recorded = (await world.records()).filter(({ type }) => type === 'data.question_answered');
    expect(recorded).toMatchObject([
      {
        accountId: person.accountId,
        facts: {
          question: questionId,
          consumer: world.systems.consumer.organisation,
          payload: expect.any(String),
          payloadDigest: expect.any(String),
        },
      },
    ]);
    expect(JSON.stringify(recorded)).not.toContain('göndərilib');

    const { clock } = world;
    const notices = {
      db: world.database.open({ role: 'acar_worker' }),
      clock,
      notifier: createOutbox({ clock }),
      origin: 'https://portal.example',
    };
    const told = await Promise.all([tellAnswers(notices), tellAnswers(notices)]);
    expect(told.toSorted()).toEqual([0, 1]);
    expect(await tellAnswers(notices)).toBe(0);
    const sent = await world.owner.query(outbox);
    expect(sent.map(({ channel }) => channel)).toEqual(['email', 'sms']);
    expect(sent[0]?.['subject']).toBe('Учреждение ответило на ваш вопрос');
    for (const { body } of sent) {
      expect(body).toMatch(/https:\/\/portal\.example\/me\/accesses\/\d+$/);
      expect(body).not.toContain('göndərilib');
    }
  });

  it('and nobody else, nothing that was not signed for it, and nothing that cannot be shown', async () => {
    const questionId = await asked();
    const { provider } = world.systems;
    const cases: readonly (readonly [Crafted, string])[] = [
      [{ system: provider }, 'gateway.not_found'],
      [{ isSigned: false }, 'exchange.unsigned'],
      [{ sent: 'Cavao' }, 'exchange.digest_wrong'],
      [{ type: 'text/html; charset=utf-8' }, 'gateway.question_answer_malformed'],
      [{ text: '  ' }, 'gateway.question_answer_malformed'],
      [{ text: 'x'.repeat(4001) }, 'gateway.question_answer_malformed'],
      [{ text: Buffer.from([0x41, 0xff]) }, 'gateway.question_answer_malformed'],
      [{ text: 'x'.repeat(16_001) }, 'gateway.too_large'],
    ];
    for (const [crafted, code] of cases) expect(await send(questionId, crafted)).toBe(code);
    expect(await send(randomUUID())).toBe('gateway.not_found');
    const { organisation } = world.systems.consumer;
    await world.catalogue.disableOrganisation(organisation);
    expect(await send(questionId)).toBe('gateway.organisation_unknown');
    await world.catalogue.enterOrganisation({
      organisation,
      names: { az: 'a', en: 'b', ru: 'c' },
      contact: 'data@tax.example',
    });
    expect(await answerOf(questionId)).toBeUndefined();
    expect(await send(questionId)).toBe('answered');
  });
});

describe('an agency asks for the questions to it (RFC 9421)', () => {
  it('and reads its own that nobody answered, the oldest first, and about which request each is', async () => {
    const [first, second] = [await asked(), await asked()];
    const found = await consumer.openQuestions();
    if (found.kind !== 'listed') throw new Error(found.code);
    expect(found.next).toBeUndefined();
    const places = [first, second].map((id) => found.questions.findIndex(({ question }) => question === id));
    expect(places[0]).toBeGreaterThanOrEqual(0);
    expect(places[1]).toBeGreaterThan(places[0] ?? 0);
    const { accesses: own } = await accesses.page(person, { limit: 100 });
    const access = own.find(({ question }) => question?.id === first);
    expect(found.questions[places[0] ?? 0]).toEqual({
      question: first,
      request: access?.exchange,
      service: 'persons',
      requestedAt: access?.at.toISOString(),
      askedAt: access?.question?.askedAt.toISOString(),
      text: 'Bu sorğunu tanımıram.',
    });
    expect(JSON.stringify(found)).not.toContain(person.personalCode);
    expect(JSON.stringify(found)).not.toContain(person.accountId);

    expect(await consumer.answerQuestion(first, 'Cavab')).toBe('answered');
    const left = await consumer.openQuestions();
    expect(left).toMatchObject({ kind: 'listed' });
    expect(JSON.stringify(left)).not.toContain(first);
    const provider = world.consumer(world.systems.provider);
    expect(await provider.openQuestions()).toEqual({ kind: 'listed', questions: [], next: undefined });
    provider.close();
  });

  it('page by page, also from behind one that was answered meanwhile; and from nobody else’s', async () => {
    const { organisation } = world.systems.consumer;
    const known = await asked();
    await world.owner.query(manyQuestions, [known, organisation, 60]);
    const seen: string[] = [];
    let after: string | undefined;
    let pages = 0;
    do {
      const found = await consumer.openQuestions(after);
      if (found.kind !== 'listed') throw new Error(found.code);
      expect(found.questions.length).toBeLessThanOrEqual(50);
      seen.push(...found.questions.map(({ question }) => question));
      after = found.next;
      pages += 1;
      if (after !== undefined) expect(await consumer.answerQuestion(after, 'Cavab')).toBe('answered');
    } while (after !== undefined);
    expect(pages).toBeGreaterThan(1);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(60);
    expect(await consumer.openQuestions(randomUUID())).toEqual({ kind: 'failed', code: 'gateway.not_found' });
    const provider = world.consumer(world.systems.provider);
    expect(await provider.openQuestions(seen[0])).toEqual({ kind: 'failed', code: 'gateway.not_found' });
    provider.close();
  });

  it('by a message that it signed for this alone; and none that was switched off', async () => {
    const cases: readonly (readonly [CraftedList, string])[] = [
      [{ isSigned: false }, 'exchange.unsigned'],
      [{ target: `/questions?after=${randomUUID()}` }, 'exchange.signature_wrong'],
      [{ method: 'POST' }, 'gateway.method_not_allowed'],
      [{ sent: 'x' }, 'gateway.too_large'],
      [{ target: '/questions?limit=1' }, 'gateway.not_found'],
      [{ target: '/questions?after=1' }, 'gateway.not_found'],
      [{ target: '/questions/' }, 'gateway.not_found'],
    ];
    for (const [crafted, code] of cases)
      expect(await list(crafted), JSON.stringify(crafted)).toEqual({ code });
    expect(await list()).toEqual({ status: 200 });
    const { organisation } = world.systems.consumer;
    await world.catalogue.disableOrganisation(organisation);
    expect(await list()).toEqual({ code: 'gateway.organisation_unknown' });
    const names = { az: 'a', en: 'b', ru: 'c' };
    await world.catalogue.enterOrganisation({ organisation, names, contact: 'data@tax.example' });
  });
});
