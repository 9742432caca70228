import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Metrics } from './metrics.ts';
import type { Readiness } from './readiness.ts';

export interface OperationsRoutes {
  /** `/healthz` and `/readyz` on every host of the public listener; false for every other request. */
  readonly first: (req: IncomingMessage, res: ServerResponse) => boolean;
  /** The operations listener: the same two, with the checks' names, and `/metrics`. */
  readonly handle: (req: IncomingMessage, res: ServerResponse) => void;
}

interface RouteDeps {
  readonly readiness: () => Promise<Readiness>;
  readonly metrics: Metrics;
  readonly onError: (error: unknown) => void;
}

type Answer = { readonly status: number; readonly type: string; readonly text: string };

const health = () => Promise.resolve(answerJson(200, { status: 'alive' }));

export function createOperationsRoutes(deps: RouteDeps): OperationsRoutes {
  const ready = async (isPublic: boolean) => {
    const { isReady, checks } = await deps.readiness();
    const status = isReady ? 'ready' : 'not ready';
    // Strangers learn only the sum of it.
    return answerJson(isReady ? 200 : 503, isPublic ? { status } : { status, checks });
  };
  const answer = (req: IncomingMessage, res: ServerResponse, make: () => Promise<Answer>) => {
    make()
      .catch((error: unknown): Answer => {
        deps.onError(error);
        return answerJson(500, { status: 'failed' });
      })
      .then((made) => send(req, res, made))
      .catch(deps.onError);
  };
  return {
    first(req, res) {
      const path = pathOf(req);
      if (path !== '/healthz' && path !== '/readyz') return false;
      answer(req, res, path === '/healthz' ? health : () => ready(true));
      return true;
    },
    handle(req, res) {
      const path = pathOf(req);
      if (path === '/healthz') answer(req, res, health);
      else if (path === '/readyz') answer(req, res, () => ready(false));
      else if (path === '/metrics') answer(req, res, () => scrape(deps.metrics));
      else send(req, res, answerJson(404, { status: 'not found' }));
    },
  };
}

async function scrape(metrics: Metrics): Promise<Answer> {
  const { type, text } = await metrics.render();
  return { status: 200, type, text };
}

function answerJson(status: number, body: unknown): Answer {
  return { status, type: 'application/json', text: `${JSON.stringify(body)}\n` };
}

function send(req: IncomingMessage, res: ServerResponse, { status, type, text }: Answer): void {
  const isAllowed = req.method === 'GET' || req.method === 'HEAD';
  const headers = { 'content-type': type, 'cache-control': 'no-store' };
  if (isAllowed) res.writeHead(status, headers).end(req.method === 'HEAD' ? undefined : text);
  else res.writeHead(405, { ...headers, allow: 'GET, HEAD' }).end();
}

function pathOf(req: IncomingMessage): string {
  return req.url?.split('?')[0] ?? '';
}
