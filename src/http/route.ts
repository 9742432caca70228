import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import type { Language } from '../messages/index.ts';
import type { Html } from './html.ts';
import type { UploadedFile } from './multipart.ts';

/** A request as features see it: checked, bounded, and free of the HTTP library. */
export interface Request<Query = unknown, Body = unknown> {
  readonly id: string;
  readonly method: string;
  /** The origin the browser used, such as `https://login.example.az`. */
  readonly origin: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  /** A JSON or form body as it was sent, for signatures over it; empty where there is none. */
  readonly rawBody: string;
  readonly language: Language;
  /** False = the person never chose a language; a relying party's `ui_locales` may then decide. */
  readonly isLanguageChosen: boolean;
  /** An unguessable name of this browser at this origin, from a cookie; forms and logins are bound to it. */
  readonly browser: string;
  /** The value for a form's hidden field `csrf`. */
  readonly csrf: string;
  /** Of a route with `upload`: one by one, each read before the next. */
  readonly files: AsyncIterable<UploadedFile>;
  readonly address: string;
  readonly userAgent: string;
  cookie(name: string): string | undefined;
  /** One of those that the route names in `headers`, checked; undefined where it did not come. */
  header(name: string): string | undefined;
  /** The raw pair, for the identity provider's library only. */
  readonly node: { readonly req: IncomingMessage; readonly res: ServerResponse };
}

export interface Cookie {
  readonly name: string;
  /** `undefined` deletes the cookie. */
  readonly value: string | undefined;
  readonly maxAgeSeconds?: number;
}

export type Reply =
  | {
      readonly kind: 'page';
      readonly status: number;
      readonly page: Html;
      readonly cookies?: readonly Cookie[];
      readonly formTargets?: readonly string[];
      readonly connectTargets?: readonly string[];
      readonly tellsOrigin?: boolean;
    }
  | { readonly kind: 'redirect'; readonly to: string; readonly cookies?: readonly Cookie[] }
  | {
      readonly kind: 'json';
      readonly status: number;
      readonly body: unknown;
      readonly cookies?: readonly Cookie[];
      readonly headers?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'text';
      readonly status: number;
      readonly body: string;
      readonly type: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** For downloads; `name` is what browsers call the file. */
  | {
      readonly kind: 'file';
      readonly status: number;
      readonly body: Uint8Array;
      readonly type: string;
      readonly name: string;
    }
  /**
   * Content that is never whole in memory. `inline` shows it in the browser, in a sandbox: it is somebody's document, and
   * nothing in it may act as this site.
   */
  | {
      readonly kind: 'content';
      readonly status: number;
      readonly body: AsyncIterable<Uint8Array>;
      /** Where it is known before the end. */
      readonly size?: number;
      readonly type: string;
      readonly name: string;
      readonly disposition: 'inline' | 'attachment';
    }
  /**
   * An event stream (HTML Living Standard 9.2): each value as JSON in a `data` line, until the source ends or `signal`
   * tells that the reader is gone.
   */
  | { readonly kind: 'events'; readonly source: (signal: AbortSignal) => AsyncIterable<unknown> }
  | { readonly kind: 'nothing'; readonly status: 204; readonly cookies?: readonly Cookie[] };

export interface Route<Q extends z.ZodType = z.ZodType, B extends z.ZodType = z.ZodType> {
  /** Unique; becomes the OpenAPI operationId. */
  readonly id: string;
  readonly method: 'GET' | 'POST';
  /** With `:name` for parameters. */
  readonly path: string;
  /**
   * Of a POST whose address no page has: the page with its form, with the same `:name`s. An answer that refuses what was
   * typed stays at the form's address, and the reader may load it again in another language, or come back to it.
   */
  readonly formPage?: string;
  readonly summary: string;
  /** `page` is for people (HTML, forms with CSRF token), `api` for programs (JSON, problem documents). */
  readonly audience: 'page' | 'api';
  /** A strict schema; without one, any query is ignored. */
  readonly query?: Q;
  /** A strict schema; without one, a body is refused. The field `csrf` is checked and removed before. */
  readonly body?: B;
  readonly maxBodyBytes?: number;
  /** Headers that the route reads, by their names in small letters, each with the schema of its text. */
  readonly headers?: Readonly<Record<string, z.ZodType<string | undefined>>>;
  /** The form carries files (multipart/form-data); `body` is the schema of the fields before them. */
  readonly upload?: {
    readonly maxBytes: number;
    /** Types of bodies that are no form but one file, without name and field. */
    readonly mediaTypes?: readonly string[];
  };
  /**
   * True for a page that another site's form opens. No cookie comes with such a form, so there is no browser and no CSRF
   * token, and none is set: the route must change nothing and only show what the person then sends from our own page.
   */
  readonly isOpenedElsewhere?: boolean;
  /** What programs get with 200, where it is described: its media type, and the schema of JSON. */
  readonly answer?: { readonly type: string; readonly schema?: z.ZodType };
  /** Every status that the handler may answer, with its meaning. */
  readonly responses: Readonly<Record<number, string>>;
  handle(request: Request<z.infer<Q>, z.infer<B>>): Promise<Reply> | Reply;
}

/** What is told of an address that another kind of listener answers. */
export type RouteDescription = Omit<Route, 'handle'> & {
  /** Media types of a body that is one message. */
  readonly content?: readonly string[];
};

/** Declares a route with its types inferred from the schemas. */
export function route<Q extends z.ZodType = z.ZodType<unknown>, B extends z.ZodType = z.ZodType<unknown>>(
  definition: Route<Q, B>,
): Route {
  return definition;
}

export interface PageReplyOptions {
  readonly status?: number;
  readonly cookies?: readonly Cookie[];
  /** Other origins where a form of the page may end. */
  readonly formTargets?: readonly string[];
  /** Other origins that a script of the page may ask. */
  readonly connectTargets?: readonly string[];
  /** True = another origin that the page's form goes to is told ours, in `Origin` and `Referer`, and no path. */
  readonly tellsOrigin?: boolean;
}

export function page(content: Html, options: PageReplyOptions = {}): Reply {
  const { status = 200, ...rest } = options;
  return { kind: 'page', status, page: content, ...rest };
}

/** Answers 303, so that the browser asks for the target with GET. */
export function redirect(to: string, cookies: readonly Cookie[] = []): Reply {
  return { kind: 'redirect', to, cookies };
}

export function json(body: unknown, status = 200): Reply {
  return { kind: 'json', status, body };
}
