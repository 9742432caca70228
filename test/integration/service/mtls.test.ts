import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createHash, randomBytes, randomUUID, X509Certificate } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, fetch } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBrowserSession } from '../../support/browser-session.ts';
import { freePort } from '../../support/free-port.ts';
import { decodeJwt, makeJwt, newKey, registeredJwk, sha256 } from '../../support/jose-objects.ts';
import { authorizeAddress, jwtBearer } from '../../support/oidc-client.ts';
import { describeWithOpenssl } from '../../support/openssl.ts';
import { startTestService, type TestService } from '../../support/test-service.ts';

const folder = mkdtempSync(join(tmpdir(), 'acar-mtls-'));
let test: TestService;
let mtls: string;
let issuer: string;
let clientId: string;

/** A key and a self-signed certificate in PEM. */
function certificate(name: string) {
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
  const words = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
  ];
  const names = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
  execFileSync('openssl', [...words, ...names, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { keyFile: key, certFile: cert, key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

let registered: ReturnType<typeof certificate>;
let stranger: ReturnType<typeof certificate>;
let server: ReturnType<typeof certificate>;

/** The certificate as a registration carries it. */
function certificateKey({ cert }: { readonly cert: string }) {
  const { raw, publicKey } = new X509Certificate(cert);
  const named = { kid: 'tls', use: 'sig', alg: 'ES256', x5c: [raw.toString('base64')] };
  return { ...publicKey.export({ format: 'jwk' }), ...named };
}

/** Reaches `*.localhost` on loopback and takes the test's own server certificate. */
function reach(client: { key: string; cert: string } | undefined): Agent {
  return new Agent({
    connect: {
      ...client,
      rejectUnauthorized: false,
      lookup(_name, options, done) {
        if (options.all) done(null, [{ address: '127.0.0.1', family: 4 }]);
        else done(null, '127.0.0.1', 4);
      },
    },
  });
}

function push(client: { key: string; cert: string } | undefined, address: string) {
  const body = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: 'https://agency.example.az/callback',
    scope: 'openid',
    code_challenge: createHash('sha256').update('v'.repeat(43)).digest('base64url'),
    code_challenge_method: 'S256',
  });
  return fetch(address, { method: 'POST', body, dispatcher: reach(client) });
}

beforeAll(async () => {
  registered = certificate('agency');
  stranger = certificate('stranger');
  server = certificate('login.acar.localhost');
  const [port, mtlsPort] = [await freePort(), await freePort()];
  issuer = `https://login.acar.localhost:${port}`;
  mtls = `https://login.acar.localhost:${mtlsPort}`;
  test = await startTestService({
    environment: {
      ACAR_PORT: String(port),
      ACAR_LOGIN_ORIGIN: issuer,
      ACAR_PORTAL_ORIGIN: `https://portal.acar.localhost:${port}`,
      ACAR_MTLS_ORIGIN: mtls,
      ACAR_TLS_CERTIFICATE_FILE: server.certFile,
      ACAR_TLS_KEY_FILE: server.keyFile,
    },
  });
  const client = await test.register({
    client_name: 'Sertifikatlı qurum',
    redirect_uris: ['https://agency.example.az/callback'],
    token_endpoint_auth_method: 'self_signed_tls_client_auth',
    jwks: { keys: [certificateKey(registered)] },
  });
  clientId = client.clientId;
});
afterAll(async () => {
  await test?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describeWithOpenssl('mutual TLS', () => {
  describe('a client with a self-signed certificate (RFC 8705 2.2)', () => {
    it('finds the endpoints that ask for certificates in the metadata (RFC 8705 5)', async () => {
      const address = `${issuer}/.well-known/openid-configuration`;
      const metadata = (await (await fetch(address, { dispatcher: reach(undefined) })).json()) as Record<
        string,
        Record<string, string>
      >;
      expect(metadata['mtls_endpoint_aliases']).toMatchObject({
        token_endpoint: `${mtls}/token`,
        pushed_authorization_request_endpoint: `${mtls}/request`,
      });
      expect(metadata['tls_client_certificate_bound_access_tokens']).toBe(true);
    });

    it('is known by exactly the registered certificate', async () => {
      expect((await push(registered, `${mtls}/request`)).status).toBe(201);
      const refused = await push(stranger, `${mtls}/request`);
      expect(refused.status).toBe(401);
      expect(await refused.json()).toMatchObject({ error: 'invalid_client' });
      expect((await push(undefined, `${mtls}/request`)).status).toBe(401);
    });

    it('is not known at the origin for browsers, which asks nobody for a certificate', async () => {
      expect((await push(registered, `${issuer}/request`)).status).toBe(401);
    });
  });

  interface Answer {
    readonly status: number;
    readonly json: Readonly<Record<string, unknown>>;
  }

  /** What a client shows in the handshake. */
  type Shown = typeof registered | 'none';

  /** What the tokens of these clients are for. */
  const resource = 'https://registry.example.az/';
  const thumbprint = ({ cert }: { cert: string }) =>
    createHash('sha256').update(new X509Certificate(cert).raw).digest('base64url');

  describe.each([
    ['its certificate', 'self_signed_tls_client_auth'],
    ['a key of its own', 'private_key_jwt'],
  ] as const)('an access token of a client that proves itself by %s (RFC 8705 3)', (_name, method) => {
    const key = newKey();
    let service: Server;
    let redirectUri: string;
    let id: string;

    beforeAll(async () => {
      service = createServer((_req, res) => void res.end('signed in'));
      await new Promise<void>((done) => service.listen(0, '127.0.0.1', done));
      redirectUri = `http://${method.replaceAll('_', '-')}.localhost:${(service.address() as AddressInfo).port}/callback`;
      const own = method === 'private_key_jwt' ? registeredJwk(key) : certificateKey(registered);
      const added = await test.register({
        client_name: 'Sertifikata bağlı qurum',
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: method,
        tls_client_certificate_bound_access_tokens: true,
        acar_entitled_claims: ['openid', 'profile'],
        acar_resources: [{ resource, scope: 'read' }],
        jwks: { keys: [own] },
      });
      id = added.clientId;
    });
    afterAll(async () => {
      service?.closeAllConnections();
      await new Promise((done) => service.close(done));
    });

    const authentication = () => {
      if (method !== 'private_key_jwt') return {};
      const now = Math.floor(Date.now() / 1000);
      const claims = { iss: id, sub: id, aud: issuer, jti: randomUUID(), iat: now, exp: now + 60 };
      return {
        client_assertion_type: jwtBearer,
        client_assertion: makeJwt({
          header: { alg: 'ES256', kid: key.kid },
          claims,
          key: key.privateKey,
        }),
      };
    };
    const post = async (
      path: string,
      form: Record<string, string>,
      by: Shown = registered,
    ): Promise<Answer> => {
      const body = new URLSearchParams({ client_id: id, ...authentication(), ...form });
      const answer = await fetch(mtls + path, {
        method: 'POST',
        body,
        dispatcher: reach(by === 'none' ? undefined : by),
      });
      return { status: answer.status, json: (await answer.json()) as Answer['json'] };
    };
    const userinfo = async (token: string, by: typeof registered | undefined, at = mtls) => {
      const headers = { authorization: `Bearer ${token}` };
      return fetch(`${at}/me`, { headers, dispatcher: reach(by) });
    };

    /** A person signs in over our own TLS; the code is redeemed with the certificate. */
    async function signIn(more: Record<string, string> = {}, by: Shown = registered): Promise<Answer> {
      const verifier = randomBytes(32).toString('base64url');
      const pushed = await post('/request', {
        response_type: 'code',
        redirect_uri: redirectUri,
        scope: 'openid profile',
        code_challenge: sha256(verifier),
        code_challenge_method: 'S256',
        ...more,
      });
      expect(pushed.status).toBe(201);
      const browser = createBrowserSession('az', { ca: server.cert });
      const address = authorizeAddress(issuer, {
        client_id: id,
        request_uri: String(pushed.json['request_uri']),
      });
      const back = await test.signIn(browser, await browser.get(address));
      await browser.close();
      const code = back.url.searchParams.get('code') ?? '';
      const form = {
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      };
      return post('/token', { ...form, ...(more['resource'] && { resource }) }, by);
    }

    it('names the certificate, opens userinfo with it, and is worth nothing without it or with another', async () => {
      const { status, json } = await signIn();
      expect([status, json['token_type']]).toEqual([200, 'Bearer']);
      const token = String(json['access_token']);
      const { json: told } = await post('/token/introspection', { token });
      expect(told).toMatchObject({ active: true, cnf: { 'x5t#S256': thumbprint(registered) } });

      const mine = await userinfo(token, registered);
      expect(mine.status).toBe(200);
      expect(await mine.json()).toMatchObject({ given_name: test.person.givenName });
      for (const refused of [
        await userinfo(token, undefined),
        await userinfo(token, stranger),
        // No certificate is asked for there.
        await userinfo(token, registered, issuer),
      ]) {
        expect(refused.status).toBe(401);
        expect(refused.headers.get('www-authenticate')).toContain('error="invalid_token"');
        expect(await refused.text()).not.toContain(test.person.givenName);
      }
    });

    it('is not given to another certificate, nor without one', async () => {
      const wrong = await signIn({}, stranger);
      if (method === 'self_signed_tls_client_auth') expect(wrong.json['error']).toBe('invalid_client');
      // A client with a key may have any certificate; its token is then of that one.
      else expect((await userinfo(String(wrong.json['access_token']), registered)).status).toBe(401);
      const none = await signIn({}, 'none');
      expect([none.status, none.json['error'], none.json['access_token']]).toEqual(
        method === 'private_key_jwt' ? [400, 'invalid_grant', undefined] : [401, 'invalid_client', undefined],
      );
    });

    it('stays bound when it is refreshed', async () => {
      const { json } = await signIn();
      const form = { grant_type: 'refresh_token', refresh_token: String(json['refresh_token']) };
      const next = await post('/token', form);
      expect(next.status).toBe(200);
      const token = String(next.json['access_token']);
      expect((await userinfo(token, registered)).status).toBe(200);
      expect((await userinfo(token, undefined)).status).toBe(401);
      expect((await userinfo(token, stranger)).status).toBe(401);
    });

    it('for a resource says in itself to which certificate it is bound (RFC 8705 3.1)', async () => {
      const { status, json } = await signIn({ resource, scope: 'openid read' });
      expect(status).toBe(200);
      const { claims } = decodeJwt(String(json['access_token']));
      expect(claims).toMatchObject({ aud: resource, cnf: { 'x5t#S256': thumbprint(registered) } });
    });
  });
});
