/**
 * The peer of the durable service: the same provider, login machine and pages in a process of its own, but everything
 * that is stored is stored in memory, by the library's own adapter where it has one.
 */
import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import { createLoginFlows } from '../../oidc/interactions/index.ts';
import { createRegistry } from '../../oidc/login-methods/index.ts';
import type { Account, ClientMetadata, OidcStore, StoredItem } from '../../oidc/ports.ts';
import { createIdentityProvider } from '../../oidc/provider/index.ts';
import { createInMemoryAttemptLimiter } from '../../src/attempts/index.ts';
import { createBrowserBinding, createSite, serveAsset, startServer } from '../../src/http/index.ts';
import { createErrorPage, createProviderPages, signInRoutes } from '../../src/identity/index.ts';
import { deriveServiceKeys } from '../../src/secrets.ts';
import { createLibraryStore } from './memory-stores.ts';

export interface MemorySetup {
  readonly origin: string;
  readonly port: number;
  /** Hexadecimal. */
  readonly masterKey: string;
  readonly clients: readonly ClientMetadata[];
  readonly accounts: readonly Account[];
}

export type MemoryOrder =
  | { readonly kind: 'start'; readonly setup: MemorySetup }
  | { readonly kind: 'store'; readonly items: readonly StoredItem[] };

let store: OidcStore | undefined;

process.on('message', (order: MemoryOrder) => {
  carryOut(order).then(
    () => process.send?.('done'),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function carryOut(order: MemoryOrder): Promise<void> {
  if (order.kind === 'start') store = await start(order.setup);
  else for (const item of order.items) await store?.upsert(item);
}

const clock = { now: () => Date.now() };
const onError = (error: unknown) => console.error('unexpected', error);

async function start(setup: MemorySetup): Promise<OidcStore> {
  const items = createLibraryStore(() => Math.floor(clock.now() / 1000));
  const keys = deriveServiceKeys(Buffer.from(setup.masterKey, 'hex'));
  const byId = new Map(setup.accounts.map((account) => [account.id, account]));
  const accounts = { findById: async (id: string) => byId.get(id) };
  const clientsById = new Map(setup.clients.map((client) => [client.client_id, client]));
  const clients = { find: async (id: string) => clientsById.get(id) };
  const recorder = { record: async () => {} };
  const portal = pagesOf(setup.origin);
  const provider = createIdentityProvider(
    {
      issuer: setup.origin,
      cookieKeys: keys.cookies,
      pairwiseKey: createSecretKey(keys.forms),
      dpopNonceSecret: keys.dpopNonces,
    },
    {
      store: items,
      clients,
      clock,
      fetch,
      accounts,
      recorder,
      pages: createProviderPages({ clients, portal }),
      logoutQueue: { enqueue: async () => {} },
      isOutage: () => false,
      onServerError: onError,
    },
    [signingKey('ES256'), signingKey('RS256')],
  );
  const flows = createLoginFlows({
    access: provider.interactions,
    store: items,
    accounts,
    clients,
    recorder,
    clock,
    methods: createRegistry([]),
    limiter: createInMemoryAttemptLimiter({ clock }),
    consents: createConsentsInMemory(),
  });
  const site = createSite({
    origin: setup.origin,
    routes: signInRoutes({ flows, portal, now: () => clock.now() }),
    binding: createBrowserBinding(keys.forms),
    errorPage: createErrorPage(portal),
    explain: () => undefined,
    onError,
    otherwise: (req, res) => provider.handle(req, res),
  });
  const sites = new Map([[setup.origin, site]]);
  await startServer({ host: '127.0.0.1', port: setup.port, trustedProxies: '', sites, first: serveAsset });
  return items;
}

function pagesOf(origin: string) {
  return { home: origin, signIn: origin, help: origin, accessibility: origin };
}

const consentKey = (accountId: string, clientId: string) => `${accountId} ${clientId}`;

function createConsentsInMemory() {
  const given = new Map<string, ReadonlySet<string>>();
  return {
    find: async (accountId: string, clientId: string) => [
      ...(given.get(consentKey(accountId, clientId)) ?? []),
    ],
    async give(accountId: string, clientId: string, scopes: readonly string[]) {
      const name = consentKey(accountId, clientId);
      given.set(name, new Set([...(given.get(name) ?? []), ...scopes]));
    },
  };
}

function signingKey(alg: 'ES256' | 'RS256') {
  const { privateKey } =
    alg === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: alg, alg, use: 'sig' };
}
