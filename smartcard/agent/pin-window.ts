import type { Conversation } from './conversation.ts';
import type { Language } from './language.ts';

export interface Question {
  /** Lines of plain text; the first is always ours. */
  readonly lines: readonly string[];
  readonly yes: string;
  /** A third button between yes and cancel. */
  readonly other?: string;
  /** Absent = there is nothing to decide. */
  readonly cancel?: string;
}

export interface PinQuestion {
  readonly lines: readonly string[];
  /** What was wrong with the PIN before. */
  readonly error?: string | undefined;
  readonly prompt: string;
  readonly yes: string;
  readonly cancel: string;
}

/** How a question ended: `unavailable` = it could not be shown. */
export type Answer = 'yes' | 'other' | 'cancelled' | 'timeout' | 'unavailable';

/** The bytes are the caller's, who wipes them. */
export type PinAnswer =
  | { readonly kind: 'pin'; readonly pin: Buffer }
  | { readonly kind: Exclude<Answer, 'yes' | 'other'> };

/** The windows of one request, one after the other. */
export interface PinDialog {
  ask(question: Question): Promise<Answer>;
  askPin(question: PinQuestion): Promise<PinAnswer>;
  /** Takes away what is shown. May be called twice. */
  close(): void;
}

export interface DialogOptions {
  readonly title: string;
  readonly language: Language;
  /** When it aborts, what is shown goes, and every question is answered with `cancelled`. */
  readonly signal: AbortSignal;
  /** The browser's page, for windows that are part of it. */
  readonly conversation: Conversation;
}

/** Where a person reads who asks, and types the PIN. Nothing here throws, and nothing keeps a PIN. */
export interface PinWindow {
  open(options: DialogOptions): PinDialog;
  /** False when no program for it is there. */
  isAvailable(): Promise<boolean>;
}
