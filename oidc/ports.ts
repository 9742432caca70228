/** What the identity provider needs from the application around it. Implementations live in src; none here. */

/** Assurance levels in rising order (eIDAS words; login-protocols: code and password = low, card = high). */
export const levels = ['low', 'substantial', 'high'] as const;
export type Level = (typeof levels)[number];

export function isAtLeast(level: Level, wanted: Level): boolean {
  return levels.indexOf(level) >= levels.indexOf(wanted);
}

/** What oidc-provider keeps, by the name of its model. `LoginFlow` is our own: the state of a login page. */
export type ItemKind =
  | 'Session'
  | 'Interaction'
  | 'LoginFlow'
  | 'Grant'
  | 'AuthorizationCode'
  | 'AccessToken'
  | 'RefreshToken'
  | 'ClientCredentials'
  | 'PushedAuthorizationRequest'
  | 'ReplayDetection';

export interface StoredItem {
  readonly kind: ItemKind;
  /** Unguessable; the key together with the kind. */
  readonly id: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Seconds since 1970; from then on `find` does not return the item. */
  readonly expiresAt: number;
  /** The grant that it stands on. Codes and tokens die with it. */
  readonly grantId?: string | undefined;
  /** A session's second key; with a code or a token the session that it is bound to. */
  readonly uid?: string | undefined;
  /** A session's person. */
  readonly accountId?: string | undefined;
  /** Seconds since 1970; set by `consume`. */
  readonly consumedAt?: number | undefined;
}

/** Kinds of item that are asked for together with what they stand on. */
export type KindWithKin = Extract<
  ItemKind,
  'Interaction' | 'AuthorizationCode' | 'AccessToken' | 'RefreshToken'
>;

/** An item, and what stood behind it at the same moment. Each caller gets objects of their own. */
export interface ItemWithKin {
  readonly item: StoredItem;
  /** The live grant of the item's `grantId`, as `find` answers it. */
  readonly grant: StoredItem | undefined;
  /** The live session of the item's `uid`, as `findSessionByUid` answers it. */
  readonly session: StoredItem | undefined;
}

/** Durable on return, safe from several processes at once. Every method may reject with the store's own error. */
export interface OidcStore {
  find(kind: ItemKind, id: string): Promise<StoredItem | undefined>;
  findWithKin(kind: KindWithKin, id: string): Promise<ItemWithKin | undefined>;
  findSessionByUid(uid: string): Promise<StoredItem | undefined>;
  /** Live sessions of a person, the newest first, at most `limit`. */
  findSessionsOf(accountId: string, limit: number): Promise<StoredItem[]>;
  /** Moves a live session's end to a later time without touching what else changes in it. */
  extendSession(uid: string, expiresAt: number): Promise<void>;
  /** Inserts or replaces; keeps `consumedAt` of a replaced item. */
  upsert(item: StoredItem): Promise<void>;
  /** True for exactly one caller, whatever the number of callers and processes. */
  insertOnce(item: StoredItem): Promise<boolean>;
  /**
   * True for exactly one caller; false when the item is absent, expired or was consumed before. Durable when it answers,
   * unless the caller says that it writes something durable before anybody is told (`isWrittenBehind`).
   */
  consume(kind: ItemKind, id: string, isWrittenBehind?: boolean): Promise<boolean>;
  /** True for exactly one caller; false when the item is absent or expired. */
  destroy(kind: ItemKind, id: string): Promise<boolean>;
  /** Removes the grant and every code and token that carries its id. */
  revokeGrant(grantId: string): Promise<void>;
}

/** Client metadata as in RFC 7591, with our extension members (`acar_…`). Secrets appear as digests only. */
export type ClientMetadata = Readonly<Record<string, unknown>> & { readonly client_id: string };

export interface ClientDirectory {
  find(clientId: string): Promise<ClientMetadata | undefined>;
}

/** A person as tokens and pages show them. */
export interface Account {
  readonly id: string;
  readonly personalCode: string;
  readonly givenName: string;
  readonly familyName: string;
  /** ISO 8601 date; absent while nobody has told it: certificates do not name it. */
  readonly birthdate?: string | undefined;
  /** False = blocked by the operator: no new sign-in and no new token. */
  readonly isActive: boolean;
}

export interface AccountDirectory {
  findById(accountId: string): Promise<Account | undefined>;
}

/** What a certificate says of the natural person who holds it. */
export interface HolderOrder {
  readonly holder: {
    readonly personalCode: string;
    readonly givenName: string;
    readonly familyName: string;
  };
  /** For a new account. */
  readonly language: string;
  /** How the person proved it, for the interaction record. */
  readonly proof: {
    readonly method: string;
    readonly level: Level;
    /** SHA-256 of the certificate, hexadecimal. */
    readonly certificate: string;
    /** SHA-256 of the answer about its status, hexadecimal. */
    readonly status: string;
    readonly nonce: string;
  };
}

export type HolderAccount =
  | { readonly kind: 'account' | 'blocked'; readonly accountId: string }
  /** The names or the number are none that an account can have. */
  | { readonly kind: 'unreadable' };

/** The accounts of people who prove by certificate who they are. */
export interface CertificateHolders {
  /**
   * The person's account, by the personal code; the first time it is opened from the certificate. Whatever the number
   * of callers and processes, one person has one account. The proof is recorded. Durable on return.
   */
  find(order: HolderOrder): Promise<HolderAccount>;
}

export type AttemptDecision =
  | { readonly allowed: true }
  /** Milliseconds since 1970. */
  | { readonly allowed: false; readonly blockedUntil: number };

/** Growing delays per key, shared by all processes. A try is counted before it is judged, so that parallel guesses count. */
export interface AttemptLimiter {
  begin(keys: readonly LimitKey[]): Promise<AttemptDecision>;
  /** The try was right: its account keys start again from zero. */
  succeeded(keys: readonly LimitKey[]): Promise<void>;
}

export interface LimitKey {
  readonly scope: 'account' | 'address' | 'account-and-address';
  readonly value: string;
}

/** An event of the sign-in service, for the interaction record and the person's history. No secrets, ever. */
export interface SignInEvent {
  readonly type:
    | 'sign_in.succeeded'
    | 'sign_in.failed'
    | 'sign_in.stepped_up'
    | 'sign_in.continued'
    | 'session.ended';
  /** Absent when the person is unknown, as in a failed attempt with a code that does not exist. */
  readonly accountId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly method?: string | undefined;
  readonly level?: Level | undefined;
  readonly sessionUid?: string | undefined;
  readonly address?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly reason?: string | undefined;
}

/** Durable on return. */
export interface EventRecorder {
  record(event: SignInEvent): Promise<void>;
}

/** Where a person's request came from. */
export interface RequestOrigin {
  readonly address?: string | undefined;
  readonly userAgent?: string | undefined;
}

/** Which scopes and claims a person has let a client have, beyond one session. */
export interface ConsentStore {
  find(accountId: string, clientId: string): Promise<readonly string[]>;
  /** Adds to what was given before, and records it for the person's history when something of it is new. Durable on return. */
  give(accountId: string, clientId: string, scopes: readonly string[], from: RequestOrigin): Promise<void>;
}

/** Tells a relying party that a session ended (OpenID Connect Back-Channel Logout), now or after retries. Durable on return. */
export interface LogoutQueue {
  enqueue(notice: {
    readonly clientId: string;
    readonly subject: string;
    readonly sid: string;
  }): Promise<void>;
}

/** Octets that nobody can foretell. */
export interface Random {
  bytes(count: number): Uint8Array;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}
