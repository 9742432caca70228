import type { Clock } from '../oidc/ports.ts';
import { findNameByPersonalCode } from './accounts/index.ts';
import type { Identity } from './app-identity.ts';
import { openSite } from './app-site.ts';
import { ConfigurationError } from './config/index.ts';
import type { Database } from './db/index.ts';
import {
  createBrowserBinding,
  createSite,
  type Fetch,
  type Handler,
  type SiteOptions,
} from './http/index.ts';
import {
  type CaseDraws,
  courtErrorPage,
  courtRoutes,
  createCaseImports,
  createCases,
  createCourts,
  createNameLookups,
} from './notices/index.ts';
import type { Log } from './operations/index.ts';
import { createRecorder, recordSubject } from './records/index.ts';
import { deriveSubjectKey, type ServiceKeys } from './secrets.ts';
import type { ServiceConfig } from './settings.ts';
import { siteSessionRoutes } from './site-session/index.ts';

export interface CourtParts {
  readonly config: ServiceConfig;
  readonly keys: ServiceKeys;
  /** As `acar_web`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly identity: Identity;
  readonly fetch: Fetch;
  readonly log: Log;
}

/** The electronic court, at an origin of its own. */
export interface CourtSite {
  site(common: Pick<SiteOptions, 'explain' | 'onError' | 'onAnswer'>): readonly [string, Handler];
}

/** A registered case waits until a judge is drawn for it. */
export const waitingForDraws: CaseDraws = { request: async () => {} };

/** Undefined where no origin is set. @throws ConfigurationError */
export function composeCourt(parts: CourtParts): CourtSite | undefined {
  const { config, keys, db, log } = parts;
  const { origin, clientFile } = config.court;
  if (origin === undefined || !config.roles.includes('web')) return undefined;
  if (clientFile === '')
    throw new ConfigurationError(['ACAR_COURT_CLIENT_FILE: is needed where ACAR_COURT_ORIGIN is set']);
  const opened = openSite({ ...parts, origin, clientFile });
  const { session } = opened;
  const recorder = createRecorder({ clock: parts.clock });
  const subjectKey = deriveSubjectKey(config.secrets.pairwise);
  const routes = [
    ...courtRoutes({
      courts: createCourts({ db }),
      cases: createCases({ db, clock: parts.clock, recorder, draws: waitingForDraws }),
      caseImports: createCaseImports({ db, clock: parts.clock }),
      nameLookups: createNameLookups({
        db,
        clock: parts.clock,
        recorder,
        names: {
          person: (code) => findNameByPersonalCode(db, code),
          organisation: async () => undefined,
        },
        subjectOf: (code) => recordSubject(subjectKey, code),
      }),
      session: (request) => opened.personOf(request),
      signInUrl: (returnTo, level) => session.signInUrl(returnTo, level),
      signOut: session.signOut,
      portal: config.origins.portal,
    }),
    ...siteSessionRoutes({
      site: 'court',
      session,
      onFailure: (problem) => log.warn('court.sign_in_failed', { outcome: problem }),
    }),
  ];
  return {
    site: (common) => [
      origin,
      createSite({
        origin,
        routes,
        binding: createBrowserBinding(keys.courtForms),
        errorPage: courtErrorPage,
        ...common,
      }),
    ],
  };
}
