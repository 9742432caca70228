import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import type { Language } from '../messages/index.ts';
import type { Html } from './html.ts';

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
  readonly language: Language;
  /** False = the person never chose a language; a relying party's `ui_locales` may then decide. */
  readonly isLanguageChosen: boolean;
  /** An unguessable name of this browser at this origin, from a cookie; forms and logins are bound to it. */
  readonly browser: string;
  /** The value for a form's hidden field `csrf`. */
  readonly csrf: string;
  readonly address: string;
  readonly userAgent: string;
  cookie(name: string): string | undefined;
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
    }
  | { readonly kind: 'redirect'; readonly to: string; readonly cookies?: readonly Cookie[] }
  | {
      readonly kind: 'json';
      readonly status: number;
      readonly body: unknown;
      readonly cookies?: readonly Cookie[];
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'text'; readonly status: number; readonly body: string; readonly type: string }
  | { readonly kind: 'nothing'; readonly status: 204; readonly cookies?: readonly Cookie[] };

export interface Route<Q extends z.ZodType = z.ZodType, B extends z.ZodType = z.ZodType> {
  /** Unique; becomes the OpenAPI operationId. */
  readonly id: string;
  readonly method: 'GET' | 'POST';
  /** With `:name` for parameters. */
  readonly path: string;
  readonly summary: string;
  /** `page` is for people (HTML, forms with CSRF token), `api` for programs (JSON, problem documents). */
  readonly audience: 'page' | 'api';
  /** A strict schema; without one, any query is ignored. */
  readonly query?: Q;
  /** A strict schema; without one, a body is refused. The field `csrf` is checked and removed before. */
  readonly body?: B;
  readonly maxBodyBytes?: number;
  /** Every status that the handler may answer, with its meaning. */
  readonly responses: Readonly<Record<number, string>>;
  handle(request: Request<z.infer<Q>, z.infer<B>>): Promise<Reply> | Reply;
}

/** Declares a route with its types inferred from the schemas. */
export function route<Q extends z.ZodType = z.ZodType<unknown>, B extends z.ZodType = z.ZodType<unknown>>(
  definition: Route<Q, B>,
): Route {
  return definition;
}

export function page(
  content: Html,
  options: { status?: number; cookies?: readonly Cookie[]; formTargets?: readonly string[] } = {},
): Reply {
  const { status = 200, cookies = [], formTargets = [] } = options;
  return { kind: 'page', status, page: content, cookies, formTargets };
}

/** Answers 303, so that the browser asks for the target with GET. */
export function redirect(to: string, cookies: readonly Cookie[] = []): Reply {
  return { kind: 'redirect', to, cookies };
}

export function json(body: unknown, status = 200): Reply {
  return { kind: 'json', status, body };
}
