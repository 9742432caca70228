/** What a connector tells its own system. The sentences are in scripts/error-sentences.ts. */
export type ConnectorErrorCode =
  | 'connector.unreachable'
  | 'connector.timed_out'
  | 'connector.cut_off'
  | 'connector.answer_too_large'
  | 'connector.answer_refused'
  | 'connector.not_found'
  | 'connector.method_not_allowed'
  | 'connector.not_the_gateway'
  | 'connector.replayed'
  | 'connector.content'
  | 'connector.register_failed'
  | 'connector.internal';
