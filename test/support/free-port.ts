import { createServer } from 'node:net';

/**
 * Ports for addresses that must be known before their server starts. They lie below those that outgoing connections
 * take (ip_local_port_range) and above the last that browsers refuse, each worker of the test run has a stretch of its own, and no port is given out twice in
 * a process: between the look and the start of the server nobody else comes.
 */
const first = 11_000;
const stretch = 5_400;
const worker = Number(process.env['VITEST_POOL_ID'] ?? 0) % 4;
let next = Math.floor(Math.random() * stretch);

/** A loopback port that nobody listens on. */
export async function freePort(): Promise<number> {
  return freePortRange(1);
}

/** The first of seventeen ports in a row that nobody listens on, as `scripts/start` wants them. */
export async function freePortRange(count = 17): Promise<number> {
  for (let tries = 0; tries < 200; tries++) {
    if (next + count > stretch) next = 0;
    const port = first + worker * stretch + next;
    next += count;
    const all = Array.from({ length: count }, (_, index) => port + index);
    if ((await Promise.all(all.map(isFree))).every(Boolean)) return port;
  }
  throw new Error(`no ${count} free ports in a row`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const free = await new Promise<boolean>((done) => {
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => done(true));
  });
  await new Promise<void>((done) => server.close(() => done()));
  return free;
}
