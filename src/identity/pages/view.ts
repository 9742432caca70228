import type { FailureReason } from '../../../oidc/login-methods/login-method.ts';
import type { Request } from '../../http/index.ts';

/** What every sign-in page needs of the request. */
export type SignInRequest = Pick<Request, 'language' | 'path' | 'csrf'> & { readonly query?: unknown };

/** A page that belongs to no running sign-in. */
export type PlainRequest = Pick<SignInRequest, 'language' | 'path' | 'query'>;

/** The relying party as the person knows it. */
export interface ServiceView {
  /** In the reader's language. */
  readonly name: string;
  /** Its host, such as `muhafize.gov.az`, shown so that a false friend can be told apart. */
  readonly address: string;
}

/** Addresses of the frame around each sign-in page. Those marked POST take a form with nothing but its CSRF token. */
export interface SignInAddresses {
  /** POST: extends the time limit and leads back to the page. */
  readonly extend: string;
  /** POST: gives up; leads back to the service. */
  readonly cancel: string;
  /** POST: leads back to the choice of a way in. */
  readonly back: string;
  readonly recovery: string;
  readonly activation: string;
  readonly registration: string;
  /** At the portal. */
  readonly help: string;
  /** At the portal. */
  readonly accessibility: string;
}

export interface SignInView {
  readonly service: ServiceView;
  readonly addresses: SignInAddresses;
  readonly timeLimit: {
    readonly endsAt: Date;
    readonly secondsLeft: number;
    /** False when the absolute limit of a sign-in is reached. */
    readonly canExtend: boolean;
  };
  /** What went wrong with the step before. */
  readonly problem?: Problem | undefined;
}

export type Problem =
  | { readonly reason: FailureReason | 'busy' }
  | { readonly reason: 'blocked'; readonly until: Date }
  /** What a method explains in its own words. */
  | { readonly reason: 'explained'; readonly text: string };

export interface ChooseMethodView extends SignInView {
  /** Of the method ids that `src/ways` knows, in the order to show. */
  readonly ways: readonly { readonly id: string; readonly isAvailable: boolean }[];
  /** POST with `method`. */
  readonly choose: string;
}

export interface PasswordView extends SignInView {
  /** POST with `code` and `password`. */
  readonly answer: string;
  /** What was typed before, or the relying party's login hint; never a password. */
  readonly code?: string | undefined;
}

export interface OneTimeCodeView extends SignInView {
  /** POST with `code`. */
  readonly answer: string;
  /** POST: sends another one; absent when it may not be sent now. */
  readonly resend?: string | undefined;
  readonly wasResent?: boolean;
  /** Masked: `+994 50 *** ** 67`, `a***@example.az`. */
  readonly destination: string;
}

/** What the card agent on the person's computer is asked. */
export interface CardAsking {
  /** The agent's origin; the page's forms end there. */
  readonly agent: string;
  /** Signed by the provider. */
  readonly request: string;
  /** For the Web eID extension. */
  readonly nonce: string;
  /** Until the page should ask for a new request. */
  readonly freshSeconds: number;
}

export interface ReadCardView extends SignInView {
  /** Absent when the request is too old to begin with. */
  readonly asking?: CardAsking | undefined;
  /** POST with `token` or `error`. */
  readonly answer: string;
  /** POST with `method`: the same way in with a new request. */
  readonly renew: string;
  readonly method: string;
}

/** What came back from the card agent, to be sent on from our own page. */
export interface CardReturnView {
  /** The CSRF token of the page that asked, as the agent gave it back. */
  readonly state: string;
  readonly token: string | undefined;
  readonly error: string | undefined;
  /** POST. */
  readonly answer: string;
  readonly help: string;
  readonly accessibility: string;
}

export interface ClaimView {
  /** The claim's name in the ID token. */
  readonly name: string;
  /** What will be handed over, formatted for the reader; absent where it means nothing to a person. */
  readonly value?: string | undefined;
}

export interface ConsentView extends SignInView {
  readonly person: { readonly name: string; readonly method: string };
  readonly claims: readonly ClaimView[];
  /** POST with `decision`: `continue` or `switch`. */
  readonly decide: string;
}

/** What every page of the sign-in with a phone needs. */
export interface PhoneView extends SignInView {
  /** POST: asks whether the phone has answered, or for something else. */
  readonly answer: string;
  /** GET: an event stream of what changes. */
  readonly events: string;
  /** POST with `method`: leads to the other way in with a phone; absent where there is none. */
  readonly choose: string;
  readonly alternative: string | undefined;
  readonly isHandheld: boolean;
}

export type ScanCodeView = PhoneView &
  (
    | { readonly phase: 'code'; readonly code: string; readonly secondsLeft: number }
    | { readonly phase: 'number'; readonly number: string }
    | { readonly phase: 'idle' }
    | { readonly phase: 'answered' }
    | { readonly phase: 'ended' }
  );

export type OpenWalletView = PhoneView &
  (
    | { readonly phase: 'link'; readonly link: string }
    | { readonly phase: 'opened'; readonly link: string }
    | { readonly phase: 'confirmed' }
    | { readonly phase: 'answered' }
    | { readonly phase: 'ended' }
  );

export interface PhoneNumberView extends PhoneView {
  /** What was typed before. */
  readonly phoneNumber: string;
}

export interface PhoneAskedView extends PhoneView {
  readonly phase: 'asked' | 'answered';
  /** The same on both screens. */
  readonly controlCode: string;
}

/** For a browser that did not start the sign-in. */
export interface ElsewhereView {
  readonly service?: (ServiceView & { readonly href?: string | undefined }) | undefined;
  readonly help: string;
  readonly accessibility: string;
}

/** A sign-in that cannot go on; `restart` begins it again from the service's stored request. */
export interface DeadEndView {
  readonly service?: (ServiceView & { readonly href?: string | undefined }) | undefined;
  /** GET. */
  readonly restart?: string | undefined;
  /** Begins a sign-in at the portal, for who can go on nowhere else. */
  readonly signIn: string;
  readonly help: string;
  readonly accessibility: string;
}

export interface LogoutView {
  /** POST with `hidden`; the button for everywhere adds `logout=yes`. */
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
  /** The service that asked for the sign-out. */
  readonly service?: ServiceView | undefined;
  /** Names of all services with a live sign-in in this browser. */
  readonly services: readonly string[];
  /** Where to go when the person stays signed in. */
  readonly stay: string;
  readonly help: string;
  readonly accessibility: string;
}

export interface SignedOutView {
  readonly scope: 'here' | 'everywhere';
  readonly service?: (ServiceView & { readonly href?: string | undefined }) | undefined;
  /** Leads to a new sign-in, at the portal for example. */
  readonly signIn: string;
  readonly help: string;
  readonly accessibility: string;
}
