import {
  clientSecretBytes,
  newClientSecret,
  parseClientRegistration,
  type RegistrationProblem,
} from '../../../oidc/clients/index.ts';
import type { Clock } from '../../../oidc/ports.ts';
import type { Database } from '../../db/index.ts';
import type { Recorder } from '../../records/index.ts';
import type { RegisteredClient } from './model.ts';
import { findClient, insertClientVersion, listClients } from './store.ts';

export interface ClientServiceDeps {
  readonly db: Database;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly randomBytes: (length: number) => Buffer;
  /** Development only: http addresses on loopback hosts may be registered. */
  readonly allowsLoopbackHttp: boolean;
}

export type AddOutcome =
  /** `secret` of a legacy client: it cannot be shown again. */
  | { readonly kind: 'added'; readonly client: RegisteredClient; readonly secret: string | undefined }
  | { readonly kind: 'refused'; readonly problems: readonly RegistrationProblem[] };

export type DisableOutcome =
  | { readonly kind: 'disabled'; readonly client: RegisteredClient }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'already_disabled' };

export interface ClientService {
  /** Registers the relying party that the JSON text describes, or says everything that is wrong with it. */
  add(registration: string): Promise<AddOutcome>;
  /** By identifier; `after` is the last identifier of the page before. At most 200. */
  list(page: { readonly after?: string; readonly limit: number }): Promise<RegisteredClient[]>;
  show(clientId: string): Promise<RegisteredClient | undefined>;
  /** Durable on return; directories hear of it by notification, at the latest after their maximum age. */
  disable(clientId: string): Promise<DisableOutcome>;
}

const identifierBytes = 16;
const longestPage = 200;

export function createClientService(deps: ClientServiceDeps): ClientService {
  const { db } = deps;
  return {
    add: (registration) => add(deps, registration),
    list: ({ after = '', limit }) => listClients(db, after, Math.min(Math.max(limit, 1), longestPage)),
    show: (clientId) => findClient(db, clientId),
    disable: (clientId) => disable(deps, clientId),
  };
}

async function add(deps: ClientServiceDeps, text: string): Promise<AddOutcome> {
  const now = deps.clock.now();
  const outcome = parseClientRegistration(text, { now, allowsLoopbackHttp: deps.allowsLoopbackHttp });
  if (outcome.kind === 'refused') return outcome;
  const { registration } = outcome;
  const secret = registration.needsSecret ? newClientSecret(deps.randomBytes(clientSecretBytes)) : undefined;
  const client: RegisteredClient = {
    clientId: deps.randomBytes(identifierBytes).toString('hex'),
    version: 1,
    metadata: registration.metadata,
    secretDigest: secret?.digest,
    isActive: true,
    createdAt: new Date(now),
  };
  await deps.db.transaction(async (tx) => {
    await insertClientVersion(tx, client);
    await deps.recorder.record(tx, {
      type: 'client.registered',
      clientId: client.clientId,
      facts: { profile: registration.profile, version: client.version },
    });
  });
  return { kind: 'added', client, secret: secret?.secret };
}

async function disable(deps: ClientServiceDeps, clientId: string): Promise<DisableOutcome> {
  return deps.db.transaction(async (tx) => {
    const current = await findClient(tx, clientId);
    if (!current) return { kind: 'unknown' };
    if (!current.isActive) return { kind: 'already_disabled' };
    const client = {
      ...current,
      version: current.version + 1,
      isActive: false,
      createdAt: new Date(deps.clock.now()),
    };
    await insertClientVersion(tx, client);
    await deps.recorder.record(tx, { type: 'client.disabled', clientId, facts: { version: client.version } });
    return { kind: 'disabled', client };
  });
}
