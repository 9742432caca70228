import type { Level } from '../../oidc/ports.ts';
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

/** What a person's history tells, of all that is recorded. */
export const historyTypes = [
  'sign_in.succeeded',
  'sign_in.failed',
  'sign_in.stepped_up',
  'sign_in.continued',
  'session.ended',
  'consent.given',
  'consent.withdrawn',
  'account.opened',
  'account.activated',
  'account.password_changed',
  'account.recovery_requested',
  'account.recovered',
  'phone.enrolled',
  'phone.renewed',
  'phone.suspended',
  'phone.restored',
  'phone.lost',
  'phone.blocked',
  'phone.copied',
  'phone.request_reported',
  'document.uploaded',
  'document.invited',
  'document.signed',
  'document.deleted',
  'data_consent.given',
  'data_consent.withdrawn',
  'data.questioned',
  'data.question_answered',
  'payload.held',
  'payload.hold_ended',
  'notice.sent',
  'notice.read',
  'mandate.given',
  'mandate.accepted',
  'mandate.ended',
  'representation.asked',
  'representation.confirmed',
  'representation.ended',
  'case.name_looked_up',
] as const;

export interface HistoryEntry {
  readonly id: string;
  readonly at: Date;
  readonly type: (typeof historyTypes)[number];
  readonly method?: string | undefined;
  readonly service?: string | undefined;
  readonly address?: string | undefined;
  readonly place?: string | undefined;
  readonly userAgent?: string | undefined;
  /** A session ended because the person has more than are kept open. */
  readonly reason?: 'too_many' | undefined;
}

/** Records as the log has them. */
export interface RecordsPort {
  /** The log's verifier key; undefined while there is no log. */
  logKey(): Promise<string | undefined>;
  /** The verifier keys of witnesses whose signatures pages check. */
  readonly witnessKeys: readonly string[];
  /** The record with all parts open, as JSON; undefined when it is not this person's, or not in the log yet. */
  document(person: PortalPerson, id: string): Promise<string | undefined>;
  /** `waiting` until the log has shown a checkpoint over it; undefined when the record is not this person's. */
  receipt(
    person: PortalPerson,
    id: string,
  ): Promise<{ readonly kind: 'given'; readonly text: string } | { readonly kind: 'waiting' } | undefined>;
}

export interface GivenConsent {
  readonly clientId: string;
  readonly service: string;
  /** What is handed over, in words of the reader's language. */
  readonly data: readonly string[];
  readonly givenAt: Date;
}

/** One of a person's phones. */
export interface OwnPhone {
  readonly id: string;
  readonly name: string;
  /** `+994…`. */
  readonly number: string;
  readonly state: 'active' | 'renewing' | 'suspended' | 'blocked' | 'lost' | 'copied';
  readonly addedAt: Date;
  readonly lastSeenAt: Date | undefined;
  /** Until when its certificates are valid. */
  readonly validUntil: Date | undefined;
}

export interface PhoneCode {
  /** As it is shown. */
  readonly code: string;
  /** Address of the wallet with the code in it. */
  readonly link: string;
  readonly expiresAt: Date;
}

export interface PhonesPort {
  /** The newest first, at most 50. */
  list(person: PortalPerson): Promise<readonly OwnPhone[]>;
  /** The number that the account has, for the form. */
  numberOf(person: PortalPerson): Promise<string | undefined>;
  /** For persons signed in at level high alone; undefined when the number is none. */
  issueCode(person: PortalPerson, number: string, request: Request): Promise<PhoneCode | undefined>;
  /** False when the phone is not this person's or its state does not allow it. */
  change(
    person: PortalPerson,
    id: string,
    change: 'suspend' | 'restore' | 'lose',
    request: Request,
  ): Promise<boolean>;
  /** False when the phone is not this person's or the name is none. */
  rename(person: PortalPerson, id: string, name: string): Promise<boolean>;
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
    /** So many a person keeps: with a further one the oldest ends. */
    readonly most: number;
    /** All that live, the newest first, at most `most`. */
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
  /** Where there is a log of records. */
  readonly records?: RecordsPort | undefined;
  /** Whether persons keep and sign documents here. */
  readonly hasDocuments: boolean;
  /** How often agencies asked for a person's data in the last 30 days; where there is a gateway. */
  readonly recentAccesses?: ((person: PortalPerson) => Promise<number>) | undefined;
  /** How many court notices a person has not opened, counted up to 100; where there is a court. */
  readonly unreadNotices?: ((person: PortalPerson) => Promise<number>) | undefined;
  /** Where a wallet is set. */
  readonly phones?: PhonesPort | undefined;
  changePassword(
    person: PortalPerson,
    passwords: { readonly current: string; readonly next: string },
    request: Request,
  ): Promise<PasswordChange>;
  /** What `changePassword` asks of a new password, for the hint beside its field. */
  readonly passwordRules: { readonly shortest: number };
  /** The address that starts a sign-in and leads to `returnTo` (a path of the portal) afterwards. */
  /** `level` asks for a step-up that keeps the session. */
  readonly signInUrl: (returnTo: string, level?: Level) => string;
  readonly signOut: {
    /** POST with the CSRF token. */
    readonly action: string;
    /** Origins that the sign-out passes through, for the content security policy. */
    readonly formTargets: readonly string[];
  };
  /** How to reach people for help; shown where given. */
  /** Where the certificate service is, if it runs. */
  readonly certificates?: string | undefined;
  /** Where everybody may verify documents; absent where nobody may. */
  readonly verification?: string | undefined;
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
