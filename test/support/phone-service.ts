import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pki } from '../../src/app-pki.ts';
import { statement } from '../../src/db/index.ts';
import { findPhone } from '../../src/mobile/phones/index.ts';
import { readRequest, type WaitingRequest } from '../../src/mobile/wallet/browser/waiting-request.ts';
import { deriveServiceKeys } from '../../src/secrets.ts';
import type { BrowserPage, BrowserSession } from './browser-session.ts';
import { type CardSettings, cardSettings } from './card-service.ts';
import { type Conformance, startConformance } from './conformance.ts';
import type { EventReader } from './event-reader.ts';
import {
  enrolPhone,
  type PhoneNode,
  startPhoneNode,
  type TestHolder,
  type TestPhone,
} from './test-phones.ts';
import type { TestServiceOptions } from './test-service.ts';

/** The whole service with phones: its own certificate service issues for them; phones speak to a further node. */
export interface PhoneService extends Conformance {
  readonly pki: Pki;
  readonly node: PhoneNode;
  /** A phone with its certificates, of a person who has an account. */
  enrol(person: { readonly accountId: string }): Promise<{ phone: TestPhone; holder: TestHolder }>;
  /** What waits for a phone over its stream. */
  waitingFor(phone: TestPhone): Promise<readonly WaitingRequest[]>;
}

const findHolder = statement('test.find_holder', 'select personal_code from account where id = $1');
let numbers = 0;

/** Settings that add phones to a service with cards. */
export function phoneSettings({ environment }: CardSettings): Readonly<Record<string, string>> {
  const walletOrigin = `http://wallet.acar.localhost:${environment['ACAR_PORT']}`;
  return {
    ACAR_WALLET_ORIGIN: walletOrigin,
    ACAR_MOBILE_ORIGIN: walletOrigin.replace('wallet.', 'mobile.'),
    ACAR_PHONE_AUTHORITY_FILES: join(environment['ACAR_PKI_FOLDER'] ?? '', 'certificates/phones-1.cer'),
  };
}

export async function startPhoneService(options: TestServiceOptions = {}): Promise<PhoneService> {
  const settings = await cardSettings();
  const test = await startConformance({
    ...options,
    environment: {
      ...settings.environment,
      ...phoneSettings(settings),
      ...options.environment,
    },
  });
  const { pki } = test.service;
  if (!pki) throw new Error('no role pki');
  const keys = deriveServiceKeys(readFileSync(test.environment['ACAR_MASTER_KEY_FILE'] ?? ''));
  const clock = options.clock ?? { now: () => Date.now() };
  const node = await startPhoneNode(test.database, clock, {
    codes: keys.phoneCodes,
    persons: keys.phonePersons,
    secrets: keys.phoneSecrets,
  });
  return {
    ...test,
    pki,
    node,
    async enrol({ accountId }) {
      const [row] = await test.database.owner().query<{ personal_code: string }>(findHolder, [accountId]);
      const phoneNumber = `+99450${String(7_000_000 + ++numbers)}`;
      const holder = { accountId, personalCode: row?.personal_code ?? '', phoneNumber };
      return { holder, phone: await enrolPhone(node, holder) };
    },
    async waitingFor(phone) {
      const found = await findPhone(node.db, phone.storage.phone?.phoneId ?? '');
      const list = found ? await node.answering.waiting(found) : [];
      return list.flatMap((one) => readRequest(JSON.parse(JSON.stringify(one))) ?? []);
    },
    async stop() {
      await node.stop();
      await test.stop();
      settings.remove();
    },
  };
}

/** The code that the page shows, from what its script gets. */
export async function shownCode(browser: BrowserSession, page: BrowserPage) {
  const events = await browser.events(`${page.url.href}/events`);
  const event = await events.next();
  return { events, ...readCode(event) };
}

/** What a page of a waiting sign-in is told. */
interface ShownEvent {
  readonly values: { readonly phase: string };
  readonly isAnswered: boolean;
}

/** The next event of this kind; on a slow machine further codes come before it. */
export async function untilShown(
  events: EventReader,
  isWanted: (event: ShownEvent) => boolean,
): Promise<ShownEvent> {
  for (;;) {
    const event = await events.next();
    if (event === undefined) throw new Error('the stream ended');
    if (isWanted(event as ShownEvent)) return event as ShownEvent;
  }
}

/** A frame of the code, as the wallet reads it from the picture. */
export function readCode(event: unknown): { token: string; elapsed: number; code: string } {
  const { values } = event as { values: { code?: string } };
  const query = new URL(values.code ?? 'none:').searchParams;
  return { token: query.get('r') ?? '', elapsed: Number(query.get('s')), code: query.get('c') ?? '' };
}

/** The number on the starting browser's screen. */
export function shownNumber({ body }: BrowserPage): string {
  return /class="acar-code">(\d\d)</.exec(body)?.[1] ?? '';
}
