import type { IncomingMessage, ServerResponse } from 'node:http';
import Router from '@koa/router';
import Koa from 'koa';
import { defaultLanguage, type Language } from '../messages/index.ts';
import type { BrowserBinding } from './browser-binding.ts';
import { RequestError } from './errors.ts';
import type { Html } from './html.ts';
import { problemDocument } from './problem.ts';
import {
  type Context,
  languageOf,
  parseBody,
  type Reading,
  readRequest,
  type State,
} from './read-request.ts';
import { redirect, type Request, type Route } from './route.ts';
import { cameraPolicy, contentSecurityPolicy, emptyPolicy, setSecurityHeaders } from './security-headers.ts';
import { sendReply } from './send-reply.ts';

export type Handler = (req: IncomingMessage, res: ServerResponse) => void | Promise<void>;

export interface SiteOptions {
  /** The origin that people see, such as `https://portal.example.az`. */
  readonly origin: string;
  readonly routes: readonly Route[];
  readonly binding: BrowserBinding;
  /** The page for an error; the reader's next step is on it. */
  readonly errorPage: (
    request: Pick<Request, 'language' | 'id' | 'path' | 'origin'>,
    status: number,
    code: string,
  ) => Html;
  /** Turns an error that a feature threw into status and code; undefined = unexpected. */
  readonly explain: (error: unknown) => RequestError | undefined;
  readonly onError?: (error: unknown, request: { id: string; method: string; path: string }) => void;
  readonly onAnswer?: (answer: {
    route: string;
    method: string;
    status: number;
    seconds: number;
    id: string;
  }) => void;
  /** Takes every request that no route matches, such as the identity provider's own endpoints. */
  readonly otherwise?: Handler;
  /** Its pages may ask for the camera, to scan codes. */
  readonly usesCamera?: boolean;
}

/** Builds the request handler of one origin from its routes. */
export function createSite(options: SiteOptions): Handler {
  const app = new Koa<State>();
  app.proxy = true; // Only headers that src/http/server.ts wrote itself reach this point.
  app.on('error', () => {}); // Every error is answered and reported in `answer`.
  const reading: Reading = {
    origin: options.origin,
    isSecure: options.origin.startsWith('https:'),
    binding: options.binding,
  };
  app.use((ctx, next) => answer(ctx, next, options));
  app.use(async (ctx, next) => {
    setSecurityHeaders(ctx.res, reading.isSecure);
    if (options.usesCamera) ctx.set('permissions-policy', cameraPolicy);
    ctx.state.language = languageOf(ctx, reading.isSecure);
    await next();
  });
  const router = createRouter(options, reading);
  app.use(router.routes() as never);
  app.use((ctx) => unmatched(ctx, options, router));
  return app.callback();
}

function createRouter(options: SiteOptions, reading: Reading): Router<State> {
  const router = new Router<State>();
  // Before all: an address with a parameter in the place of the last word would take them.
  for (const { path, formPage } of options.routes) {
    if (formPage === undefined) continue;
    router.get(path, (ctx) => {
      const reply = redirect(formAddress(formPage, ctx['params']));
      sendReply(ctx, reply, reading.origin, brokenStream(ctx, options));
    });
  }
  for (const route of options.routes) {
    const run = async (ctx: Context) => {
      const reply = await route.handle(await readRequest(ctx, route, reading));
      if (route.upload && !ctx.req.complete) ctx.set('connection', 'close');
      sendReply(ctx, reply, reading.origin, brokenStream(ctx, options));
    };
    const steps = [parseBody(route), run] as never[];
    if (route.method === 'GET') router.get(route.path, ...steps);
    else router.post(route.path, ...steps);
  }
  return router;
}

/** Where the form is whose answer has an address of its own. */
function formAddress(formPage: string, params: Readonly<Record<string, string>>): string {
  return formPage.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
}

async function unmatched(ctx: Context, options: SiteOptions, router: Router<State>): Promise<void> {
  const methods = ['GET', 'POST'].filter((method) => router.match(ctx.path, method).route);
  if (methods.length > 0) {
    ctx.set('allow', methods.join(', ').replace('GET', 'GET, HEAD'));
    throw new RequestError(405, 'http.method_not_allowed');
  }
  if (!options.otherwise) throw new RequestError(404, 'http.not_found');
  ctx.respond = false;
  ctx.state.routeId = 'provider';
  ctx.res.setHeader('content-security-policy', contentSecurityPolicy([]));
  // Cookies set so far go out with the other handler's own.
  await options.otherwise(ctx.req, ctx.res);
}

/** The outermost step: whatever happens inside, there is one answer, one log line and one count. */
async function answer(ctx: Context, next: Koa.Next, options: SiteOptions): Promise<void> {
  const started = performance.now();
  ctx.state.requestId = ctx.get('x-request-id');
  ctx.state.routeId = 'none';
  ctx.set('x-request-id', ctx.state.requestId);
  ctx.res.once('close', () =>
    options.onAnswer?.({
      route: ctx.state.routeId,
      method: ctx.method,
      status: ctx.res.statusCode,
      seconds: (performance.now() - started) / 1000,
      id: ctx.state.requestId,
    }),
  );
  try {
    await next();
  } catch (error) {
    const known = error instanceof RequestError ? error : options.explain(error);
    if (!known || known.status >= 500) report(ctx, options, error);
    refuse(ctx, options, known ?? new RequestError(500, 'http.internal'));
  }
}

/** Half a stream is out; only an end that cannot be taken for a success is left. Keeps nothing of the framework. */
function brokenStream(ctx: Context, { onError }: SiteOptions): (error: unknown) => void {
  const { res, method, path } = ctx;
  const id = ctx.state.requestId;
  return (error) => {
    onError?.(error, { id, method, path });
    res.destroy();
  };
}

function report(ctx: Context, options: SiteOptions, error: unknown): void {
  options.onError?.(error, { id: ctx.state.requestId, method: ctx.method, path: ctx.path });
}

/** People get a page, programs an RFC 9457 document; who asks for nothing in particular gets what the route is for. */
function refuse(ctx: Context, options: SiteOptions, error: RequestError): void {
  if (ctx.res.headersSent) {
    // Half an answer is out; only an end that cannot be taken for a success is left.
    ctx.respond = false;
    ctx.res.destroy();
    return;
  }
  ctx.respond = true;
  ctx.status = error.status;
  const again = error.retryAfterSeconds ?? (error.status === 503 ? 5 : undefined);
  if (again !== undefined) ctx.set('retry-after', String(again));
  // What is left of a refused body is not worth reading.
  if (error.status === 413 || !ctx.req.complete) ctx.set('connection', 'close');
  const isProgram = ctx.state.audience === 'api';
  if (
    ctx.state.audience === 'page' ||
    ctx.accepts(isProgram ? ['json', 'html'] : ['html', 'json']) === 'html'
  ) {
    if (refuseWithPage(ctx, options, error)) return;
  }
  ctx.set('content-security-policy', emptyPolicy);
  ctx.body = JSON.stringify(problemDocument(error, ctx.state.requestId));
  ctx.type = 'application/problem+json';
}

/** False when the page itself cannot be made. */
function refuseWithPage(ctx: Context, options: SiteOptions, error: RequestError): boolean {
  // An error may come before the language is known.
  const language: Language | undefined = ctx.state.language;
  const request = {
    language: language ?? defaultLanguage,
    id: ctx.state.requestId,
    path: ctx.path,
    origin: options.origin,
  };
  try {
    ctx.body = options.errorPage(request, error.status, error.code).toString();
  } catch (defect) {
    report(ctx, options, defect);
    return false;
  }
  ctx.set('content-security-policy', contentSecurityPolicy([]));
  ctx.type = 'html';
  return true;
}
