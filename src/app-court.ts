import type { Clock } from '../oidc/ports.ts';
import { findNameByPersonalCode } from './accounts/index.ts';
import type { Identity } from './app-identity.ts';
import { courtDelivery } from './app-court-delivery.ts';
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
  courtErrorPage,
  courtRoutes,
  createCaseContacts,
  createCaseDraws,
  createCases,
  createCourtFigures,
  createCourts,
  createEscalations,
  createNameLookups,
  createRotation,
  createRotationViews,
} from './notices/index.ts';
import { createOutbox } from './notify/index.ts';
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

/** Undefined where no origin is set. @throws ConfigurationError */
export function composeCourt(parts: CourtParts): CourtSite | undefined {
  const { config, keys, db, clock, log } = parts;
  const { origin, clientFile } = config.court;
  if (origin === undefined || !config.roles.includes('web')) return undefined;
  if (clientFile === '')
    throw new ConfigurationError(['ACAR_COURT_CLIENT_FILE: is needed where ACAR_COURT_ORIGIN is set']);
  const opened = openSite({ ...parts, origin, clientFile });
  const { session } = opened;
  const courts = createCourts({ db });
  const recorder = createRecorder({ clock });
  const subjectKey = deriveSubjectKey(config.secrets.pairwise);
  const routes = [
    ...courtRoutes({
      courts,
      cases: createCases({ db, clock, recorder, draws: createCaseDraws({ clock, recorder }) }),
      nameLookups: createNameLookups({
        db,
        clock,
        recorder,
        names: {
          person: (code) => findNameByPersonalCode(db, code),
          organisation: async () => undefined,
        },
        subjectOf: (code) => recordSubject(subjectKey, code),
      }),
      rotation: createRotation({ db, clock, recorder }),
      lots: createRotationViews({ db, clock }),
      figures: createCourtFigures({ db, clock, courts }),
      escalations: createEscalations({
        db,
        clock,
        outbox: createOutbox({ clock }),
        recorder,
        contacts: createCaseContacts({ clock, recorder }),
        ...courtDelivery(config),
      }),
      clock,
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
