import { composeCourtRooms, type CourtRoomsParts } from './app-court-rooms.ts';
import { openSite } from './app-site.ts';
import { ConfigurationError } from './config/index.ts';
import type { Consumer } from './connector/index.ts';
import {
  createBrowserBinding,
  createSite,
  type Fetch,
  type Handler,
  type SiteOptions,
} from './http/index.ts';
import { jwksRoute } from './documents/index.ts';
import { courtErrorPage, courtRoutes } from './notices/index.ts';
import type { Log } from './operations/index.ts';
import { siteSessionRoutes } from './site-session/index.ts';

export interface CourtParts extends CourtRoomsParts {
  /** To the gateway; undefined where none is named: then no register is asked. */
  readonly connector: Consumer | undefined;
  readonly fetch: Fetch;
  readonly log: Log;
}

/** The electronic court, at an origin of its own. */
export interface CourtSite {
  site(common: Pick<SiteOptions, 'explain' | 'onError' | 'onAnswer'>): readonly [string, Handler];
}

/** Undefined where no origin is set. @throws ConfigurationError */
export function composeCourt(parts: CourtParts): CourtSite | undefined {
  const { config, keys, clock, log, connector } = parts;
  const { origin, clientFile } = config.court;
  if (origin === undefined || !config.roles.includes('web')) return undefined;
  if (clientFile === '')
    throw new ConfigurationError(['ACAR_COURT_CLIENT_FILE: is needed where ACAR_COURT_ORIGIN is set']);
  const opened = openSite({ ...parts, origin, clientFile });
  const { session } = opened;
  const routes = [
    ...courtRoutes({
      ...composeCourtRooms(parts, { origin, connector }),
      session: (request) => opened.personOf(request),
      signInUrl: (returnTo, level) => session.signInUrl(returnTo, level),
      signOut: session.signOut,
      portal: config.origins.portal,
    }),
    jwksRoute(async () => (await parts.identity.signingKeys.keysAt(clock.now())).jwks),
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
