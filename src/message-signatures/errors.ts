/** What is wrong with signatures of a message. The sentences are in scripts/error-sentences.ts. */
export type MessageSignatureErrorCode =
  | 'message.malformed_field'
  | 'message.component_unknown'
  | 'message.component_missing'
  | 'message.signature_missing'
  | 'message.signature_wrong'
  | 'message.digest_missing'
  | 'message.digest_wrong'
  | 'message.key_unusable';

/** A message whose signatures cannot be read, made or believed. The detail names fields, never their values. */
export class MessageSignatureError extends Error {
  readonly code: MessageSignatureErrorCode;

  constructor(code: MessageSignatureErrorCode, detail: string) {
    super(detail);
    this.name = 'MessageSignatureError';
    this.code = code;
  }
}
