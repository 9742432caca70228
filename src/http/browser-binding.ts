import { createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto';

/** Names a browser by a random cookie and derives from it the token that each of its forms must carry. */
export interface BrowserBinding {
  /** The value of a fresh cookie: 128 random bits. */
  newBrowser(): string;
  isBrowser(value: string): boolean;
  formToken(browser: string): string;
  /** Constant-time. */
  isFormToken(browser: string, token: unknown): boolean;
}

export function createBrowserBinding(secret: Buffer): BrowserBinding {
  // As a key object: Node examines plain bytes at every call, which costs more than the digest.
  const key = createSecretKey(secret);
  const formToken = (browser: string) =>
    createHmac('sha256', key).update(`form\0${browser}`).digest('base64url');
  return {
    newBrowser: () => randomBytes(16).toString('base64url'),
    isBrowser: (value) => /^[\w-]{22}$/.test(value),
    formToken,
    isFormToken(browser, token) {
      if (typeof token !== 'string') return false;
      const expected = Buffer.from(formToken(browser));
      const given = Buffer.from(token);
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}
