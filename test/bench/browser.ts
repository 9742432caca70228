import { Pool } from 'undici';

export interface Answer {
  readonly status: number;
  readonly location: string;
  readonly body: string;
}

/** What a flow needs of a browser, or of a service's own connection. */
export type Requests = Pick<BenchBrowser, 'get' | 'post'>;

/** A lean browser for load: one cookie jar by path, no redirects followed, the Host header of the site under test. */
export class BenchBrowser {
  readonly #pool: Pool;
  readonly #host: string;
  #address = '10.0.0.1';
  readonly #cookies = new Map<string, { value: string; path: string }>();

  constructor(pool: Pool, host: string) {
    this.#pool = pool;
    this.#host = host;
  }

  setCookies(cookies: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(cookies)) this.#cookies.set(name, { value, path: '/' });
  }

  /** As a proxy would tell where the browser is. */
  setAddress(address: string): void {
    this.#address = address;
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.#send('GET', path, headers, undefined);
  }

  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const type = { 'content-type': 'application/x-www-form-urlencoded', ...headers };
    return this.#send('POST', path, type, new URLSearchParams(fields).toString());
  }

  async #send(
    method: 'GET' | 'POST',
    target: string,
    headers: Readonly<Record<string, string>>,
    body: string | undefined,
  ): Promise<Answer> {
    const url = new URL(target, `http://${this.#host}`);
    const path = url.pathname + url.search;
    const cookie = [...this.#cookies]
      .filter(([, kept]) => url.pathname.startsWith(kept.path))
      .map(([name, kept]) => `${name}=${kept.value}`)
      .join('; ');
    const answer = await this.#pool.request({
      method,
      path,
      headers: {
        host: this.#host,
        accept: 'text/html',
        'x-forwarded-for': this.#address,
        ...(cookie && { cookie }),
        ...headers,
      },
      ...(body !== undefined && { body }),
    });
    const set = answer.headers['set-cookie'] ?? [];
    for (const line of Array.isArray(set) ? set : [set]) this.#keep(line);
    const location = answer.headers['location'];
    return {
      status: answer.statusCode,
      location: typeof location === 'string' ? location : '',
      body: await answer.body.text(),
    };
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const cut = pair.indexOf('=');
    const name = pair.slice(0, cut);
    const value = pair.slice(cut + 1);
    const path = attributes.find((part) => part.toLowerCase().startsWith('path='))?.slice(5) ?? '/';
    const isGone = value === '' || attributes.some((part) => /expires=Thu, 01 Jan 1970/i.test(part));
    if (isGone) this.#cookies.delete(name);
    else this.#cookies.set(name, { value, path });
  }
}

/** The value of a hidden field of a page; empty when there is none. */
export function fieldOf(html: string, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
}
