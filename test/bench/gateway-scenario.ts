import { createServer } from 'node:https';
import { openOwnIdentity } from '../../src/exchange/index.ts';
import { createMutualTlsClient } from '../../src/http/index.ts';
import { startDurableDatabase } from '../support/durable-database.ts';
import { createExchangeWorld, type ExchangeWorld } from '../support/exchange-world.ts';
import { freePort } from '../support/free-port.ts';
import { type ChildProgram, runProgram } from '../support/start-process.ts';
import { runByCpu } from './cpu.ts';
import type { GatewayOrder } from './gateway-server.ts';
import { alternate, type Load, type Report, run, summarise } from './measure.ts';

/** An exchange world on a PostgreSQL of its own. */
export interface GatewayWorld {
  readonly exchange: ExchangeWorld;
  stop(): Promise<void>;
}

export async function createGatewayWorld(): Promise<GatewayWorld> {
  const exchange = await createExchangeWorld(await startDurableDatabase());
  return { exchange, stop: () => exchange.stop() };
}

const content = Buffer.from(JSON.stringify({ code: '7ABC123' }));
const answer = Buffer.from(JSON.stringify({ name: 'Sınaq', address: 'x'.repeat(300) }));
const seconds = 3;
const rounds = 3;
const concurrency = 8;

/**
 * Exchanges through the gateway against the same requests through a proxy with TLS on both sides that believes and keeps
 * nothing; consumer and provider are one process, gateway and proxy one each.
 */
export async function gateway({ exchange: world }: GatewayWorld): Promise<Report> {
  const { systems, authorities, origin } = world;
  const provider = await world.provide(async () => ({
    status: 200,
    contentType: 'application/json',
    content: answer,
  }));
  const plain = await startPlainProvider(world);
  const proxyOrigin = `https://gateway.acar.localhost:${await freePort()}`;
  const order: GatewayOrder = {
    kind: 'gateway',
    origin,
    behind: plain.origin,
    certificate: systems.gateway.certificate,
    key: systems.gateway.key,
    authorities: authorities.map(({ raw }) => Buffer.from(raw).toString('base64')),
    ocsp: `${world.pki.origin}/ocsp`,
    masterKey: world.masterKey.toString('hex'),
    connection: world.database.connection,
  };
  const [gateway, proxy] = await Promise.all([
    startServer(order),
    startServer({ ...order, kind: 'proxy', origin: proxyOrigin }),
  ]);
  const consumer = world.consumer();
  const { tls } = openOwnIdentity({ ...systems.consumer, authorities });
  const client = createMutualTlsClient({ ...tls, judge: async () => {} });
  const throughGateway: Load = {
    concurrency,
    seconds,
    async run() {
      const outcome = await consumer.request({
        service: 'persons',
        method: 'POST',
        path: '/lookup',
        purpose: 'residence',
        basis: { kind: 'law', reference: 'law-12.3' },
        persons: ['7ABC123'],
        content,
        contentType: 'application/json',
      });
      if (outcome.kind !== 'answered') throw new Error(JSON.stringify(outcome));
    },
  };
  const throughProxy: Load = {
    concurrency,
    seconds,
    async run() {
      const outcome = await client.send(new URL('/services/persons/lookup', proxyOrigin), {
        method: 'POST',
        headers: [['content-type', 'application/json']],
        body: content,
        timeoutMs: 5_000,
        mostOctets: 100_000,
      });
      if (outcome.kind !== 'answered' || outcome.status !== 200) throw new Error(outcome.kind);
    },
  };
  try {
    // Most of what an exchange runs through must be compiled first; the proxy has little.
    await run({ ...throughGateway, seconds: 12 });
    await run({ ...throughProxy, seconds: 1 });
    const [exchanged = [], proxied = [], byCpu = [], proxiedByCpu = []] = await alternate(rounds, [
      () => run(throughGateway),
      () => run(throughProxy),
      () => runByCpu(throughGateway, gateway.pid),
      () => runByCpu(throughProxy, proxy.pid),
    ]);
    const measurements = [
      summarise('a proxy with TLS on both sides', proxied),
      summarise('the gateway', exchanged),
      summarise('the proxy, by its processor time', proxiedByCpu),
      summarise('the gateway, by its processor time', byCpu),
    ];
    const [proxyRate = 0, rate = 0, proxyCpu = 0, cpu = 0] = measurements.map(({ perSecond }) => perSecond);
    return {
      measurements,
      ratios: [
        { name: 'exchanges to requests through the proxy', value: rate / proxyRate },
        { name: 'the same by processor time of gateway and proxy', value: cpu / proxyCpu },
      ],
    };
  } finally {
    consumer.close();
    client.close();
    await Promise.all([gateway.signal('SIGKILL'), proxy.signal('SIGKILL')]);
    await Promise.all([provider.stop(), plain.stop()]);
  }
}

async function startServer(order: GatewayOrder): Promise<ChildProgram> {
  const program = runProgram('test/bench/gateway-server.ts', [JSON.stringify(order)]);
  await program.until('ready');
  return program;
}

/** The same register without seals. */
async function startPlainProvider({ systems, authorities }: ExchangeWorld) {
  const { tls } = openOwnIdentity({ ...systems.provider, authorities });
  const port = await freePort();
  const server = createServer(
    {
      cert: tls.certificate,
      key: tls.key,
      ca: [...tls.authorities],
      requestCert: true,
      minVersion: 'TLSv1.3',
    },
    (req, res) => {
      req.resume();
      req.once('end', () => res.writeHead(200, { 'content-length': answer.length }).end(answer));
    },
  );
  await new Promise<void>((done) => void server.listen(port, '127.0.0.1', done));
  return {
    origin: `https://persons.acar.localhost:${port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => void server.close(done));
    },
  };
}
