import { createHmac, randomUUID } from 'node:crypto';
import type {
  MobileAuthentication,
  MobileService,
  MobileSession,
  MobileStart,
} from '../../../oidc/phone-ports.ts';
import type { AttemptLimiter, Clock, LimitKey } from '../../../oidc/ports.ts';
import { type Database, isDatabaseUnavailable } from '../../db/index.ts';
import {
  createProgressReader,
  findReachable,
  findRefusals,
  insertRequest,
  type KeyUse,
  type PhoneNews,
  requestTimes,
  resultOf,
  waitForNews,
} from '../requests/index.ts';
import { hashLengths, refusalMemoryMs, restUntil } from './model.ts';

export interface MobileSessionsDeps {
  /** As `acar_web`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly randomBytes: (size: number) => Buffer;
  readonly news: PhoneNews;
  readonly limiter: AttemptLimiter;
  /** Names persons in a table without telling who they are. */
  readonly personKey: Uint8Array;
}

/** A session that a relying party asks for. */
export interface SessionOrder extends MobileAuthentication {
  readonly keyUse: KeyUse;
  /** Absent = our own provider. */
  readonly relyingPartyId?: string | undefined;
}

/** The mobile-signature service. Sessions are rows: any node may start, answer and poll them. */
export interface MobileSessions extends MobileService {
  start(order: SessionOrder): Promise<MobileStart>;
  /** As `poll`, for sessions of this use alone. */
  pollFor(
    keyUse: KeyUse,
    sessionId: string,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<MobileSession>;
}

export function createMobileSessions(deps: MobileSessionsDeps): MobileSessions {
  const poll = createPoll(deps);
  return {
    start: (order) => start(deps, order),
    startAuthentication: (request) => start(deps, { ...request, keyUse: 'authentication' }),
    poll: (sessionId, options) => poll('authentication', sessionId, options),
    pollFor: poll,
  };
}

/** @throws RangeError when the hash is none of its type */
async function start(deps: MobileSessionsDeps, order: SessionOrder): Promise<MobileStart> {
  if (order.hash.length !== hashLengths[order.hashType])
    throw new RangeError(`a hash of ${order.hash.length} octets is no ${order.hashType}`);
  try {
    return await startLimited(deps, order);
  } catch (error) {
    if (isDatabaseUnavailable(error)) return { kind: 'unavailable' };
    throw error;
  }
}

async function startLimited(deps: MobileSessionsDeps, order: SessionOrder): Promise<MobileStart> {
  const { db, clock } = deps;
  const now = clock.now();
  const personDigest = digestPerson(deps.personKey, order.personalCode);
  const refusals = await findRefusals(db, personDigest, new Date(now - refusalMemoryMs));
  const until = restUntil(refusals);
  if (until > now) return { kind: 'cooling', until };
  const decision = await deps.limiter.begin(pushLimitKeys(order));
  if (!decision.allowed) return { kind: 'cooling', until: decision.blockedUntil };
  const accountId = await findReachable(db, order.phoneNumber, order.personalCode);
  const sessionId = randomUUID();
  const { clientId, serviceName, language, browser, place } = order;
  const { phoneNumber, hash, hashType, keyUse, relyingPartyId } = order;
  await insertRequest(db, {
    requestId: sessionId,
    flow: 'push',
    accountId,
    clientId,
    serviceName,
    language,
    browser,
    place,
    phoneNumber,
    hash,
    hashType,
    keyUse,
    relyingPartyId,
    personDigest,
    nonce: deps.randomBytes(32),
    // An unknown number or person costs the same and is told as any other outcome: in the session.
    ...(accountId ? { state: 'open' } : { state: 'failed', failure: 'not_client' }),
    createdAt: new Date(now),
    expiresAt: new Date(now + requestTimes.pushLifeMs),
  });
  return { kind: 'started', sessionId };
}

export function digestPerson(key: Uint8Array, personalCode: string): Buffer {
  return createHmac('sha256', key).update(personalCode).digest();
}

/** Pushes are counted per person, and per address where the caller told one. */
export function pushLimitKeys({
  personalCode,
  address,
}: Pick<SessionOrder, 'personalCode' | 'address'>): LimitKey[] {
  return [
    { scope: 'account-and-address', value: `push ${personalCode}` },
    ...(address ? [{ scope: 'address', value: `push ${address}` } as const] : []),
  ];
}

function createPoll(deps: MobileSessionsDeps): MobileSessions['pollFor'] {
  const { db, clock, news } = deps;
  const read = createProgressReader(db);
  return async (keyUse, sessionId, { timeoutMs, signal }) => {
    const find = async (): Promise<Found> => {
      const row = await read(sessionId);
      const isGone = !row || clock.now() >= row.createdAt.getTime() + requestTimes.sessionMs;
      if (isGone || row.flow !== 'push' || row.keyUse !== keyUse) return { session: { kind: 'absent' } };
      const result = resultOf(row, clock.now());
      if (!result) return { session: { kind: 'running' }, endsAt: row.expiresAt.getTime() };
      if (result !== 'OK') return { session: { kind: 'complete', result } };
      const { signature, algorithm, certificate } = row;
      if (!signature || algorithm === null || !certificate) return { session: { kind: 'absent' } };
      return { session: { kind: 'complete', result, signature, algorithm, certificate } };
    };
    try {
      const first = await find();
      if (first.session.kind !== 'running' || timeoutMs <= 0) return first.session;
      const displacement = createDisplacement();
      const last = await waitForNews({
        subscribe: (heard) => {
          const ends = [
            news.on('request', sessionId, () => heard('')),
            news.on('poll', sessionId, (detail) => heard(detail)),
          ];
          return () => {
            for (const end of ends) end();
          };
        },
        read: async () => {
          await displacement.announceOnce((pollId) => news.tell(db, 'poll', sessionId, pollId));
          return find();
        },
        settlesIn: ({ endsAt }) => (endsAt === undefined ? undefined : Math.max(endsAt - clock.now(), 0)),
        timeoutMs,
        signal,
        isDisplaced: (by) => displacement.isDisplacedBy(by),
      });
      return last.session;
    } catch (error) {
      if (isDatabaseUnavailable(error)) return { kind: 'unavailable' };
      throw error;
    }
  };
}

interface Found {
  readonly session: MobileSession;
  /** While it runs. Milliseconds since 1970. */
  readonly endsAt?: number;
}

/** Notifications come everywhere in the order of their commits: who is named after oneself came later and takes over. */
function createDisplacement() {
  const pollId = randomUUID();
  let isAnnounced = false;
  let isOwnHeard = false;
  return {
    async announceOnce(announce: (pollId: string) => Promise<void>) {
      if (isAnnounced) return;
      isAnnounced = true;
      await announce(pollId);
    },
    isDisplacedBy(other: string) {
      if (other === pollId) isOwnHeard = true;
      return isOwnHeard && other !== '' && other !== pollId;
    },
  };
}
