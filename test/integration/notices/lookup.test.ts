import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAccesses } from '../../../src/accesses/index.ts';
import type { Consumer } from '../../../src/connector/index.ts';
import { type Row, statement } from '../../../src/db/index.ts';
import { behindConnector } from '../../../src/demo/registers/behind-connector.ts';
import { createDataAccesses } from '../../../src/gateway/index.ts';
import { createOutboundFetch } from '../../../src/http/index.ts';
import type { ProvidedHandler } from '../../../src/connector/index.ts';
import {
  createNameLookups,
  createNameSearch,
  createPersonSearch,
  createRepresentationRegister,
  lookupLaw,
  lookupPurpose,
  nameServices,
  representationLaw,
  representationPurpose,
  representationService,
} from '../../../src/notices/index.ts';
import { formatDateTime } from '../../../src/messages/index.ts';
import { createOutbox } from '../../../src/notify/index.ts';
import { createRecorder, recordSubject } from '../../../src/records/index.ts';
import { inventOrganisations, inventPersons } from '../../../src/registry/generator.ts';
import { type Person, startRegister } from '../../../src/registry/index.ts';
import { deriveSubjectKey } from '../../../src/secrets.ts';
import { actingAs } from '../../support/court-cases.ts';
import { type BrowserSession, createBrowserSession, textOf } from '../../support/browser-session.ts';
import {
  courtActors,
  courtSubjectOf,
  type CourtServer,
  type CourtWorld,
  createCourtWorld,
  serveCourt,
} from '../../support/court-world.ts';
import { createExchangeWorld, type ExchangeWorld } from '../../support/exchange-world.ts';
import { freePort } from '../../support/free-port.ts';

const persons = Array.from({ length: 100 }, (_, nth) => inventPersons(100).row(nth));
const [person, stranger] = persons.filter(({ mobileNumbers }) => mobileNumbers.length > 0) as [
  Person,
  Person,
];
const outbound = createOutboundFetch({ allowPrivate: true });
let world: CourtWorld;
let exchange: ExchangeWorld;
let court: CourtServer;
let browser: BrowserSession;
let consumer: Consumer;
let gateway: { stop(): Promise<void> };
const running: { stop(): Promise<void> }[] = [];
let path = '';
let caseId = '';
const participantId = randomUUID();

const insertCase = statement(
  'test.insert_assigned_case',
  `insert into court_case (case_id, court_id, kind, state, number, year, ordinal, entered_by, entered_at, changed_by, changed_at,
                           registered_at, judge_id, assigned_at)
   values ($1, 'binaqadi', 'civil', 'assigned', '2(001)-15/2026', 2026, 15, $2, now(), $2, now(), now(), $3, now())`,
);
const insertParticipant = statement(
  'test.insert_participant',
  `insert into case_participant (participant_id, case_id, place, role, kind, code, name)
   values ($1, $2, 1, 'defendant', 'person', $3, 'Nümunə Cavabdeh')`,
);
const participant = statement(
  'test.participant',
  `select p.mobile, c.version from case_participant p join court_case c on c.case_id = p.case_id where participant_id = $1`,
);
const recorded = statement(
  'test.lookup_records',
  `select type, facts from interaction_record where type in ('case.person_sought', 'case.contacts_changed', 'case.contact_taken') order by id`,
);
const history = statement(
  'test.case_history',
  'select what, staff_id as by from case_event where case_id = $1',
);
const kept = statement(
  'test.lookups',
  'select participant_id as "participantId", reason from case_lookup order by asked_at',
);

beforeAll(async () => {
  world = await createCourtWorld();
  exchange = await createExchangeWorld(world.test);
  const { consumer: courts, provider } = exchange.systems;
  const texts = { az: 'Məhkəmə', en: 'Court', ru: 'Суд' };
  const offered = ['contacts', 'residence', 'identity'].map((name) => [`population.${name}`, `/${name}`]);
  const named = [
    [nameServices.person, '/name'],
    [nameServices.organisation, '/organisations/*'],
    [representationService, '/representations/*'],
  ];
  for (const [id = '', servedAt = ''] of [...offered, ...named]) {
    const service = {
      service: id,
      concernsPersons: id !== nameServices.organisation,
      provider: provider.organisation,
      address: exchange.providerOrigin,
      titles: texts,
      contents: texts,
      methods: ['GET'],
      paths: [servedAt],
    };
    const right = {
      consumer: courts.organisation,
      service: service.service,
      purpose: id === representationService ? representationPurpose : lookupPurpose,
      purposes: texts,
      legalTexts: texts,
      basis: 'law',
      reference: id === representationService ? representationLaw : lookupLaw,
      validFrom: new Date(Date.now() - 60_000).toISOString(),
      validUntil: new Date(Date.now() + 3_600_000).toISOString(),
    };
    expect(await exchange.catalogue.enterService(service)).toMatchObject({ kind: 'entered' });
    // To the identity card it has no right: the gateway refuses.
    if (id !== 'population.identity')
      expect(await exchange.catalogue.grant(right)).toMatchObject({ kind: 'entered' });
  }
  const register = await startRegister({
    host: '127.0.0.1',
    port: await freePort(),
    count: 100,
    register: { kind: 'population', known: [] },
    onError: () => {},
  });
  gateway = await exchange.startGateway();
  const organisations = await startRegister({
    host: '127.0.0.1',
    port: await freePort(),
    count: 10,
    register: { kind: 'organisations', known: [] },
    onError: () => {},
  });
  const [ofPersons, ofOrganisations] = [register, organisations].map(({ origin }) =>
    behindConnector(origin, outbound),
  ) as [ProvidedHandler, ProvidedHandler];
  const both: ProvidedHandler = (asked) =>
    /^\/(organisations|representations)\//.test(asked.path) ? ofOrganisations(asked) : ofPersons(asked);
  running.push(await exchange.provide(both), register, organisations);
  consumer = exchange.consumer();
  court = await serveCourt(world, { search: createPersonSearch(consumer) });
  caseId = randomUUID();
  const owner = world.test.owner();
  await owner.query(insertCase, [caseId, world.staffIds.clerk, world.staffIds.judge]);
  await owner.query(insertParticipant, [participantId, caseId, person.personalCode]);
  path = `${court.origin}/courts/binaqadi/cases/${caseId}/lookup`;
});
afterAll(async () => {
  await court?.stop();
  consumer?.close();
  await Promise.all([gateway, ...running].map((one) => one?.stop()));
  await outbound.close();
  await exchange?.stop();
});
beforeEach(() => {
  browser = createBrowserSession();
  court.actAs(courtActors.judge);
});

const action = () => new URL(path).pathname;
const ask = async (fields: Readonly<Record<string, string>>) =>
  browser.submit(await browser.get(path), action(), fields);
const about = { whom: participantId, contacts: 'yes', residence: 'yes', code: '', reason: '' };

describe('a judge looks a person up', () => {
  it('only in the case that is theirs, with the card at level high', async () => {
    const statusAs = async (actor: (typeof courtActors)[keyof typeof courtActors], changes = {}) => {
      court.actAs({ ...actor, ...changes });
      return (await browser.request(path)).status;
    };
    expect(await statusAs(courtActors.judge)).toBe(200);
    expect(await statusAs(courtActors.otherJudge)).toBe(404);
    expect(await statusAs(courtActors.clerk)).toBe(404);
    expect(await statusAs(courtActors.chair)).toBe(404);
    expect(await statusAs(courtActors.judge, { method: 'mobile' })).toBe(403);
    expect(await statusAs(courtActors.judge, { method: 'password', level: 'substantial' })).toBe(303);
  });

  it('through the gateway, with purpose, case and judge; the person sees it, and the number becomes a contact', async () => {
    const result = await ask(about);
    const text = textOf(result.body);
    expect(text).toContain(person.registeredAddress.street);
    const [mobile = ''] = person.mobileNumbers;
    expect(text).toContain(mobile);
    expect(text).not.toContain(person.identityDocument.number);
    const requests = await exchange.records();
    const subject = recordSubject(deriveSubjectKey(exchange.masterKey), person.personalCode);
    for (const service of ['population.contacts', 'population.residence'])
      expect(
        requests.find(({ type, facts }) => type === 'data.requested' && facts['service'] === service)?.facts,
      ).toMatchObject({
        purpose: lookupPurpose,
        basis: 'law',
        reference: lookupLaw,
        case: '2(001)-15/2026',
        user: courtActors.judge.name,
        subject,
      });
    const db = world.test.open();
    const accesses = createAccesses({
      db,
      clock: exchange.clock,
      recorder: createRecorder({ clock: exchange.clock }),
      notifier: createOutbox({ clock: exchange.clock }),
      data: createDataAccesses(db),
      subjectOf: (code) => recordSubject(deriveSubjectKey(exchange.masterKey), code),
      newId: randomUUID,
    });
    const own = { accountId: randomUUID(), personalCode: person.personalCode };
    const seen = (await accesses.page(own, { limit: 25 })).accesses;
    expect(seen).toHaveLength(2);
    for (const access of seen)
      expect(access).toMatchObject({ outcome: 'answered', official: courtActors.judge.name });

    const forged = await browser.submit(result, `${action()}/take`, { mobile: '+994500000000' });
    expect(textOf(forged.body)).toContain('Nömrə yazılmadı');
    const taken = await browser.submit(result, `${action()}/take`);
    expect(textOf(taken.body)).toContain('əlaqə məlumatlarına yazıldı');
    const [row] = await world.test
      .owner()
      .query<Row & { mobile: string; version: number }>(participant, [participantId]);
    expect(row).toEqual({ mobile, version: 2 });
    const records = await world.test.owner().query<Row & { type: string; facts: object }>(recorded);
    expect(records.map(({ type }) => type)).toEqual([
      'case.person_sought',
      'case.contacts_changed',
      'case.contact_taken',
    ]);
    expect(await world.test.owner().query(history, [caseId])).toEqual([
      { what: 'contacts_changed', by: world.staffIds.judge },
    ]);
    expect(JSON.stringify(records)).not.toMatch(new RegExp(`${person.personalCode}|\\${mobile}`));
    expect(await world.test.owner().query(kept)).toEqual([{ participantId, reason: null }]);
  });

  it('a stranger only by a reason, which stays here', async () => {
    const other = { ...about, whom: 'another', code: stranger.personalCode };
    const lacking = await ask(other);
    expect(lacking.status).toBe(400);
    expect(textOf(lacking.body)).toContain('Səbəbi yazın');
    expect((await ask({ ...other, code: 'IOIO', reason: 'x' })).status).toBe(400);
    const result = await ask({ ...other, reason: 'Şahid kimi çağırıla bilər' });
    expect(textOf(result.body)).toContain(stranger.familyName);
    expect(result.body).not.toContain(`${action()}/take`);
    const rows = await world.test.owner().query<Row & { reason: string | null }>(kept);
    expect(rows.at(-1)).toEqual({ participantId: null, reason: 'Şahid kimi çağırıla bilər' });
  });

  it('is told clearly what was refused, whom nobody knows, and when nobody answers', async () => {
    const refused = await ask({ ...about, identity: 'yes' });
    expect(textOf(refused.body)).toContain('gateway.no_right');
    expect(textOf(refused.body)).toContain(person.registeredAddress.street);
    const nobody = await ask({ ...about, whom: 'another', code: '1ZZZZZ9', reason: 'Yoxlama' });
    expect(textOf(nobody.body)).toContain('bu FİN ilə heç kim yoxdur');
    await gateway.stop();
    const away = await ask(about);
    expect(textOf(away.body)).toContain('hazırda cavab vermir');
    gateway = await exchange.startGateway();
    expect(textOf((await ask(about)).body)).toContain(person.registeredAddress.street);
  });
});

describe('look-ups of one judge', () => {
  const limited = async (limits: { readonly hour: number; readonly day: number }) => {
    const { origin, ...server } = await serveCourt(world, {
      search: createPersonSearch(consumer),
      lookupLimits: limits,
    });
    server.actAs(courtActors.judge);
    const visitor = createBrowserSession();
    const at = `${origin}/courts/binaqadi/cases/${caseId}/lookup`;
    return {
      ask: async () => visitor.submit(await visitor.get(at), new URL(at).pathname, about),
      stop: () => server.stop(),
    };
  };
  const count = statement(
    'test.count_lookups',
    `select (select count(*)::int from case_lookup) as kept,
            (select count(*)::int from interaction_record where type = 'case.person_sought') as recorded`,
  );
  const counted = async () => (await world.test.owner().query(count))[0];

  it('end for the hour and the day with the limit, and the page says when the judge may ask again', async () => {
    const hourMs = 3_600_000;
    world.clock.at += 24 * hourMs;
    const hourly = await limited({ hour: 2, day: 3 });
    const began = world.clock.at;
    const answers = [await hourly.ask(), await hourly.ask()];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const before = await counted();
    const refused = await hourly.ask();
    expect(refused.status).toBe(429);
    expect(textOf(refused.body)).toContain(formatDateTime(new Date(began + hourMs), 'az'));
    expect(await counted()).toEqual(before);
    world.clock.at += hourMs;
    const both = await Promise.all([hourly.ask(), hourly.ask()]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 429]);
    const daily = await hourly.ask();
    expect(textOf(daily.body)).toContain(formatDateTime(new Date(began + 24 * hourMs), 'az'));
    world.clock.at = began + 24 * hourMs;
    expect((await hourly.ask()).status).toBe(200);
    await hourly.stop();
  });

  it('are counted for the chair alone, without whom they were about', async () => {
    const counts = `${court.origin}/courts/binaqadi/lookups`;
    expect((await browser.request(counts)).status).toBe(404);
    court.actAs(courtActors.chair);
    const page = await browser.get(counts);
    const [row = ''] = /<tr>(?:(?!<\/tr>)[^])*Rəşad Hakim[^]*?<\/tr>/.exec(page.body) ?? [];
    const kept = Number((await counted())?.['kept']);
    expect(textOf(row)).toMatch(new RegExp(`Rəşad Hakim\\s+\\d+\\s+${kept}\\s+${kept}\\s+\\d+`));
    expect(page.body).not.toContain(person.personalCode);
    expect(page.body).not.toContain(stranger.personalCode);
  });
});

describe('a clerk looks a name up', () => {
  it('in the registers, through the gateway: recorded there with the clerk, and nothing but the name is asked for', async () => {
    const lookups = createNameLookups({
      db: world.test.open(),
      clock: world.clock,
      recorder: createRecorder({ clock: world.clock }),
      names: createNameSearch(consumer),
      subjectOf: courtSubjectOf,
    });
    const clerk = await actingAs(world, 'clerk');
    const look = (kind: 'person' | 'organisation', code: string) => lookups.look(clerk, { kind, code });
    const { taxNumber, name } = inventOrganisations(10).row(0);
    expect(await look('organisation', taxNumber)).toEqual({ kind: 'found', name });
    const full = `${stranger.givenName} ${stranger.familyName}`;
    expect(await look('person', stranger.personalCode)).toEqual({ kind: 'found', name: full });
    expect(await look('person', '1ZZZZZ9')).toEqual({ kind: 'unknown' });
    const subject = recordSubject(deriveSubjectKey(exchange.masterKey), stranger.personalCode);
    const asked = (await exchange.records()).filter(({ facts }) => facts['service'] === nameServices.person);
    expect(asked.find(({ type }) => type === 'data.requested')?.facts).toMatchObject({
      purpose: lookupPurpose,
      user: courtActors.clerk.name,
      subject,
    });
    await gateway.stop();
    expect(await look('organisation', taxNumber)).toEqual({ kind: 'unanswered' });
    expect(await look('person', stranger.personalCode)).toEqual({ kind: 'unanswered' });
    gateway = await exchange.startGateway();
  });
});

describe('the portal asks who represents an organisation', () => {
  it('through the gateway: about one person, with purpose, asker and our record’s number; nobody else is named', async () => {
    const rows = Array.from({ length: 10 }, (_, nth) => inventOrganisations(10).row(nth));
    const [row, other] = rows.filter(({ state }) => state === 'active');
    if (!row || !other) throw new Error('no organisation is active');
    const { taxNumber, name, head } = row;
    const register = createRepresentationRegister(consumer);
    const lookup = randomUUID();
    const question = { taxNumber, personalCode: head.personalCode, lookup, asker: 'Kamran Rəhbərov' };
    expect(await register.ask(question)).toMatchObject({ kind: 'answered', found: { taxNumber, name } });
    const subject = recordSubject(deriveSubjectKey(exchange.masterKey), head.personalCode);
    const [asked] = (await exchange.records()).filter(({ facts }) => facts['case'] === lookup);
    expect(asked).toMatchObject({
      type: 'data.requested',
      facts: { purpose: representationPurpose, user: 'Kamran Rəhbərov', subject },
    });
    const no = await register.ask({ ...question, personalCode: other.head.personalCode });
    expect(no).toMatchObject({ kind: 'nobody' });
    expect(JSON.stringify(no)).not.toContain(head.familyName);
    await gateway.stop();
    expect(await register.ask(question)).toMatchObject({ kind: 'failed' });
    gateway = await exchange.startGateway();
  });
});
