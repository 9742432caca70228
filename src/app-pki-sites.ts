import type { Clock } from '../oidc/ports.ts';
import type { Pki } from './app-pki.ts';
import { createAttemptLimiter, limitRulesFor } from './attempts/index.ts';
import type { Database } from './db/index.ts';
import {
  createBrowserBinding,
  createSite,
  type Fetch,
  type Handler,
  type SiteOptions,
} from './http/index.ts';
import type { PortalAddresses } from './identity/index.ts';
import { createEstHandler, pkiApiRoutes } from './pki-web/api/index.ts';
import { createLiveness, createPkiErrorPage, pkiSiteRoutes } from './pki-web/site/index.ts';
import { createRepository } from './pki/index.ts';
import type { ServiceKeys } from './secrets.ts';
import type { ServiceConfig } from './settings.ts';

export interface PkiSitesParts {
  readonly config: ServiceConfig;
  readonly keys: ServiceKeys;
  /** As `acar_web`: the pages only read. */
  readonly db: Database;
  readonly pkiDb: Database;
  readonly clock: Clock;
  readonly fetch: Fetch;
  readonly portal: PortalAddresses;
  /** In a process with the role `pki`: what answers programs. */
  readonly pki: Pki | undefined;
  readonly onError: (error: unknown) => void;
  readonly common: Pick<SiteOptions, 'explain' | 'onError' | 'onAnswer'>;
}

/** The origins of the certificate service that this process answers: none where no origin is set. */
export function createPkiSites(parts: PkiSitesParts): readonly (readonly [string, Handler])[] {
  const { origin, apiOrigin } = parts.config.pki;
  const sites: (readonly [string, Handler])[] = [];
  if (origin !== undefined) sites.push([origin, openSite(parts, origin)]);
  if (apiOrigin !== undefined && parts.pki) sites.push([apiOrigin, apiSite(parts, apiOrigin, parts.pki)]);
  return sites;
}

/** OCSP, lists and time stamps first, without a framework around them; pages for everything else. */
function openSite(
  { config, keys, db, clock, fetch, portal, pki, common }: PkiSitesParts,
  origin: string,
): Handler {
  const limiter = createAttemptLimiter({
    database: db,
    clock,
    pepper: keys.attempts,
    rules: limitRulesFor(config.attempts),
  });
  const deps = {
    origin,
    portal,
    clock,
    repository: createRepository({ db, limiter }),
    liveness: createLiveness({ origin, fetch, clock }),
    isDemonstration: config.isDevelopment,
  };
  const pages = createSite({
    origin,
    routes: pkiSiteRoutes(deps),
    errorPage: createPkiErrorPage(deps),
    binding: createBrowserBinding(keys.pkiForms),
    ...common,
  });
  return (req, res) => (pki?.handler(req, res) ? undefined : pages(req, res));
}

function apiSite(
  { keys, pkiDb, clock, portal, onError, config, common }: PkiSitesParts,
  origin: string,
  pki: Pki,
): Handler {
  const { authorities, orders, statuses } = pki;
  const deps = { db: pkiDb, clock, authorities, orders, statuses, onError };
  const est = createEstHandler(deps);
  const api = createSite({
    origin,
    routes: pkiApiRoutes(deps),
    errorPage: createPkiErrorPage({ portal, isDemonstration: config.isDevelopment }),
    binding: createBrowserBinding(keys.pkiForms),
    ...common,
  });
  return (req, res) => (est(req, res) ? undefined : api(req, res));
}
