/** Why a message of an exchange is not believed. The sentences are in scripts/error-sentences.ts. */
export type ExchangeErrorCode =
  | 'exchange.unsigned'
  | 'exchange.signature_malformed'
  | 'exchange.component_missing'
  | 'exchange.component_unknown'
  | 'exchange.parameter_missing'
  | 'exchange.parameter_unknown'
  | 'exchange.field_unknown'
  | 'exchange.not_yet'
  | 'exchange.expired'
  | 'exchange.too_long_valid'
  | 'exchange.wrong_key'
  | 'exchange.signature_wrong'
  | 'exchange.digest_wrong'
  | 'exchange.terms_malformed'
  | 'exchange.certificate_missing'
  | 'exchange.certificate_refused'
  | 'exchange.certificate_revoked'
  | 'exchange.status_unavailable';

/** The detail names fields and rules, never values: it may stand in a log. */
export class ExchangeError extends Error {
  readonly code: ExchangeErrorCode;

  constructor(code: ExchangeErrorCode, detail: string) {
    super(detail);
    this.name = 'ExchangeError';
    this.code = code;
  }
}
