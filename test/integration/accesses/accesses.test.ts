import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOwnDataConsents } from '../../../src/accesses/index.ts';
import { statement } from '../../../src/db/index.ts';
import { exchangeParties } from '../../../src/demo/exchange-catalogue.ts';
import { createDataConsents } from '../../../src/gateway/index.ts';
import { createOwnRecords, createHistory } from '../../../src/records/index.ts';
import { createAccessWorld } from '../../support/access-world.ts';

const other = exchangeParties.population.organisation;
const fund = exchangeParties.social.organisation;
const messages = statement(
  'test.messages',
  'select recipient, subject, body, topic from outbox_message order by id',
);
const types = statement(
  'test.types',
  'select type from interaction_record where account_id = $1 order by id',
);

const oldConsent = statement(
  'test.old_consent',
  `insert into data_consent (consent_id, account_id, consumer, service, given_at, valid_until)
   values ($1, $2, $3, 'population.residence', $4::timestamptz, $4::timestamptz + interval '30 days')`,
);

let world: Awaited<ReturnType<typeof createAccessWorld>>;
let person: { accountId: string; personalCode: string };
let number = 0;
beforeAll(async () => {
  world = await createAccessWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  person = await world.person(`A${String((number += 1)).padStart(6, '0')}`);
});

const list = async (query: Parameters<typeof world.accesses.page>[1] = { limit: 25 }) =>
  (await world.accesses.page(person, query)).accesses;

describe('who looked at my data', () => {
  it('tells agency, data, purpose, basis and official in words, and what came of it', async () => {
    for (const outcome of ['answered', 'refused', 'failed', 'waiting'] as const)
      await world.access({ ...person, outcome });
    await world.access({ ...person, status: 404 });
    const found = await list();
    expect(found.map(({ outcome }) => outcome)).toEqual([
      'without_data',
      'waiting',
      'failed',
      'refused',
      'answered',
    ]);
    expect(found.map(({ reason }) => reason)).toEqual([
      undefined,
      undefined,
      'gateway.provider_timed_out',
      'gateway.no_right',
      undefined,
    ]);
    expect(found.at(-1)).toMatchObject({
      organisation: { names: { az: 'Nümunə sosial müdafiə fondu' } },
      service: {
        titles: { ru: 'Адрес регистрации' },
        contents: { en: 'Names, birth date, registered address' },
      },
      purpose: { texts: { az: 'Müavinətin təyin edilməsi' } },
      basis: { kind: 'law', texts: { en: 'Example law on social benefits, article 4' } },
      official: 'Nümunə Əməkdaşov',
    });
    expect(Number(found.at(-1)?.end?.id)).toBeGreaterThan(Number(found.at(-1)?.id));
  });

  it('shows what was recorded before there was an account, with its records, and nobody else’s', async () => {
    const exchange = await world.access({ personalCode: person.personalCode });
    const stranger = await world.person(`B${String(number).padStart(6, '0')}`);
    await world.access(stranger);
    const [access, ...more] = await list();
    expect([access?.exchange, more]).toEqual([exchange, []]);
    const id = access?.id ?? '';
    expect(await world.accesses.find(stranger, id)).toBeUndefined();
    expect(await world.accesses.ask(stranger, id, 'Bu sorğunu tanımıram.')).toBe('unknown');
    const records = createOwnRecords(world.db);
    const documentFor = ({ accountId, personalCode }: typeof person) =>
      records.documentOf(accountId, id, [world.subjectOf(personalCode)]);
    expect(await documentFor(person)).toContain(exchange);
    expect(await documentFor(stranger)).toBeUndefined();
  });

  it('tells of a number that is used again what came of each request, and not of the first', async () => {
    const exchange = await world.access(person);
    await world.access({ ...person, exchange, outcome: 'failed' });
    await world.access({ ...person, exchange, outcome: 'waiting' });
    const found = await list();
    expect(found.map(({ outcome }) => outcome)).toEqual(['waiting', 'failed', 'answered']);
    for (const { id, end } of found.slice(1)) expect(Number(end?.id)).toBe(Number(id) + 1);
  });

  it('goes on by key, and filters by agency and by days in Baku', async () => {
    for (let at = 0; at < 7; at += 1) await world.access({ ...person, consumer: at === 3 ? other : fund });
    const first = await world.accesses.page(person, { limit: 3 });
    const second = await world.accesses.page(person, { limit: 3, before: first.next });
    const third = await world.accesses.page(person, { limit: 3, before: second.next });
    const all = [...first.accesses, ...second.accesses, ...third.accesses].map(({ id }) => id);
    expect(all).toEqual((await list()).map(({ id }) => id));
    expect([all.length, third.next]).toEqual([7, undefined]);
    expect(await list({ limit: 25, organisation: other })).toHaveLength(1);
    expect(await list({ limit: 25, organisation: 'VATAZ-1' })).toHaveLength(0);
    const today = new Date(world.clock.now() + 4 * 3_600_000).toISOString().slice(0, 10);
    expect(await list({ limit: 25, from: today, until: today })).toHaveLength(7);
    expect(await list({ limit: 25, until: '2020-01-01' })).toHaveLength(0);
    expect(await list({ limit: 25, from: '2099-01-01' })).toHaveLength(0);
    const organisations = await world.accesses.organisations(person);
    expect(organisations.map(({ id }) => id)).toEqual([fund, other].toSorted());
    const stranger = await world.person(`E${String(number).padStart(6, '0')}`);
    expect(await world.accesses.organisations(stranger)).toEqual([]);
  });

  it('reads a page in five statements, however many accesses there are', async () => {
    await world.access(person);
    world.statements();
    await list();
    const few = world.statements();
    for (let at = 0; at < 12; at += 1) await world.access({ ...person, consumer: at % 2 ? other : fund });
    world.statements();
    expect(await list()).toHaveLength(13);
    const many = world.statements();
    expect(many).toHaveLength(5);
    expect(many.toSorted()).toEqual(few.toSorted());
    await world.accesses.countRecent(person);
    expect(world.statements()).toEqual(['data_access.count']);
  });

  it('counts the last 30 days', async () => {
    await world.access(person);
    expect(await world.accesses.countRecent(person)).toBe(1);
    world.clock.advance(31 * 86_400);
    await world.access(person);
    expect(await world.accesses.countRecent(person)).toBe(1);
    world.clock.reset();
  });
});

describe('a question about an access', () => {
  it('reaches the agency once, is recorded without its words, and its answer comes back', async () => {
    const exchange = await world.access(person);
    const [access] = await list();
    const id = access?.id ?? '';
    const asked = await Promise.all([
      world.accesses.ask(person, id, 'Bu sorğunu tanımıram.\nXidmət: başqa'),
      world.accesses.ask(person, id, 'Bu sorğunu tanımıram.\nXidmət: başqa'),
    ]);
    expect(asked.toSorted()).toEqual(['asked_already', 'sent']);
    const sent = (await world.owner.query(messages)).filter(({ subject }) =>
      String(subject).includes(exchange),
    );
    expect(sent).toMatchObject([{ recipient: 'sosial@demo.acar.localhost', topic: 'data.questioned' }]);
    // None of it reads as words of the service.
    expect(String(sent[0]?.['body'])).toContain('\n> Bu sorğunu tanımıram.\n> Xidmət: başqa\n\nCavabı');
    expect(String(sent[0]?.['body'])).not.toContain(person.personalCode);

    const question = (await world.desk.open()).find((one) => one.exchange === exchange);
    expect(question).toMatchObject({ organisation: fund });
    expect(await world.desk.open(fund)).toContainEqual(question);
    expect(await world.desk.open('VATAZ-1')).toEqual([]);
    expect(JSON.stringify(question)).not.toContain('tanımıram');
    const questionId = question?.id ?? '';
    expect(await world.desk.answer(questionId, '  ', 'desk-7')).toBe('question.malformed_answer');
    expect(await world.desk.answer(questionId, 'Müavinət üçün.\n', 'desk-7')).toBe('done');
    expect(await world.desk.answer(questionId, 'Başqa cavab', 'desk-7')).toBe('question.unknown');
    expect(await world.desk.answer('no id', 'Cavab', 'desk-7')).toBe('question.unknown');
    const [answered] = await list();
    expect(answered?.question?.answer).toMatchObject({ text: 'Müavinət üçün.', through: 'operator' });
    expect((await world.owner.query(types, [person.accountId])).map(({ type }) => type)).toEqual([
      'data.requested',
      'data.answered',
      'data.questioned',
      'data.question_answered',
    ]);
    const { entries } = await createHistory(world.db).historyOf(person.accountId, { limit: 10 });
    expect(JSON.stringify(entries)).not.toContain('tanımıram');
  });

  it('is not sent where the agency has given no address', async () => {
    await world.access({ ...person, consumer: 'VATAZ-1999999999' });
    const [access] = await list();
    expect(access?.organisation.names.az).toBe('VATAZ-1999999999');
    expect(await world.accesses.ask(person, access?.id ?? '', 'Bu sorğunu tanımıram.')).toBe('no_contact');
  });

  it('cannot be changed or removed by the portal', async () => {
    const change = statement('test.change_question', "update access_question set body = 'x'");
    const remove = statement('test.remove_question', 'delete from access_question');
    const answer = statement(
      'test.answer_question',
      "update access_question set answer = 'x', answered_at = now()",
    );
    for (const one of [change, remove, answer]) await expect(world.db.query(one)).rejects.toThrow();
  });
});

describe('a consent to an exchange', () => {
  it('is given for a time where an agency asks for it, and withdrawn', async () => {
    const { db, clock, recorder } = world;
    const consents = createOwnDataConsents({
      db,
      consents: createDataConsents({ db, clock, recorder }),
      now: () => clock.now(),
    });
    const [askable] = await consents.askable();
    expect(askable).toMatchObject({
      consumer: fund,
      purpose: 'home-visit',
      purposes: { az: 'Evdə sosial xidmət' },
      reasons: { en: 'The citizen’s consent' },
      organisation: { ru: 'Образцовый фонд социальной защиты' },
    });
    const of = { consumer: fund, service: 'population.residence', purpose: 'home-visit', days: 30 };
    expect(await consents.give(person.accountId, { ...of, service: 'population.identity' })).toBe(false);
    // Which the law lets it ask for: there a consent would promise a choice that is none.
    expect(await consents.give(person.accountId, { ...of, purpose: 'social-benefit' })).toBe(false);
    expect(await consents.give(person.accountId, of)).toBe(true);
    const [given] = (await consents.list(person.accountId)).consents;
    expect(given).toMatchObject({
      state: 'in_force',
      title: { az: 'Qeydiyyat ünvanı' },
      purposes: { ru: 'Социальная помощь на дому' },
    });
    const stranger = await world.person(`C${String(number).padStart(6, '0')}`);
    expect(await consents.withdraw(stranger.accountId, given?.id ?? '')).toBe(false);
    expect(await consents.withdraw(person.accountId, given?.id ?? '')).toBe(true);
    expect((await consents.list(person.accountId)).consents).toMatchObject([{ state: 'withdrawn' }]);
  });

  it('goes on by key, also where several were given at one moment', async () => {
    const { db, clock, recorder } = world;
    const consents = createDataConsents({ db, clock, recorder });
    const at = new Date(clock.now());
    for (let given = 0; given < 7; given += 1)
      await world.owner.query(oldConsent, [randomUUID(), person.accountId, fund, at]);
    const seen: string[] = [];
    let before: string | undefined;
    do {
      const page = await consents.list(person.accountId, { before, limit: 3 });
      seen.push(...page.consents.map(({ consentId }) => consentId));
      before = page.next;
    } while (before !== undefined);
    expect([seen.length, new Set(seen).size]).toEqual([7, 7]);
    const other = await world.person(`D${String(number).padStart(6, '0')}`);
    expect(await consents.list(other.accountId, { before: seen[0], limit: 3 })).toEqual({
      consents: [],
      next: undefined,
    });
  });

  it('that was given before consents named a purpose stays readable, and is told not to count', async () => {
    const { db, clock, recorder } = world;
    const consents = createDataConsents({ db, clock, recorder });
    const now = clock.now();
    await world.owner.query(oldConsent, [randomUUID(), person.accountId, fund, new Date(now)]);
    const own = createOwnDataConsents({ db, consents, now: () => now });
    const list = async () => (await own.list(person.accountId)).consents;
    expect(await list()).toMatchObject([{ state: 'without_purpose', purposes: undefined }]);
    const [old] = (await consents.list(person.accountId, { limit: 1 })).consents;
    await consents.withdraw(person.accountId, old?.consentId ?? '');
    expect(await list()).toMatchObject([{ state: 'withdrawn', purposes: undefined }]);
  });
});
