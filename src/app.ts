import { readFileSync } from 'node:fs';
import type { Clock } from '../oidc/ports.ts';
import { composeIdentity, type Identity } from './app-identity.ts';
import { composePortal, type Portal } from './app-portal.ts';
import { startWork } from './app-work.ts';
import { loadSettings } from './config/index.ts';
import { isDatabaseUnavailable, openDatabase } from './db/index.ts';
import {
  createBrowserBinding,
  createOutboundFetch,
  createSite,
  type Handler,
  RequestError,
  type RunningServer,
  serveAsset,
  startServer,
} from './http/index.ts';
import { createErrorPage, type PortalAddresses } from './identity/index.ts';
import { deriveServiceKeys, type ServiceKeys } from './secrets.ts';
import { type ServiceConfig, serviceSettings } from './settings.ts';

export interface RunningService {
  readonly config: ServiceConfig;
  readonly identity: Identity;
  /** Finishes what is under way, then lets go of everything. */
  stop(): Promise<void>;
}

export interface ServiceOptions {
  readonly clock?: Clock;
  /** Told of every SQL statement; tests count round trips. */
  readonly onStatement?: (name: string) => void;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads and checks the whole configuration; throws `ConfigurationError` with every problem. */
export function readServiceConfig(environment: Environment): ServiceConfig {
  const production = environment['ACAR_DEVELOPMENT'] !== 'yes';
  return loadSettings(serviceSettings, environment, { production, prefix: 'ACAR_' });
}

/** Starts the roles that the configuration names; resolves when the service answers. */
export async function startService(
  environment: Environment,
  options: ServiceOptions = {},
): Promise<RunningService> {
  const config = readServiceConfig(environment);
  const clock = options.clock ?? { now: () => Date.now() };
  const keys = deriveServiceKeys(config.secrets.master);
  const open = (role: 'acar_web' | 'acar_worker') =>
    openDatabase({
      connection: config.database.url,
      role,
      maxConnections: config.database.maxConnections,
      ...(options.onStatement ? { onStatement: options.onStatement } : {}),
    });
  const db = open('acar_web');
  const workDb = open('acar_worker');
  const outbound = createOutboundFetch({ allowPrivate: config.outbound.allowPrivate });
  const identity = await composeIdentity({
    config,
    keys,
    db,
    clock,
    fetch: outbound,
    portal: portalAddresses(config),
    onError,
  });
  const portal = composePortal({ config, db, clock, identity, fetch: outbound, onError });
  const running: { stop(): Promise<void> }[] = [];
  if (config.roles.includes('web')) {
    running.push(...(await startListeners(config, createSites({ config, keys, identity, portal, onError }))));
  }
  if (config.roles.includes('worker')) {
    running.push(
      startWork({
        config,
        db: workDb,
        clock,
        random: Math.random,
        sendLogout: (notice) => identity.provider.sendLogout(notice),
        log: () => {},
        onError,
      }),
    );
  }
  return {
    config,
    identity,
    async stop() {
      await Promise.all(running.map((part) => part.stop()));
      await identity.stop();
      await outbound.close();
      await Promise.all([db.close(), workDb.close()]);
    },
  };
}

const onError = (error: unknown) => console.error('unexpected', error);

/** Pages at the portal that every other page links to. */
function portalAddresses(config: ServiceConfig): PortalAddresses {
  const { portal } = config.origins;
  return {
    home: `${portal}/`,
    signIn: `${portal}/sign-in`,
    help: `${portal}/help/sign-in`,
    accessibility: `${portal}/accessibility`,
  };
}

interface SitesDeps {
  readonly config: ServiceConfig;
  readonly keys: ServiceKeys;
  readonly identity: Identity;
  readonly portal: Portal;
  readonly onError: (error: unknown) => void;
}

function createSites({ config, keys, identity, portal, onError }: SitesDeps): ReadonlyMap<string, Handler> {
  const { origins } = config;
  const login = createSite({
    origin: origins.login,
    routes: identity.routes,
    binding: createBrowserBinding(keys.forms),
    errorPage: createErrorPage(portalAddresses(config)),
    explain,
    onError,
    otherwise: (req, res) => identity.provider.handle(req, res),
  });
  const open = createSite({
    origin: origins.portal,
    routes: portal.routes,
    binding: createBrowserBinding(keys.portalForms),
    errorPage: portal.errorPage,
    explain,
    onError,
  });
  return new Map([
    [origins.login, login],
    [origins.portal, open],
  ]);
}

async function startListeners(
  config: ServiceConfig,
  sites: ReadonlyMap<string, Handler>,
): Promise<RunningServer[]> {
  const { host, port, mtlsPort, trustedProxies } = config.listen;
  const tls = readTls(config);
  const common = { host, trustedProxies, tls };
  const servers = [await startServer({ ...common, port, sites, first: serveAsset })];
  const login = sites.get(config.origins.login);
  if (mtlsPort !== 0 && tls && login) {
    const url = new URL(config.origins.login);
    url.port = String(mtlsPort);
    servers.push(await startServer({ ...common, port: mtlsPort, sites: new Map([[url.origin, login]]) }));
  }
  return servers;
}

function readTls(config: ServiceConfig) {
  const { tlsCertificateFile, tlsKeyFile } = config.listen;
  if (!tlsCertificateFile || !tlsKeyFile) return undefined;
  return { certificate: readFileSync(tlsCertificateFile, 'utf8'), key: readFileSync(tlsKeyFile, 'utf8') };
}

/** Errors that a reader can be told about. */
function explain(error: unknown): RequestError | undefined {
  return isDatabaseUnavailable(error) ? new RequestError(503, 'http.unavailable') : undefined;
}
