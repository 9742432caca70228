import { createHmac } from 'node:crypto';

/**
 * The fact `subject` of records about a person: a keyed digest of the personal code, so that a person finds what was
 * recorded before they had an account, and whoever reads a record without the key learns nothing. Hexadecimal.
 */
export function recordSubject(key: Uint8Array, personalCode: string): string {
  return createHmac('sha256', key).update(`acar record subject v1\n${personalCode}`).digest('hex');
}
