import { randomUUID } from 'node:crypto';
import {
  acceptRequest,
  drawSerial,
  issueCertificate,
  type Linted,
  lintCertificate,
  prepareCertificate,
  type ProfileId,
  profiles,
} from '../../../certs/index.ts';
import type { Clock } from '../../../oidc/ports.ts';
import { type BatchLimits, createBatching, type Database } from '../../db/index.ts';
import type { StatementRecorder } from '../../records/index.ts';
import type { Authorities, Authority } from '../authority/index.ts';
import {
  type CertificateOrder,
  type OrderRefusal,
  type OrderResult,
  profilesByKind,
  subjectIdOf,
  subjectNameOf,
} from './model.ts';
import {
  findOrder,
  findUnfinishedOrders,
  finishSigned,
  insertPreparedOrders,
  type PreparedOrder,
  refuseOrder,
  type SignedCertificate,
  type StoredOrder,
} from './store.ts';

export interface OrderServiceDeps {
  /** As `acar_pki`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: StatementRecorder;
  readonly authorities: Authorities;
  /** Names that nobody can hold, such as `*.localhost`: for a demonstration alone. */
  readonly allowsReservedHostNames: boolean;
  readonly drawSerial?: () => Uint8Array;
  readonly limits?: BatchLimits;
}

export interface OrderService {
  /**
   * Issues a certificate for an order. Order of effects: judge; store the bytes that will be signed; sign; store the
   * certificate with its event and its record. The same order again gives the same certificate, also after a crash.
   * @throws SigningError when the authority's key is away; the order stays and is finished later
   */
  issue(order: CertificateOrder): Promise<OrderResult>;
  /** What became of an order; undefined when the orderer has none with this key. */
  resultOf(orderedBy: string, orderKey: string): Promise<OrderResult | undefined>;
  /** Signs what was stored and never signed, at start and now and then; how many certificates were finished. */
  finishInterrupted(): Promise<number>;
}

// One of each sort at a time: what waits meanwhile goes together, and a commit costs more than its rows.
const defaultLimits: BatchLimits = { statementsInFlight: 1, keysPerStatement: 200 };
/** Younger ones may be under way in another process. */
const interruptedAfterMs = 60_000;

export function createOrderService(deps: OrderServiceDeps): OrderService {
  const { db, clock, authorities } = deps;
  const writes = openWrites(deps);

  const sign = async (
    authority: Authority,
    order: Pick<StoredOrder, 'orderId' | 'caId' | 'serial' | 'profile' | 'orderedBy' | 'orderKey'>,
    linted: Linted<'certificate'>,
  ): Promise<OrderResult> => {
    const issued = await issueCertificate({ key: authority.key, linted });
    if (issued.kind === 'refused') return issued;
    const { orderId, caId, serial, profile } = order;
    const { certificate } = issued;
    const isFirst = await writes.finish(orderId, {
      orderId,
      caId,
      serial,
      profile,
      certificate,
      doneBy: order.orderedBy,
    });
    return isFirst ? { kind: 'issued', orderId, caId, serial, certificate } : stored(deps, order);
  };

  return {
    async issue(order) {
      const authority = authorities.find(order.authority);
      if (!authority) return refuse('order.unknown_authority', 'no such authority issues here');
      const ready = await makeReady(deps, authority, order);
      if (ready.kind === 'refused') return ready;
      const { prepared, linted } = ready;
      const isNew = await writes.insert(`${order.orderedBy} ${order.orderKey}`, prepared);
      if (!isNew) return repeated(deps, order);
      return sign(authority, prepared, linted);
    },
    async resultOf(orderedBy, orderKey) {
      const found = await findOrder(db, orderedBy, orderKey);
      return found && answerOf(found);
    },
    async finishInterrupted() {
      const before = new Date(clock.now() - interruptedAfterMs);
      let finished = 0;
      for (const order of await findUnfinishedOrders(db, before)) {
        const authority = authorities.byId(order.caId);
        // Another process holds the key.
        if (!authority) continue;
        const lint = order.isIssuing ? lintAgain(deps, authority, order) : issuesNoMore();
        if (lint.kind === 'refused') await refuseOrder(db, order.orderId, lint.code, new Date(clock.now()));
        else if ((await sign(authority, order, lint.linted)).kind === 'issued') finished += 1;
      }
      return finished;
    },
  };
}

/** The statements that many orders share. */
function openWrites({ db, clock, recorder, limits = defaultLimits }: OrderServiceDeps) {
  const batching = createBatching(limits);
  return {
    insert: batching.open<PreparedOrder, boolean>({
      isRead: false,
      speaker: 'first',
      echo: () => false,
      run: (orders) => insertPreparedOrders(db, orders, new Date(clock.now())),
    }),
    finish: batching.open<SignedCertificate, boolean>({
      isRead: false,
      speaker: 'first',
      echo: () => false,
      async run(signed) {
        const records = recorder.valuesOf(
          signed.map(({ caId, serial, profile, doneBy }) => ({
            type: 'certificate.issued',
            facts: { ca: caId, serial, profile, by: doneBy },
          })),
        );
        return finishSigned(db, signed, records, new Date(clock.now()));
      },
    }),
  };
}

type Ready =
  | { readonly kind: 'ready'; readonly prepared: PreparedOrder; readonly linted: Linted<'certificate'> }
  | OrderRefusal;

/** Everything that can be judged before something is stored. */
async function makeReady(
  deps: OrderServiceDeps,
  authority: Authority,
  order: CertificateOrder,
): Promise<Ready> {
  const allowed: readonly ProfileId[] = profilesByKind[authority.kind];
  if (!allowed.includes(order.profile))
    return refuse(
      'order.profile_not_allowed',
      `${authority.name} does not issue ${order.profile}`,
      'profile',
    );
  const profile = profiles[order.profile];
  const request = acceptRequest(order.request, profile);
  if (request.kind === 'refused') return request;
  await nextStep();
  const hostNames = order.hostNames ?? [];
  const foreign = request.hostNames.find((name) => !hostNames.includes(name));
  if (foreign !== undefined)
    return refuse('order.host_name', `${foreign} is not known to belong to the orderer`, 'hostNames');
  const serial = (deps.drawSerial ?? drawSerial)();
  const partition = (serial.at(-1) ?? 0) % authority.partitions;
  const { subject, notAfter } = order;
  const { publicKey } = request;
  const prepared = prepareCertificate({
    issuer: authority.issuer,
    profile,
    subject,
    publicKey,
    serial,
    partition,
    hostNames,
    notBefore: deps.clock.now(),
    ...(notAfter === undefined ? {} : { notAfter }),
  });
  if (prepared.kind === 'refused') return prepared;
  await nextStep();
  const lint = lintCertificate(prepared.tbs, contextOf(deps, authority, order.profile));
  if (lint.kind === 'refused') return linterRefusal(lint.findings);
  return {
    kind: 'ready',
    linted: lint.linted,
    prepared: { ...rowOf(authority, order, serial), partition, ...withoutKind(prepared) },
  };
}

/**
 * Orders that come together take each step together: the mathematics of a signature and the rules of the linter push
 * each other out of the processor's caches, which by turns costs each of them a third of its time.
 */
function nextStep(): Promise<void> {
  return Promise.resolve();
}

function rowOf(authority: Authority, order: CertificateOrder, serial: Uint8Array) {
  const { subject, hostNames = [] } = order;
  return {
    orderId: randomUUID(),
    orderedBy: order.orderedBy,
    orderKey: order.orderKey,
    profile: order.profile,
    request: order.request,
    content: { subject, hostNames, isPublic: order.isPublic },
    caId: authority.caId,
    serial: Buffer.from(serial).toString('hex'),
    subjectId: subjectIdOf(subject),
    subjectName: subjectNameOf(subject),
    isPublic: order.isPublic,
  };
}

function withoutKind({ tbs, notBefore, notAfter }: Pick<PreparedOrder, 'tbs' | 'notBefore' | 'notAfter'>) {
  return { tbs, notBefore, notAfter };
}

function contextOf(deps: OrderServiceDeps, authority: Authority, profile: ProfileId) {
  return {
    issuer: authority.certificate,
    key: authority.key,
    profile: profiles[profile],
    time: deps.clock.now(),
    allowsReservedHostNames: deps.allowsReservedHostNames,
  };
}

type Relinted = { readonly kind: 'passed'; readonly linted: Linted<'certificate'> } | OrderRefusal;

/** The very bytes that were stored, by the rules of today. */
function lintAgain(deps: OrderServiceDeps, authority: Authority, order: StoredOrder): Relinted {
  const id = order.profile;
  if (!isProfileId(id)) return refuse('order.profile_not_allowed', 'the profile is gone', 'profile');
  const lint = lintCertificate(order.tbs, contextOf(deps, authority, id));
  return lint.kind === 'refused' ? linterRefusal(lint.findings) : lint;
}

function isProfileId(id: string): id is ProfileId {
  return Object.hasOwn(profiles, id);
}

/** An order whose key is known: its certificate, if it asks for the same. */
async function repeated(deps: OrderServiceDeps, order: CertificateOrder): Promise<OrderResult> {
  const found = await findOrder(deps.db, order.orderedBy, order.orderKey);
  // Neither new nor known: the store takes no orders of an authority that was revoked.
  if (!found) return issuesNoMore();
  const isSame = found.profile === order.profile && found.request.equals(order.request);
  return isSame ? answerOf(found) : refuse('order.key_reused', 'another order has this key', 'orderKey');
}

/** What another process finished first. */
async function stored(
  deps: OrderServiceDeps,
  { orderedBy, orderKey }: Pick<StoredOrder, 'orderedBy' | 'orderKey'>,
): Promise<OrderResult> {
  const found = await findOrder(deps.db, orderedBy, orderKey);
  return found ? answerOf(found) : refuse('order.unfinished', 'the certificate is being made; ask again');
}

function answerOf({ orderId, caId, serial, certificate, state, refusal }: StoredOrder): OrderResult {
  if (state === 'refused' && refusal === issuesNoMore().code) return issuesNoMore();
  if (state === 'refused') return refuse('order.linter', 'the linter refused what was stored; order anew');
  return certificate
    ? { kind: 'issued', orderId, caId, serial, certificate }
    : refuse('order.unfinished', 'the certificate is being made; ask again');
}

function issuesNoMore(): OrderRefusal {
  return refuse('order.unknown_authority', 'the authority issues no more certificates');
}

function linterRefusal(
  findings: readonly { rule: string; message: string; severity: string }[],
): OrderRefusal {
  const errors = findings.filter(({ severity }) => severity === 'error');
  return refuse('order.linter', errors.map(({ rule, message }) => `${rule}: ${message}`).join('; '));
}

function refuse(code: OrderRefusal['code'], message: string, field?: string): OrderRefusal {
  return { kind: 'refused', code, message, field };
}
