import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../oidc/ports.ts';
import type { Database } from '../../src/db/index.ts';
import type { Authorities } from '../../src/pki/authority/index.ts';
import { closeInStages } from '../../src/http/close-in-stages.ts';
import { type PkiService, type PkiSettings, startPkiService } from '../../src/pki-web/index.ts';
import { createRecorder } from '../../src/records/index.ts';

/** A listener whose address is known before the service behind it exists. */
export interface PkiListener {
  readonly origin: string;
  serve(service: PkiService): void;
  stop(): Promise<void>;
}

export async function openPkiListener(): Promise<PkiListener> {
  let service: PkiService | undefined;
  const server: Server = createServer((req, res) => {
    closeInStages(req);
    if (service?.handler(req, res)) return;
    res.writeHead(404).end();
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    serve(started) {
      service = started;
    },
    async stop() {
      await service?.stop();
      server.closeAllConnections();
      await new Promise((done) => {
        server.close(done);
      });
    },
  };
}

export interface PkiNode {
  readonly origin: string;
  readonly service: PkiService;
  readonly errors: readonly unknown[];
  stop(): Promise<void>;
}

/** One node of the certificate service with a pool of its own. */
export async function startPkiNode(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly authorities: Authorities;
  readonly listener?: PkiListener;
  readonly settings?: Partial<PkiSettings>;
  readonly monotonic?: () => number;
}): Promise<PkiNode> {
  const { db, clock, authorities, monotonic = () => performance.now() } = deps;
  const listener = deps.listener ?? (await openPkiListener());
  const errors: unknown[] = [];
  const service = await startPkiService({
    db,
    clock,
    authorities,
    monotonic,
    recorder: createRecorder({ clock }),
    onError: (error) => errors.push(error),
    ...(deps.settings ? { settings: deps.settings } : {}),
  });
  listener.serve(service);
  return { origin: listener.origin, service, errors, stop: () => listener.stop() };
}
