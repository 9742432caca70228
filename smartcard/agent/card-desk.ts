import { CardError, type CardErrorCode, type CardSource } from '../drivers/card.ts';
import { TransportError, type TransportErrorCode } from '../pcsc/transport.ts';
import { type AnswerErrorCode, CardStop } from './errors.ts';
import type { PinWindow } from './pin-window.ts';

/** Cards and the window that asks for their PIN: they belong together. */
export interface CardDesk {
  readonly source: CardSource;
  readonly window: PinWindow;
}

const transportCodes: Readonly<Record<TransportErrorCode, AnswerErrorCode>> = {
  'transport.no_service': 'card.no_pcsc',
  'transport.no_reader': 'card.removed',
  'transport.no_card': 'card.removed',
  'transport.removed': 'card.removed',
  'transport.unresponsive': 'card.unknown_card',
  'transport.busy': 'card.busy',
  'transport.timeout': 'card.failed',
  'transport.failed': 'card.failed',
};

const cardCodes: Readonly<Record<CardErrorCode, AnswerErrorCode>> = {
  'card.unknown_card': 'card.unknown_card',
  'card.no_certificate': 'card.no_certificate',
  'card.unsupported': 'card.failed',
  'card.pin_needed': 'card.failed',
  'card.pin_length': 'card.pin_length',
  'card.cancelled': 'card.cancelled',
  'card.timeout': 'card.timeout',
  'card.malformed': 'card.failed',
  'card.refused': 'card.failed',
};

/** Turns what a card or its reader throws into the code for the login page. */
export function asCardStop(cause: unknown): CardStop {
  if (cause instanceof CardStop) return cause;
  if (cause instanceof TransportError) return new CardStop(transportCodes[cause.code], { cause });
  return new CardStop(cause instanceof CardError ? cardCodes[cause.code] : 'card.failed', { cause });
}
