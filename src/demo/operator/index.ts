import { randomBytes } from 'node:crypto';
import type { MobileResult } from '../../../oidc/phone-ports.ts';
import type { Clock } from '../../../oidc/ports.ts';
import {
  createBrowserBinding,
  createSite,
  type Handler,
  RequestError,
  serveAsset,
  startServer,
} from '../../http/index.ts';
import { createOperatorApi } from '../../mobile/index.ts';
import { makeAuthority } from './authority.ts';
import { createSimulator, type SimulatorTimes } from './backend.ts';
import type { SimulatedSession } from './model.ts';
import { operatorErrorPage } from './pages.ts';
import { operatorRoutes } from './routes.ts';

export interface OperatorOptions extends SimulatorTimes {
  /** 0 = any free port. */
  readonly port: number;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

export interface RunningOperator {
  /** Of the protocol, and of the control page. */
  readonly url: string;
  /** DER of the root that its certificates lead to. */
  readonly root: Uint8Array;
  sessions(): readonly SimulatedSession[];
  decide(id: string, result: MobileResult): boolean;
  stop(): Promise<void>;
}

const protocol = /^\/(certificate|authentication|signature)(\/|$|\?)/;

/** Starts the simulator of a SIM-based operator: the protocol and the control page at one address. */
export async function startOperator(options: OperatorOptions): Promise<RunningOperator> {
  const { clock, onError } = options;
  const url = `http://operator.acar.localhost:${options.port}`;
  const authority = await makeAuthority(clock, url);
  const simulator = createSimulator(clock, authority, options);
  const api = createOperatorApi({ backend: simulator, clock, onError });
  const binding = createBrowserBinding(randomBytes(32));
  const siteAt = (origin: string): [string, Handler] => {
    const pages = createSite({
      origin,
      routes: operatorRoutes(simulator, authority),
      binding,
      errorPage: (request) => operatorErrorPage(request),
      explain: (error) => (error instanceof RequestError ? error : undefined),
      onError,
    });
    return [origin, (req, res) => (protocol.test(req.url ?? '') ? api(req, res) : pages(req, res))];
  };
  const hosts = ['operator.acar.localhost', 'localhost', '127.0.0.1'];
  const server = await startServer({
    host: '127.0.0.1',
    port: options.port,
    trustedProxies: '',
    sites: new Map(hosts.map((host) => siteAt(`http://${host}:${options.port}`))),
    first: serveAsset,
    onError,
  });
  return {
    url,
    root: authority.root,
    sessions: () => simulator.sessions(),
    decide: (id, result) => simulator.decide(id, result),
    async stop() {
      simulator.stop();
      await server.stop(1);
    },
  };
}
