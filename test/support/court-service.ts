import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfiguration } from '../../smartcard/agent/config.ts';
import { openDesk } from '../../smartcard/agent/desk.ts';
import type { CardSource } from '../../smartcard/drivers/card.ts';
import { blankPivState, createPivCard, loadPivKey, type PivState } from '../../smartcard/virtual/index.ts';
import { pem } from '../../src/demo/certificates.ts';
import { startTestAgent, type TestAgent } from './card-agent.ts';
import { type CardHolder, cardSettings, issueCard } from './card-service.ts';
import { enterCourts } from './court-world.ts';
import { startTestMailServer, type TestMailServer } from './mail-server.ts';
import { messageSettings } from './message-settings.ts';
import { startPcscWorld, whatPcscLacks } from './pcsc-world.ts';
import { phoneSettings } from './phone-service.ts';
import { logSettings } from './record-log-service.ts';
import { startTestSmsCenter, type TestSmsCenter } from './sms-center.ts';
import { TestReaders } from './test-cards.ts';
import type { TestDatabase } from './test-database.ts';
import { startTestService, type TestService } from './test-service.ts';

/** Where a judge's card is; without PC/SC, in a reader of this process. */
export interface CardPlace {
  readonly source: CardSource;
  putIn(state: PivState): Promise<void>;
  stop(): Promise<void>;
}

/** Everything of which the electronic court is made, as it runs in earnest: nothing stands in for anything. */
export interface CourtService {
  readonly test: TestService;
  readonly agent: TestAgent;
  readonly mail: TestMailServer;
  readonly operator: TestSmsCenter;
  /** For files of a test; `connection.json` in it leads programs to the database. */
  readonly folder: string;
  /** The root above all signatures, in PEM. */
  readonly rootPem: string;
  /** Puts this person's card, made once with both certificates, into the reader. */
  insertCardOf(holder: CardHolder): Promise<void>;
  stop(): Promise<void>;
}

/** Web, worker, pki and sequencer in one process, two courts with their offices, an SMTP and an SMPP server, a card reader. */
export async function startCourtService(database?: TestDatabase): Promise<CourtService> {
  const folder = mkdtempSync(join(tmpdir(), 'acar-court-'));
  const [settings, mail, operator, cards] = await Promise.all([
    cardSettings(),
    startTestMailServer(),
    startTestSmsCenter(),
    openCardPlace(),
  ]);
  const port = settings.environment['ACAR_PORT'] ?? '';
  const test = await startTestService({
    ...(database && { database }),
    environment: {
      ...settings.environment,
      ...phoneSettings(settings),
      ...logSettings(folder, port),
      ...messageSettings(folder, mail, operator),
      ACAR_ROLES: 'web,worker,pki,sequencer',
      ACAR_VERIFICATION_ORIGIN: `http://verify.acar.localhost:${port}`,
    },
  });
  await enterCourts(test.database, { now: () => Date.now() });
  writeFileSync(join(folder, 'connection.json'), JSON.stringify(test.database.connection));
  const issuers = [
    { origin: test.login, name: 'Açar' },
    { origin: test.court, name: 'Elektron məhkəmə' },
  ];
  const agent = await startTestAgent({
    issuer: { origin: test.login },
    source: cards.source,
    settings: { issuers, port: Number(new URL(settings.agentOrigin).port) },
  });
  const { pki } = test.service;
  const root = pki?.authorities.all[0]?.chain.at(-1);
  if (!pki || !root) throw new Error('no role pki');
  const made = new Map<string, PivState>();
  return {
    test,
    agent,
    mail,
    operator,
    folder,
    rootPem: pem(root.raw),
    async insertCardOf(holder) {
      const state = made.get(holder.personalCode) ?? blankPivState();
      if (!made.has(holder.personalCode))
        for (const purpose of ['authentication', 'signature'] as const) {
          const kind = { authority: 'persons-1', profile: `citizen-${purpose}` } as const;
          const { key: privateKey, certificate } = await issueCard(pki, holder, kind);
          loadPivKey(state, purpose, { privateKey, certificate });
        }
      made.set(holder.personalCode, state);
      await cards.putIn(state);
    },
    async stop() {
      await agent.stop();
      await test.stop();
      await Promise.all([cards.stop(), mail.stop(), operator.stop()]);
      settings.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function openCardPlace(): Promise<CardPlace> {
  if (whatPcscLacks() !== undefined) {
    const readers = new TestReaders();
    readers.put('Reader A');
    return {
      source: readers,
      putIn: async (state) => readers.put('Reader A', createPivCard(state)),
      stop: () => readers.close(),
    };
  }
  const world = await startPcscWorld();
  const configuration = parseConfiguration({ issuers: [{ origin: 'http://a.localhost', name: 'Açar' }] });
  const { desk } = await openDesk(configuration, process.env);
  return {
    source: desk.source,
    async putIn(state) {
      await world.insert(0, state);
    },
    async stop() {
      await desk.source.close();
      await world.stop();
    },
  };
}
