import { type Clock, isAtLeast } from '../oidc/ports.ts';
import { composeAccesses } from './app-accesses.ts';
import type { Identity } from './app-identity.ts';
import type { Mobile } from './app-mobile.ts';
import {
  changePassword,
  consentsPort,
  historyPort,
  phonesPort,
  recordsPort,
  sessionsPort,
} from './app-portal-ports.ts';
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
import {
  createCatalogue,
  describeBrowser,
  type PortalDeps,
  type PortalPerson,
  portalErrorPage,
  portalRoutes,
} from './portal/index.ts';
import type { Log } from './operations/index.ts';
import { siteSessionRoutes } from './site-session/index.ts';
import { recordSubject } from './records/index.ts';
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
