/** What the login methods `mobile` and `qr` need of the phone in a person's hand. Implementations live in src/mobile. */

/** What the person is told on the phone before approving. */
export interface PhoneDisplay {
  /** The relying party's display name, in the person's language. */
  readonly serviceName: string;
  /** Identifier of the relying party; it stands in what is signed. */
  readonly clientId: string;
  readonly language: string;
  /** Browser and system that started, in words a person knows: "Firefox, Windows". */
  readonly browser: string;
  /** Rough place or network of the starting browser; empty when unknown. */
  readonly place: string;
}

export type MobileHash = 'SHA256' | 'SHA384' | 'SHA512';

/** As the mobile-signature protocol names the outcomes (src/mobile/PROTOCOL.md, section 1). */
export type MobileResult =
  | 'OK'
  | 'TIMEOUT'
  | 'NOT_MID_CLIENT'
  | 'USER_CANCELLED'
  | 'SIGNATURE_HASH_MISMATCH'
  | 'PHONE_ABSENT'
  | 'DELIVERY_ERROR'
  | 'SIM_ERROR';

export interface MobileAuthentication extends PhoneDisplay {
  /** `+994…`. */
  readonly phoneNumber: string;
  readonly personalCode: string;
  readonly hash: Uint8Array;
  readonly hashType: MobileHash;
  /** Address of the starting browser; pushes from one address are limited too. Not shown on the phone. */
  readonly address?: string | undefined;
}

export type MobileStart =
  | { readonly kind: 'started'; readonly sessionId: string }
  /** Too many requests for this person, or a cool-down after a refusal. Milliseconds since 1970. */
  | { readonly kind: 'cooling'; readonly until: number }
  | { readonly kind: 'unavailable' };

export type MobileSession =
  | { readonly kind: 'running' }
  | {
      readonly kind: 'complete';
      readonly result: 'OK';
      /** ECDSA values as R || S, over the hash that was sent. */
      readonly signature: Uint8Array;
      /** `SHA256WithECEncryption`, `SHA256WithRSAEncryption` and so on. */
      readonly algorithm: string;
      /** DER. */
      readonly certificate: Uint8Array;
    }
  | { readonly kind: 'complete'; readonly result: Exclude<MobileResult, 'OK'> }
  /** Gone after five minutes, or never there. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'unavailable' };

/** A mobile-signature service: our own, or an operator's over HTTP. Contract suite: test/contract/mobile-service.ts. */
export interface MobileService {
  /** Does not tell whether the person or the number exists: an unknown one ends as NOT_MID_CLIENT in the session. */
  startAuthentication(request: MobileAuthentication): Promise<MobileStart>;
  /** Waits for at most `timeoutMs` for the end. */
  poll(
    sessionId: string,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<MobileSession>;
}

export type PhoneFlow = 'qr' | 'same-device';

export interface PhoneRequest extends PhoneDisplay {
  readonly flow: PhoneFlow;
  /** An unguessable name of the starting browser; its former code, if any is open, ends with this request. QR only. */
  readonly opener?: string | undefined;
  /** Where the wallet sends the browser back to; same-device only. */
  readonly returnTo?: string | undefined;
  /** Two digits that only the starting browser shows; QR only. */
  readonly number?: string | undefined;
}

export interface OpenedRequest {
  readonly id: string;
  /** Names the request in links and codes; unguessable. */
  readonly token: string;
  /** Key of the code's authentication; never leaves the server. */
  readonly secret: Uint8Array;
  /** Of the service; it stands in what is signed. */
  readonly nonce: string;
  /** Address of the wallet that opens this request on the same device. */
  readonly link: string;
}

/** What the phone signed: the UTF-8 text, see src/mobile/PROTOCOL.md section 3. */
export interface PhoneAnswer {
  readonly payload: string;
  /** R || S over the payload. */
  readonly signature: Uint8Array;
  readonly algorithm: string;
  /** DER. */
  readonly certificate: Uint8Array;
}

export type PhoneRequestState =
  | { readonly kind: 'open' }
  /** A phone has taken it; from now on no code is shown. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'approved'; readonly answer: PhoneAnswer }
  | { readonly kind: 'refused' }
  /** "This was not me". */
  | { readonly kind: 'reported' }
  /** The wrong number was chosen, or the PIN was wrong too often. */
  | { readonly kind: 'failed'; readonly reason: 'wrong_number' | 'pin_blocked' | 'certificate' }
  | { readonly kind: 'expired' };

/** Requests that a phone finds by itself, by a code or a link. Known on every node. */
export interface PhoneRequests {
  open(request: PhoneRequest): Promise<OpenedRequest>;
  /** The state now; an approved answer is handed out once (`take`). */
  look(id: string): Promise<PhoneRequestState>;
  /** Resolves when the state is another than `known`, or at `timeoutMs`, or when `signal` aborts. */
  changed(
    id: string,
    known: PhoneRequestState['kind'],
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<PhoneRequestState>;
  /** Exactly one caller gets the approved answer, whatever the number of nodes. */
  take(id: string): Promise<PhoneAnswer | undefined>;
  cancel(id: string): Promise<void>;
}
