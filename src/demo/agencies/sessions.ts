import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../oidc/ports.ts';
import type { FinishOutcome, Identity, LoginAttempt, Logout } from '../../relying-party/index.ts';

export interface AgencySession {
  readonly identity: Identity;
  /** Milliseconds since 1970; a step-up does not change it. */
  readonly startedAt: number;
}

export interface PendingLogin {
  readonly attempt: LoginAttempt;
  readonly browser: string;
  /** The session that asked for a higher level. */
  readonly stepUpOf: string | undefined;
}

const attemptMs = 15 * 60 * 1000;
const idleMs = 15 * 60 * 1000;
const longestMs = 12 * 3600 * 1000;

/** Sessions and pending logins of one demo agency, in memory and bounded: a demo agency is one process. */
export function createSessions(deps: { readonly clock: Clock; readonly newId: () => string }) {
  const { clock, newId } = deps;
  const bounds = { max: 10_000, ttlResolution: 0, perf: clock };
  const pending = new LRUCache<string, PendingLogin>({ ...bounds, ttl: attemptMs });
  const sessions = new LRUCache<string, AgencySession>({ ...bounds, ttl: idleMs, updateAgeOnGet: true });
  const takenTokens = new LRUCache<string, true>({ ...bounds, ttl: attemptMs });

  const refreshing = new Map<string, Promise<FinishOutcome>>();

  const find = (id: string | undefined) => {
    const session = id === undefined ? undefined : sessions.get(id);
    return session && session.startedAt + longestMs > clock.now() ? session : undefined;
  };
  return {
    find,
    remember: (login: PendingLogin) => pending.set(login.attempt.state, login),
    /** Once, and only for the browser that began. */
    take(state: string, browser: string): PendingLogin | undefined {
      const login = pending.get(state);
      if (login?.browser !== browser) return undefined;
      pending.delete(state);
      return login;
    },
    /** Always under a new identifier; a session of the same person that is stepped up keeps its start. */
    open(identity: Identity, replacedId: string | undefined): string {
      const replaced = find(replacedId);
      if (replacedId !== undefined) sessions.delete(replacedId);
      const isSamePerson = replaced?.identity.subject === identity.subject;
      const id = newId();
      sessions.set(id, { identity, startedAt: isSamePerson ? replaced.startedAt : clock.now() });
      return id;
    },
    /** Refresh tokens are used once: requests of one session at the same time share one refresh. */
    refresh(id: string, work: () => Promise<FinishOutcome>): Promise<FinishOutcome> {
      const refreshAndKeep = async () => {
        const outcome = await work();
        const session = find(id);
        if (session && outcome.kind === 'signed_in')
          sessions.set(id, { ...session, identity: outcome.identity });
        return outcome;
      };
      const running = refreshing.get(id) ?? refreshAndKeep().finally(() => refreshing.delete(id));
      refreshing.set(id, running);
      return running;
    },
    end: (id: string) => sessions.delete(id),
    /** False when this order was carried out before. */
    carryOut({ jti, sid, subject }: Logout): boolean {
      if (takenTokens.has(jti)) return false;
      takenTokens.set(jti, true);
      for (const [id, { identity }] of sessions.entries()) {
        const isMeant = sid === undefined ? identity.subject === subject : identity.sid === sid;
        if (isMeant) sessions.delete(id);
      }
      return true;
    },
  };
}

export type Sessions = ReturnType<typeof createSessions>;
