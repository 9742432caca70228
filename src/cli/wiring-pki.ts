import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../../oidc/ports.ts';
import { secretFile } from '../config/index.ts';
import { type Database, type DatabaseOptions, openDatabase } from '../db/index.ts';
import {
  clientsAfter,
  countCertificates,
  createOrderService,
  createStatusService,
  enterClient,
  findAuthorityId,
  openAuthorities,
  openCeremonyFolder,
  openKeyRing,
  orderRenewal,
  type OrderService,
  planRootCrl,
  publishRootCrl,
  readPlan,
  readRootCrlPlan,
  refuseUsedFolder,
  type RootCrlPlan,
  runCeremony,
  signRootCrl,
  writeCeremonyFolder,
  writeRootCrlPlan,
} from '../pki/index.ts';
import type { BulkRecorder, StatementRecorder } from '../records/index.ts';
import { CliError } from './errors.ts';
import type { CertificateOffice } from './model.ts';

export interface OfficeOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The data folder of a running service: where the demonstration keeps its authorities. */
  readonly data: string;
  readonly connection: () => DatabaseOptions['connection'];
  readonly clock: Clock;
  readonly recorder: BulkRecorder & StatementRecorder;
  /** Allows names that nobody can hold, such as `*.localhost`. */
  readonly isDevelopment: boolean;
}

/** The commands of the certificate service. The database is asked as `acar_pki`; keys are opened by `issue`, `renew` and those that make CRLs of roots alone. */
export function openCertificateOffice(options: OfficeOptions): {
  readonly commands: CertificateOffice;
  close(): Promise<void>;
} {
  const { connection, clock, recorder } = options;
  let opened: Database | undefined;
  const db = () => {
    opened ??= openDatabase({ connection: connection(), role: 'acar_pki', maxConnections: 2 });
    return opened;
  };
  const keyOf = async (authority: string, serial: string) => {
    const caId = await findAuthorityId(db(), authority);
    if (caId === undefined)
      throw new CliError('cli.unknown_authority', `no authority is called ${authority}`);
    return { caId, serial };
  };
  const withOrders = <T>(use: (orders: OrderService) => Promise<T>) => useOrders(db(), options, use);
  const statuses = () => createStatusService({ db: db(), clock, recorder });
  const commands: CertificateOffice = {
    readPlan,
    holdCeremony: (plan, out, passphraseFile) => holdCeremony(options, plan, out, passphraseFile),
    rootCrl: {
      async plan(root, days) {
        const plan = await planRootCrl({ db: db(), clock }, { root, days });
        return { plan, yaml: writeRootCrlPlan(plan) };
      },
      readPlan: readRootCrlPlan,
      sign: (plan, place) => signRootCrlAt(clock, plan, place),
      publish: (crl) => publishRootCrl({ db: db(), clock }, crl),
    },
    list: () => countCertificates({ db: db(), clock }),
    issue: (order) => withOrders((orders) => orders.issue(order)),
    async renew(authority, serial, order) {
      const renewal = await orderRenewal(db(), await keyOf(authority, serial), order);
      return renewal.kind === 'refused' ? renewal : withOrders((orders) => orders.issue(renewal.order));
    },
    change: async (authority, change) =>
      statuses().change({ ...change, ...(await keyOf(authority, change.serial)) }),
    history: async (authority, serial) => statuses().historyOf(await keyOf(authority, serial)),
    enterClient: (given) => enterClient({ db: db(), clock }, given),
    clients: (after) => clientsAfter(db(), after),
  };
  return { commands, close: async () => opened?.close() };
}

async function holdCeremony(
  options: OfficeOptions,
  plan: Parameters<CertificateOffice['holdCeremony']>[0],
  out: string,
  passphraseFile: string,
) {
  const passphrase = readPassphrase(passphraseFile);
  refuseUsedFolder(out);
  const keys = openKeyRing(out, passphrase);
  try {
    const files = await runCeremony(plan, {
      now: options.clock.now(),
      makeKey: keys.make,
      allowsReservedHostNames: options.isDevelopment,
    });
    writeCeremonyFolder(out, files);
    return digestsOf(files);
  } finally {
    await keys.close();
  }
}

async function signRootCrlAt(
  clock: Clock,
  plan: RootCrlPlan,
  { folder: path, passphraseFile, out }: Parameters<CertificateOffice['rootCrl']['sign']>[1],
) {
  const passphrase = readPassphrase(passphraseFile);
  refuseUsedFolder(out);
  const folder = openCeremonyFolder(path);
  const keys = openKeyRing(path, passphrase);
  try {
    const files = await signRootCrl(plan, {
      now: clock.now(),
      folder,
      openKey: (reference, algorithm) => keys.openOffline(folder, reference, algorithm),
    });
    writeCeremonyFolder(out, files);
    return digestsOf(files);
  } finally {
    await keys.close();
  }
}

function digestsOf(files: ReadonlyMap<string, Uint8Array | string>) {
  return [...files].map(([file, content]) => ({
    file,
    sha256: createHash('sha256').update(content).digest('hex'),
  }));
}

/** Opens the authorities' keys for one use. */
async function useOrders<T>(
  db: Database,
  { environment, data, clock, recorder, isDevelopment }: OfficeOptions,
  use: (orders: OrderService) => Promise<T>,
): Promise<T> {
  const path = environment['ACAR_PKI_FOLDER'] ?? join(data, 'pki');
  const secret = environment['ACAR_PKI_SECRET_FILE'] ?? join(data, 'secrets/pki-passphrase');
  const folder = openCeremonyFolder(path);
  const keys = openKeyRing(path, readPassphrase(secret));
  try {
    const openKey: Parameters<typeof openAuthorities>[0]['openKey'] = (reference, algorithm) =>
      keys.open(folder, reference, algorithm);
    const authorities = await openAuthorities({ db, clock, folder, openKey });
    const allowsReservedHostNames = isDevelopment;
    return await use(createOrderService({ db, clock, recorder, authorities, allowsReservedHostNames }));
  } finally {
    await keys.close();
  }
}

function readPassphrase(path: string): Buffer {
  const read = secretFile.safeParse(path);
  if (read.success) return read.data;
  throw new CliError('cli.no_passphrase', read.error.issues.map(({ message }) => message).join('; '));
}
