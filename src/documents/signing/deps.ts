import type { Language } from '../../messages/index.ts';
import type { DocumentSignatures } from '../../mobile/index.ts';
import type { DocumentRefusal, FinishRefusal } from '../errors.ts';
import type { SignerTrust } from './certificate.ts';
import type { FinishDeps } from './finish.ts';

export interface SigningsDeps extends FinishDeps {
  readonly trust: SignerTrust;
  /** Where a wallet is set. */
  readonly phones?: DocumentSignatures | undefined;
}

/** What the phone shows of who asks. */
export interface PhoneDisplay {
  readonly clientId: string;
  readonly serviceName: string;
  readonly language: string;
  readonly browser: string;
  readonly place: string;
}

/** The key in a person's hand. */
export interface SigningKey {
  readonly certificate: Uint8Array;
  /** JWS names of what it can do, the preferred one first. */
  readonly algorithms: readonly string[];
  /** Whether its window shows the files in a document, and not the document alone. */
  readonly showsFiles: boolean;
}

export interface PhoneOrder {
  readonly phoneId: string;
  readonly display: PhoneDisplay;
  /** Of a visible stamp on a PDF; undefined = none. */
  readonly stampLanguage: Language | undefined;
}

export type Begun = { readonly kind: 'begun'; readonly signingId: string } | DocumentRefusal;
export type Advanced = { readonly kind: 'advanced' } | DocumentRefusal;
export type Finished = { readonly kind: 'signed' } | FinishRefusal;
