import { createServer } from 'node:net';

/** Told to the person who started. */
export class BusyPortError extends Error {}

/** Throws when another program listens on one of the ports: said at once, before anything was made. */
export async function refuseBusyPorts(ports: readonly number[]): Promise<void> {
  for (const port of ports) {
    if (await isBusy(port)) {
      throw new BusyPortError(`port ${port} is in use by another program; choose other ports with --port N`);
    }
  }
}

async function isBusy(port: number): Promise<boolean> {
  const server = createServer();
  const isFree = await new Promise<boolean>((done) => {
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => done(true));
  });
  await new Promise<void>((done) => server.close(() => done()));
  return !isFree;
}
