import type { ServerResponse } from 'node:http';

/**
 * Everything from our own origin, nothing inline. Browsers apply `form-action` to the redirects that follow a form,
 * so a page whose form ends at another origin names it in `formTargets`; only the origin (or the scheme of an
 * application's own address) of each gets into the header. `connectTargets` are other origins that a script may ask.
 */
export function contentSecurityPolicy(
  formTargets: readonly string[],
  connectTargets: readonly string[] = [],
): string {
  return [
    `default-src 'none'`,
    `style-src 'self'`,
    `script-src 'self'`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    `connect-src ${["'self'", ...connectTargets.map(sourceOf)].join(' ')}`,
    `manifest-src 'self'`,
    `form-action ${["'self'", ...formTargets.map(sourceOf)].join(' ')}`,
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
  ].join('; ');
}

/** For answers that are no pages. */
export const emptyPolicy = `default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;

/** For a person's document that the browser shows: no script, no form, and an origin of its own. */
export const sandboxPolicy = `sandbox; ${emptyPolicy}`;

function sourceOf(target: string): string {
  const { origin, protocol } = new URL(target);
  return origin === 'null' ? protocol : origin;
}

/** In the place of the general policy, on a site that scans codes. */
export const cameraPolicy = 'camera=(self), geolocation=(), microphone=()';

/** What every answer carries, errors and the identity provider's own answers too. */
export function securityHeaders(isSecure: boolean): Readonly<Record<string, string>> {
  return isSecure ? overTls : inClear;
}

const inClear: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // Not no-referrer: with it browsers send `Origin: null` with our own forms.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cache-control': 'no-store',
};

const overTls: Readonly<Record<string, string>> = {
  ...inClear,
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
};

const entries = { inClear: Object.entries(inClear), overTls: Object.entries(overTls) };

/** Set before anything else, so that no answer goes without them. */
export function setSecurityHeaders(res: ServerResponse, isSecure: boolean): void {
  for (const [name, value] of isSecure ? entries.overTls : entries.inClear) res.setHeader(name, value);
}
