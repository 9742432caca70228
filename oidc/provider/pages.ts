import type { IncomingMessage } from 'node:http';

/** The few pages that the library itself answers with; the application draws them. Each returns a whole document. */
export interface ProviderPages {
  error(view: ProviderErrorView): string;
  /** `form` is sent by the person: `logout=yes` ends every service, otherwise only the asking one. */
  confirmLogout(view: LogoutView): string;
  loggedOut(view: { readonly req: IncomingMessage; readonly clientId: string | undefined }): string;
}

export interface ProviderErrorView {
  readonly req: IncomingMessage;
  readonly status: number;
  /** OAuth error code, such as `invalid_request`. */
  readonly error: string;
  readonly description: string | undefined;
  readonly clientId: string | undefined;
}

export interface LogoutView {
  readonly req: IncomingMessage;
  readonly action: string;
  readonly xsrf: string;
  readonly accountId: string | undefined;
  /** Who asks; undefined when the person came by themselves. */
  readonly clientId: string | undefined;
  /** Every service of this session. */
  readonly clientIds: readonly string[];
}
