import type { Server, ServerResponse } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import { isEventStream } from './event-stream.ts';

/** Ends a server without cutting off the answers that are on their way. */
export interface Stopper {
  /** Told of every answer when its request arrives. */
  watch(res: ServerResponse): void;
  /** Resolves when the last connection is gone; after `graceSeconds` the rest is cut off. */
  stop(server: Server | TlsServer, graceSeconds: number): Promise<void>;
}

export function createStopper(): Stopper {
  const running = new Set<ServerResponse>();
  let closeIdle: (() => void) | undefined;
  return {
    watch(res) {
      running.add(res);
      if (closeIdle) res.setHeader('connection', 'close');
      res.once('close', () => {
        running.delete(res);
        // The answer's connection becomes idle a moment later.
        if (closeIdle) setImmediate(closeIdle);
      });
    },
    async stop(server, graceSeconds) {
      const closed = new Promise<void>((done) => server.close(() => done()));
      closeIdle = () => server.closeIdleConnections();
      for (const res of running) {
        if (!res.headersSent) res.setHeader('connection', 'close');
        // Would never end by itself; its reader comes back, to another node.
        else if (isEventStream(res)) res.end();
      }
      closeIdle();
      const timer = setTimeout(() => server.closeAllConnections(), graceSeconds * 1000);
      await closed;
      clearTimeout(timer);
    },
  };
}
