import { expect } from 'vitest';
import { type BrowserPage, textOf } from './browser-session.ts';
import type { Answer, AuthRequest, OidcClient } from './oidc-client.ts';

/** Refused on our own page, and the browser was sent nowhere else. */
export function expectOurErrorPage(page: BrowserPage, login: string, error?: string): void {
  const elsewhere = page.visited.filter((url) => new URL(url).origin !== login);
  expect(elsewhere).toEqual([]);
  expect(page.status).toBeGreaterThanOrEqual(400);
  expect(page.status).toBeLessThan(500);
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(page.headers.get('location')).toBeNull();
  if (error) expect(textOf(page.body)).toContain(error);
}

/** Refused at the registered redirect URI (RFC 6749 4.1.2.1), which also learns who answered (RFC 9207 2). */
export function expectRefusedAtClient(
  page: BrowserPage,
  client: OidcClient,
  expected: { readonly error: string; readonly issuer: string; readonly request?: AuthRequest },
): void {
  const { origin, pathname, hash } = page.url;
  expect(origin + pathname).toBe(client.redirectUri);
  // Who asks for tokens in the fragment hears there that we give none (OAuth 2.0 Multiple Response Types 5).
  const isFragment = /token/.test(expected.request?.parameters['response_type'] ?? '');
  if (!isFragment) expect(hash).toBe('');
  const searchParams = isFragment ? new URLSearchParams(hash.slice(1)) : page.url.searchParams;
  expect(searchParams.get('error')).toBe(expected.error);
  expect(searchParams.get('iss')).toBe(expected.issuer);
  expect(searchParams.get('code')).toBeNull();
  if (expected.request) expect(searchParams.get('state')).toBe(expected.request.parameters['state'] ?? null);
}

/** Refused with an OAuth error document (RFC 6749 5.2), which nobody may keep. */
export function expectOAuthError(answer: Answer, error: string, status = 400): void {
  expect([answer.status, answer.json['error'], answer.body]).toEqual([status, error, answer.body]);
  expect(answer.headers['cache-control']).toContain('no-store');
}
