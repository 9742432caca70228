import type { Database } from '../db/index.ts';
import { type DataConsent, type DataConsents, readCatalogueTexts } from '../gateway/index.ts';
import { sameInAll, type Texts } from './model.ts';

/** An agency, a service, and what for it may ask there with a person's consent. */
export interface Askable {
  readonly consumer: string;
  readonly service: string;
  readonly purpose: string;
  readonly organisation: Texts;
  readonly title: Texts;
  readonly contents: Texts | undefined;
  readonly purposes: Texts;
  /** Why the agency asks for a consent. */
  readonly reasons: Texts | undefined;
}

/** A consent as its person sees it. */
export interface GivenDataConsent extends Omit<Askable, 'purpose' | 'purposes'> {
  readonly id: string;
  /** Undefined of an old one, which names none. */
  readonly purposes: Texts | undefined;
  readonly givenAt: Date;
  readonly validUntil: Date;
  /** `without_purpose`: nobody can ask with it any more. */
  readonly state: 'in_force' | 'ended' | 'withdrawn' | 'without_purpose';
}

export interface GivenDataConsents {
  readonly consents: readonly GivenDataConsent[];
  /** The `before` of the next page; undefined on the last one. */
  readonly next: string | undefined;
}

/** Consents for exchanges of data, with words in the place of names. */
export interface OwnDataConsents {
  /** The newest first, page by page. */
  list(accountId: string, before?: string): Promise<GivenDataConsents>;
  askable(): Promise<readonly Askable[]>;
  /** For so many days from now; false when the agency does not ask for it. */
  give(
    accountId: string,
    of: { consumer: string; service: string; purpose: string; days: number },
  ): Promise<boolean>;
  /** False when it is none of this person's that is in force. */
  withdraw(accountId: string, id: string): Promise<boolean>;
}

const dayMs = 86_400_000;
const pageSize = 25;

export function createOwnDataConsents(deps: {
  /** As `acar_web`. */
  readonly db: Database;
  readonly consents: DataConsents;
  readonly now: () => number;
}): OwnDataConsents {
  const { db, consents, now } = deps;
  return {
    async list(accountId, before) {
      const { consents: found, next } = await consents.list(accountId, { before, limit: pageSize });
      const inWords = await wordsFor(db, found);
      const given = found.map((one) => ({
        ...inWords(one),
        id: one.consentId,
        givenAt: one.givenAt,
        validUntil: one.validUntil,
        state: stateOf(one, now()),
      }));
      return { consents: given, next };
    },
    async askable() {
      const found = await consents.askable();
      const inWords = await wordsFor(db, found);
      return found.map((one) => {
        const words = inWords(one);
        return { ...words, purpose: one.purpose, purposes: words.purposes ?? sameInAll(one.purpose) };
      });
    },
    async give(accountId, { days, ...of }) {
      const validUntil = new Date(now() + days * dayMs);
      return (await consents.give(accountId, { ...of, validUntil })).kind === 'done';
    },
    withdraw: async (accountId, id) => (await consents.withdraw(accountId, id)).kind === 'done',
  };
}

function stateOf({ purpose, validUntil, withdrawnAt }: DataConsent, now: number): GivenDataConsent['state'] {
  if (withdrawnAt) return 'withdrawn';
  if (validUntil.getTime() <= now) return 'ended';
  return purpose === undefined ? 'without_purpose' : 'in_force';
}

type Named = Pick<DataConsent, 'consumer' | 'service' | 'purpose'>;
type InWords = Omit<Askable, 'purpose' | 'purposes'> & { readonly purposes: Texts | undefined };

const unique = (names: readonly string[]) => [...new Set(names)];

async function wordsFor(db: Database, named: readonly Named[]): Promise<(one: Named) => InWords> {
  const { organisations, services, purposes } = await readCatalogueTexts(db, {
    organisations: unique(named.map(({ consumer }) => consumer)),
    services: unique(named.map(({ service }) => service)),
  });
  return ({ consumer, service, purpose }) => {
    const right = purpose === undefined ? undefined : purposes.get(`${consumer} ${service} ${purpose}`);
    return {
      consumer,
      service,
      organisation: organisations.get(consumer)?.names ?? sameInAll(consumer),
      title: services.get(service)?.titles ?? sameInAll(service),
      contents: services.get(service)?.contents,
      purposes: right?.purposes ?? (purpose === undefined ? undefined : sameInAll(purpose)),
      reasons: right?.legalTexts,
    };
  };
}
