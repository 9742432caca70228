/** Why a call is refused before anything is shown (PROTOCOL.md 2). */
export type RefusalErrorCode =
  | 'agent.host'
  | 'agent.not_found'
  | 'agent.method'
  | 'agent.media_type'
  | 'agent.too_large'
  | 'agent.form'
  | 'agent.origin_missing'
  | 'agent.origin_unknown'
  | 'agent.too_many'
  | 'agent.request_malformed'
  | 'agent.issuer_mismatch'
  | 'agent.keys_unavailable'
  | 'agent.signature'
  | 'agent.request_expired'
  | 'agent.return_to'
  | 'agent.request_repeated'
  | 'agent.busy'
  | 'agent.page_over'
  | 'agent.internal';

/** What goes back to the login page in the field `error` (PROTOCOL.md 5). */
export type AnswerErrorCode =
  | 'card.cancelled'
  | 'card.timeout'
  | 'card.no_pcsc'
  | 'card.no_reader'
  | 'card.no_card'
  | 'card.unknown_card'
  | 'card.no_certificate'
  | 'card.several_cards'
  | 'card.other_card'
  | 'card.removed'
  | 'card.pin_wrong'
  | 'card.pin_blocked'
  | 'card.pin_length'
  | 'card.busy'
  | 'card.no_window'
  | 'card.failed';

/** The HTTP status of each refusal. */
export const refusalStatus: Readonly<Record<RefusalErrorCode, number>> = {
  'agent.host': 421,
  'agent.not_found': 404,
  'agent.method': 405,
  'agent.media_type': 415,
  'agent.too_large': 413,
  'agent.form': 400,
  'agent.origin_missing': 403,
  'agent.origin_unknown': 403,
  'agent.too_many': 429,
  'agent.request_malformed': 400,
  'agent.issuer_mismatch': 403,
  'agent.keys_unavailable': 502,
  'agent.signature': 403,
  'agent.request_expired': 403,
  'agent.return_to': 403,
  'agent.request_repeated': 409,
  'agent.busy': 409,
  'agent.page_over': 410,
  'agent.internal': 500,
};

/** A call that is not answered as it wished; `detail` is for the log alone. */
export class Refusal extends Error {
  readonly code: RefusalErrorCode;
  readonly detail: string;

  constructor(code: RefusalErrorCode, detail = '', options?: ErrorOptions) {
    super(detail ? `${code}: ${detail}` : code, options);
    this.name = 'Refusal';
    this.code = code;
    this.detail = detail;
  }
}

/** Ends a request at the card; the code goes back to the login page. */
export class CardStop extends Error {
  readonly code: AnswerErrorCode;

  constructor(code: AnswerErrorCode, options?: ErrorOptions) {
    super(code, options);
    this.name = 'CardStop';
    this.code = code;
  }
}
