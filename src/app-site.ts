import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Clock, Level } from '../oidc/ports.ts';
import { levelOf } from '../oidc/provider/index.ts';
import type { Identity } from './app-identity.ts';
import type { Database } from './db/index.ts';
import type { Fetch, Request } from './http/index.ts';
import type { ServiceConfig } from './settings.ts';
import { createSiteSession, type SiteSession } from './site-session/index.ts';
import { wayOf, type WayId } from './ways/index.ts';

export interface SiteParts {
  readonly config: ServiceConfig;
  /** As `acar_web`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly identity: Identity;
  readonly fetch: Fetch;
  readonly origin: string;
  /** The site's own client registration and keys. */
  readonly clientFile: string;
}

/** Who is signed in at a site of ours. */
export interface SitePerson {
  readonly accountId: string;
  readonly name: string;
  readonly personalCode: string;
  readonly method: WayId;
  readonly level: Level;
  readonly signedInAt: Date;
}

export interface OpenedSite {
  readonly session: SiteSession;
  readonly clientId: string;
  personOf(request: Request): Promise<SitePerson | undefined>;
}

const clientSchema = z.strictObject({
  kind: z.literal('private_key_jwt'),
  client_id: z.string(),
  private_key: z.record(z.string(), z.unknown()),
});

/** The sessions of a site of ours. */
export function openSite(parts: SiteParts): OpenedSite {
  const { config, db, clock, origin } = parts;
  const client = clientSchema.parse(JSON.parse(readFileSync(parts.clientFile, 'utf8')));
  const clientId = client.client_id;
  const session = createSiteSession({
    db,
    clock,
    randomBytes,
    origin,
    issuer: config.origins.login,
    clientId,
    privateKey: client.private_key,
    fetch: parts.fetch,
    allowsHttp: config.origins.login.startsWith('http:'),
  });
  return { session, clientId, personOf: (request) => personOf(parts, session, clientId, request) };
}

/**
 * Reading a page keeps the session at the identity provider alive (15 minutes sliding). One that has ended there shows
 * nothing here, also before this site is told of it, or when that order overtook the sign-in.
 */
async function personOf(
  { identity }: SiteParts,
  session: SiteSession,
  clientId: string,
  request: Request,
): Promise<SitePerson | undefined> {
  const signedIn = await session.session(request);
  if (!signedIn) return undefined;
  const { accountId, amr, acr, authTime, sid } = signedIn;
  const [account, isLive] = await Promise.all([
    identity.accounts.directory.findById(accountId),
    identity.provider.sessions.touch(accountId, clientId, sid),
  ]);
  // A block ends the sessions too; one that a sign-in made meanwhile shows nothing.
  if (!account?.isActive || !isLive) return undefined;
  return {
    accountId,
    name: `${account.givenName} ${account.familyName}`,
    personalCode: account.personalCode,
    method: wayOf(amr),
    level: levelOf(acr) ?? 'low',
    signedInAt: authTime,
  };
}
