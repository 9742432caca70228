import { createServer } from 'node:net';

/** Told to the person who started. */
export class BusyPortError extends Error {}

/** Throws when one of the ports cannot be had: another program listens on it, or it is for the administrator alone. */
export async function refuseBusyPorts(ports: readonly number[]): Promise<void> {
  for (const port of ports) {
    const problem = await problemOf(port);
    if (problem !== undefined)
      throw new BusyPortError(`port ${port} ${problem}; choose other ports with --port N`);
  }
}

async function problemOf(port: number): Promise<string | undefined> {
  const server = createServer();
  const error = await new Promise<NodeJS.ErrnoException | undefined>((done) => {
    server.once('error', done);
    server.listen(port, '127.0.0.1', () => done(undefined));
  });
  await new Promise<void>((done) => server.close(() => done()));
  if (error === undefined) return undefined;
  return error.code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be used (${error.code})`;
}
