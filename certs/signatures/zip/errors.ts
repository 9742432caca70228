import type { ReadRefusalCode } from '../model.ts';

export type ZipRefusalCode = 'signature.not_this_format' | ReadRefusalCode;

/** Why bytes are no archive that can be believed, or an entry is not what the directory says of it. */
export class ZipError extends Error {
  readonly code: ZipRefusalCode;

  constructor(code: ZipRefusalCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ZipError';
    this.code = code;
  }
}

export const malformed = (message: string) => new ZipError('signature.malformed', message);

export const hostile = (message: string) => new ZipError('signature.hostile', message);
