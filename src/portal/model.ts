import type { Level, SignInEvent } from '../../oidc/ports.ts';
import type { Request } from '../http/index.ts';
import type { Language } from '../messages/index.ts';
import type { Way } from '../ways/index.ts';
import type { Catalogue } from './catalogue/index.ts';

/** The signed-in person, as the portal shows them. */
export interface PortalPerson {
  readonly accountId: string;
  readonly name: string;
  readonly personalCode: string;
  /** Id of the way in, as in `src/ways`. */
  readonly method: string;
  readonly level: Level;
  readonly signedInAt: Date;
}

/** One sign-in that is still open somewhere. */
export interface LiveSession {
  readonly id: string;
  /** True for the browser that asks. */
  readonly isCurrent: boolean;
  readonly method: string;
  readonly address: string;
  /** Where the address is, in words, when that is known. */
  readonly place?: string | undefined;
  readonly userAgent: string;
  readonly startedAt: Date;
  readonly lastSeenAt: Date;
  /** Names of the services that it opened. */
  readonly services: readonly string[];
}

export interface HistoryEntry {
  readonly at: Date;
  readonly type: SignInEvent['type'];
  readonly method?: string | undefined;
  readonly service?: string | undefined;
  readonly address?: string | undefined;
  readonly place?: string | undefined;
  readonly userAgent?: string | undefined;
}

export interface GivenConsent {
  readonly clientId: string;
  readonly service: string;
  /** What is handed over, in words of the reader's language. */
  readonly data: readonly string[];
  readonly givenAt: Date;
}

export type PasswordChange =
  | { readonly kind: 'changed' }
  | { readonly kind: 'wrong_password' }
  | { readonly kind: 'refused'; readonly reason: 'too_short' | 'too_long' | 'too_common' | 'same_as_before' }
  | { readonly kind: 'blocked'; readonly until: Date };

/** The portal's ports. What concerns a person is asked with the person, so that an implementation can check both. */
export interface PortalDeps {
  readonly catalogue: Catalogue;
  /** The ways in, in the order to show, and whether each works at present. */
  ways(): readonly Way[];
  /** Who is signed in at the portal in this browser. */
  session(request: Request): Promise<PortalPerson | undefined>;
  readonly sessions: {
    /** The newest first, at most 100. */
    list(person: PortalPerson, request: Request): Promise<readonly LiveSession[]>;
    /** False when the session is not this person's or has ended already. */
    end(person: PortalPerson, id: string): Promise<boolean>;
    /** All of them, this one too. */
    endAll(person: PortalPerson): Promise<void>;
  };
  readonly history: {
    /** The newest first; `before` is `next` of the page before. */
    page(
      person: PortalPerson,
      query: { readonly before?: string | undefined; readonly limit: number; readonly language: Language },
    ): Promise<{ readonly entries: readonly HistoryEntry[]; readonly next?: string | undefined }>;
  };
  readonly consents: {
    list(person: PortalPerson, language: Language): Promise<readonly GivenConsent[]>;
    /** False when there was none. */
    withdraw(person: PortalPerson, clientId: string): Promise<boolean>;
  };
  changePassword(
    person: PortalPerson,
    passwords: { readonly current: string; readonly next: string },
    request: Request,
  ): Promise<PasswordChange>;
  /** What `changePassword` asks of a new password, for the hint beside its field. */
  readonly passwordRules: { readonly shortest: number };
  /** The address that starts a sign-in and leads to `returnTo` (a path of the portal) afterwards. */
  readonly signInUrl: (returnTo: string) => string;
  readonly signOut: {
    /** POST with the CSRF token. */
    readonly action: string;
    /** Origins that the sign-out passes through, for the content security policy. */
    readonly formTargets: readonly string[];
  };
  /** How to reach people for help; shown where given. */
  readonly contact: { readonly email?: string | undefined; readonly phone?: string | undefined };
}

const longestPath = 1_000;

/** A path of this site with its query, or undefined for anything that a browser could take for another address. */
export function ownPath(value: string): string | undefined {
  if (value.length > longestPath || !/^\/(?![/\\])[\u0021-\u005b\u005d-\u007e]*$/.test(value))
    return undefined;
  const base = 'https://own.invalid';
  if (!URL.canParse(value, base)) return undefined;
  const url = new URL(value, base);
  // `/..//other.example` is resolved to `//other.example`.
  return url.origin === base && !url.pathname.startsWith('//') ? url.pathname + url.search : undefined;
}
