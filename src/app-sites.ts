import type { Identity } from './app-identity.ts';
import type { Portal } from './app-portal.ts';
import { isDatabaseUnavailable } from './db/index.ts';
import {
  createBrowserBinding,
  createSite,
  type Handler,
  RequestError,
  type SiteOptions,
} from './http/index.ts';
import { createErrorPage, type PortalAddresses } from './identity/index.ts';
import type { Operations } from './operations/index.ts';
import type { ServiceKeys } from './secrets.ts';
import type { ServiceConfig } from './settings.ts';

/** Pages at the portal that every other page links to. */
export function portalAddresses(config: ServiceConfig): PortalAddresses {
  const { portal } = config.origins;
  return {
    home: `${portal}/`,
    signIn: `${portal}/sign-in`,
    help: `${portal}/help/sign-in`,
    accessibility: `${portal}/accessibility`,
  };
}

export type CommonOptions = Pick<SiteOptions, 'explain' | 'onError' | 'onAnswer'>;

export function siteOptions(operations: Operations): CommonOptions {
  return {
    explain,
    onError: (error, { id, method }) => operations.log.error('http.failed', error, { request: id, method }),
    onAnswer: (answer) => {
      operations.metrics.httpAnswered(answer);
      const { id, route, method, status, seconds } = answer;
      operations.log.info('http.answered', { request: id, route, method, status, seconds });
    },
  };
}

interface SitesDeps {
  readonly config: ServiceConfig;
  readonly keys: ServiceKeys;
  readonly identity: Identity;
  readonly portal: Portal;
  readonly common: CommonOptions;
}

export function createSites({
  config,
  keys,
  identity,
  portal,
  common,
}: SitesDeps): readonly (readonly [string, Handler])[] {
  const { origins } = config;
  const login = createSite({
    origin: origins.login,
    routes: identity.routes,
    binding: createBrowserBinding(keys.forms),
    errorPage: createErrorPage(portalAddresses(config)),
    ...common,
    otherwise: (req, res) => identity.provider.handle(req, res),
  });
  const open = createSite({
    origin: origins.portal,
    routes: portal.routes,
    binding: createBrowserBinding(keys.portalForms),
    errorPage: portal.errorPage,
    ...common,
  });
  return [
    [origins.login, login],
    [origins.portal, open],
  ];
}

/** Errors that a reader can be told about. */
function explain(error: unknown): RequestError | undefined {
  return isDatabaseUnavailable(error) ? new RequestError(503, 'http.unavailable') : undefined;
}
