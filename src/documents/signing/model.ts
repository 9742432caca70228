import { SignatureError, type SignatureErrorCode } from '../../../certs/index.ts';
import type { Language } from '../../messages/index.ts';
import { type DocumentErrorCode, type DocumentRefusal, refuse } from '../errors.ts';
import type { HeldFile } from '../model.ts';

export type SigningWay = 'by_card' | 'by_phone';

/** Card: first the certificate, then the values. Phone: the value alone. */
export type SigningStage = 'certificate' | 'value' | 'finishing' | 'over';

/** How long a person has for a step, and the service for the rest. Milliseconds. */
export const signingTimes = { stepMs: 10 * 60_000, finishMs: 2 * 60_000 } as const;

export interface SigningItem {
  readonly documentId: string;
  readonly name: string;
  readonly version: number;
  /** SHA-256 of the document as its person uploaded it. */
  readonly digest: Buffer;
  /** What it holds where it was made of several files. */
  readonly files: readonly HeldFile[];
  readonly state: string | undefined;
  readonly toBeSigned: Buffer | undefined;
}

/** A signing under way, or how it ended. */
export interface Signing {
  readonly signingId: string;
  readonly accountId: string;
  readonly way: SigningWay;
  readonly stage: SigningStage;
  readonly certificate: Buffer | undefined;
  /** JWS name of how the key signs. */
  readonly algorithm: string | undefined;
  readonly phoneRequestId: string | undefined;
  /** Of the visible stamp; undefined = none. */
  readonly stampLanguage: Language | undefined;
  readonly expiresAt: Date;
  /** `signed`, or the code that says why not; undefined while it is under way. */
  readonly outcome: string | undefined;
  readonly items: readonly SigningItem[];
  /** False = a document that it began with was deleted since: nothing of it is signed. */
  readonly isWhole: boolean;
}

const codes: Readonly<Record<SignatureErrorCode, DocumentErrorCode>> = {
  'signature.unsupported': 'document.format',
  'signature.malformed': 'document.format',
  'signature.too_large': 'document.format',
  'signature.value_mismatch': 'document.value_mismatch',
  'signature.files_changed': 'document.changed',
  'signature.state_invalid': 'document.changed',
  'signature.time_stamp_unavailable': 'document.time_stamp_unavailable',
  'signature.evidence_unavailable': 'document.evidence_unavailable',
};

/** What the person is told. Throws what is no expected outcome. */
export function refusalOf(error: unknown): DocumentRefusal {
  if (error instanceof SignatureError) return refuse(codes[error.code]);
  throw error;
}
