import { readFileSync } from 'node:fs';
import type { Clock } from '../oidc/ports.ts';
import type { LogoutNotice } from '../oidc/provider/index.ts';
import { composeIdentity, type Identity } from './app-identity.ts';
import { composePortal, type Portal } from './app-portal.ts';
import { startWork } from './app-work.ts';
import { loadSettings } from './config/index.ts';
import { type Database, isDatabaseUnavailable, openDatabase, readMigrations, statement } from './db/index.ts';
import {
  createBrowserBinding,
  createOutboundFetch,
  createSite,
  type Handler,
  RequestError,
  type RunningServer,
  startServer,
} from './http/index.ts';
import { createErrorPage, type PortalAddresses } from './identity/index.ts';
import { outboxBacklog } from './notify/index.ts';
import { createOperations, type Metrics, type Operations, type ReadinessCheck } from './operations/index.ts';
import type { SigningKeys } from './identity/signing-keys/index.ts';
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
  /** Takes the log's lines; standard output otherwise. */
  readonly writeLog?: (line: string) => void;
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
  const { db, workDb } = openPools(config, options);
  const operations = createOperations({
    clock,
    role: config.roles.join(','),
    pools: { web: () => db.pool(), worker: () => workDb.pool() },
    outbox: () => outboxBacklog(workDb),
    checks: readinessChecks(db, () => identity.signingKeys, clock),
    ...(options.writeLog ? { write: options.writeLog } : {}),
  });
  const { log } = operations;
  const onError = (error: unknown) => log.error('service.unexpected', error);
  const outbound = createOutboundFetch({ allowPrivate: config.outbound.allowPrivate });
  const portalPages = portalAddresses(config);
  const { metrics } = operations;
  const identity = await composeIdentity({
    config,
    keys,
    db,
    clock,
    fetch: outbound,
    portal: portalPages,
    metrics,
    onError,
  });
  const portal = composePortal({ config, db, clock, identity, fetch: outbound, log });
  const running: { stop(): Promise<void> }[] = [];
  if (config.roles.includes('web')) {
    const sites = createSites({ config, keys, identity, portal, operations });
    running.push(...(await startListeners(config, sites, operations)));
  }
  if (config.roles.includes('worker')) {
    const sendLogout = (notice: LogoutNotice) => identity.provider.sendLogout(notice);
    running.push(
      startWork({
        config,
        db: workDb,
        clock,
        random: Math.random,
        sendLogout,
        log: log.info,
        metrics,
        onError,
      }),
    );
  }
  log.info('service.started', { role: config.roles.join(','), port: config.listen.port });
  return {
    config,
    identity,
    async stop() {
      await Promise.all(running.map((part) => part.stop()));
      await identity.stop();
      await outbound.close();
      await Promise.all([db.close(), workDb.close()]);
      log.info('service.stopped');
    },
  };
}

function openPools(config: ServiceConfig, options: ServiceOptions) {
  const open = (role: 'acar_web' | 'acar_worker') =>
    openDatabase({
      connection: config.database.url,
      role,
      maxConnections: config.database.maxConnections,
      ...(options.onStatement ? { onStatement: options.onStatement } : {}),
    });
  return { db: open('acar_web'), workDb: open('acar_worker') };
}

const appliedMigrations = statement('service.migrations', 'select name from schema_migration');

function readinessChecks(db: Database, signingKeys: () => SigningKeys, clock: Clock): ReadinessCheck[] {
  return [
    {
      name: 'migrations',
      async check() {
        const applied = new Set(
          (await db.query<{ name: string }>(appliedMigrations)).map(({ name }) => name),
        );
        const missing = readMigrations().filter(({ name }) => !applied.has(name));
        if (missing.length > 0) throw new Error(`${missing.length} migrations are missing: run acar migrate`);
      },
    },
    {
      name: 'keys',
      async check() {
        const { privateJwks } = await signingKeys().keysAt(clock.now());
        if (privateJwks.length === 0) throw new Error('there is no signing key');
      },
    },
  ];
}

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
  readonly operations: Operations;
}

function createSites({
  config,
  keys,
  identity,
  portal,
  operations,
}: SitesDeps): ReadonlyMap<string, Handler> {
  const { origins } = config;
  const shared = {
    explain,
    onError: (error: unknown, { id, method }: { id: string; method: string }) =>
      operations.log.error('http.failed', error, { request: id, method }),
    onAnswer: (answer: Parameters<Metrics['httpAnswered']>[0] & { id: string }) => {
      operations.metrics.httpAnswered(answer);
      const { id, route, method, status, seconds } = answer;
      operations.log.info('http.answered', { request: id, route, method, status, seconds });
    },
  };
  const login = createSite({
    origin: origins.login,
    routes: identity.routes,
    binding: createBrowserBinding(keys.forms),
    errorPage: createErrorPage(portalAddresses(config)),
    ...shared,
    otherwise: (req, res) => identity.provider.handle(req, res),
  });
  const open = createSite({
    origin: origins.portal,
    routes: portal.routes,
    binding: createBrowserBinding(keys.portalForms),
    errorPage: portal.errorPage,
    ...shared,
  });
  return new Map([
    [origins.login, login],
    [origins.portal, open],
  ]);
}

async function startListeners(
  config: ServiceConfig,
  sites: ReadonlyMap<string, Handler>,
  operations: Operations,
): Promise<RunningServer[]> {
  const { host, port, operationsPort, trustedProxies } = config.listen;
  const { login: loginOrigin, mtls } = config.origins;
  const tls = readTls(config);
  const onError = (error: unknown) => operations.log.error('http.unanswered', error);
  const common = { host, trustedProxies, onError, first: operations.first };
  const login = sites.get(loginOrigin);
  const mtlsSites = new Map(mtls && login ? [[mtls, login]] : []);
  // Without TLS of our own a proxy has asked for the certificate, and both origins arrive here.
  const servers = [
    await startServer({ ...common, port, tls, sites: tls ? sites : new Map([...sites, ...mtlsSites]) }),
  ];
  if (mtls && tls) {
    const asking = { ...tls, asksForClientCertificate: true };
    servers.push(await startServer({ ...common, port: portOf(mtls), sites: mtlsSites, tls: asking }));
  }
  const names = ['127.0.0.1', 'localhost'].map(
    (name) => [`http://${name}:${operationsPort}`, operations.operationsHandler] as const,
  );
  servers.push(
    await startServer({ ...common, host: '127.0.0.1', port: operationsPort, sites: new Map(names) }),
  );
  return servers;
}

function portOf(origin: string): number {
  return Number(new URL(origin).port || 443);
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
