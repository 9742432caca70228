import { createHash, randomUUID } from 'node:crypto';
import type { OpenedRequest, PhoneRequest, PhoneRequests } from '../../../oidc/phone-ports.ts';
import type { Clock } from '../../../oidc/ports.ts';
import { createBatching, type Database, DatabaseError } from '../../db/index.ts';
import { answerOf, codeSecret, isRequestId, requestTimes, stateOf } from './model.ts';
import { type PhoneNews, waitForNews } from './news.ts';
import {
  deleteRequests,
  endRequest,
  findProgress,
  giveAnswer,
  insertRequest,
  type NewRequest,
  type ProgressRow,
} from './store.ts';

export interface PhoneRequestsDeps {
  /** As `acar_web`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly randomBytes: (size: number) => Buffer;
  readonly news: PhoneNews;
  /** Derives the keys of codes; the same on every node. */
  readonly codeKey: Uint8Array;
  readonly walletOrigin: string;
}

/** Reads of many waiters share statements. */
export type ReadProgress = (id: string) => Promise<ProgressRow | undefined>;

export function createProgressReader(db: Database): ReadProgress {
  const batching = createBatching({ statementsInFlight: 2, keysPerStatement: 200 });
  const read = batching.open<string, ProgressRow | undefined>({
    isRead: true,
    speaker: 'first',
    echo: (row) => row,
    async run(ids) {
      const rows = new Map((await findProgress(db, ids)).map((row) => [row.requestId, row]));
      return ids.map((id) => rows.get(id));
    },
  });
  return async (id) => (isRequestId(id) ? read(id, id) : undefined);
}

/** Requests by link and code, in PostgreSQL: any node may open, answer and wait. */
export function createPhoneRequests(deps: PhoneRequestsDeps): PhoneRequests {
  const { db, clock, news } = deps;
  const read = createProgressReader(db);
  // A push belongs to its session, and documents to their signing; neither can be reached from here.
  const readOwn: ReadProgress = async (id) => {
    const row = await read(id);
    return row?.flow === 'qr' || row?.flow === 'same-device' ? row : undefined;
  };
  return {
    open: (request) => openRequest(deps, request),
    look: async (id) => stateOf(await readOwn(id), clock.now()),
    async changed(id, known, { timeoutMs, signal }) {
      const row = await waitForNews({
        subscribe: (heard) => news.on('request', id, heard),
        read: () => readOwn(id),
        settlesIn: (found) => {
          const now = clock.now();
          return found && stateOf(found, now).kind === known ? found.expiresAt.getTime() - now : undefined;
        },
        timeoutMs,
        signal,
      });
      return stateOf(row, clock.now());
    },
    async take(id) {
      if (!isRequestId(id)) return undefined;
      const now = clock.now();
      const row = await giveAnswer(db, id, new Date(now), new Date(now - requestTimes.answerMs));
      return row && answerOf(row);
    },
    async cancel(id) {
      if (isRequestId(id)) await endRequest(db, id, { state: 'cancelled' }, new Date(clock.now()));
    },
  };
}

async function openRequest(deps: PhoneRequestsDeps, request: PhoneRequest): Promise<OpenedRequest> {
  const now = deps.clock.now();
  const requestId = randomUUID();
  const token = deps.randomBytes(32).toString('base64url');
  const { flow, clientId, serviceName, language, browser, place, opener } = request;
  const nonce = deps.randomBytes(32);
  await insertOpened(deps.db, {
    requestId,
    flow,
    tokenDigest: tokenDigest(token),
    clientId,
    serviceName,
    language,
    browser,
    place,
    returnTo: flow === 'same-device' ? request.returnTo : undefined,
    number: flow === 'qr' ? request.number : undefined,
    nonce,
    state: 'open',
    createdAt: new Date(now),
    expiresAt: new Date(now + requestTimes.lifeMs),
    openerDigest: flow === 'qr' && opener !== undefined ? tokenDigest(opener) : undefined,
  });
  return {
    id: requestId,
    token,
    secret: codeSecret(deps.codeKey, requestId),
    nonce: nonce.toString('base64url'),
    link: `${deps.walletOrigin}/open?request=${token}`,
  };
}

/** Of one opener at most so many come at the same moment: its windows. */
const openerTries = 5;

async function insertOpened(db: Database, request: NewRequest): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await insertRequest(db, request);
    } catch (error) {
      const isTaken = error instanceof DatabaseError && error.constraint === 'phone_request_opener';
      if (!isTaken || tries === openerTries) throw error;
    }
  }
}

export function tokenDigest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

const keptMs = 24 * 3_600_000;
const sweepBatch = 1_000;

/** Removes requests a day after they were made; until then the limits look back at them. */
export async function sweepPhoneRequests(db: Database, now: number): Promise<void> {
  for (;;) {
    const removed = await deleteRequests(db, new Date(now - keptMs), sweepBatch);
    if (removed < sweepBatch) return;
  }
}
