import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyParser } from '@koa/bodyparser';
import Router from '@koa/router';
import Koa from 'koa';
import { chooseLanguage, defaultLanguage, isLanguage, type Language } from '../messages/index.ts';
import type { BrowserBinding } from './browser-binding.ts';
import { RequestError } from './errors.ts';
import type { Html } from './html.ts';
import { problemDocument } from './problem.ts';
import type { Cookie, Reply, Request, Route } from './route.ts';
import { contentSecurityPolicy, setSecurityHeaders } from './security-headers.ts';

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
}

interface State {
  requestId: string;
  browser: string;
  language: Language;
  routeId: string;
  audience: Route['audience'];
}

type Context = Koa.ParameterizedContext<State>;

/** The language cookie; it has no other meaning. */
const languageCookie = 'acar_lang';
const languageCookieSeconds = 365 * 24 * 3600;
const defaultBodyBytes = 16 * 1024;

/** Builds the request handler of one origin from its routes. */
export function createSite(options: SiteOptions): Handler {
  const app = new Koa<State>();
  app.proxy = true; // Only headers that src/http/server.ts wrote itself reach this point.
  app.on('error', () => {}); // Every error is answered and reported in `answer`.
  const isSecure = isSecureSite(options);

  app.use((ctx, next) => answer(ctx, next, options));
  app.use(async (ctx, next) => {
    setSecurityHeaders(ctx.res, isSecure);
    ctx.state.language = languageOf(ctx);
    await next();
  });
  const router = new Router<State>();
  for (const route of options.routes) {
    const steps = [parseBody(route), (ctx: Context) => handle(ctx, route, options)];
    if (route.method === 'GET') router.get(route.path, ...(steps as never[]));
    else router.post(route.path, ...(steps as never[]));
  }
  app.use(router.routes() as never);
  app.use((ctx) => unmatched(ctx, options, router));
  return app.callback();
}

async function unmatched(ctx: Context, options: SiteOptions, router: Router<State>): Promise<void> {
  if (options.otherwise) {
    ctx.respond = false;
    ctx.state.routeId = 'provider';
    ctx.res.setHeader('content-security-policy', contentSecurityPolicy([]));
    // Cookies set so far go out with the other handler's own.
    await options.otherwise(ctx.req, ctx.res);
    return;
  }
  const other = ctx.method === 'GET' || ctx.method === 'HEAD' ? 'POST' : 'GET';
  const exists = router.match(ctx.path, other).route;
  throw new RequestError(exists ? 405 : 404, exists ? 'http.method_not_allowed' : 'http.not_found');
}

/** The outermost step: whatever happens inside, there is one answer, one log line and one count. */
async function answer(ctx: Context, next: Koa.Next, options: SiteOptions): Promise<void> {
  const started = performance.now();
  ctx.state.requestId = ctx.get('x-request-id');
  ctx.state.routeId = 'none';
  ctx.set('x-request-id', ctx.state.requestId);
  try {
    await next();
  } catch (error) {
    const known = asRequestError(error) ?? options.explain(error);
    if (!known || known.status >= 500) {
      options.onError?.(error, { id: ctx.state.requestId, method: ctx.method, path: ctx.path });
    }
    refuse(ctx, options, known ?? new RequestError(500, 'http.internal'));
  }
  const report = () =>
    options.onAnswer?.({
      route: ctx.state.routeId,
      method: ctx.method,
      status: ctx.res.statusCode,
      seconds: (performance.now() - started) / 1000,
      id: ctx.state.requestId,
    });
  if (ctx.res.writableFinished) report();
  else ctx.res.once('close', report);
}

function refuse(ctx: Context, options: SiteOptions, error: RequestError): void {
  ctx.status = error.status;
  if (error.status === 503) ctx.set('retry-after', '5');
  const wantsPage = ctx.state.audience === 'page' || ctx.accepts('html', 'json') === 'html';
  if (!wantsPage) {
    ctx.body = JSON.stringify(problemDocument(error, ctx.state.requestId));
    ctx.type = 'application/problem+json';
    return;
  }
  const { requestId } = ctx.state;
  // An error may come before the language is known.
  const language: Language | undefined = ctx.state.language;
  const request = {
    language: language ?? defaultLanguage,
    id: requestId,
    path: ctx.path,
    origin: options.origin,
  };
  ctx.set('content-security-policy', contentSecurityPolicy([]));
  ctx.type = 'html';
  ctx.body = options.errorPage(request, error.status, error.code).toString();
}

/** Errors that Koa and its body parser raise carry a status. */
function asRequestError(error: unknown): RequestError | undefined {
  if (error instanceof RequestError) return error;
  const { status, message } = error as { status?: unknown; message?: string };
  if (status === 413) return new RequestError(413, 'http.body_too_large');
  if (status === 415) return new RequestError(415, 'http.unsupported_media_type');
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new RequestError(400, 'http.bad_request', message);
  return undefined;
}

/** The language of a request that another handler answers. */
export function languageOfCookies(cookieHeader: string | undefined, asked: string | null): Language {
  if (isLanguage(asked)) return asked;
  const kept = new RegExp(`(?:^|;\\s*)${languageCookie}=(\\w+)`).exec(cookieHeader ?? '')?.[1];
  return chooseLanguage([kept ?? '']) ?? defaultLanguage;
}

/** `?lang=` chooses and is remembered; else the cookie; else Azerbaijani. */
function languageOf(ctx: Context): Language {
  const asked = ctx.query['lang'];
  if (isLanguage(asked)) {
    setCookie(ctx, { name: languageCookie, value: asked, maxAgeSeconds: languageCookieSeconds }, ctx.secure);
    return asked;
  }
  return chooseLanguage([ctx.cookies.get(languageCookie) ?? '']) ?? defaultLanguage;
}

function parseBody(route: Route): Koa.Middleware {
  const limit = route.maxBodyBytes ?? defaultBodyBytes;
  const parse = bodyParser({
    enableTypes: route.audience === 'page' ? ['form'] : ['json', 'form'],
    formLimit: `${limit}b`,
    jsonLimit: `${limit}b`,
    encoding: 'utf-8',
  });
  return (ctx, next) => {
    ctx.state['routeId'] = route.id;
    ctx.state['audience'] = route.audience;
    return route.method === 'POST' ? parse(ctx, next) : next();
  };
}

function isSecureSite(options: SiteOptions): boolean {
  return options.origin.startsWith('https:');
}

/** The browser's name at this origin; programs that call an `api` route get none. */
function bindBrowser(ctx: Context, options: SiteOptions): string {
  const name = isSecureSite(options) ? '__Host-acar_browser' : 'acar_browser';
  const known = ctx.cookies.get(name) ?? '';
  if (options.binding.isBrowser(known)) return known;
  const fresh = options.binding.newBrowser();
  setCookie(ctx, { name, value: fresh }, isSecureSite(options));
  return fresh;
}

async function handle(ctx: Context, route: Route, options: SiteOptions): Promise<void> {
  ctx.state.browser = route.audience === 'page' ? bindBrowser(ctx, options) : '';
  const body = route.method === 'POST' ? checkBody(ctx, route, options) : undefined;
  const query = checkQuery(ctx, route);
  const request: Request = {
    id: ctx.state.requestId,
    method: ctx.method,
    origin: options.origin,
    path: ctx.path,
    params: (ctx as unknown as { params: Record<string, string> }).params,
    query,
    body,
    language: ctx.state.language,
    isLanguageChosen: ctx.query['lang'] !== undefined || ctx.cookies.get(languageCookie) !== undefined,
    browser: ctx.state.browser,
    csrf: options.binding.formToken(ctx.state.browser),
    address: ctx.ip,
    userAgent: ctx.get('user-agent').slice(0, 512),
    cookie: (name) => ctx.cookies.get(name),
    node: { req: ctx.req, res: ctx.res },
  };
  send(ctx, await route.handle(request), isSecureSite(options));
}

function checkQuery(ctx: Context, route: Route): unknown {
  if (!route.query) return {};
  const { lang: _, ...rest } = ctx.query;
  const parsed = route.query.safeParse(rest);
  if (!parsed.success) throw new RequestError(400, 'http.bad_request', parsed.error.message);
  return parsed.data;
}

function checkBody(ctx: Context, route: Route, options: SiteOptions): unknown {
  const { csrf, ...fields } = ((ctx.request as { body?: unknown }).body ?? {}) as Record<string, unknown>;
  if (route.audience === 'page') {
    const site = ctx.get('sec-fetch-site');
    const isForeign = site !== '' && site !== 'same-origin' && site !== 'none';
    if (isForeign || !options.binding.isFormToken(ctx.state.browser, csrf))
      throw new RequestError(403, 'http.forged_form');
  }
  if (!route.body) return undefined;
  const parsed = route.body.safeParse(fields);
  if (!parsed.success) throw new RequestError(400, 'http.bad_request', parsed.error.message);
  return parsed.data;
}

function send(ctx: Context, reply: Reply, isSecure: boolean): void {
  if ('cookies' in reply) for (const cookie of reply.cookies ?? []) setCookie(ctx, cookie, isSecure);
  switch (reply.kind) {
    case 'page':
      ctx.status = reply.status;
      ctx.set('content-security-policy', contentSecurityPolicy(reply.formTargets ?? []));
      ctx.type = 'html';
      ctx.body = reply.page.toString();
      return;
    case 'redirect':
      ctx.status = 303;
      ctx.set('location', reply.to);
      ctx.body = '';
      return;
    case 'json':
      ctx.status = reply.status;
      for (const [name, value] of Object.entries(reply.headers ?? {})) ctx.set(name, value);
      ctx.type = 'json';
      ctx.body = JSON.stringify(reply.body);
      return;
    case 'text':
      ctx.status = reply.status;
      ctx.type = reply.type;
      ctx.body = reply.body;
      return;
    case 'nothing':
      ctx.status = reply.status;
  }
}

function setCookie(ctx: Context, cookie: Cookie, secure: boolean): void {
  ctx.cookies.set(cookie.name, cookie.value ?? null, {
    httpOnly: true,
    sameSite: 'lax',
    secure,
    path: '/',
    overwrite: true,
    ...(cookie.maxAgeSeconds === undefined ? {} : { maxAge: cookie.maxAgeSeconds * 1000 }),
  });
}
