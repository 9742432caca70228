import { lookup } from 'node:dns';
import { Agent, fetch } from 'undici';
import { type EventReader, openEvents } from './event-reader.ts';

/** A form of a page, ready to be filled in. */
export interface PageForm {
  readonly action: string;
  readonly method: 'get' | 'post';
  /** Hidden and pre-filled fields. */
  readonly fields: Readonly<Record<string, string>>;
  /** Everything between the form's tags. */
  readonly markup: string;
}

export interface BrowserPage {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** Every address on the way here, the last one being `url`. */
  readonly visited: readonly string[];
  readonly forms: readonly PageForm[];
  /** Every `href` of the page with its text, in order. */
  readonly links: readonly { readonly href: string; readonly text: string }[];
}

export interface BrowserSession {
  get(url: string | URL): Promise<BrowserPage>;
  /** Follows the first link of the page whose `href` begins like this. */
  follow(page: BrowserPage, href: string): Promise<BrowserPage>;
  /** Sends the first form whose `action` contains `action`; refuses what the page's `form-action` would stop. */
  submit(page: BrowserPage, action: string, values?: Readonly<Record<string, string>>): Promise<BrowserPage>;
  /** One request without following its redirect. */
  request(url: string | URL, init?: RequestOptions): Promise<BrowserPage>;
  cookies(host: string): Readonly<Record<string, string>>;
  /** An event stream, as a script of a page would open it; `port` = of another process with the same origins. */
  events(url: string | URL, port?: number): Promise<EventReader>;
  setCookie(host: string, name: string, value: string): void;
  close(): Promise<void>;
}

const mostRedirects = 20;

/** Browsers resolve `*.localhost` to loopback by themselves; Node does not. */
const agent = (tls: BrowserTls) =>
  new Agent({
    connect: {
      ...tls,
      lookup: (name, options, callback) => {
        if (name !== 'localhost' && !name.endsWith('.localhost')) return lookup(name, options, callback);
        if (options.all) return callback(null, [{ address: '127.0.0.1', family: 4 }]);
        callback(null, '127.0.0.1', 4);
      },
    },
  });

/** What a browser trusts besides the public authorities. */
export interface BrowserTls {
  readonly ca?: string;
}

/** A small browser without script: cookies by host, redirects, links and forms. */
export function createBrowserSession(
  language = 'az',
  tls: BrowserTls = {},
  ownHeaders: Readonly<Record<string, string>> = {},
): BrowserSession {
  const dispatcher = agent(tls);
  let jar: readonly StoredCookie[] = [];
  const keep = (kept: StoredCookie, isGone: boolean) => {
    const others = jar.filter(
      ({ host, name, path }) => host !== kept.host || name !== kept.name || path !== kept.path,
    );
    jar = isGone ? others : [...others, kept];
  };

  const send = async (url: URL, init: RequestOptions): Promise<BrowserPage> => {
    const cookie = cookiesFor(jar, url);
    const response = await fetch(url, {
      method: init.method ?? 'GET',
      redirect: 'manual',
      dispatcher,
      ...(init.body && { body: init.body }),
      headers: {
        accept: 'text/html',
        'accept-language': language,
        ...ownHeaders,
        'sec-fetch-site': init.fetchSite ?? 'none',
        ...init.headers,
        ...(cookie && { cookie }),
      },
    });
    for (const line of response.headers.getSetCookie()) {
      const { cookie, isGone } = readCookie(url, line);
      keep(cookie, isGone);
    }
    return readPage(url, response.status, response.headers, await response.text());
  };

  const walk = async (first: URL, init: RequestOptions, policy?: FormPolicy): Promise<BrowserPage> => {
    const visited: string[] = [];
    let url = first;
    let options = init;
    for (let hop = 0; hop <= mostRedirects; hop++) {
      policy?.(url);
      const page = await send(url, options);
      visited.push(url.href);
      const location = page.status >= 300 && page.status < 400 ? page.headers.get('location') : null;
      if (location === null) return { ...page, visited };
      const next = new URL(location, url);
      if (!/^https?:$/.test(next.protocol)) throw new Error(`redirected to ${next.href}`);
      options = { fetchSite: next.origin === url.origin ? 'same-origin' : 'cross-site' };
      url = next;
    }
    throw new Error(`more than ${mostRedirects} redirects: ${visited.join(' -> ')}`);
  };

  return {
    get: (url) => walk(new URL(url), {}),
    follow(page, href) {
      const link = page.links.find((candidate) => candidate.href.startsWith(href));
      if (!link) throw new Error(`no link ${href} on ${page.url.href}: ${textOf(page.body)}`);
      return walk(new URL(link.href, page.url), { fetchSite: 'same-origin' });
    },
    submit(page, action, values = {}) {
      const form = page.forms.find((candidate) => candidate.action.includes(action));
      if (!form) throw new Error(`no form ${action} on ${page.url.href}: ${textOf(page.body)}`);
      const target = new URL(form.action, page.url);
      const body = new URLSearchParams({ ...form.fields, ...values });
      const policy = formPolicy(page);
      if (form.method === 'get') {
        target.search = body.toString();
        return walk(target, { fetchSite: 'same-origin' }, policy);
      }
      return walk(target, { method: 'POST', body, fetchSite: 'same-origin' }, policy);
    },
    request: (url, init = {}) => send(new URL(url), init),
    events(address, port) {
      const url = new URL(address);
      return openEvents({
        port: port ?? Number(url.port),
        host: url.host,
        path: url.pathname,
        cookie: cookiesFor(jar, url),
      });
    },
    cookies: (host) =>
      Object.fromEntries(
        jar.filter((cookie) => cookie.host === host).map(({ name, value }) => [name, value]),
      ),
    setCookie: (host, name, value) => keep({ host, name, value, path: '/' }, false),
    close: () => dispatcher.close(),
  };
}

export interface RequestOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: URLSearchParams;
  readonly fetchSite?: string;
}

type FormPolicy = (url: URL) => void;

/** What Chromium does: `form-action` of the page applies to the form's address and to every redirect after it. */
function formPolicy(page: BrowserPage): FormPolicy {
  const policy = page.headers.get('content-security-policy') ?? '';
  const sources = /form-action ([^;]*)/.exec(policy)?.[1]?.split(' ');
  return (url) => {
    const isSelf = url.origin === page.url.origin && sources?.includes("'self'");
    if (sources && !isSelf && !sources.includes(url.origin))
      throw new Error(`form-action of ${page.url.href} forbids ${url.origin}: ${sources.join(' ')}`);
  };
}

interface StoredCookie {
  readonly host: string;
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

function cookiesFor(jar: readonly StoredCookie[], url: URL): string {
  return jar
    .filter((candidate) => isSentTo(candidate, url))
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');
}

/** RFC 6265 5.1.4; the cookies of all services here are host-only. */
function isSentTo(cookie: StoredCookie, url: URL): boolean {
  const { path } = cookie;
  const isBelow = url.pathname.startsWith(path.endsWith('/') ? path : `${path}/`);
  return cookie.host === url.hostname && (url.pathname === path || isBelow);
}

function readCookie(url: URL, line: string): { readonly cookie: StoredCookie; readonly isGone: boolean } {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
  const at = pair.indexOf('=');
  const attribute = (wanted: string) =>
    attributes.find((part) => part.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
  const maxAge = attribute('max-age');
  const expires = attribute('expires');
  const isGone =
    maxAge === undefined ? expires !== undefined && Date.parse(expires) <= Date.now() : Number(maxAge) <= 0;
  const cookie = {
    host: url.hostname,
    name: pair.slice(0, at),
    value: pair.slice(at + 1),
    path: attribute('path') ?? '/',
  };
  return { cookie, isGone };
}

function readPage(url: URL, status: number, headers: Headers, body: string): BrowserPage {
  const forms = [...body.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(
    ([, tag = '', markup = '']) => ({
      action: attributeOf(tag, 'action') ?? url.href,
      method: attributeOf(tag, 'method')?.toLowerCase() === 'post' ? ('post' as const) : ('get' as const),
      fields: fieldsOf(markup),
      markup,
    }),
  );
  const links = [...body.matchAll(/<a\b([^>]*)>([\s\S]*?)<\/a>/gi)].map(([, tag = '', inner = '']) => ({
    href: attributeOf(tag, 'href') ?? '',
    text: textOf(inner),
  }));
  return { url, status, headers, body, visited: [url.href], forms, links };
}

function fieldsOf(markup: string): Record<string, string> {
  const inputs = [...markup.matchAll(/<input\b([^>]*)>/gi)].map(([, tag = '']) => tag);
  return Object.fromEntries(
    inputs
      .filter(isSent)
      .map((tag) => [attributeOf(tag, 'name') ?? '', attributeOf(tag, 'value') ?? ''])
      .filter(([name]) => name !== ''),
  );
}

function isSent(tag: string): boolean {
  return !/type="?(checkbox|radio)/i.test(tag) || /\bchecked\b/i.test(tag);
}

function attributeOf(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(tag)?.[1];
  return value === undefined ? undefined : decode(value);
}

/** The words of a page without its markup. */
export function textOf(markup: string): string {
  return decode(markup.replace(/<(script|style|head)\b[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim();
}

const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  amp: '&',
};

function decode(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (decimal) return String.fromCodePoint(Number(decimal));
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    return entities[String(name).toLowerCase()] ?? whole;
  });
}
