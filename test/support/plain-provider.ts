import { createHash, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Adapter,
  type AdapterPayload,
  type Configuration,
  interactionPolicy,
  Provider,
} from 'oidc-provider';
import {
  clientSecretBytes,
  extensionMembers,
  isClientSecret,
  newClientSecret,
  parseClientRegistration,
} from '../../oidc/clients/index.ts';
import { createOutboundFetch } from '../../src/http/index.ts';
import { demoPerson, type TestProvider } from './test-provider.ts';

const accountId = demoPerson.accountId;

/** An oidc-provider of its own with everything in memory, and login pages of three lines. */
export async function startPlainProvider(): Promise<TestProvider> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const issuer = `http://login.acar.localhost:${(server.address() as AddressInfo).port}`;
  const clients = new Map<string, AdapterPayload>();
  const outbound = createOutboundFetch({ allowPrivate: true });
  const provider = new Provider(issuer, configuration(clients, outbound));
  provider.Client.prototype.compareClientSecret = compareByDigest;
  const callback = provider.callback();
  server.on('request', (req: IncomingMessage, res: ServerResponse) => {
    const isOurs = req.url?.startsWith('/interaction/') === true;
    if (!isOurs) return void callback(req, res);
    interact(provider, req, res).catch((error: unknown) => res.writeHead(400).end(String(error)));
  });
  return {
    issuer,
    register: (metadata) => Promise.resolve(register(clients, metadata)),
    signIn: (browser, page, answer = 'yes') => browser.submit(page, '/interaction/', { answer }),
    confirmSignOut: (browser, page) => browser.submit(page, '/session/end/confirm', { logout: 'yes' }),
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await outbound.close();
    },
  };
}

/** The library has the digest where others keep the secret. */
function compareByDigest(this: { readonly clientSecret?: string | undefined }, actual: string): boolean {
  return isClientSecret(this.clientSecret ?? '', actual);
}

function register(clients: Map<string, AdapterPayload>, metadata: Readonly<Record<string, unknown>>) {
  const outcome = parseClientRegistration(JSON.stringify(metadata), {
    now: Date.now(),
    allowsLoopbackHttp: true,
  });
  if (outcome.kind === 'refused') throw new Error(JSON.stringify(outcome.problems));
  const clientId = randomUUID();
  const made = outcome.registration.needsSecret ? newClientSecret(randomBytes(clientSecretBytes)) : undefined;
  clients.set(clientId, {
    ...outcome.registration.metadata,
    client_id: clientId,
    ...(made && { client_secret: made.digest }),
  });
  return { clientId, secret: made?.secret };
}

function configuration(clients: Map<string, AdapterPayload>, outbound: typeof fetch): Configuration {
  return {
    adapter: memoryAdapter(clients),
    jwks: { keys: [privateJwk('ec'), privateJwk('rsa')] as never },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    acrValues: ['low', 'substantial', 'high'],
    subjectTypes: ['public', 'pairwise'],
    pairwiseIdentifier: (_ctx, id, client) =>
      createHash('sha256')
        .update(`${id} ${String(client['acar_sector'])}`)
        .digest('base64url'),
    claims: {
      openid: ['sub', 'acr', 'amr', 'auth_time'],
      profile: ['given_name', 'family_name'],
      personal_code: ['personal_code'],
    },
    extraClientMetadata: { properties: [...extensionMembers] },
    clientAuthMethods: ['private_key_jwt', 'client_secret_basic', 'client_secret_post'],
    enabledJWA: {
      clientAuthSigningAlgValues: ['ES256', 'PS256'],
      idTokenSigningAlgValues: ['ES256', 'PS256', 'RS256'],
    },
    pkce: { required: () => true },
    responseTypes: ['code'],
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}`, policy: policy() },
    findAccount: (_ctx, id) => ({
      accountId: id,
      claims: () => ({ sub: id, given_name: demoPerson.givenName, family_name: demoPerson.familyName }),
    }),
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: () => true,
    loadExistingGrant: async (ctx) => {
      const { client, session, params, provider } = ctx.oidc;
      const grant = new provider.Grant({
        clientId: client?.clientId ?? '',
        accountId: session?.accountId ?? '',
      });
      grant.addOIDCScope(String(params?.['scope']));
      await grant.save();
      return grant;
    },
    fetch: (url, options) => outbound(url, options),
    features: {
      devInteractions: { enabled: false },
      fapi: {
        enabled: true,
        profile: (_ctx, client) => (client?.['acar_profile'] === 'fapi2' ? '2.0' : undefined),
      },
      backchannelLogout: { enabled: true },
      dPoP: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
    },
  };
}

/** Asks again when the request wants another level than the session has. */
function policy() {
  const { Check, base } = interactionPolicy;
  const prompts = base();
  prompts.get('login')?.checks.add(
    new Check('level', 'a higher level is needed', (ctx) => {
      const wanted = ctx.oidc.params?.['acr_values'];
      return wanted !== undefined && ctx.oidc.session?.acr !== wanted && !ctx.oidc.result?.login;
    }),
  );
  return prompts;
}

async function interact(provider: Provider, req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (req.method === 'GET') {
    const { params, uid } = await provider.interactionDetails(req, res);
    res.setHeader('content-type', 'text/html; charset=utf-8');
    res.end(
      `<html lang="${String(params['ui_locales'])}"><form method="post" action="/interaction/${uid}"></form>`,
    );
    return;
  }
  let body = '';
  for await (const chunk of req) body += String(chunk);
  const { params } = await provider.interactionDetails(req, res);
  const isHigher = params['acr_values'] === 'substantial';
  const login = isHigher
    ? { accountId, acr: 'substantial', amr: ['mobile', 'pin'] }
    : { accountId, acr: 'low', amr: ['pwd'] };
  const isNo = new URLSearchParams(body).get('answer') === 'no';
  const result = isNo ? { error: 'access_denied', error_description: 'the person said no' } : { login };
  await provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false });
}

function privateJwk(kind: 'ec' | 'rsa') {
  const { privateKey } =
    kind === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const alg = kind === 'ec' ? 'ES256' : 'RS256';
  return { ...privateKey.export({ format: 'jwk' }), kid: `${kind}-1`, alg, use: 'sig' };
}

function memoryAdapter(clients: Map<string, AdapterPayload>): (model: string) => Adapter {
  const items = new Map<string, AdapterPayload>();
  return (model) => {
    const key = (id: string) => `${model} ${id}`;
    const all = () => [...items].filter(([name]) => name.startsWith(`${model} `)).map(([, item]) => item);
    return {
      upsert: (id, payload) => Promise.resolve(void items.set(key(id), payload)),
      find: (id) => Promise.resolve(model === 'Client' ? clients.get(id) : items.get(key(id))),
      findByUid: (uid) => Promise.resolve(all().find((item) => item.uid === uid)),
      findByUserCode: () => Promise.resolve(undefined),
      consume(id) {
        const item = items.get(key(id));
        if (item) items.set(key(id), { ...item, consumed: Math.floor(Date.now() / 1000) });
        return Promise.resolve();
      },
      destroy: (id) => Promise.resolve(void items.delete(key(id))),
      revokeByGrantId(grantId) {
        for (const [name, item] of items) if (item.grantId === grantId) items.delete(name);
        return Promise.resolve();
      },
    };
  };
}
