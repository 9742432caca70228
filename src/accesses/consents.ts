import type { Database } from '../db/index.ts';
import { type DataConsents, readCatalogueTexts } from '../gateway/index.ts';
import { sameInAll, type Texts } from './model.ts';

/** An agency and a service about which it may ask with a person's consent. */
export interface Askable {
  readonly consumer: string;
  readonly service: string;
  readonly organisation: Texts;
  readonly title: Texts;
  readonly contents: Texts | undefined;
}

/** A consent as its person sees it. */
export interface GivenDataConsent extends Askable {
  readonly id: string;
  readonly givenAt: Date;
  readonly validUntil: Date;
  readonly state: 'in_force' | 'ended' | 'withdrawn';
}

/** Consents for exchanges of data, with words in the place of names. */
export interface OwnDataConsents {
  /** The newest first, at most 200. */
  list(accountId: string): Promise<readonly GivenDataConsent[]>;
  askable(): Promise<readonly Askable[]>;
  /** For so many days from now; false when the agency does not ask for it. */
  give(accountId: string, of: { consumer: string; service: string; days: number }): Promise<boolean>;
  /** False when it is none of this person's that is in force. */
  withdraw(accountId: string, id: string): Promise<boolean>;
}

const dayMs = 86_400_000;

export function createOwnDataConsents(deps: {
  /** As `acar_web`. */
  readonly db: Database;
  readonly consents: DataConsents;
  readonly now: () => number;
}): OwnDataConsents {
  const { db, consents, now } = deps;
  return {
    async list(accountId) {
      const found = await consents.list(accountId);
      const inWords = await wordsFor(db, found);
      return found.map((one) => ({
        ...inWords(one),
        id: one.consentId,
        givenAt: one.givenAt,
        validUntil: one.validUntil,
        state: one.withdrawnAt ? 'withdrawn' : one.validUntil.getTime() <= now() ? 'ended' : 'in_force',
      }));
    },
    async askable() {
      const found = await consents.askable();
      return found.map(await wordsFor(db, found));
    },
    async give(accountId, { consumer, service, days }) {
      const validUntil = new Date(now() + days * dayMs);
      return (await consents.give(accountId, { consumer, service, validUntil })).kind === 'done';
    },
    withdraw: async (accountId, id) => (await consents.withdraw(accountId, id)).kind === 'done',
  };
}

type Named = Pick<Askable, 'consumer' | 'service'>;

const unique = (names: readonly string[]) => [...new Set(names)];

async function wordsFor(db: Database, named: readonly Named[]): Promise<(one: Named) => Askable> {
  const { organisations, services } = await readCatalogueTexts(db, {
    organisations: unique(named.map(({ consumer }) => consumer)),
    services: unique(named.map(({ service }) => service)),
  });
  return ({ consumer, service }) => ({
    consumer,
    service,
    organisation: organisations.get(consumer)?.names ?? sameInAll(consumer),
    title: services.get(service)?.titles ?? sameInAll(service),
    contents: services.get(service)?.contents,
  });
}
