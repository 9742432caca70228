/** Why bytes are not DER, or not the type that a structure asks for. */
export type DerErrorCode =
  | 'asn1.truncated'
  | 'asn1.trailing_data'
  | 'asn1.too_large'
  | 'asn1.too_deep'
  | 'asn1.too_many_values'
  | 'asn1.high_tag'
  | 'asn1.length_form'
  | 'asn1.unexpected_tag'
  | 'asn1.boolean'
  | 'asn1.integer'
  | 'asn1.bit_string'
  | 'asn1.null'
  | 'asn1.object_identifier'
  | 'asn1.string'
  | 'asn1.time'
  | 'asn1.structure';

/** The only error that reading DER raises; its code is stable. */
export class DerError extends Error {
  readonly code: DerErrorCode;

  constructor(code: DerErrorCode, message: string) {
    super(message);
    this.name = 'DerError';
    this.code = code;
  }
}
