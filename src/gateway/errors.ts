import type { ExchangeErrorCode } from '../exchange/index.ts';

/** Why the gateway did not hand out an answer. The sentences are in scripts/error-sentences.ts. */
export type GatewayErrorCode =
  | 'gateway.not_found'
  | 'gateway.method_not_allowed'
  | 'gateway.busy'
  | 'gateway.internal'
  | 'gateway.too_large'
  | 'gateway.too_slow'
  | 'gateway.wrong_organisation'
  | 'gateway.organisation_unknown'
  | 'gateway.service_unknown'
  | 'gateway.operation_unknown'
  | 'gateway.no_right'
  | 'gateway.wrong_purpose'
  | 'gateway.no_consent'
  | 'gateway.persons_missing'
  | 'gateway.persons_unexpected'
  | 'gateway.personal_code'
  | 'gateway.replayed'
  | 'gateway.request_id_taken'
  | 'gateway.in_progress'
  | 'gateway.interrupted'
  | 'gateway.provider_unreachable'
  | 'gateway.outcome_unknown'
  | 'gateway.provider_timed_out'
  | 'gateway.provider_cut_off'
  | 'gateway.answer_too_large'
  | 'gateway.answer_refused'
  | 'gateway.answer_erased'
  | 'gateway.question_answered'
  | 'gateway.question_answer_malformed';

/** What a consumer is refused with: our own reason, or what is wrong with its message. */
export type RefusalCode = GatewayErrorCode | ExchangeErrorCode;

const ofExchange = {
  'exchange.unsigned': 401,
  'exchange.signature_malformed': 400,
  'exchange.component_missing': 401,
  'exchange.component_unknown': 401,
  'exchange.parameter_missing': 401,
  'exchange.parameter_unknown': 401,
  'exchange.field_unknown': 400,
  'exchange.not_yet': 401,
  'exchange.expired': 401,
  'exchange.too_long_valid': 401,
  'exchange.wrong_key': 401,
  'exchange.signature_wrong': 401,
  'exchange.digest_wrong': 401,
  'exchange.terms_malformed': 400,
  'exchange.certificate_missing': 401,
  'exchange.certificate_refused': 401,
  'exchange.certificate_revoked': 401,
  'exchange.status_unavailable': 503,
} as const satisfies Record<ExchangeErrorCode, number>;

/** The status that each answers. */
export const refusalStatuses: Readonly<Record<RefusalCode, number>> = {
  ...ofExchange,
  'gateway.not_found': 404,
  'gateway.method_not_allowed': 405,
  'gateway.busy': 503,
  'gateway.internal': 500,
  'gateway.too_large': 413,
  'gateway.too_slow': 408,
  'gateway.wrong_organisation': 403,
  'gateway.organisation_unknown': 403,
  'gateway.service_unknown': 404,
  'gateway.operation_unknown': 403,
  'gateway.no_right': 403,
  'gateway.wrong_purpose': 403,
  'gateway.no_consent': 403,
  'gateway.persons_missing': 422,
  'gateway.persons_unexpected': 422,
  'gateway.personal_code': 422,
  'gateway.replayed': 409,
  'gateway.request_id_taken': 409,
  'gateway.in_progress': 409,
  'gateway.interrupted': 502,
  'gateway.provider_unreachable': 502,
  'gateway.outcome_unknown': 502,
  'gateway.provider_timed_out': 504,
  'gateway.provider_cut_off': 502,
  'gateway.answer_too_large': 502,
  'gateway.answer_refused': 502,
  'gateway.answer_erased': 410,
  'gateway.question_answered': 409,
  'gateway.question_answer_malformed': 422,
};

/** What an operator is refused. */
export type CatalogueErrorCode =
  | 'catalogue.form'
  | 'catalogue.organisation_unknown'
  | 'catalogue.service_unknown'
  | 'catalogue.right_unknown';

/** What a person is refused who gives or withdraws a consent. */
export type DataConsentErrorCode =
  | 'data_consent.service_unknown'
  | 'data_consent.until'
  | 'data_consent.unknown';
