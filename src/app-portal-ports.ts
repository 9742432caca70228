import { clientNameIn } from '../oidc/clients/index.ts';
import { type LiveSession as ProviderSession, mostSessions, scopeClaims } from '../oidc/provider/index.ts';
import { readMobileNumber } from './accounts/index.ts';
import type { Identity } from './app-identity.ts';
import type { Mobile } from './app-mobile.ts';
import type { Database } from './db/index.ts';
import { describeClaim } from './identity/index.ts';
import type { Language } from './messages/index.ts';
import { createOwnPhones } from './mobile/index.ts';
import {
  type HistoryEntry,
  historyTypes,
  type PasswordChange,
  type PhonesPort,
  type PortalDeps,
  type PortalPerson,
  type RecordsPort,
} from './portal/index.ts';
import { createHistory, createOwnRecords, type RecordEntry } from './records/index.ts';
import type { ServiceConfig } from './settings.ts';
import type { SiteSession } from './site-session/index.ts';

/** What the portal's ports ask: the identity provider, and the records. */
interface PortParts {
  readonly db: Database;
  readonly identity: Identity;
}

export function sessionsPort(
  { identity }: PortParts,
  portalSession: SiteSession,
  clientId: string,
): PortalDeps['sessions'] {
  const { sessions } = identity.provider;
  const nameOf = async (id: string, language: Language) => {
    const client = await identity.clients.find(id);
    return client ? clientNameIn(client, language) : id;
  };
  const show = async (session: ProviderSession, sid: string | undefined, language: Language) => ({
    id: session.uid,
    isCurrent:
      sid !== undefined &&
      session.services.some((service) => service.clientId === clientId && service.sid === sid),
    method: session.method,
    address: session.address,
    userAgent: session.userAgent,
    startedAt: new Date(session.startedAt * 1000),
    lastSeenAt: new Date(session.lastSeenAt * 1000),
    services: await Promise.all(session.services.map((service) => nameOf(service.clientId, language))),
  });
  return {
    most: mostSessions,
    async list(person, request) {
      const [found, current] = await Promise.all([
        sessions.listOf(person.accountId),
        portalSession.session(request),
      ]);
      return Promise.all(found.map((session) => show(session, current?.sid, request.language)));
    },
    end: (person, id) => sessions.end(person.accountId, id),
    async endAll(person) {
      await sessions.endAll(person.accountId);
    },
  };
}

const shownTypes: ReadonlySet<string> = new Set(historyTypes);

export function historyPort(
  { db, identity }: PortParts,
  subjectOf: (personalCode: string) => string,
): PortalDeps['history'] {
  const history = createHistory(db);
  const show = async (entry: RecordEntry, language: Language): Promise<HistoryEntry> => {
    const client = entry.clientId === undefined ? undefined : await identity.clients.find(entry.clientId);
    const { method, address, userAgent, reason } = entry.facts;
    return {
      id: entry.id,
      at: entry.at,
      type: entry.type as HistoryEntry['type'],
      method: typeof method === 'string' ? method : undefined,
      service: client && clientNameIn(client, language),
      address: typeof address === 'string' ? address : undefined,
      userAgent: typeof userAgent === 'string' ? userAgent : undefined,
      reason: reason === 'too_many' ? reason : undefined,
    };
  };
  return {
    async page(person, { before, limit, language }) {
      const subject = subjectOf(person.personalCode);
      const { entries, next } = await history.historyOf(person.accountId, { subject, before, limit });
      const shown = entries.filter((entry) => shownTypes.has(entry.type));
      return { entries: await Promise.all(shown.map((entry) => show(entry, language))), next };
    },
  };
}

export function recordsPort(
  config: ServiceConfig,
  {
    db,
    subjectsOf,
  }: { readonly db: Database; readonly subjectsOf: (person: PortalPerson) => Promise<readonly string[]> },
): RecordsPort {
  const records = createOwnRecords(db);
  return {
    logKey: () => records.logKey(),
    witnessKeys: config.log.witnesses.map(({ verifierKey }) => verifierKey),
    document: async (person, id) => records.documentOf(person.accountId, id, await subjectsOf(person)),
    receipt: async (person, id) => records.receiptOf(person.accountId, id, await subjectsOf(person)),
  };
}

export function consentsPort({ identity }: PortParts): PortalDeps['consents'] {
  return {
    async list(person, language) {
      const given = await identity.consents.list(person.accountId);
      return Promise.all(
        given.map(async ({ clientId, scopes, givenAt }) => {
          const client = await identity.clients.find(clientId);
          const claims = Object.entries(scopeClaims).flatMap(([scope, names]) =>
            scope !== 'openid' && scopes.includes(scope) ? [...names] : [],
          );
          return {
            clientId,
            service: client ? clientNameIn(client, language) : clientId,
            data: claims.map((claim) => describeClaim(claim, language)),
            givenAt: new Date(givenAt),
          };
        }),
      );
    },
    /** The service loses the data it could still fetch: its part of every live session ends too. */
    async withdraw(person, clientId) {
      const withdrawn = await identity.consents.withdraw(person.accountId, clientId);
      if (!withdrawn) return false;
      const { sessions } = identity.provider;
      const live = await sessions.listOf(person.accountId);
      await Promise.all(live.map((session) => sessions.leave(person.accountId, session.uid, clientId)));
      return true;
    },
  };
}

export function phonesPort(mobile: Mobile): PhonesPort {
  const phones = createOwnPhones(mobile.phones, mobile.walletOrigin);
  return {
    list: ({ accountId }) => phones.list(accountId),
    numberOf: ({ accountId }) => phones.numberOf(accountId),
    async issueCode({ accountId }, typed, request) {
      const number = readMobileNumber(typed);
      return number && phones.issueCode(accountId, number, request);
    },
    change: ({ accountId }, id, change, request) => phones.change(accountId, id, change, request),
    rename: ({ accountId }, id, name) => phones.rename(accountId, id, name),
  };
}

export async function changePassword(
  { identity }: PortParts,
  accountId: string,
  passwords: { readonly current: string; readonly next: string },
): Promise<PasswordChange> {
  const { current, next } = passwords;
  const outcome = await identity.accounts.changePassword({
    accountId,
    oldPassword: current,
    password: next,
    repeated: next,
  });
  if (outcome.kind === 'changed') return { kind: 'changed' };
  if (outcome.blockedUntil !== undefined) return { kind: 'blocked', until: new Date(outcome.blockedUntil) };
  if (outcome.code === 'account.wrong_password') return { kind: 'wrong_password' };
  return { kind: 'refused', reason: passwordReasons[outcome.code] ?? 'too_common' };
}

const passwordReasons: Readonly<Record<string, 'too_short' | 'too_long' | 'too_common'>> = {
  'account.password_too_short': 'too_short',
  'account.password_too_long': 'too_long',
};
