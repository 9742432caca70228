import { errors, Provider } from 'oidc-provider';

/** The one way in which an answer reaches a relying party: in the query of its redirect URI (RFC 6749 4.1.2). */
const responseMode = 'query';

/**
 * The library always offers `fragment` and `form_post` as well. Codes in fragments reach scripts, and the page of
 * `form_post` does not pass our content security policy, so both are refused, and the refusal goes out in the query.
 */
export function answerInQueryOnly(provider: Provider): void {
  const prototype = provider.Client.prototype as unknown as { responseModeAllowed: () => boolean };
  prototype.responseModeAllowed = () => {
    const params = Provider.ctx?.oidc.params;
    if (!params || params['response_mode'] === undefined || params['response_mode'] === responseMode)
      return true;
    params['response_mode'] = undefined;
    throw new errors.UnsupportedResponseMode();
  };
  provider.use(async (ctx, next) => {
    await next();
    if (ctx['oidc']?.route !== 'discovery' || typeof ctx.body !== 'object') return;
    Object.assign(ctx.body as object, { response_modes_supported: [responseMode] });
  });
}
