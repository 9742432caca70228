import type { MethodView } from '../login-methods/index.ts';
import type { Level } from '../ports.ts';

/** Who asks, as the person may read it. */
export interface ServiceView {
  readonly clientId: string;
  /** In the page's language. */
  readonly name: string;
  /** The host that the browser returns to. */
  readonly host: string;
  /** Where forms on the page may end (CSP form-action). */
  readonly returnOrigin: string | undefined;
  /** The service's own page to start again from, if it registered one. */
  readonly homepage: string | undefined;
}

export interface TimeLimitView {
  readonly secondsLeft: number;
  readonly warningSeconds: number;
  readonly canExtend: boolean;
}

interface PageView {
  readonly uid: string;
  readonly service: ServiceView;
  readonly timeLimit: TimeLimitView;
}

/** What a login page shows: plain data, no secrets; the application draws it. */
export type InteractionView =
  | (PageView & {
      readonly screen: 'choose';
      readonly methods: readonly { readonly id: string; readonly reachesLevel: boolean }[];
      readonly wantedLevel: Level;
      /** A person is signed in at a lower level. */
      readonly isStepUp: boolean;
      readonly notice: string | undefined;
    })
  | (PageView & {
      readonly screen: 'method';
      readonly methodId: string;
      readonly view: MethodView;
      readonly notice: string | undefined;
      /** Milliseconds since 1970. */
      readonly blockedUntil: number | undefined;
      readonly hasOtherMethods: boolean;
      readonly pollAfterSeconds: number | undefined;
    })
  | (PageView & {
      readonly screen: 'consent';
      readonly personName: string;
      /** How the person signed in (RFC 8176). */
      readonly amr: readonly string[];
      /** What will be handed over. */
      readonly claims: readonly { readonly name: string; readonly value: string }[];
      /** The person let this service have these data before. */
      readonly isKnownService: boolean;
      /** True = an open session goes on at a further service; false = just signed in. */
      readonly isContinuation: boolean;
    })
  | {
      readonly screen: 'expired';
      readonly uid: string;
      readonly service: ServiceView | undefined;
      readonly canStartAgain: boolean;
    }
  /** Another device or program led to this browser, and the login was started in another one. */
  | { readonly screen: 'elsewhere'; readonly service: ServiceView | undefined }
  | { readonly screen: 'failed'; readonly service: ServiceView | undefined; readonly reason: string };
