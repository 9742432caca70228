import { type ChildProcess, fork } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { join } from 'node:path';
import type { Certificate } from '../../certs/index.ts';
import type { Clock } from '../../oidc/ports.ts';
import { type Database, statement } from '../../src/db/index.ts';
import { createOrderService, type OrderService } from '../../src/pki/orders/index.ts';
import { createRecorder } from '../../src/records/index.ts';
import { makeRequest, sampleCitizen } from '../support/certification-request.ts';
import { startDurableDatabase } from '../support/durable-database.ts';
import { openTestAuthorities, type TestAuthorities } from '../support/test-authorities.ts';
import type { BenchCommand, BenchReply } from './pki-process.ts';

/** What the scenarios of the certificate service run on. */
export interface PkiWorld {
  readonly db: Database;
  readonly clock: Clock;
  readonly pki: TestAuthorities;
  readonly orders: OrderService;
  /** Issues a citizen's certificate for one of some prepared requests. */
  issue(): Promise<{ readonly serial: string; readonly certificate: Uint8Array }>;
  authority(name: string): { readonly caId: number; readonly certificate: Certificate };
  /** Stores certificates that nobody made, without their bytes. */
  fill(authority: string, count: number, status: 'good' | 'revoked'): Promise<void>;
  /** A process of its own. */
  start(command: BenchCommand): Promise<BenchProcess>;
  stop(): Promise<void>;
}

export interface BenchProcess {
  readonly pid: number;
  readonly reply: BenchReply;
  stop(): void;
}

export async function createPkiWorld(): Promise<PkiWorld> {
  const database = await startDurableDatabase();
  const { connection } = database;
  const clock = { now: () => Date.now() };
  const owner = database.owner();
  const db = database.open({ role: 'acar_pki' });
  const pki = await openTestAuthorities({ db, clock });
  const orders = createOrderService({
    db,
    clock,
    recorder: createRecorder({ clock }),
    authorities: pki.authorities,
    allowsReservedHostNames: true,
  });
  const requests = Array.from({ length: 100 }, () => makeRequest().request);
  let turn = 0;
  const processes: BenchProcess[] = [];
  return {
    db,
    clock,
    pki,
    orders,
    async issue() {
      turn += 1;
      const result = await orders.issue({
        orderedBy: 'bench',
        orderKey: String(turn),
        authority: 'persons-1',
        isPublic: false,
        profile: 'citizen-signature',
        request: requests[turn % requests.length] ?? new Uint8Array(),
        subject: sampleCitizen,
      });
      if (result.kind !== 'issued') throw new Error(result.message);
      return result;
    },
    authority(name) {
      const found = pki.authorities.find(name);
      if (!found) throw new Error(`no authority ${name}`);
      return found;
    },
    async fill(name, count, status) {
      const caId = pki.authorities.find(name)?.caId;
      const most = 20_000;
      for (let done = 0; done < count; done += most)
        await owner.transaction(async (tx) => {
          // Without a look at the foreign keys of each row.
          await tx.query(statement('bench.replica', 'set local session_replication_role = replica'));
          await tx.query(fillRows, [caId, Math.min(most, count - done), status]);
        });
      // What the database would do in its own time, and not while something is measured.
      await owner.query(statement('bench.vacuum', 'vacuum (analyze) certificate, certificate_event'));
      await owner.query(statement('bench.checkpoint', 'checkpoint'));
    },
    async start(command) {
      const started = await startProcess({ ...command, connection, folder: pki.folder });
      processes.push(started);
      return started;
    },
    async stop() {
      for (const one of processes) one.stop();
      await database.drop();
      pki.remove();
    },
  };
}

function startProcess(
  command: BenchCommand & { connection: unknown; folder: string },
): Promise<BenchProcess> {
  const child: ChildProcess = fork(join(import.meta.dirname, 'pki-process.ts'), [JSON.stringify(command)]);
  return new Promise((resolve, reject) => {
    child.once('message', (reply) =>
      resolve({ pid: child.pid ?? 0, reply: reply as BenchReply, stop: () => void child.kill() }),
    );
    child.once('exit', (code) => reject(new Error(`the process ended with ${code}`)));
  });
}

const fillRows = statement(
  'bench.fill',
  `with made as (
     insert into certificate (ca_id, serial, profile, subject_id, subject_name, is_public, crl_partition, not_before,
       not_after, tbs, certificate, fingerprint, prepared_at, issued_at, status, status_at, reason)
     select $1, '\\x40'::bytea || uuid_send(gen_random_uuid()), 'mobile-signature', 'PNOAZ-' || n, 'Nümunə ' || n, false,
       0, now(), now() + '3 years', '\\x3000', '\\x3000', sha256(uuid_send(gen_random_uuid())), now(), now(), $3, now(),
       case when $3 = 'revoked' then 1 + (n % 5)::smallint end
     from generate_series(1, $2::integer) n returning ca_id, serial, status)
   insert into certificate_event (ca_id, serial, action, reason, happened_at, done_by)
   select ca_id, serial, 'revoked', 4, now(), 'bench' from made where status = 'revoked'`,
);

/** One raw signature with P-256 over a message as long as what is signed here, on this thread. */
export function rawSignature(): () => Promise<unknown> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const message = Buffer.alloc(800, 7);
  return async () => sign('sha256', message, privateKey);
}
