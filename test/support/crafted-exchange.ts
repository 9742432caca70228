import { createPrivateKey, type KeyObject, randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { openOwnIdentity, seal, type Terms, writeTerms } from '../../src/exchange/index.ts';
import { createMutualTlsClient, type MutualTlsOutcome } from '../../src/http/index.ts';
import {
  contentDigest,
  fieldsOf,
  pairsOf,
  type RequestMessage,
  type ResponseMessage,
} from '../../src/message-signatures/index.ts';
import type { ExchangeWorld, TestSystem } from './exchange-world.ts';

export interface CraftedRequest {
  readonly terms?: Partial<Terms>;
  readonly service?: string;
  readonly path?: string;
  readonly content?: Buffer;
  /** What goes over the wire instead of what was signed. */
  readonly sentContent?: Buffer;
  readonly key?: KeyObject;
  readonly fingerprint?: string;
  readonly nonce?: string;
  readonly now?: number;
  readonly validSeconds?: number;
  /** Of the fields as they would be sent. */
  readonly change?: (fields: Map<string, string>) => void;
}

/** A consumer that can do wrong: signs and sends what it is told. Answers the wire's outcome and the code in it. */
export function craftingConsumer(world: ExchangeWorld, system: TestSystem = world.systems.consumer) {
  const { authorities } = world;
  const { tls, sealer } = openOwnIdentity({ ...system, authorities });
  const client = createMutualTlsClient({ ...tls, judge: async () => {} });
  /** What would go over the wire. */
  const sign = async (crafted: CraftedRequest = {}) => {
    const { service = 'persons', path = '/lookup', content = Buffer.from('{}') } = crafted;
    const terms: Terms = {
      requestId: randomUUID(),
      consumer: system.organisation,
      purpose: 'residence',
      basis: { kind: 'law', reference: 'law-12.3' },
      persons: ['7ABC123'],
      ...crafted.terms,
    };
    const pairs = [
      ['content-type', 'application/json'] as const,
      ['content-digest', contentDigest(content)] as const,
      ...writeTerms(terms),
    ];
    const targetUri = `${world.origin}/services/${service}${path}`;
    const message: RequestMessage = { kind: 'request', method: 'POST', targetUri, fields: fieldsOf(pairs) };
    const by = { key: crafted.key ?? sealer.key, fingerprint: crafted.fingerprint ?? sealer.fingerprint };
    const signature = await seal(message, 'request', by, {
      now: crafted.now ?? world.clock.now(),
      nonce: crafted.nonce ?? randomBytes(18).toString('base64url'),
      ...(crafted.validSeconds === undefined ? {} : { validSeconds: crafted.validSeconds }),
    });
    const fields = new Map([...pairs, ...Object.entries(signature)]);
    crafted.change?.(fields);
    return { targetUri, fields, content: crafted.sentContent ?? content };
  };
  return {
    sealer,
    sign,
    async send(crafted: CraftedRequest = {}): Promise<{ outcome: MutualTlsOutcome; code: unknown }> {
      const { targetUri, fields, content } = await sign(crafted);
      const outcome = await client.send(new URL(targetUri), {
        method: 'POST',
        headers: [...fields],
        body: content,
        timeoutMs: 10_000,
        mostOctets: 100_000,
      });
      return { outcome, code: outcome.kind === 'answered' ? codeIn(outcome.body) : outcome.kind };
    },
    close: () => client.close(),
  };
}

function codeIn(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')).code;
  } catch {
    return undefined;
  }
}

export interface Received {
  readonly message: RequestMessage;
  readonly content: Buffer;
}

/** A provider that can do wrong. `answer` gets what the gateway forwarded and writes what it likes. */
export async function startLyingProvider(
  world: ExchangeWorld,
  answer: (received: Received, res: ServerResponse) => Promise<void> | void,
  system: TestSystem = world.systems.provider,
): Promise<{ stop(): Promise<void> }> {
  const { tls } = openOwnIdentity({ ...system, authorities: world.authorities });
  const server: Server = createServer(
    { cert: tls.certificate, key: tls.key, ca: [...tls.authorities], requestCert: true },
    (req, res) => void receive(world, req).then((received) => answer(received, res)),
  );
  await new Promise<void>((done) => {
    server.listen(Number(new URL(world.providerOrigin).port), '127.0.0.1', done);
  });
  return {
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => {
        server.close(done);
      });
    },
  };
}

async function receive(world: ExchangeWorld, req: IncomingMessage): Promise<Received> {
  const parts: Buffer[] = [];
  for await (const part of req) parts.push(part as Buffer);
  const targetUri = `${world.origin}${req.url ?? ''}`;
  const fields = fieldsOf(pairsOf(req.rawHeaders));
  return {
    message: { kind: 'request', method: req.method ?? '', targetUri, fields },
    content: Buffer.concat(parts),
  };
}

/** The fields of an answer as the provider signs it. */
export async function signedAnswer(
  world: ExchangeWorld,
  request: RequestMessage,
  content: Buffer,
  system: TestSystem = world.systems.provider,
): Promise<Record<string, string>> {
  const { sealer } = openOwnIdentity({ ...system, authorities: world.authorities });
  const fields = { 'content-type': 'application/json', 'content-digest': contentDigest(content) };
  const message: ResponseMessage = {
    kind: 'response',
    status: 200,
    fields: fieldsOf(Object.entries(fields)),
    request,
  };
  const at = { now: world.clock.now(), nonce: randomBytes(18).toString('base64url') };
  return { ...fields, ...(await seal(message, 'answer', sealer, at)) };
}

export const otherKey = () => createPrivateKey(anotherKey);

const anotherKey = `-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIFKbhfNZfpDsW43+0+JjUr9K+bTeuxopu653+hBaXGA7oAoGCCqGSM49
AwEHoUQDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lfw0EkjqF7xB4FivAxzic30tMM
4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==
-----END EC PRIVATE KEY-----`;
