import { createServer } from 'node:net';

/** A loopback port that nobody listened on a moment ago, for addresses that must be known before their server starts. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  return address.port;
}
