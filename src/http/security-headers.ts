import type { ServerResponse } from 'node:http';

/**
 * Everything from our own origin, nothing inline. Browsers apply `form-action` to the redirects that follow a form,
 * so a page whose form ends at another origin names it in `formTargets`.
 */
export function contentSecurityPolicy(formTargets: readonly string[]): string {
  return [
    `default-src 'none'`,
    `style-src 'self'`,
    `script-src 'self'`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    `connect-src 'self'`,
    `manifest-src 'self'`,
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
  ].join('; ');
}

/** Set before anything else, so that errors and the identity provider's own answers carry them too. */
export function setSecurityHeaders(res: ServerResponse, isSecure: boolean): void {
  res.setHeader('x-content-type-options', 'nosniff');
  res.setHeader('x-frame-options', 'DENY');
  // Not no-referrer: with it browsers send `Origin: null` with our own forms.
  res.setHeader('referrer-policy', 'same-origin');
  res.setHeader('cross-origin-opener-policy', 'same-origin');
  res.setHeader('permissions-policy', 'camera=(), geolocation=(), microphone=()');
  res.setHeader('cache-control', 'no-store');
  if (isSecure) res.setHeader('strict-transport-security', 'max-age=63072000; includeSubDomains');
}
