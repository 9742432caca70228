import type { KoaContextWithOIDC } from 'oidc-provider';

/** The library's page whose script sends its only form. */
const selfSending = '<title>Submitting Callback</title>';

/**
 * The library's self-sending form would need a script that our pages do not allow, so the browser goes on without it.
 * After a sign-out where nobody was signed in any more there is nothing to confirm: back to the service. And where
 * somebody else signed in between a person's answer and its return, that answer is void: the relying party's request
 * starts again with whoever is signed in now.
 */
export async function replaceLibraryForm(ctx: KoaContextWithOIDC): Promise<void> {
  const { oidc } = ctx;
  if (typeof ctx.body !== 'string' || !ctx.body.includes(selfSending)) return;
  const interaction = oidc.entities.Interaction;
  if (oidc.route === 'end_session') ctx.redirect(afterSignOut(ctx));
  else if (oidc.route === 'resume' && interaction) {
    await interaction.destroy();
    ctx.redirect(restartPath(interaction.uid));
  } else return;
  ctx.status = 303;
}

/** Where the application starts a relying party's request again. */
export function restartPath(uid: string): string {
  return `/interaction/${uid}/again`;
}

/** The library checked the address before it showed its form. */
function afterSignOut(ctx: KoaContextWithOIDC): string {
  const asked = ctx.oidc.session?.state as { postLogoutRedirectUri?: string; state?: string } | undefined;
  const target = new URL(asked?.postLogoutRedirectUri ?? ctx.oidc.urlFor('end_session_success'));
  if (asked?.postLogoutRedirectUri && asked.state !== undefined)
    target.searchParams.set('state', asked.state);
  return target.href;
}
