import { createSecretKey, randomBytes } from 'node:crypto';
import { createLoginFlows } from '../oidc/interactions/index.ts';
import { createRegistry } from '../oidc/login-methods/index.ts';
import { createCardMethod, createNonceUses } from '../oidc/login-methods/card/index.ts';
import { createPasswordMethod } from '../oidc/login-methods/password/index.ts';
import type { Clock, EventRecorder, OidcStore } from '../oidc/ports.ts';
import { createIdentityProvider, type IdentityProvider } from '../oidc/provider/index.ts';
import type { CardSignIn } from './app-card.ts';
import { createPhoneMethods, type PhoneSignIn } from './app-phone.ts';
import { type Accounts, accountRoutes, createAccounts, createPasswordHashing } from './accounts/index.ts';
import { createAttemptLimiter, limitRulesFor } from './attempts/index.ts';
import { type Database, isDatabaseUnavailable } from './db/index.ts';
import type { Fetch, Route } from './http/index.ts';
import { createClientDirectory } from './identity/clients/index.ts';
import { createConsents } from './identity/consents/index.ts';
import { createProviderPages, type PortalAddresses, signInRoutes } from './identity/index.ts';
import { createLogoutQueue } from './identity/logout-delivery/index.ts';
import { createOidcStore } from './identity/oidc-store/index.ts';
import {
  createObjectSigner,
  createSigningKeys,
  type ObjectSigner,
  type SigningKeys,
} from './identity/signing-keys/index.ts';
import { createOutbox } from './notify/index.ts';
import { type Metrics, timedMethod } from './operations/index.ts';
import { createRecorder, eventRecorder, type Recorder } from './records/index.ts';
import type { ServiceKeys } from './secrets.ts';
import type { ServiceConfig } from './settings.ts';

export interface IdentityDeps {
  readonly config: ServiceConfig;
  readonly keys: ServiceKeys;
  readonly db: Database;
  readonly clock: Clock;
  readonly fetch: Fetch;
  /** Undefined = no card is accepted here. */
  readonly card: CardSignIn | undefined;
  /** Undefined = no phone is accepted here. */
  readonly phone: PhoneSignIn | undefined;
  readonly portal: PortalAddresses;
  readonly onError: (error: unknown) => void;
  /** Replaces the durable store; measurements compare it with others. */
  readonly store?: OidcStore;
  readonly metrics: Metrics;
}

export interface Identity {
  readonly provider: IdentityProvider;
  readonly accounts: Accounts;
  readonly consents: ReturnType<typeof createConsents>;
  readonly clients: ReturnType<typeof createClientDirectory>;
  readonly recorder: Recorder;
  readonly events: EventRecorder;
  readonly signingKeys: SigningKeys;
  /** Signs what this computer's programs are asked, with the keys of the JWKS. */
  readonly requests: Pick<ObjectSigner, 'sign'>;
  /** Ids of the ways in that work. */
  readonly methodIds: readonly string[];
  readonly routes: readonly Route[];
  stop(): Promise<void>;
}

/** The identity provider with everything that it needs, on one database. */
export async function composeIdentity(deps: IdentityDeps): Promise<Identity> {
  const { config, keys, db, clock } = deps;
  const recorder = createRecorder({ clock });
  const events = deps.metrics.countingLogins(eventRecorder(db, recorder));
  const clients = createClientDirectory({ db, clock });
  const consents = createConsents({ db, clock, recorder });
  const limits = { database: db, clock, pepper: keys.attempts, rules: limitRulesFor(config.attempts) };
  const limiter = createAttemptLimiter(limits);
  const store = deps.store ?? createOidcStore({ db, clock });
  const hashing = await createPasswordHashing(config.passwords);
  const signingKeys = createSigningKeys({ db, encryptionKey: keys.signingKeyEncryption });
  await signingKeys.ensureKeys(clock.now());
  const first = await signingKeys.keysAt(clock.now());

  const provider = createIdentityProvider(
    {
      issuer: config.origins.login,
      cookieKeys: keys.cookies,
      pairwiseKey: createSecretKey(config.secrets.pairwise),
      dpopNonceSecret: keys.dpopNonces,
      mtlsOrigin: config.origins.mtls,
    },
    {
      store,
      clients,
      clock,
      fetch: deps.fetch,
      accounts: { findById: (id) => accounts.directory.findById(id) },
      pages: createProviderPages({ clients, portal: deps.portal }),
      recorder: events,
      logoutQueue: createLogoutQueue({ db, clock }),
      isOutage: isDatabaseUnavailable,
      onServerError: deps.onError,
    },
    first.privateJwks,
  );
  const accounts = createAccounts({
    database: db,
    clock,
    pepper: keys.oneTimeCodes,
    hashing,
    notifier: createOutbox({ clock }),
    recorder,
    limiter,
    endSessions: async (accountId) => {
      await provider.sessions.endAll(accountId);
    },
  });
  const requests = createObjectSigner(first.privateJwks);
  const password = createPasswordMethod({
    credentials: accounts.credentials,
    hasher: hashing,
    codes: accounts.secondFactor,
  });
  const card =
    deps.card &&
    createCardMethod({
      ...deps.card,
      origin: config.origins.login,
      nonces: createNonceUses(store),
      requests,
      holders: accounts.holders,
      clock,
      random: { bytes: randomBytes },
    });
  const { holders } = accounts;
  const phones = deps.phone
    ? createPhoneMethods({ phone: deps.phone, origin: config.origins.login, holders, clock })
    : [];
  const all = [password, ...(card ? [card] : []), ...phones];
  const methods = createRegistry(all.map((method) => timedMethod(method, deps.metrics)));
  const flows = createLoginFlows({
    access: provider.interactions,
    store,
    methods,
    // Whatever becomes of a try, its record or the login's next state is committed before the page is answered.
    limiter: createAttemptLimiter({ ...limits, isAnsweredLater: true }),
    consents,
    accounts: accounts.directory,
    clients,
    recorder: events,
    clock,
  });
  const stopKeys = await followSigningKeys({
    signingKeys,
    users: [provider, requests],
    clock,
    onError: deps.onError,
  });
  const stopClients = await clients.listen();
  return {
    provider,
    accounts,
    consents,
    clients,
    recorder,
    events,
    signingKeys,
    requests,
    methodIds: methods.all.map((method) => method.id),
    routes: [
      ...signInRoutes({ flows, portal: deps.portal, now: () => clock.now() }),
      ...accountRoutes({ accounts, limiter, links: { ...deps.portal, signIn: '/sign-in' } }),
    ],
    async stop() {
      await Promise.all([stopKeys(), stopClients()]);
    },
  };
}

interface FollowingDeps {
  readonly signingKeys: SigningKeys;
  /** Whoever signs with them. */
  readonly users: readonly Pick<ObjectSigner, 'useSigningKeys'>[];
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** Seconds between looks at the signing keys, far below the schedule's `refreshSeconds`. */
const keyLookSeconds = 60;

/** Takes each change of the signing keys into use: when told, when one is due, and every minute in any case. */
async function followSigningKeys(deps: FollowingDeps): Promise<() => Promise<void>> {
  const { signingKeys, users, clock, onError } = deps;
  let inUse = '';
  const look = async () => {
    await signingKeys.ensureKeys(clock.now());
    const { privateJwks } = await signingKeys.keysAt(clock.now());
    const order = privateJwks.map((key) => key.kid).join(' ');
    // A new instance of the library is made only when the order of keys changed.
    if (order !== inUse) for (const user of users) user.useSigningKeys(privateJwks);
    inUse = order;
  };
  const run = () => void look().catch(onError);
  await look();
  const timer = setInterval(run, keyLookSeconds * 1000);
  const stopWatching = await signingKeys.watch(run);
  return async () => {
    clearInterval(timer);
    await stopWatching();
  };
}
