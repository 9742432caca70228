import { interactionPolicy } from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { isAtLeast } from '../ports.ts';
import { levelOf, wantedLevel } from './claims.ts';

const { Check, base } = interactionPolicy;

/**
 * When a person must be asked: the library's own checks (no session, max_age, prompt, missing consent), and ours that
 * the session's level reaches what the relying party wants, and that its person was not blocked since. The consent
 * prompt is our continuation screen: it appears whenever a service joins the session.
 */
export function createInteractionPolicy(): ReturnType<typeof base> {
  const policy = base();
  const login = policy.get('login');
  login?.checks.add(
    new Check('level_too_low', 'a higher level of assurance is needed', 'login_required', (ctx) =>
      isLevelTooLow(ctx),
    ),
  );
  login?.checks.add(
    new Check('account_blocked', 'End-User authentication is required', 'login_required', ({ oidc }) =>
      Boolean(oidc.session?.accountId && !oidc.account),
    ),
  );
  return policy;
}

function isLevelTooLow(ctx: KoaContextWithOIDC): boolean {
  const { params, session } = ctx.oidc;
  if (!session?.accountId) return false;
  const acrValues = params?.['acr_values'];
  const wanted = wantedLevel(typeof acrValues === 'string' ? acrValues : undefined);
  return !isAtLeast(levelOf(session.acr ?? '') ?? 'low', wanted);
}
