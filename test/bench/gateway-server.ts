/** The gateway, or its peer, as a process of its own; its argument is a `GatewayOrder`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { startGateway } from '../../src/app-gateway.ts';
import { readCertificate } from '../../certs/index.ts';
import { openDatabase } from '../../src/db/index.ts';
import { openOwnIdentity } from '../../src/exchange/index.ts';
import { createMutualTlsClient } from '../../src/http/index.ts';

export interface GatewayOrder {
  readonly kind: 'gateway' | 'proxy';
  readonly origin: string;
  /** Where the proxy hands on to. */
  readonly behind: string;
  readonly certificate: string;
  readonly key: string;
  /** DER in base64. */
  readonly authorities: readonly string[];
  readonly ocsp: string;
  /** Hexadecimal. */
  readonly masterKey: string;
  readonly connection: { readonly host: string; readonly user: string; readonly database: string };
}

const order: GatewayOrder = JSON.parse(process.argv[2] ?? '');
const authorities = order.authorities.map((der) => {
  const read = readCertificate(Buffer.from(der, 'base64'));
  if (read.kind === 'malformed') throw new Error(read.message);
  return read.value;
});
const master = Buffer.from(order.masterKey, 'hex');

if (order.kind === 'gateway') {
  await startGateway({
    config: {
      gateway: {
        origin: order.origin,
        certificate: order.certificate,
        key: Buffer.from(order.key),
        authorities,
        ocspAddresses: [order.ocsp],
        statusSeconds: 10,
        mostExchanges: 500,
        mostHeldMib: 640,
      },
      secrets: { master, pairwise: master },
      listen: { host: '127.0.0.1' },
    },
    keys: { payloads: master },
    db: openDatabase({ connection: order.connection, role: 'acar_gateway', maxConnections: 20 }),
    clock: { now: () => Date.now() },
    log: { info() {}, warn() {}, error: (event, error) => console.error(event, error) },
    metrics: { httpAnswered() {} },
    own: undefined,
  });
} else {
  const { tls } = openOwnIdentity({ ...order, authorities });
  const client = createMutualTlsClient({ ...tls, judge: async () => {} });
  const server = createServer(
    {
      cert: tls.certificate,
      key: tls.key,
      ca: [...tls.authorities],
      requestCert: true,
      minVersion: 'TLSv1.3',
    },
    (req, res) => void handOn(req, res),
  );
  async function handOn(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of req) parts.push(part as Buffer);
    const outcome = await client.send(new URL(req.url ?? '', order.behind), {
      method: req.method ?? '',
      headers: [['content-type', 'application/json']],
      body: Buffer.concat(parts),
      timeoutMs: 5_000,
      mostOctets: 100_000,
    });
    if (outcome.kind !== 'answered') res.writeHead(502).end();
    else res.writeHead(outcome.status, { 'content-length': outcome.body.length }).end(outcome.body);
  }
  await new Promise<void>(
    (done) => void server.listen(Number(new URL(order.origin).port), '127.0.0.1', done),
  );
}
process.stdout.write('ready\n');
