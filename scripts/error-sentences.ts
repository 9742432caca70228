export interface ErrorSentence {
  /** What an HTTP answer carries; absent where the code never is an answer of its own. */
  readonly status?: number;
  readonly kind: 'user' | 'retry' | 'fatal';
  readonly sentence: string;
}

/** One entry for each error code of the tree; a missing or a stale one fails `npm run check`. */
export const errorSentences: Readonly<Record<string, ErrorSentence>> = {
  'asn1.bit_string': { kind: 'user', sentence: 'A BIT STRING breaks the rules of DER.' },
  'asn1.boolean': { kind: 'user', sentence: 'A BOOLEAN is neither 00 nor FF.' },
  'asn1.high_tag': {
    kind: 'user',
    sentence: 'A tag takes more than one octet, which no structure here uses.',
  },
  'asn1.integer': { kind: 'user', sentence: 'An INTEGER is empty, not minimal, or too large for its field.' },
  'asn1.length_form': { kind: 'user', sentence: 'A length is indefinite, not minimal, or oversized.' },
  'asn1.null': { kind: 'user', sentence: 'A NULL has content.' },
  'asn1.object_identifier': { kind: 'user', sentence: 'An OBJECT IDENTIFIER is empty, cut or not minimal.' },
  'asn1.string': { kind: 'user', sentence: 'A string holds what its type does not allow.' },
  'asn1.structure': {
    kind: 'user',
    sentence: 'A structure misses a field, has one too many, or a field has the wrong type.',
  },
  'asn1.time': { kind: 'user', sentence: 'A time does not have the form of RFC 5280 or does not exist.' },
  'asn1.too_deep': { kind: 'user', sentence: 'The values are nested too deep.' },
  'asn1.too_large': { kind: 'user', sentence: 'The bytes are more than the limit.' },
  'asn1.too_many_values': { kind: 'user', sentence: 'The values are more than the limit.' },
  'asn1.trailing_data': { kind: 'user', sentence: 'Bytes follow the value.' },
  'asn1.truncated': { kind: 'user', sentence: 'The bytes end before the value does.' },
  'asn1.unexpected_tag': { kind: 'user', sentence: 'A value has another type than the structure asks for.' },
  'cli.unusable_input': { kind: 'user', sentence: 'The input of a verification cannot be used.' },
  'cli.file_unreadable': { kind: 'user', sentence: 'A file named on the command line cannot be read.' },
  'cli.no_database': { kind: 'user', sentence: 'No database was named and no started service was found.' },
  'cli.no_master_key': {
    kind: 'user',
    sentence: 'The command needs the master key, and its file was not found or can be read by others.',
  },
  'cli.development_only': { kind: 'user', sentence: 'This option works in development only.' },
  'cli.unexpected': { kind: 'fatal', sentence: 'The command failed for a reason that nobody foresaw.' },
  'cli.usage': {
    kind: 'user',
    sentence: 'The command line is not what the command expects; its help says more.',
  },
  'config.invalid': {
    kind: 'fatal',
    sentence: 'The configuration has problems; the start was refused and all of them were listed.',
  },
  'database.constraint_violation': { kind: 'fatal', sentence: 'A row was refused by a constraint.' },
  'database.failed': { kind: 'fatal', sentence: 'The database refused a statement, or did not start.' },
  'database.retry': { kind: 'retry', sentence: 'Two transactions collided; this one was rolled back.' },
  'database.unavailable': { kind: 'retry', sentence: 'The database cannot be reached now.' },
  'database.unique_violation': { kind: 'user', sentence: 'A row with this key exists already.' },
  'http.bad_request': {
    status: 400,
    kind: 'user',
    sentence: 'The request is malformed or not what the route expects.',
  },
  'http.body_too_large': {
    status: 413,
    kind: 'user',
    sentence: 'The body is larger than the route accepts.',
  },
  'http.forged_form': {
    status: 403,
    kind: 'user',
    sentence:
      'The form was not made for this browser, or another site sent it; loading the page again mends it.',
  },
  'http.headers_too_large': {
    status: 431,
    kind: 'user',
    sentence: 'The headers of the request are larger than 16 KiB.',
  },
  'http.internal': {
    status: 500,
    kind: 'fatal',
    sentence: 'Something unexpected happened; the request id finds the log line.',
  },
  'http.method_not_allowed': {
    status: 405,
    kind: 'user',
    sentence: 'The path exists, but not for this method.',
  },
  'http.not_found': { status: 404, kind: 'user', sentence: 'Nothing is at this path.' },
  'http.too_busy': { status: 429, kind: 'retry', sentence: 'Too many requests; try again later.' },
  'http.too_slow': { status: 408, kind: 'retry', sentence: 'The request did not arrive in time.' },
  'http.unavailable': {
    status: 503,
    kind: 'retry',
    sentence: 'A part that the request needs is away for now.',
  },
  'http.unknown_host': {
    status: 421,
    kind: 'user',
    sentence: 'No site of this service has the host name that was asked for.',
  },
  'http.unsupported_media_type': {
    status: 415,
    kind: 'user',
    sentence: 'The body is not of a kind that the route reads.',
  },
  'notify.malformed_message': {
    kind: 'fatal',
    sentence: 'A feature handed in a message that could never be sent; nothing was stored.',
  },
  'outbound.refused': {
    kind: 'user',
    sentence: 'A call was not made because the name leads to an address that is not public.',
  },
  'outbound.too_large': { kind: 'user', sentence: 'The answer of a called address was longer than allowed.' },
  'record.malformed_event': {
    kind: 'fatal',
    sentence: 'A feature handed in an event that the record does not take.',
  },
  'signing_keys.bad_schedule': {
    kind: 'fatal',
    sentence:
      'The times of the signing keys do not overlap as they must, so that a client could meet an unknown key.',
  },
  'signing_keys.unreadable': {
    kind: 'fatal',
    sentence: 'A stored signing key cannot be opened with the master key of this process.',
  },
};
