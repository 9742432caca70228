import { createHmac } from 'node:crypto';

/** What a code is good for, and for whom or where: it is worthless anywhere else. */
export type CodeBinding =
  | { readonly purpose: 'activation'; readonly loginCode: string }
  | { readonly purpose: 'recovery' | 'second_factor'; readonly browser: string };

/**
 * Keyed digests of codes and browsers (HMAC-SHA-256). Six digits have no strength of their own: without the pepper,
 * which is not in the database, a copy of the table tells nothing.
 */
export interface CodeDigests {
  ofBrowser(browser: string): Buffer;
  ofCode(binding: CodeBinding, code: string): Buffer;
}

export function createCodeDigests(pepper: Buffer): CodeDigests {
  if (pepper.length < 32) throw new RangeError('the pepper of one-time codes has fewer than 32 bytes');
  const digest = (...parts: readonly string[]) =>
    createHmac('sha256', pepper).update(parts.join('\0')).digest();
  return {
    ofBrowser: (browser) => digest('browser', browser),
    ofCode(binding, code) {
      const bound = binding.purpose === 'activation' ? binding.loginCode : binding.browser;
      return digest('code', binding.purpose, bound, code);
    },
  };
}
