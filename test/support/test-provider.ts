import type { BrowserPage, BrowserSession } from './browser-session.ts';

/** What the tests of relying parties need of an identity provider; they run against any that offers it. */
export interface TestProvider {
  readonly issuer: string;
  /** Registers a client from its metadata, as `acar client add` does. */
  register(
    metadata: Readonly<Record<string, unknown>>,
  ): Promise<{ clientId: string; secret: string | undefined }>;
  /** On the login page: the demo person signs in, or says no. Ends at the relying party. */
  signIn(browser: BrowserSession, page: BrowserPage, answer?: 'yes' | 'no'): Promise<BrowserPage>;
  /** On the logout page: confirms. Ends at the relying party. */
  confirmSignOut(browser: BrowserSession, page: BrowserPage): Promise<BrowserPage>;
  stop(): Promise<void>;
}

/** Who `signIn` signs in. */
export const demoPerson = { accountId: 'person-1', givenName: 'Aysel', familyName: 'Nümunə' } as const;
