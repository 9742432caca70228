import type { ReadRefusalCode } from '../model.ts';

/** Why bytes are no JWS of which the signatures can be told apart. */
export class JwsError extends Error {
  readonly code: 'signature.not_this_format' | ReadRefusalCode;

  constructor(code: JwsError['code'], message: string) {
    super(message);
    this.name = 'JwsError';
    this.code = code;
  }
}

export const malformed = (message: string) => new JwsError('signature.malformed', message);
