import { z } from 'zod';
import type { ClientDirectory, EventRecorder, LogoutQueue, OidcStore, StoredItem } from '../ports.ts';
import { lifetimes } from './configuration.ts';
import { signInDetails } from './session-details.ts';

/** So many a person keeps: with a further one the oldest ends. */
export const mostSessions = 100;

/** A live session as its owner sees it. Times in seconds since 1970. */
export interface LiveSession {
  readonly uid: string;
  readonly accountId: string;
  readonly acr: string;
  readonly amr: readonly string[];
  readonly startedAt: number;
  readonly signedInAt: number;
  readonly expiresAt: number;
  readonly method: string;
  readonly address: string;
  readonly userAgent: string;
  /** The last time that it was used, to the minute. */
  readonly lastSeenAt: number;
  /** Services that were opened in this session, each with the `sid` that it knows. */
  readonly services: readonly { readonly clientId: string; readonly sid: string | undefined }[];
}

export interface Sessions {
  /** The newest first, at most {@link mostSessions}. */
  listOf(accountId: string): Promise<LiveSession[]>;
  /** Ends the session if it belongs to the person: its grants die and every service in it is told. */
  end(accountId: string, uid: string): Promise<boolean>;
  /** Ends all sessions of the person but the one named; returns how many ended. */
  endAll(accountId: string, exceptUid?: string): Promise<number>;
  /** Ends one service of a session: its grant dies and it is told; the session goes on. */
  leave(accountId: string, uid: string, clientId: string): Promise<boolean>;
  /**
   * Activity at the portal keeps the session alive: sliding, never past twelve hours. False when it is gone. Of a person
   * with more than {@link mostSessions} the oldest end here, and are recorded with the reason `too_many`: whoever may see
   * the list of sessions came through here, so that none lives on which the list does not show.
   */
  touch(accountId: string, clientId: string, sid: string | undefined): Promise<boolean>;
}

const payloadSchema = z
  .looseObject({
    uid: z.string(),
    accountId: z.string(),
    loginTs: z.number().default(0),
    acr: z.string().default('low'),
    amr: z.array(z.string()).default([]),
    authorizations: z
      .record(z.string(), z.object({ sid: z.string().optional(), grantId: z.string().optional() }))
      .default({}),
    acar: signInDetails.optional(),
  })
  // A sign-in that was broken off before any service was opened has no details yet, and is a session all the same.
  .transform(({ acar, ...session }) => ({ ...session, acar: acar ?? withoutDetails(session.loginTs) }));
type SessionPayload = z.infer<typeof payloadSchema>;

export interface SessionsDependencies {
  readonly store: OidcStore;
  readonly clients: ClientDirectory;
  readonly logoutQueue: LogoutQueue;
  readonly recorder: EventRecorder;
  readonly epochSeconds: () => number;
}

export function createSessions(deps: SessionsDependencies): Sessions {
  const { store } = deps;
  return {
    async listOf(accountId) {
      const items = await store.findSessionsOf(accountId, mostSessions);
      return items.flatMap((item) => toLiveSession(item) ?? []);
    },
    async end(accountId, uid) {
      const item = await store.findSessionByUid(uid);
      if (!item || read(item)?.accountId !== accountId) return false;
      await endOne(deps, item);
      return true;
    },
    endAll: (accountId, exceptUid) => endAll(deps, accountId, exceptUid),
    async leave(accountId, uid, clientId) {
      const item = await store.findSessionByUid(uid);
      const session = item && read(item);
      if (!item || session?.accountId !== accountId || !session.authorizations[clientId]) return false;
      await closeService(deps, session, clientId);
      const { [clientId]: _, ...authorizations } = session.authorizations;
      await store.upsert({ ...item, payload: { ...item.payload, authorizations } });
      return true;
    },
    touch: (accountId, clientId, sid) => touch(deps, accountId, { clientId, sid }),
  };
}

async function endOne(deps: SessionsDependencies, item: StoredItem, reason?: 'too_many'): Promise<void> {
  const session = read(item);
  if (session)
    await Promise.all(
      Object.keys(session.authorizations).map((clientId) => closeService(deps, session, clientId)),
    );
  // Of several requests that end it at the same moment, one tells of it.
  if (!(await deps.store.destroy('Session', item.id)) || !session) return;
  const { accountId, uid, acar } = session;
  const method = acar.method === '' ? undefined : acar.method;
  await deps.recorder.record({ type: 'session.ended', accountId, sessionUid: uid, method, reason });
}

/** However many there are: a hundred at a time. */
async function endAll(
  deps: SessionsDependencies,
  accountId: string,
  exceptUid: string | undefined,
): Promise<number> {
  for (let count = 0; ; ) {
    const items = await deps.store.findSessionsOf(accountId, mostSessions + 1);
    const ending = items.filter(({ uid }) => uid !== exceptUid);
    await Promise.all(ending.map((item) => endOne(deps, item)));
    count += ending.length;
    if (items.length <= mostSessions) return count;
  }
}

/** Those that are older than the newest hundred. */
async function endTooMany(deps: SessionsDependencies, accountId: string): Promise<void> {
  for (;;) {
    const items = await deps.store.findSessionsOf(accountId, 2 * mostSessions);
    const old = items.slice(mostSessions);
    if (old.length === 0) return;
    await Promise.all(old.map((item) => endOne(deps, item, 'too_many')));
  }
}

/** Writes only when a minute has passed since the last time: reading pages must not write at each of them. */
async function touch(
  deps: SessionsDependencies,
  accountId: string,
  service: { readonly clientId: string; readonly sid: string | undefined },
): Promise<boolean> {
  const items = await deps.store.findSessionsOf(accountId, mostSessions + 1);
  if (items.length > mostSessions) await endTooMany(deps, accountId);
  const item = items.slice(0, mostSessions).find((candidate) => {
    const known = read(candidate)?.authorizations[service.clientId];
    return known?.sid !== undefined && known.sid === service.sid;
  });
  const session = item && read(item);
  if (!item || !session) return false;
  const end = session.acar.startedAt + lifetimes.sessionLongest;
  const expiresAt = Math.min(deps.epochSeconds() + lifetimes.sessionIdle, end);
  if (expiresAt - item.expiresAt >= 60) await deps.store.extendSession(session.uid, expiresAt);
  return true;
}

async function closeService(
  deps: SessionsDependencies,
  session: SessionPayload,
  clientId: string,
): Promise<void> {
  const { sid, grantId } = session.authorizations[clientId] ?? {};
  const client = await deps.clients.find(clientId);
  await Promise.all([
    grantId ? deps.store.revokeGrant(grantId) : undefined,
    sid && client?.['backchannel_logout_uri']
      ? deps.logoutQueue.enqueue({ clientId, subject: session.accountId, sid })
      : undefined,
  ]);
}

const withoutDetails = (loginTs: number) => ({
  startedAt: loginTs,
  signedInAt: loginTs,
  method: '',
  address: '',
  userAgent: '',
});

function read(item: StoredItem): SessionPayload | undefined {
  const parsed = payloadSchema.safeParse(item.payload);
  return parsed.success ? parsed.data : undefined;
}

function toLiveSession(item: StoredItem): LiveSession | undefined {
  const session = read(item);
  if (!session) return undefined;
  const { uid, accountId, acr, amr, acar } = session;
  return {
    uid,
    accountId,
    acr,
    amr,
    ...acar,
    expiresAt: item.expiresAt,
    lastSeenAt: Math.max(acar.signedInAt, item.expiresAt - lifetimes.sessionIdle),
    services: Object.entries(session.authorizations).map(([clientId, { sid }]) => ({ clientId, sid })),
  };
}
