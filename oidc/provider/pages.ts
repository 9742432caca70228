import type { IncomingMessage } from 'node:http';
import type { KoaContextWithOIDC } from 'oidc-provider';

/** The few pages that the library itself answers with; the application draws them. */
export interface ProviderPages {
  error(view: ProviderErrorView): Promise<RenderedPage>;
  /** The person sends `xsrf` to `action`, with `logout=yes` to leave every service, without it only the asking one. */
  confirmLogout(view: LogoutView): Promise<RenderedPage>;
  loggedOut(view: LoggedOutView): Promise<RenderedPage>;
}

export interface RenderedPage {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ProviderErrorView {
  readonly req: IncomingMessage;
  readonly status: number;
  /** OAuth error code, such as `invalid_request`. */
  readonly error: string;
  readonly clientId: string | undefined;
}

export interface LogoutView {
  readonly req: IncomingMessage;
  readonly action: string;
  readonly xsrf: string;
  /** Who asks; undefined when the person came by themselves. */
  readonly clientId: string | undefined;
  /** Where the browser goes afterwards, if the service registered it. */
  readonly returnTo: string | undefined;
  /** Every service of this session. */
  readonly clientIds: readonly string[];
  /** Asks for the same page again, in another language for example; never holds a token. */
  readonly query: Readonly<Record<string, string>>;
}

export interface LoggedOutView {
  readonly req: IncomingMessage;
  /** Set when the person left this service only. */
  readonly clientId: string | undefined;
}

/** Sends a page with the status that the library chose. */
export function answer(ctx: KoaContextWithOIDC, page: RenderedPage): void {
  for (const [name, value] of Object.entries(page.headers)) ctx.set(name, value);
  ctx.type = 'html';
  ctx.body = page.html;
}
