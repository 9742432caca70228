import type { WebEidErrorCode } from '../../../certs/index.ts';
import type { FailureReason } from '../login-method.ts';

/** What the card agent may report instead of a token (smartcard/agent/PROTOCOL.md, section 5). */
const agentReports = [
  'card.cancelled',
  'card.timeout',
  'card.no_pcsc',
  'card.no_reader',
  'card.no_card',
  'card.unknown_card',
  'card.no_certificate',
  'card.several_cards',
  'card.removed',
  'card.pin_wrong',
  'card.pin_blocked',
  'card.pin_length',
  'card.busy',
  'card.no_window',
  'card.failed',
] as const;
export type AgentReport = (typeof agentReports)[number];

/** Why a try ended here, beside what is wrong with a token itself. */
export type CardProofErrorCode =
  /** The form holds neither a token nor a report. */
  | 'card_proof.no_answer'
  /** The nonce was given out too long ago. */
  | 'card_proof.request_expired'
  /** The nonce was used before. */
  | 'card_proof.nonce_used'
  /** No answer about the certificate's status could be had. */
  | 'card_proof.status_unavailable'
  /** The certificate names no natural person in the form of EN 319 412-1. */
  | 'card_proof.no_person'
  | 'card_proof.account_blocked';

/** Everything that the page can have to explain. */
export type CardTrouble = AgentReport | CardProofErrorCode | WebEidErrorCode;

/** A report as it was sent; what is not known is a failure of the agent. */
export function readReport(text: string): AgentReport {
  return agentReports.find((known) => known === text) ?? 'card.failed';
}

const reasons: Readonly<Partial<Record<CardTrouble, FailureReason>>> = {
  'card.cancelled': 'refused',
  'card_proof.no_answer': 'malformed_input',
  'card_proof.request_expired': 'expired',
  'card_proof.nonce_used': 'expired',
  'card_proof.status_unavailable': 'unavailable',
  'webeid.status_unknown': 'unavailable',
  'webeid.length': 'malformed_input',
  'webeid.malformed': 'malformed_input',
};

/** The same in the words that all methods share. */
export function reasonOf(trouble: CardTrouble): FailureReason {
  if (trouble.startsWith('card.')) return reasons[trouble] ?? 'unavailable';
  return reasons[trouble] ?? 'wrong_credentials';
}
