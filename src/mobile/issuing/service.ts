import type { Clock } from '../../../oidc/ports.ts';
import type { Database } from '../../db/index.ts';
import { type QueueTable, startWorker, type TryOutcome } from '../../jobs/index.ts';
import {
  findOrderer,
  type OrderService,
  type RevocationReason,
  revocationReasons,
  type StatusService,
} from '../../pki/index.ts';
import { workChannel } from '../phones/index.ts';
import { findOrderedFor, hasEarlierWork, tellWorkEnded } from './store.ts';

export interface PhoneIssuingDeps {
  /** As `acar_pki`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly random: () => number;
  readonly orders: OrderService;
  readonly statuses: StatusService;
  /** Name of the authority for phones. */
  readonly authority: string;
  readonly onError: (error: unknown) => void;
}

interface Work {
  readonly phoneId: string;
  readonly task: 'issue' | 'hold' | 'release' | 'revoke';
  readonly keyUse: 'authentication' | 'signature';
  readonly request: Buffer | null;
  readonly caId: number | null;
  readonly serial: Buffer | null;
  readonly reason: string | null;
}

const table: QueueTable = {
  table: 'phone_work',
  states: { waiting: 'waiting', claimed: 'waiting', done: 'done', failed: 'failed', expired: 'failed' },
  columns: [
    'phone_id as "phoneId"',
    'task',
    'key_use as "keyUse"',
    'request',
    'ca_id as "caId"',
    'serial',
    'reason',
  ],
  doneColumns: ['ca_id', 'serial'],
};

const orderer = 'phones';

/** Works off what phones ordered, in a process that may issue. It takes nobody's word for whom a certificate is for. */
export function startPhoneIssuing(deps: PhoneIssuingDeps): { stop(): Promise<void> } {
  const { db, clock, random, onError } = deps;
  return startWorker<Work & { readonly id: string }>({
    db,
    table,
    wakeChannel: workChannel,
    handle: (work) => (work.task === 'issue' ? issue(deps, work) : changeStatus(deps, work)),
    async onEnded(tx, ended) {
      for (const { item } of ended) await tellWorkEnded(tx, item.phoneId);
    },
    pollSeconds: 1,
    retry: { firstDelaySeconds: 0.5, longestDelaySeconds: 15, maxTries: 10_000 },
    clock,
    random,
    onError,
  });
}

async function issue(deps: PhoneIssuingDeps, work: Work & { readonly id: string }): Promise<TryOutcome> {
  const holder = await findOrderedFor(deps.db, work.phoneId);
  if (!holder?.isActive || !work.request) return { kind: 'refused', reason: 'no such person or request' };
  if (holder.state !== 'enrolling' && holder.state !== 'renewing')
    return { kind: 'refused', reason: `the phone is ${holder.state}` };
  const result = await deps.orders.issue({
    orderedBy: orderer,
    orderKey: `work-${work.id}`,
    authority: deps.authority,
    profile: work.keyUse === 'authentication' ? 'mobile-authentication' : 'mobile-signature',
    request: work.request,
    subject: {
      kind: 'citizen',
      givenName: holder.givenName,
      surname: holder.familyName,
      identifier: { scheme: 'PNO', number: holder.personalCode },
    },
    isPublic: false,
  });
  if (result.kind === 'issued')
    return { kind: 'done', values: [result.caId, Buffer.from(result.serial, 'hex')] };
  const reason = `${result.code}: ${result.message}`;
  return result.code === 'order.unfinished' ? { kind: 'retry', reason } : { kind: 'refused', reason };
}

async function changeStatus(
  deps: PhoneIssuingDeps,
  work: Work & { readonly id: string },
): Promise<TryOutcome> {
  const { task, caId, serial } = work;
  if (task === 'issue' || caId === null || !serial) return { kind: 'refused', reason: 'no certificate' };
  if (await hasEarlierWork(deps.db, { ...work, caId, serial }))
    return { kind: 'retry', reason: 'an earlier change waits' };
  const key = { caId, serial: serial.toString('hex') };
  // A web process may only touch what was issued to phones.
  if ((await findOrderer(deps.db, key)) !== orderer)
    return { kind: 'refused', reason: 'it was not issued to a phone' };
  const reason = readReason(work.reason);
  const result = await deps.statuses.change({ ...key, action: task, reason, doneBy: orderer });
  // Not allowed = it is so already, or revoked.
  if (result.kind === 'changed' || result.code === 'certificate.not_allowed')
    return { kind: 'done', values: [caId, serial] };
  return { kind: 'refused', reason: result.code };
}

function readReason(reason: string | null): RevocationReason | undefined {
  const known = Object.keys(revocationReasons) as RevocationReason[];
  return known.find((name) => name === reason);
}
