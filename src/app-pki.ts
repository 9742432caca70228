import type { Clock } from '../oidc/ports.ts';
import { ConfigurationError } from './config/index.ts';
import type { Database } from './db/index.ts';
import { openServiceSeal } from './app-seal.ts';
import { type Job, startJobs } from './jobs/index.ts';
import { startPhoneIssuing } from './mobile/index.ts';
import type { Log, MetricsOptions, ReadinessCheck } from './operations/index.ts';
import {
  type Authorities,
  createOrderService,
  createStatusService,
  openAuthorities,
  openCeremonyFolder,
  openKeyRing,
  type OrderService,
  publishTrustedList,
  readRootCrlStates,
  refuseEndingRootCrl,
  type StatusService,
} from './pki/index.ts';
import { createRecorder } from './records/index.ts';
import { type PkiService, startPkiService } from './pki-web/index.ts';
import type { ServiceConfig } from './settings.ts';

export interface PkiDeps {
  readonly config: Pick<ServiceConfig, 'pki' | 'isDevelopment' | 'seal'>;
  /** As `acar_pki`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
}

/** The certificate service in a process that may open its keys. */
export interface Pki {
  readonly authorities: Authorities;
  readonly orders: OrderService;
  readonly statuses: StatusService;
  /** OCSP, lists and time stamps at the origin of the certificate service. */
  readonly handler: PkiService['handler'];
  /** OCSP answers for this process. */
  readonly revocation: PkiService['revocation'];
  /** Time stamps and CRLs for this process. */
  readonly stamp: PkiService['stamp'];
  readonly crls: PkiService['crls'];
  stop(): Promise<void>;
}

/** Opens the authorities and begins with what an earlier process left unfinished. */
export async function composePki(deps: PkiDeps): Promise<Pki> {
  const { db, clock, log, config } = deps;
  const { path, passphrase } = keysOf(config.pki);
  const folder = openCeremonyFolder(path);
  const ring = openKeyRing(path, passphrase);
  const authorities = await openAuthorities({
    db,
    clock,
    folder,
    openKey: (reference, algorithm) => ring.open(folder, reference, algorithm),
  });
  const recorder = createRecorder({ clock });
  const allowsReservedHostNames = config.isDevelopment;
  const orders = createOrderService({ db, clock, recorder, authorities, allowsReservedHostNames });
  const listJobs = trustedListJobs(deps, authorities, folder.inventory.address);
  const jobs = startJobs(
    [
      ...listJobs,
      {
        name: 'pki.finish_interrupted',
        everySeconds: 60,
        run: async () => void (await orders.finishInterrupted()),
      },
    ],
    { clock, onError: (error) => log.error('pki.job_failed', error), log: log.info },
  );
  const statuses = createStatusService({ db, clock, recorder });
  const onError = (error: unknown) => log.error('pki.phones_failed', error);
  // The newest: the ones before it may have been revoked, and issue no more.
  const phones = authorities.all.findLast(({ kind }) => kind === 'phones');
  const issuing =
    phones &&
    startPhoneIssuing({ db, clock, random: deps.random, orders, statuses, authority: phones.name, onError });
  const service = await startPkiService({
    db,
    clock,
    recorder,
    authorities,
    monotonic: () => performance.now(),
    onError: (error) => log.error('pki.failed', error),
  });
  return {
    authorities,
    orders,
    statuses,
    handler: service.handler,
    revocation: service.revocation,
    stamp: service.stamp,
    crls: service.crls,
    async stop() {
      await service.stop();
      await issuing?.stop();
      await jobs.stop();
      await ring.close();
    },
  };
}

/** What a process with the role `pki` tells of the lists of roots, which nothing makes by itself. */
export function watchRootCrls(deps: {
  readonly config: Pick<ServiceConfig, 'roles'>;
  /** As `acar_pki`. */
  readonly db: Database;
  readonly clock: Clock;
}): { readonly metrics: Pick<MetricsOptions, 'rootCrls'>; readonly checks: readonly ReadinessCheck[] } {
  if (!deps.config.roles.includes('pki')) return { metrics: {}, checks: [] };
  return {
    metrics: { rootCrls: () => readRootCrlStates(deps) },
    checks: [{ name: 'root_crl', isAlert: true, check: () => refuseEndingRootCrl(deps) }],
  };
}

/** Publishes the trusted list, where one is wanted: soon after an authority or a unit changed, and before it ends. */
function trustedListJobs(
  { db, clock, config }: PkiDeps,
  { organisation }: Authorities,
  origin: string,
): readonly Job[] {
  const { trustedList: scheme } = config.pki;
  if (!scheme) return [];
  const signer = openServiceSeal(config.seal);
  if (!signer)
    throw new ConfigurationError([
      'ACAR_TRUSTED_LIST_FILE: a list is signed by the seal; set ACAR_SEAL_KEY_FILE and ACAR_SEAL_CERTIFICATE_FILE',
    ]);
  const deps = { db, clock, scheme, organisation, signer, origin };
  const run = async () => void (await publishTrustedList(deps));
  return [{ name: 'pki.trusted_list', everySeconds: 60, run }];
}

function keysOf({ folder, passphrase }: ServiceConfig['pki']): { path: string; passphrase: Buffer } {
  if (folder !== undefined && passphrase !== undefined) return { path: folder, passphrase };
  const missing = [
    ...(folder === undefined ? ['ACAR_PKI_FOLDER: is required by the role pki'] : []),
    ...(passphrase === undefined ? ['ACAR_PKI_SECRET_FILE: is required by the role pki'] : []),
  ];
  throw new ConfigurationError(missing);
}
