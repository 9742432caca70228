import { randomBytes, randomUUID, X509Certificate } from 'node:crypto';
import { type GatewayParts, startGateway } from '../../src/app-gateway.ts';
import { type Certificate, readCertificate } from '../../certs/index.ts';
import { type ConnectorOptions, createConsumer, startProvider } from '../../src/connector/index.ts';
import type { ProvidedHandler } from '../../src/connector/index.ts';
import { type Database, statement } from '../../src/db/index.ts';
import { createCatalogue } from '../../src/gateway/index.ts';
import { createStatusService } from '../../src/pki/index.ts';
import { createOrderService } from '../../src/pki/orders/index.ts';
import { createRecorder } from '../../src/records/index.ts';
import { deriveServiceKeys } from '../../src/secrets.ts';
import { makeRequest } from './certification-request.ts';
import { freePort } from './free-port.ts';
import { type PkiNode, startPkiNode } from './pki-node.ts';
import { openTestAuthorities } from './test-authorities.ts';
import { createShiftedClock, type ShiftedClock } from './test-clock.ts';
import type { TestDatabase } from './test-database.ts';

/** A system of an agency with a certificate of our own authorities. */
export interface TestSystem {
  readonly organisation: string;
  readonly hostName: string;
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
  revoke(): Promise<void>;
}

const systemNumbers = {
  gateway: '1400000001',
  consumer: '1400000002',
  provider: '1400000003',
} as const;
const texts = (text: string) => ({ az: text, en: text, ru: text });

export interface ExchangeWorld {
  readonly database: TestDatabase;
  readonly owner: Database;
  readonly clock: ShiftedClock;
  readonly origin: string;
  readonly pki: PkiNode;
  readonly systems: Readonly<Record<'gateway' | 'consumer' | 'provider', TestSystem>>;
  readonly authorities: readonly Certificate[];
  readonly catalogue: ReturnType<typeof createCatalogue>;
  readonly errors: unknown[];
  readonly masterKey: Buffer;
  /** Where the provider of the service `persons` is called. */
  readonly providerOrigin: string;
  issue(number: string, hostName: string): Promise<TestSystem>;
  /** As a connector is opened by this system. */
  options(system: TestSystem): ConnectorOptions;
  consumer(system?: TestSystem): ReturnType<typeof createConsumer>;
  provide(handler: ProvidedHandler): Promise<{ stop(): Promise<void> }>;
  /** At its own address; nodes of one name stand at several addresses of the loopback interface. */
  startGateway(
    changes?: Partial<GatewayParts['config']['gateway']>,
    host?: string,
  ): Promise<{ stop(): Promise<void> }>;
  /** Names of the statements of the gateway since the last call. */
  statements(): string[];
  /** Facts of the records of exchanges, in their order, with their types. */
  records(exchange?: string): Promise<readonly TestRecord[]>;
  stop(): Promise<void>;
}

export interface TestRecord {
  readonly id: string;
  readonly type: string;
  readonly accountId: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Real authorities, a real OCSP responder, PostgreSQL, and three systems; the gateway is started by the test. */
export async function createExchangeWorld(database: TestDatabase): Promise<ExchangeWorld> {
  const clock = createShiftedClock();
  const recorder = createRecorder({ clock });
  const pkiDb = database.open({ role: 'acar_pki' });
  const opened = await openTestAuthorities({ db: pkiDb, clock });
  const pki = await startPkiNode({ db: pkiDb, clock, authorities: opened.authorities });
  const orders = createOrderService({
    db: pkiDb,
    clock,
    recorder,
    authorities: opened.authorities,
    allowsReservedHostNames: true,
  });
  const statuses = createStatusService({ db: pkiDb, clock, recorder });
  const issuer = opened.authorities.find('systems-1');
  if (!issuer) throw new Error('no authority of systems');
  const issue = async (number: string, hostName: string): Promise<TestSystem> => {
    const { privateKey, request } = makeRequest([hostName]);
    const organisation = { name: `Sınaq ${number}`, identifier: { scheme: 'VAT', number } } as const;
    const issued = await orders.issue({
      authority: 'systems-1',
      profile: 'agency-system',
      subject: { kind: 'system', organisation, commonName: hostName },
      hostNames: [hostName],
      orderedBy: 'test',
      orderKey: randomUUID(),
      request,
      isPublic: true,
    });
    if (issued.kind === 'refused') throw new Error(`${issued.code}: ${issued.message}`);
    const certificate = new X509Certificate(issued.certificate);
    return {
      organisation: `VATAZ-${number}`,
      hostName,
      certificate: certificate.toString(),
      key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      async revoke() {
        const change = { caId: issuer.caId, serial: certificate.serialNumber.toLowerCase() };
        const done = await statuses.change({
          ...change,
          action: 'revoke',
          reason: 'keyCompromise',
          doneBy: 'test',
        });
        if (done.kind === 'refused') throw new Error(done.code);
      },
    };
  };
  const systems = {
    gateway: await issue(systemNumbers.gateway, 'gateway.acar.localhost'),
    consumer: await issue(systemNumbers.consumer, 'tax.acar.localhost'),
    provider: await issue(systemNumbers.provider, 'persons.acar.localhost'),
  };
  const origin = `https://gateway.acar.localhost:${await freePort()}`;
  const providerOrigin = `https://persons.acar.localhost:${await freePort()}`;
  const authorities = issuer.chain.map(({ raw }) => {
    const read = readCertificate(raw);
    if (read.kind === 'malformed') throw new Error(read.message);
    return read.value;
  });
  const catalogue = createCatalogue({ db: database.open({ role: 'acar_operator' }), clock, recorder });
  const owner = database.owner();
  const masterKey = randomBytes(32);
  const errors: unknown[] = [];
  let sent: string[] = [];
  const options = (system: TestSystem): ConnectorOptions => ({
    gateway: origin,
    certificate: system.certificate,
    key: system.key,
    authorities,
    clock,
    random: { bytes: randomBytes },
  });
  const log = { info() {}, warn() {}, error: (_: string, error: unknown) => void errors.push(error) };
  await enter(catalogue, { systems, providerOrigin });
  return {
    database,
    owner,
    clock,
    origin,
    pki,
    systems,
    authorities,
    catalogue,
    errors,
    masterKey,
    providerOrigin,
    issue,
    options,
    consumer: (system = systems.consumer) => createConsumer(options(system)),
    provide: (handler) =>
      startProvider(
        {
          ...options(systems.provider),
          origin: providerOrigin,
          host: '127.0.0.1',
          onError: (error) => void errors.push(error),
        },
        handler,
      ),
    startGateway: (changes = {}, host = '127.0.0.1') =>
      startGateway({
        config: {
          gateway: {
            origin,
            certificate: systems.gateway.certificate,
            key: Buffer.from(systems.gateway.key),
            authorities,
            ocspAddresses: [],
            statusSeconds: 0,
            mostExchanges: 100,
            mostHeldMib: 640,
            ...changes,
          },
          secrets: { master: masterKey, pairwise: masterKey },
          listen: { host },
        },
        keys: deriveServiceKeys(masterKey),
        db: database.open({ role: 'acar_gateway', onStatement: (name) => void sent.push(name) }),
        clock,
        log,
        metrics: { httpAnswered() {} },
        own: pki.service.revocation,
      }),
    statements() {
      const since = sent;
      sent = [];
      return since;
    },
    records: (exchange) => owner.query<TestRecord & Record<string, unknown>>(recorded, [exchange ?? null]),
    async stop() {
      await pki.stop();
      opened.remove();
      await database.drop();
    },
  };
}

const recorded = statement(
  'test.exchange_records',
  `select id, type, account_id as "accountId", facts from interaction_record
    where type like 'data.%' and ($1::text is null or facts ->> 'exchange' = $1) order by id`,
);

const year = 365 * 86_400_000;

const rightFrame = (consumer: string) => ({
  consumer,
  service: 'persons',
  purposes: texts('Məqsəd'),
  legalTexts: texts('Qanun'),
  validFrom: new Date(Date.now() - year).toISOString(),
  validUntil: new Date(Date.now() + year).toISOString(),
});

/** Lets the consumer use the service `persons` for one more purpose, with consents. */
export async function enterConsentRight(
  { catalogue, systems }: Pick<ExchangeWorld, 'catalogue' | 'systems'>,
  purpose: string,
): Promise<void> {
  const right = rightFrame(systems.consumer.organisation);
  const entry = await catalogue.grant({ ...right, purpose, basis: 'consent' });
  if (entry.kind === 'refused') throw new Error(JSON.stringify(entry.problems));
}

/** The service `persons`, which the consumer may use by law for `residence` and with a consent for `loan`. */
async function enter(
  catalogue: ExchangeWorld['catalogue'],
  { systems, providerOrigin }: Pick<ExchangeWorld, 'systems' | 'providerOrigin'>,
): Promise<void> {
  const consumer = systems.consumer.organisation;
  const provider = systems.provider.organisation;
  const right = rightFrame(consumer);
  const entries = [
    await catalogue.enterOrganisation({ organisation: consumer, names: texts('Vergi') }),
    await catalogue.enterOrganisation({ organisation: provider, names: texts('Reyestr') }),
    await catalogue.enterService({
      service: 'persons',
      provider,
      address: providerOrigin,
      titles: texts('Şəxslər'),
      contents: texts('Ad, soyad, ünvan'),
      methods: ['POST'],
      paths: ['/lookup', '/slow'],
      mostRequestOctets: 2000,
      mostAnswerOctets: 4000,
      timeoutMs: 1500,
    }),
    await catalogue.grant({ ...right, purpose: 'residence', basis: 'law', reference: 'law-12.3' }),
    await catalogue.grant({ ...right, purpose: 'loan', basis: 'consent' }),
  ];
  for (const entry of entries) if (entry.kind === 'refused') throw new Error(JSON.stringify(entry.problems));
}
