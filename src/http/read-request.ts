import { bodyParser } from '@koa/bodyparser';
import type Koa from 'koa';
import { chooseLanguage, defaultLanguage, isLanguage, type Language } from '../messages/index.ts';
import type { BrowserBinding } from './browser-binding.ts';
import { RequestError } from './errors.ts';
import { readUpload, type UploadedForm } from './multipart.ts';
import { rawTypeOf, readRawUpload } from './raw-upload.ts';
import type { Request, Route } from './route.ts';
import { setCookie } from './send-reply.ts';

/** What the steps of a site keep for a request. */
export interface State {
  requestId: string;
  language: Language;
  routeId: string;
  audience: Route['audience'];
}

export type Context = Koa.ParameterizedContext<State>;

/** What a site's requests have in common. */
export interface Reading {
  readonly origin: string;
  readonly isSecure: boolean;
  readonly binding: BrowserBinding;
}

/** The language cookie; it has no other meaning. */
const languageCookie = 'acar_lang';
const languageCookieSeconds = 365 * 24 * 3600;
const defaultBodyBytes = 16 * 1024;
/** Deeper than any schema of ours, and shallow enough for every recursive reader behind. */
const deepestBody = 32;

/** `?lang=` chooses and is remembered; else the cookie; else Azerbaijani. */
export function languageOf(ctx: Context, isSecure: boolean): Language {
  const asked = ctx.query['lang'];
  if (isLanguage(asked)) {
    setCookie(ctx, { name: languageCookie, value: asked, maxAgeSeconds: languageCookieSeconds }, isSecure);
    return asked;
  }
  return chooseLanguage([ctx.cookies.get(languageCookie) ?? '']) ?? defaultLanguage;
}

/** The language of a request that another handler answers; a relying party's wish counts until a person chose. */
export function languageOfCookies(
  cookieHeader: string | undefined,
  asked: string | null,
  uiLocales: string | null = null,
): Language {
  if (isLanguage(asked)) return asked;
  const kept = new RegExp(`(?:^|;\\s*)${languageCookie}=(\\w+)`).exec(cookieHeader ?? '')?.[1];
  return chooseLanguage([kept ?? '', ...(uiLocales ?? '').split(' ')]) ?? defaultLanguage;
}

/** The step that reads a route's body, within its limit and in its media types. */
export function parseBody(route: Route): Koa.Middleware<State> {
  const limit = route.maxBodyBytes ?? defaultBodyBytes;
  const isPage = route.audience === 'page';
  const mediaTypes = ['application/x-www-form-urlencoded', ...(isPage ? [] : ['application/json'])];
  const parse = bodyParser({
    enableTypes: isPage ? ['form'] : ['json', 'form'],
    formLimit: `${limit}b`,
    jsonLimit: `${limit}b`,
    encoding: 'utf-8',
    onError: (error) => {
      throw toRequestError(error);
    },
  });
  return async (ctx, next) => {
    ctx.state.routeId = route.id;
    ctx.state.audience = route.audience;
    if (route.method !== 'POST' || route.upload) return next();
    // `is` answers null where no body is announced.
    const isEmpty = ctx.get('content-length') === '0';
    if (!isEmpty && ctx.is(mediaTypes) === false) throw new RequestError(415, 'http.unsupported_media_type');
    return parse(ctx, next);
  };
}

/** Whatever goes wrong while a body is read is the body's fault: cut off, malformed, wrongly compressed. */
function toRequestError(error: Error): RequestError {
  const { status } = error as { status?: unknown };
  if (status === 413) return new RequestError(413, 'http.body_too_large');
  if (status === 415) return new RequestError(415, 'http.unsupported_media_type');
  return new RequestError(400, 'http.bad_request', error.message);
}

/** The request as its feature sees it. Throws {@link RequestError} for everything that the route did not ask for. */
export async function readRequest(ctx: Context, route: Route, site: Reading): Promise<Request> {
  const form = route.upload && (await readFiles(ctx.req, route.upload));
  const isBound = route.audience === 'page' && route.isOpenedElsewhere !== true;
  const browser = isBound ? bindBrowser(ctx, site) : '';
  const { params } = ctx as unknown as { params: Record<string, string> };
  refuseOddValues(params);
  return {
    id: ctx.state.requestId,
    method: ctx.method,
    origin: site.origin,
    path: ctx.path,
    params,
    query: readQuery(ctx, route),
    body:
      route.method === 'POST'
        ? readBody(ctx, route, { sent: form?.fields, binding: isBound ? site.binding : undefined, browser })
        : undefined,
    files: form?.files ?? noFiles(),
    rawBody: (ctx.request as { rawBody?: string }).rawBody ?? '',
    language: ctx.state.language,
    isLanguageChosen: ctx.query['lang'] !== undefined || ctx.cookies.get(languageCookie) !== undefined,
    browser,
    csrf: browser === '' ? '' : site.binding.formToken(browser),
    address: ctx.ip,
    userAgent: ctx.get('user-agent').slice(0, 512),
    cookie: (name) => ctx.cookies.get(name),
    header: readHeaders(ctx, route),
    node: { req: ctx.req, res: ctx.res },
  };
}

/** A form, or a body that is the file itself where the route takes its type. */
async function readFiles(req: Context['req'], upload: NonNullable<Route['upload']>): Promise<UploadedForm> {
  const { maxBytes, mediaTypes = [] } = upload;
  const mediaType = rawTypeOf(req, { maxBytes, mediaTypes });
  return mediaType === undefined
    ? readUpload(req, maxBytes)
    : readRawUpload(req, mediaType, { maxBytes, mediaTypes });
}

/** The browser's name at this origin; programs that call an `api` route get none. */
function bindBrowser(ctx: Context, { isSecure, binding }: Reading): string {
  const name = isSecure ? '__Host-acar_browser' : 'acar_browser';
  const known = ctx.cookies.get(name) ?? '';
  if (binding.isBrowser(known)) return known;
  const fresh = binding.newBrowser();
  setCookie(ctx, { name, value: fresh }, isSecure);
  return fresh;
}

function readQuery(ctx: Context, route: Route): unknown {
  if (!route.query) return {};
  const { lang: _, ...rest } = ctx.query;
  refuseOddValues(rest);
  const parsed = route.query.safeParse(rest);
  if (!parsed.success) throw new RequestError(400, 'http.bad_request', parsed.error.message);
  return parsed.data;
}

function readHeaders(ctx: Context, route: Route): Request['header'] {
  const read = new Map<string, string | undefined>();
  for (const [name, schema] of Object.entries(route.headers ?? {})) {
    const sent = ctx.get(name);
    const parsed = schema.safeParse(sent === '' ? undefined : sent);
    if (!parsed.success) throw new RequestError(400, 'http.bad_request', `${name}: ${parsed.error.message}`);
    read.set(name, parsed.data);
  }
  return (name) => read.get(name);
}

/** Without a binding the form is another site's. */
function readBody(
  ctx: Context,
  route: Route,
  {
    sent = (ctx.request as { body?: object }).body ?? {},
    binding,
    browser,
  }: {
    readonly sent: UploadedForm['fields'] | object | undefined;
    readonly binding: BrowserBinding | undefined;
    readonly browser: string;
  },
): unknown {
  const body = binding ? checkForm(ctx, sent, binding, browser) : sent;
  refuseOddValues(body);
  if (!route.body) {
    if (Object.keys(body).length === 0) return undefined;
    throw new RequestError(400, 'http.bad_request', 'a body where none belongs');
  }
  const parsed = route.body.safeParse(body);
  if (!parsed.success) throw new RequestError(400, 'http.bad_request', parsed.error.message);
  return parsed.data;
}

async function* noFiles(): AsyncGenerator<never> {}

/** Takes the token off a form; refuses a form that was not made for this browser, or that another site sent. */
function checkForm(ctx: Context, sent: object, binding: BrowserBinding, browser: string): object {
  const { csrf, ...fields } = sent as Record<string, unknown>;
  const from = ctx.get('sec-fetch-site');
  const isForeign = from !== '' && from !== 'same-origin' && from !== 'none';
  if (isForeign || !binding.isFormToken(browser, csrf)) throw new RequestError(403, 'http.forged_form');
  return fields;
}

/** No text may hold U+0000, which PostgreSQL cannot store; nothing may be nested without end. */
function refuseOddValues(root: object): void {
  const open: { value: unknown; depth: number }[] = [{ value: root, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, depth } = next;
    if (typeof value === 'string' && value.includes('\0'))
      throw new RequestError(400, 'http.bad_request', 'a text with U+0000');
    if (typeof value !== 'object' || value === null) continue;
    if (depth === deepestBody) throw new RequestError(400, 'http.bad_request', 'nested too deeply');
    for (const [name, inner] of Object.entries(value)) {
      open.push({ value: name, depth: depth + 1 }, { value: inner, depth: depth + 1 });
    }
  }
}
