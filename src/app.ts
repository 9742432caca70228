import type { Clock } from '../oidc/ports.ts';
import type { LogoutNotice } from '../oidc/provider/index.ts';
import { composeCardSignIn } from './app-card.ts';
import { openCourtConnector } from './app-court-connector.ts';
import { composeCourt } from './app-court.ts';
import { composeDocuments, composeRenewal } from './app-documents.ts';
import { startGateway } from './app-gateway.ts';
import { composeIdentity, type Identity } from './app-identity.ts';
import { startListeners, startOperationsListener } from './app-listeners.ts';
import { composeMobile, type Mobile } from './app-mobile.ts';
import { composePhoneSignIn } from './app-phone.ts';
import { composePki, type Pki, watchRootCrls } from './app-pki.ts';
import { createPkiSites } from './app-pki-sites.ts';
import { composePortal } from './app-portal.ts';
import { composeRecordLog, recordLogSites, watchRecordLog } from './app-record-log.ts';
import { createSites, portalAddresses, siteOptions } from './app-sites.ts';
import { composeVerification, openForeignLists } from './app-verification.ts';
import { startWork } from './app-work.ts';
import { type Database, type DatabaseOptions, openDatabase, readMigrations, statement } from './db/index.ts';
import { createOutboundFetch } from './http/index.ts';
import { logoutBacklog } from './identity/logout-delivery/index.ts';
import type { SigningKeys } from './identity/signing-keys/index.ts';
import { escalationBacklog } from './notices/index.ts';
import { outboxBacklog } from './notify/index.ts';
import { createOperations, type ReadinessCheck } from './operations/index.ts';
import type { RunningLog } from './records/index.ts';
import { deriveServiceKeys } from './secrets.ts';
import { type Environment, readServiceConfig, type ServiceConfig } from './settings.ts';

export interface RunningService {
  readonly config: ServiceConfig;
  readonly identity: Identity;
  /** In a process with the role `pki`. */
  readonly pki: Pki | undefined;
  /** In a process with the role `web`, where a wallet is set. */
  readonly mobile: Mobile | undefined;
  /** In a process with the role `sequencer`. */
  readonly recordLog: RunningLog | undefined;
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

/** Starts the roles that the configuration names; resolves when the service answers. */
export async function startService(
  environment: Environment,
  options: ServiceOptions = {},
): Promise<RunningService> {
  const config = readServiceConfig(environment);
  const clock = options.clock ?? { now: () => Date.now() };
  const keys = deriveServiceKeys(config.secrets.master);
  const { db, workDb, redactionDb, pkiDb, logDb, gatewayDb } = openPools(config, options);
  let recordLog: RunningLog | undefined;
  const watched = watchRecordLog({ config, db, clock, stoppedBy: () => recordLog?.stoppedBy() });
  const roots = watchRootCrls({ config, db: pkiDb, clock });
  const operations = createOperations({
    clock,
    role: config.roles.join(','),
    pools: {
      web: () => db.pool(),
      worker: () => workDb.pool(),
      redactor: () => redactionDb.pool(),
      pki: () => pkiDb.pool(),
      sequencer: () => logDb.pool(),
      gateway: () => gatewayDb.pool(),
    },
    outbox: async () => (await Promise.all([outboxBacklog(workDb), logoutBacklog(workDb)])).flat(),
    renewals: async () => renewal?.backlog(),
    escalations: async () => (config.court.origin === undefined ? undefined : escalationBacklog(workDb)),
    trustedLists: () => foreign.lists.states(),
    ...watched.metrics,
    ...roots.metrics,
    checks: [...readinessChecks(db, () => identity.signingKeys, clock), ...watched.checks, ...roots.checks],
    ...(options.writeLog ? { write: options.writeLog } : {}),
  });
  const { log } = operations;
  const onError = (error: unknown) => log.error('service.unexpected', error);
  const outbound = createOutboundFetch({ allowPrivate: config.outbound.allowPrivate });
  const portalPages = portalAddresses(config);
  const { metrics } = operations;
  const isWeb = config.roles.includes('web');
  // Before anything runs: a wrong list ends the start.
  const foreign = await openForeignLists({ config, clock, log });
  const pki = config.roles.includes('pki')
    ? await composePki({ config, db: pkiDb, clock, log, random: Math.random })
    : undefined;
  const card = composeCardSignIn(config, pki?.revocation, (error) => log.error('card.no_status', error));
  const mobile = isWeb ? await composeMobile({ config, keys, db, clock, onError }) : undefined;
  const phone = composePhoneSignIn({
    config,
    phones: mobile?.requests,
    service: mobile?.service,
    own: pki?.revocation,
    onError: (error) => log.error('phone.no_status', error),
  });
  const identity = await composeIdentity({
    config,
    card,
    phone,
    keys,
    db,
    clock,
    fetch: outbound,
    portal: portalPages,
    metrics,
    onError,
  });
  const documents = composeDocuments({
    config,
    keys,
    db,
    clock,
    pki,
    mobile,
    onError: (error) => log.error('documents.no_status', error),
  });
  const verification = isWeb
    ? composeVerification({ config, keys, db, clock, portal: portalPages, pki, foreign })
    : undefined;
  const connector = isWeb ? openCourtConnector({ config, clock }) : undefined;
  const portalParts = { config, db, clock, identity, fetch: outbound, log, mobile, documents, connector };
  const portal = composePortal({ ...portalParts, verification });
  const court = composeCourt({
    config,
    keys,
    db,
    clock,
    identity,
    documents,
    connector,
    fetch: outbound,
    log,
  });
  const renewal = composeRenewal({
    config,
    keys,
    db: workDb,
    clock,
    random: Math.random,
    pki,
    onError: (error) => log.error('documents.renewal', error),
  });
  const running: { stop(): Promise<void> }[] = [];
  if (pki) running.push(pki);
  if (config.roles.includes('web') || pki) {
    const common = siteOptions(operations);
    const pkiParts = { config, keys, db, pkiDb, clock, fetch: outbound, portal: portalPages, pki, onError };
    const sites = new Map([
      ...(config.roles.includes('web') ? createSites({ config, keys, identity, portal, common }) : []),
      ...(mobile?.sites(common) ?? []),
      ...(verification ? [verification.site(common)] : []),
      ...(court ? [court.site(common)] : []),
      ...createPkiSites({ ...pkiParts, common }),
      ...recordLogSites({ config, db, onError }),
    ]);
    running.push(...(await startListeners(config, sites, operations)));
  }
  if (config.roles.includes('worker')) {
    const sendLogout = (notice: LogoutNotice) => identity.provider.sendLogout(notice);
    running.push(
      startWork({
        config,
        keys,
        db: workDb,
        redactionDb,
        clock,
        random: Math.random,
        sendLogout,
        log: log.info,
        metrics,
        onError,
        renewal,
      }),
    );
  }
  if (config.roles.includes('gateway')) {
    if (!isWeb && !pki) running.push(await startOperationsListener(config, operations));
    const parts = { config, keys, db: gatewayDb, clock, log, metrics, own: pki?.revocation };
    running.push(await startGateway(parts));
  }
  recordLog = config.roles.includes('sequencer')
    ? await composeRecordLog({ config, db: logDb, clock, log, stamp: pki?.stamp })
    : undefined;
  if (recordLog) running.push(recordLog);
  log.info('service.started', { role: config.roles.join(','), port: config.listen.port });
  return {
    config,
    identity,
    pki,
    mobile,
    recordLog,
    async stop() {
      await Promise.all([...running.map((part) => part.stop()), mobile?.letGo()]);
      await identity.stop();
      await mobile?.stop();
      await Promise.all([
        outbound.close(),
        card?.close(),
        phone?.close(),
        documents?.close(),
        renewal?.close(),
        verification?.close(),
        foreign.stop(),
      ]);
      connector?.close();
      await Promise.all([db, workDb, redactionDb, pkiDb, logDb, gatewayDb].map((pool) => pool.close()));
      log.info('service.stopped');
    },
  };
}

function openPools(config: ServiceConfig, options: ServiceOptions) {
  const open = (role: NonNullable<DatabaseOptions['role']>) =>
    openDatabase({
      connection: config.database.url,
      role,
      maxConnections: config.database.maxConnections,
      ...(options.onStatement ? { onStatement: options.onStatement } : {}),
    });
  return {
    db: open('acar_web'),
    workDb: open('acar_worker'),
    redactionDb: open('acar_redactor'),
    pkiDb: open('acar_pki'),
    logDb: open('acar_sequencer'),
    gatewayDb: open('acar_gateway'),
  };
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
