import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createHash, X509Certificate } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, fetch } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../support/free-port.ts';
import { startTestService, type TestService } from '../../support/test-service.ts';

const folder = mkdtempSync(join(tmpdir(), 'acar-mtls-'));
let test: TestService;
let mtls: string;
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
  execFileSync('openssl', [...words, '-subj', `/CN=${name}`, '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  });
  return { keyFile: key, certFile: cert, key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

const registered = certificate('agency');
const stranger = certificate('stranger');
const server = certificate('login.acar.localhost');

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
  const [port, mtlsPort] = [await freePort(), await freePort()];
  mtls = `https://login.acar.localhost:${mtlsPort}`;
  test = await startTestService({
    environment: {
      ACAR_PORT: String(port),
      ACAR_LOGIN_ORIGIN: `https://login.acar.localhost:${port}`,
      ACAR_PORTAL_ORIGIN: `https://portal.acar.localhost:${port}`,
      ACAR_MTLS_ORIGIN: mtls,
      ACAR_TLS_CERTIFICATE_FILE: server.certFile,
      ACAR_TLS_KEY_FILE: server.keyFile,
    },
  });
  const { raw, publicKey } = new X509Certificate(registered.cert);
  const key = {
    ...publicKey.export({ format: 'jwk' }),
    kid: 'tls',
    use: 'sig',
    alg: 'ES256',
    x5c: [raw.toString('base64')],
  };
  const client = await test.register({
    client_name: 'Sertifikatlı qurum',
    redirect_uris: ['https://agency.example.az/callback'],
    token_endpoint_auth_method: 'self_signed_tls_client_auth',
    jwks: { keys: [key] },
  });
  clientId = client.clientId;
});
afterAll(async () => {
  await test?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('a client with a self-signed certificate (RFC 8705 2.2)', () => {
  it('finds the endpoints that ask for certificates in the metadata (RFC 8705 5)', async () => {
    const issuer = test.environment['ACAR_LOGIN_ORIGIN'];
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
    expect((await push(registered, `${test.environment['ACAR_LOGIN_ORIGIN']}/request`)).status).toBe(401);
  });
});
