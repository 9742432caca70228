import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CompactSign, type CryptoKey, exportJWK, generateKeyPair, type JWK } from 'jose';

/** An identity provider as the card agent sees it: its keys at `/jwks`, and requests that it signs. */
export interface CardIssuer {
  readonly origin: string;
  readonly jwk: JWK;
  /** How often the keys were asked for. */
  readonly fetches: () => number;
  /** Claims of a request as PROTOCOL.md 1 wants them, changed by `changes`; undefined takes one away. */
  claims(changes?: Readonly<Record<string, unknown>>): Record<string, unknown>;
  sign(
    changes?: Readonly<Record<string, unknown>>,
    header?: Readonly<Record<string, unknown>>,
  ): Promise<string>;
  /** From now on other keys are published and used. */
  rotate(): Promise<void>;
  /** The address of a login page whose button hands a new request to the agent. */
  loginPage(agentOrigin: string, path: string, changes?: Readonly<Record<string, unknown>>): Promise<string>;
  /** What browsers posted to the return address, the latest last. */
  readonly returned: readonly Readonly<Record<string, string>>[];
  close(): Promise<void>;
}

export async function startCardIssuer(now: () => number = Date.now): Promise<CardIssuer> {
  let key = await generateKey();
  let fetches = 0;
  let login = '';
  const returned: Record<string, string>[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/jwks') {
      fetches += 1;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ keys: [{ kty: 'RSA', n: 'AQAB', e: 'AQAB', kid: 'other' }, key.jwk] }));
      return;
    }
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('referrer-policy', 'origin');
    if (request.method === 'POST') returned.push(await readFields(request));
    response.end(request.method === 'POST' ? '<title>returned</title>' : login);
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://login.acar.localhost:${(server.address() as AddressInfo).port}`;
  const claims: CardIssuer['claims'] = (changes = {}) => {
    const iat = Math.floor(now() / 1000);
    const all: Record<string, unknown> = {
      iss: origin,
      aud: 'acar-card-agent',
      iat,
      exp: iat + 120,
      jti: randomBytes(16).toString('base64url'),
      purpose: 'authenticate',
      nonce: randomBytes(32).toString('base64'),
      return_to: `${origin}/interaction/abc/card`,
      service: 'Vergi xidməti',
      language: 'az',
      ...changes,
    };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  };
  return {
    origin,
    get jwk() {
      return key.jwk;
    },
    fetches: () => fetches,
    claims,
    sign: (changes, header) => signClaims(claims(changes), key, header),
    async loginPage(agentOrigin, path, changes) {
      const request = await signClaims(claims(changes), key);
      login = `<!DOCTYPE html><title>login</title><form method="post" action="${agentOrigin}${path}"><input type="hidden" name="request" value="${request}"><input type="hidden" name="state" value="state-1"><button>card</button></form>`;
      return `${origin}/login`;
    },
    returned,
    async rotate() {
      key = await generateKey();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

interface IssuerKey {
  readonly jwk: JWK;
  readonly privateKey: CryptoKey;
}

async function generateKey(): Promise<IssuerKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const kid = randomBytes(8).toString('hex');
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: 'ES256' } };
}

async function signClaims(
  claims: Readonly<Record<string, unknown>>,
  { jwk, privateKey }: IssuerKey,
  header: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const whole = { alg: 'ES256', typ: 'acar-card-request+jwt', kid: jwk.kid ?? '', ...header };
  return new CompactSign(Buffer.from(JSON.stringify(claims))).setProtectedHeader(whole).sign(privateKey);
}

async function readFields(request: IncomingMessage): Promise<Record<string, string>> {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  await once(request, 'end');
  return Object.fromEntries(new URLSearchParams(Buffer.concat(parts).toString('utf8')));
}
