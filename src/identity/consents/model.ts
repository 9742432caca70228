import type { ConsentStore } from '../../../oidc/ports.ts';

/** What one service may have of a person now. */
export interface Consent {
  readonly clientId: string;
  /** In alphabetical order. */
  readonly scopes: readonly string[];
  /** Milliseconds since 1970: when the person first agreed, since the last withdrawal if there was one. */
  readonly givenAt: number;
}

export interface Consents extends ConsentStore {
  /** Takes back everything the client was given. False when nothing was given. */
  withdraw(accountId: string, clientId: string): Promise<boolean>;
  /** What holds now, by client; at most 200. */
  list(accountId: string): Promise<readonly Consent[]>;
}
