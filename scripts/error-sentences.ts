export interface ErrorSentence {
  /** What an HTTP answer carries; absent where the code never is an answer of its own. */
  readonly status?: number;
  readonly kind: 'user' | 'retry' | 'fatal';
  readonly sentence: string;
}

/** One entry for each error code of the tree; a missing or a stale one fails `npm run check`. */
export const errorSentences: Readonly<Record<string, ErrorSentence>> = {
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
