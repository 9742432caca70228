import { randomUUID } from 'node:crypto';
import { createAccesses, createQuestionDesk } from '../../src/accesses/index.ts';
import { demoRights, demoServices, exchangeParties } from '../../src/demo/exchange-catalogue.ts';
import { createCatalogue, createDataAccesses } from '../../src/gateway/index.ts';
import { statement } from '../../src/db/index.ts';
import { createOutbox } from '../../src/notify/index.ts';
import { createRecorder, recordSubject, type RecordEvent, singleStatement } from '../../src/records/index.ts';
import { createShiftedClock } from './test-clock.ts';
import { createTestDatabase } from './test-database.ts';

const insertPerson = statement(
  'test.insert_person',
  `insert into account (id, personal_code, given_name, family_name, birthdate, login_code, language, created_at)
   values ($1, $2, 'Sınaq', 'Nümunəyeva', '1990-05-23', $3, 'az', $4)`,
);

/** Records of exchanges as the gateway makes them, the demonstration's catalogue, and who reads them. */
export async function createAccessWorld() {
  const database = await createTestDatabase();
  const clock = createShiftedClock();
  const recorder = createRecorder({ clock });
  const subjectOf = (personalCode: string) => recordSubject(Buffer.alloc(32, 7), personalCode);
  let sent: string[] = [];
  const db = database.open({ onStatement: (name) => void sent.push(name) });
  const operator = database.open({ role: 'acar_operator' });
  const accesses = createAccesses({
    db,
    clock,
    recorder,
    notifier: createOutbox({ clock }),
    data: createDataAccesses(db),
    subjectOf,
    newId: randomUUID,
  });
  const owner = database.owner();
  await enterCatalogue(createCatalogue({ db: operator, clock, recorder }), clock.now());
  const record = (event: RecordEvent) => recorder.record(singleStatement(owner), event);
  return {
    database,
    db,
    owner,
    clock,
    recorder,
    accesses,
    desk: createQuestionDesk({ db: operator, clock, recorder }),
    subjectOf,
    record,
    /** Names of the statements since the last call. */
    statements() {
      const since = sent;
      sent = [];
      return since;
    },
    async person(personalCode: string) {
      const accountId = randomUUID();
      await owner.query(insertPerson, [accountId, personalCode, personalCode, new Date(clock.now())]);
      return { accountId, personalCode };
    },
    /** A request about a person, and what came of it; the request's own name. */
    async access(of: AccessOrder): Promise<string> {
      const { exchange = randomUUID() } = of;
      const facts = {
        exchange,
        consumer: of.consumer ?? exchangeParties.social.organisation,
        provider: exchangeParties.population.organisation,
        service: 'population.residence',
        purpose: 'social-benefit',
        basis: 'law',
        reference: 'example-benefits-act-4',
        user: of.official ?? 'Nümunə Əməkdaşov',
        subject: subjectOf(of.personalCode),
      };
      const { accountId, outcome = 'answered', status = 200 } = of;
      if (outcome === 'refused') {
        await record({ type: 'data.refused', accountId, facts: { ...facts, reason: 'gateway.no_right' } });
        return exchange;
      }
      await record({ type: 'data.requested', accountId, facts });
      if (outcome === 'answered')
        await record({ type: 'data.answered', accountId, facts: { ...facts, status } });
      if (outcome === 'failed')
        await record({
          type: 'data.failed',
          accountId,
          facts: { ...facts, reason: 'gateway.provider_timed_out' },
        });
      return exchange;
    },
    stop: () => database.drop(),
  };
}

export interface AccessOrder {
  readonly personalCode: string;
  /** Undefined = recorded before there was an account. */
  readonly accountId?: string | undefined;
  readonly consumer?: string;
  readonly outcome?: 'answered' | 'refused' | 'failed' | 'waiting';
  readonly status?: number;
  readonly official?: string;
  /** A number that was used before. */
  readonly exchange?: string;
}

async function enterCatalogue(catalogue: ReturnType<typeof createCatalogue>, now: number): Promise<void> {
  const origins = {
    population: 'https://population.example',
    organisations: 'https://organisations.example',
  };
  for (const { organisation, names, contact } of Object.values(exchangeParties))
    await catalogue.enterOrganisation({ organisation, names, contact });
  for (const service of demoServices(origins)) await catalogue.enterService(service);
  for (const right of demoRights(now)) {
    const entry = await catalogue.grant(right);
    if (entry.kind === 'refused') throw new Error(JSON.stringify(entry.problems));
  }
}
