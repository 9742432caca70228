import { clientNameIn } from '../oidc/clients/index.ts';
import { type Clock, isAtLeast } from '../oidc/ports.ts';
import { type LiveSession as ProviderSession, mostSessions, scopeClaims } from '../oidc/provider/index.ts';
import { readMobileNumber } from './accounts/index.ts';
import { composeAccesses } from './app-accesses.ts';
import type { Identity } from './app-identity.ts';
import type { Mobile } from './app-mobile.ts';
import { openSite } from './app-site.ts';
import type { DocumentsRoom } from './app-documents.ts';
import { composeOwnNotices, type OwnNoticesRoom } from './app-notices.ts';
import type { Verification } from './app-verification.ts';
import type { Consumer } from './connector/index.ts';
import type { Database } from './db/index.ts';
import {
  actionRoutes,
  type DocumentRoutesDeps,
  documentRoutes,
  jwksRoute,
  signingRoutes,
} from './documents/index.ts';
import type { Fetch, Route, SiteOptions } from './http/index.ts';
import { describeClaim } from './identity/index.ts';
import type { Language } from './messages/index.ts';
import { createOwnPhones } from './mobile/index.ts';
import {
  createCatalogue,
  describeBrowser,
  type HistoryEntry,
  type PasswordChange,
  type PortalDeps,
  type PortalPerson,
  type PhonesPort,
  portalErrorPage,
  portalRoutes,
  type RecordsPort,
  historyTypes,
} from './portal/index.ts';
import type { Log } from './operations/index.ts';
import { type SiteSession, siteSessionRoutes } from './site-session/index.ts';
import { createHistory, createOwnRecords, type RecordEntry, recordSubject } from './records/index.ts';
import { deriveSubjectKey } from './secrets.ts';
import type { ServiceConfig } from './settings.ts';
import { createStatistics, statisticsRoutes } from './statistics/index.ts';
import { wayIds } from './ways/index.ts';

export interface PortalParts {
  readonly config: ServiceConfig;
  readonly db: Database;
  readonly clock: Clock;
  readonly identity: Identity;
  readonly fetch: Fetch;
  readonly log: Log;
  readonly mobile: Mobile | undefined;
  readonly documents: DocumentsRoom | undefined;
  /** To the gateway, by which registers are asked for the courts; undefined where none is named. */
  readonly connector: Consumer | undefined;
  /** Undefined where documents are not verified. */
  readonly verification: Pick<Verification, 'verify' | 'verifyFor'> | undefined;
}

export interface Portal {
  readonly routes: readonly Route[];
  readonly errorPage: SiteOptions['errorPage'];
}

/** The portal: its open part, and for signed-in persons what the identity provider knows of them. */
export function composePortal(parts: PortalParts): Portal {
  const { config, db, clock } = parts;
  const site = openSite({
    ...parts,
    origin: config.origins.portal,
    clientFile: config.portalClientFile,
  });
  const { session: portalSession, clientId } = site;
  const subjectKey = deriveSubjectKey(config.secrets.pairwise);
  const subjectOf = (personalCode: string) => recordSubject(subjectKey, personalCode);
  const room = composeAccesses({ db, clock, subjectOf });
  const notices = noticesRoom(parts, subjectOf);
  /** Of the person, and of the organisations that they represent at this moment. */
  const subjectsOf = async (person: PortalPerson): Promise<readonly string[]> => {
    const isSure = notices !== undefined && isAtLeast(person.level, 'substantial');
    const found = isSure ? await notices.representations.list(person) : [];
    const headed = found.filter(({ side, isBelieved }) => side === 'head' && isBelieved);
    return [person.personalCode, ...headed.map(({ taxNumber }) => taxNumber)].map(subjectOf);
  };
  const deps: PortalDeps = {
    catalogue: createCatalogue(db),
    ways: () => wayIds.map((id) => ({ id, isAvailable: parts.identity.methodIds.includes(id) })),
    session: (request) => site.personOf(request),
    sessions: sessionsPort(parts, portalSession, clientId),
    history: historyPort(parts, subjectOf),
    consents: consentsPort(parts),
    records: config.log.origin === undefined ? undefined : recordsPort(config, { db, subjectsOf }),
    phones: parts.mobile && phonesPort(parts.mobile),
    hasDocuments: parts.documents !== undefined,
    recentAccesses: (person) => room.accesses.countRecent(person),
    unreadNotices: notices && ((person) => notices.inbox.countUnread(person)),
    changePassword: async (person, passwords) => changePassword(parts, person.accountId, passwords),
    passwordRules: { shortest: 10 },
    signInUrl: (returnTo, level) => portalSession.signInUrl(returnTo, level),
    signOut: portalSession.signOut,
    certificates: config.pki.origin,
    verification: config.verification.origin,
    contact: {},
  };
  return {
    routes: [
      ...portalRoutes(deps),
      ...statisticsRoutes({
        portal: deps,
        statistics: createStatistics({ db, clock }),
        hasCourts: notices !== undefined,
      }),
      ...(parts.documents ? documentPages(parts, parts.documents, deps) : []),
      ...room.routes(deps),
      ...(notices?.routes(deps) ?? []),
      ...siteSessionRoutes({
        site: 'portal',
        session: portalSession,
        onFailure: (problem) => parts.log.warn('portal.sign_in_failed', { outcome: problem }),
      }),
    ],
    errorPage: portalErrorPage,
  };
}

/** Where there is a court, and documents that a judge can sign. */
function noticesRoom(
  { config, db, clock, log, documents, connector, verification }: PortalParts,
  subjectOf: (personalCode: string) => string,
): OwnNoticesRoom | undefined {
  if (config.court.origin === undefined || !documents) return undefined;
  return composeOwnNotices({
    db,
    clock,
    subjectOf,
    files: documents.signedFiles,
    verification,
    beliefHours: config.court.representationHours,
    connector,
    onError: (error) => log.error('notices.not_verified', error),
    origin: config.origins.portal,
  });
}

function documentPages(parts: PortalParts, room: DocumentsRoom, portal: PortalDeps): Route[] {
  const { config, clock, identity } = parts;
  const origin = config.origins.portal;
  const hasCards = config.card.authorities.length > 0;
  const deps: DocumentRoutesDeps = {
    portal,
    ...room,
    largest: config.documents.document,
    card: hasCards
      ? {
          agentOrigin: config.card.agentOrigin,
          origin,
          sign: (typ, claims) => identity.requests.sign(typ, claims),
        }
      : undefined,
    describeBrowser: ({ language, userAgent }) => describeBrowser(userAgent, language),
    now: () => clock.now(),
  };
  return [
    ...documentRoutes(deps),
    ...actionRoutes(deps),
    ...signingRoutes(deps),
    jwksRoute(async () => (await identity.signingKeys.keysAt(clock.now())).jwks),
  ];
}

function sessionsPort(
  { identity }: PortalParts,
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

function historyPort(
  { db, identity }: PortalParts,
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

function recordsPort(
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

function consentsPort({ identity }: PortalParts): PortalDeps['consents'] {
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

function phonesPort(mobile: Mobile): PhonesPort {
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

async function changePassword(
  { identity }: PortalParts,
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
