/** What the password method needs from the application. */

export interface PasswordCredential {
  readonly accountId: string;
  /** Absent while the account is not activated. */
  readonly phc: string | undefined;
  /** False = blocked by the operator, or not activated. */
  readonly canSignIn: boolean;
}

export interface PasswordCredentials {
  /** The code in its stored form, or undefined when the text cannot be a code at all; asks nobody. */
  readCode(text: string): string | undefined;
  findByCode(code: string): Promise<PasswordCredential | undefined>;
  /** Replaces a PHC string by one with today's parameters, if it is still the one that was verified. */
  raise(credential: {
    readonly accountId: string;
    readonly phc: string;
    readonly password: string;
  }): Promise<void>;
}

export interface PasswordHasher {
  /** Without a PHC string: the same work, and never `right`. `busy` = too much is waiting already. */
  verify(phc: string | undefined, password: string): Promise<'right' | 'wrong' | 'busy'>;
  needsRehash(phc: string): boolean;
}

export type CodeSending =
  | {
      readonly kind: 'sent';
      readonly codeId: string;
      readonly channel: 'email' | 'sms';
      /** Masked: enough for its owner to recognise. */
      readonly destination: string;
    }
  /** The person has neither a mobile number nor an e-mail address. */
  | { readonly kind: 'no_channel' }
  /** Too many were sent to this person lately, or the account is blocked. */
  | { readonly kind: 'refused' };

/** One-time codes of six digits as the second factor. A code is bound to the browser, ends soon and has few tries. */
export interface OneTimeCodes {
  send(order: {
    readonly accountId: string;
    readonly browser: string;
    readonly language: string;
    readonly serviceName: string;
  }): Promise<CodeSending>;
  /** Counts the try before it judges. `expired` = too late, used before, or no tries left. */
  check(answer: {
    readonly codeId: string;
    readonly accountId: string;
    readonly browser: string;
    readonly code: string;
  }): Promise<'right' | 'wrong' | 'expired'>;
}

export interface PasswordMethodDeps {
  readonly credentials: PasswordCredentials;
  readonly hasher: PasswordHasher;
  readonly codes: OneTimeCodes;
}
