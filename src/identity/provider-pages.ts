import type { IncomingMessage } from 'node:http';
import { clientNameIn } from '../../oidc/clients/index.ts';
import type { ClientDirectory } from '../../oidc/ports.ts';
import type { ProviderPages, RenderedPage } from '../../oidc/provider/index.ts';
import { contentSecurityPolicy, type Html, inReadersLanguage, languageOfCookies } from '../http/index.ts';
import type { Language } from '../messages/index.ts';
import type { PortalAddresses } from './draw.ts';
import { createErrorPage, logoutPage, signedOutPage } from './pages.ts';

export interface ProviderPagesDeps {
  readonly clients: ClientDirectory;
  readonly portal: PortalAddresses;
}

/** Draws the pages that the identity provider's library answers with. */
export function createProviderPages({ clients, portal }: ProviderPagesDeps): ProviderPages {
  const drawError = createErrorPage(portal);

  async function service(clientId: string | undefined, language: Language) {
    const client = clientId === undefined ? undefined : await clients.find(clientId);
    if (!client) return undefined;
    const homepage = client['initiate_login_uri'] ?? client['client_uri'];
    const href = typeof homepage === 'string' ? homepage : undefined;
    return {
      name: clientNameIn(client, language),
      address: href && URL.canParse(href) ? new URL(href).host : '',
      href,
    };
  }

  return {
    async error({ req, status, error }) {
      const request = plainRequest(req);
      return rendered(
        drawError({ ...request, id: String(req.headers['x-request-id'] ?? '') }, status, error),
      );
    },
    async confirmLogout(view) {
      // Another language must not forget what the service asked for.
      const request = { ...plainRequest(view.req), query: view.query };
      const asking = await service(view.clientId, request.language);
      const all = await Promise.all(view.clientIds.map((clientId) => service(clientId, request.language)));
      const drawn = logoutPage(
        { ...request, csrf: '' },
        {
          ...portal,
          action: inReadersLanguage(view.action, request.language),
          hidden: { xsrf: view.xsrf },
          service: asking,
          services: all.flatMap((found) => (found ? [found.name] : [])),
          stay: asking?.href ?? inReadersLanguage(portal.home, request.language),
        },
      );
      return rendered(
        drawn,
        view.returnTo && URL.canParse(view.returnTo) ? [new URL(view.returnTo).origin] : [],
      );
    },
    async loggedOut({ req, clientId }) {
      const request = { ...plainRequest(req), query: { client_id: clientId } };
      const left = await service(clientId, request.language);
      const scope = left ? ('here' as const) : ('everywhere' as const);
      const signIn = inReadersLanguage(portal.home, request.language);
      return rendered(signedOutPage(request, { ...portal, scope, service: left, signIn }));
    },
  };
}

/** Without the query, which may hold tokens: the links to other languages repeat only what a page names. */
function plainRequest(req: IncomingMessage) {
  const { pathname, searchParams } = new URL(req.url ?? '/', 'http://localhost');
  const [asked, wished] = [searchParams.get('lang'), searchParams.get('ui_locales')];
  return {
    language: languageOfCookies(req.headers.cookie, asked, wished),
    path: pathname,
  };
}

function rendered(drawn: Html, formTargets: readonly string[] = []): RenderedPage {
  return {
    html: drawn.toString(),
    headers: { 'content-security-policy': contentSecurityPolicy(formTargets) },
  };
}
