import { createHash } from 'node:crypto';
import { type Queryable, type Row, statement } from '../db/index.ts';
import type { LoginAttempt, Logout } from '../relying-party/index.ts';
import { limits, type StoredSession } from './model.ts';

/** What a begun sign-in is remembered by. */
export interface StoredAttempt {
  readonly attempt: LoginAttempt;
  readonly returnTo: string;
}

// The oldest attempts of a browser give way to the new one.
const insertAttempt = statement(
  'portal.insert_attempt',
  `with dropped as (
     delete from portal_login_attempt where state_digest in (
       select state_digest from portal_login_attempt where browser_digest = $2
        order by expires_at desc, state_digest offset $7))
   insert into portal_login_attempt (state_digest, browser_digest, nonce, code_verifier, return_to, expires_at)
   values ($1, $2, $3, $4, $5, $6)`,
);
const takeAttempt = statement(
  'portal.take_attempt',
  `delete from portal_login_attempt where state_digest = $1 and browser_digest = $2
   returning nonce, code_verifier, return_to, expires_at`,
);
const insertSession = statement(
  'portal.insert_session',
  `insert into portal_session
     (id_digest, account_id, name, acr, amr, auth_time, sid, id_token, created_at, last_seen_at, client_id)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
);
const columns = 'account_id, name, acr, amr, auth_time, sid, id_token, created_at, last_seen_at';
const findSession = statement(
  'portal.find_session',
  `select ${columns} from portal_session where id_digest = $1 and client_id = $2`,
);
const touchSession = statement(
  'portal.touch_session',
  'update portal_session set last_seen_at = $2 where id_digest = $1',
);
const deleteSession = statement(
  'portal.delete_session',
  `delete from portal_session where id_digest = $1 and client_id = $2 returning ${columns}`,
);
const takeLogoutToken = statement(
  'portal.take_logout_token',
  `insert into portal_logout_token (jti_digest, expires_at) values ($1, $2)
   on conflict (jti_digest) do nothing returning true as taken`,
);
const deleteBySid = statement(
  'portal.delete_by_sid',
  'delete from portal_session where sid = $1 and client_id = $2',
);
const deleteByAccount = statement(
  'portal.delete_by_account',
  'delete from portal_session where account_id = $1 and client_id = $2',
);
const sweeps = [
  statement(
    'portal.sweep_attempts',
    `delete from portal_login_attempt where state_digest in (
       select state_digest from portal_login_attempt where expires_at < $1 limit 500)`,
  ),
  statement(
    'portal.sweep_tokens',
    `delete from portal_logout_token where jti_digest in (
       select jti_digest from portal_logout_token where expires_at < $1 limit 500)`,
  ),
] as const;
const sweepSessions = statement(
  'portal.sweep_sessions',
  `delete from portal_session where id_digest in (
     select id_digest from portal_session where last_seen_at < $1 limit 500)`,
);

interface SessionRow extends Row {
  readonly account_id: string;
  readonly name: string;
  readonly acr: string;
  readonly amr: string[];
  readonly auth_time: Date;
  readonly sid: string;
  readonly id_token: string;
  readonly created_at: Date;
  readonly last_seen_at: Date;
}

interface AttemptRow extends Row {
  readonly nonce: string;
  readonly code_verifier: string;
  readonly return_to: string;
  readonly expires_at: Date;
}

export async function rememberAttempt(
  db: Queryable,
  stored: StoredAttempt,
  browser: string,
  expiresAt: Date,
): Promise<void> {
  const { state, nonce, codeVerifier } = stored.attempt;
  await db.query(insertAttempt, [
    digest(state),
    digest(browser),
    nonce,
    codeVerifier,
    stored.returnTo,
    expiresAt,
    limits.attemptsPerBrowser - 1,
  ]);
}

/** Once, and only for the browser that began. */
export async function takeStoredAttempt(
  db: Queryable,
  state: string,
  browser: string,
  nowMs: number,
): Promise<StoredAttempt | undefined> {
  const [row] = await db.query<AttemptRow>(takeAttempt, [digest(state), digest(browser)]);
  if (!row || row.expires_at.getTime() <= nowMs) return undefined;
  const attempt = { state, nonce: row.nonce, codeVerifier: row.code_verifier };
  return { attempt, returnTo: row.return_to };
}

export async function storeSession(
  db: Queryable,
  { id, clientId }: { readonly id: string; readonly clientId: string },
  session: StoredSession,
): Promise<void> {
  const { accountId, name, acr, amr, authTime, sid, idToken, createdAt, lastSeenAt } = session;
  await db.query(insertSession, [
    digest(id),
    accountId,
    name,
    acr,
    amr,
    authTime,
    sid,
    idToken,
    createdAt,
    lastSeenAt,
    clientId,
  ]);
}

/** Sessions of other sites are not found. */
export async function findStoredSession(
  db: Queryable,
  clientId: string,
  id: string,
): Promise<StoredSession | undefined> {
  const [row] = await db.query<SessionRow>(findSession, [digest(id), clientId]);
  return row && toSession(row);
}

export async function touchStoredSession(db: Queryable, id: string, at: Date): Promise<void> {
  await db.query(touchSession, [digest(id), at]);
}

export async function removeSession(
  db: Queryable,
  clientId: string,
  id: string,
): Promise<StoredSession | undefined> {
  const [row] = await db.query<SessionRow>(deleteSession, [digest(id), clientId]);
  return row && toSession(row);
}

/** Inside a transaction. False when the token was taken before. */
export async function carryOutLogout(tx: Queryable, clientId: string, logout: Logout): Promise<boolean> {
  const taken = await tx.query(takeLogoutToken, [digest(logout.jti), new Date(logout.expiresAt * 1000)]);
  if (taken.length === 0) return false;
  if (logout.sid === undefined) await tx.query(deleteByAccount, [logout.subject, clientId]);
  else await tx.query(deleteBySid, [logout.sid, clientId]);
  return true;
}

/** Removes a small batch of what is over; for the worker, again and again. */
export async function sweepSiteSessions(db: Queryable, nowMs: number): Promise<void> {
  for (const sweep of sweeps) await db.query(sweep, [new Date(nowMs)]);
  await db.query(sweepSessions, [new Date(nowMs - limits.idleMs)]);
}

function toSession(row: SessionRow): StoredSession {
  return {
    accountId: row.account_id,
    name: row.name,
    acr: row.acr,
    amr: row.amr,
    authTime: row.auth_time,
    sid: row.sid,
    idToken: row.id_token,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
  };
}

/** Whoever reads the table learns nothing that a browser could present. */
function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}
