import type { KoaContextWithOIDC } from 'oidc-provider';

/** The library's page whose script sends its only form. */
const selfSending = '<title>Submitting Callback</title>';

/**
 * Makes the library's self-sending form fit our pages. After a sign-out where nobody was signed in any more there is
 * nothing to confirm: the browser goes straight back to the service. For `response_mode=form_post` the page may send its
 * form to the service's origin (CSP form-action).
 */
export function replaceLibraryForm(ctx: KoaContextWithOIDC): void {
  const { oidc } = ctx;
  if (typeof ctx.body !== 'string' || !ctx.body.includes(selfSending)) return;
  if (oidc.route === 'end_session') {
    ctx.redirect(afterSignOut(ctx));
    ctx.status = 303;
    return;
  }
  const redirectUri = oidc.params?.['redirect_uri'];
  if (typeof redirectUri !== 'string' || !URL.canParse(redirectUri)) return;
  const policy = ctx.response.get('content-security-policy');
  const { origin } = new URL(redirectUri);
  ctx.set('content-security-policy', policy.replace("form-action 'self'", `form-action 'self' ${origin}`));
}

/** The library checked the address before it showed its form. */
function afterSignOut(ctx: KoaContextWithOIDC): string {
  const asked = ctx.oidc.session?.state as { postLogoutRedirectUri?: string; state?: string } | undefined;
  const target = new URL(asked?.postLogoutRedirectUri ?? ctx.oidc.urlFor('end_session_success'));
  if (asked?.postLogoutRedirectUri && asked.state !== undefined)
    target.searchParams.set('state', asked.state);
  return target.href;
}
