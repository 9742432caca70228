import { z } from 'zod';
import { page, type Request, type Route, route, textsFor } from '../../http/index.ts';
import { walletTexts } from './messages.ts';
import { walletPage, type WalletShell } from './pages.ts';

/** The wallet's page, at the addresses of links and codes too, and its manifest. */
export function walletRoutes(shell: WalletShell): readonly Route[] {
  const show = (request: Pick<Request, 'language' | 'path'>) => page(walletPage(request, shell));
  const at = (id: string, path: string, summary: string) =>
    route({
      id: `wallet.${id}`,
      method: 'GET',
      path,
      summary,
      audience: 'page',
      responses: { 200: 'The page; its script does the rest' },
      handle: show,
    });
  return [
    at('home', '/', 'The wallet'),
    at('open_link', '/open', 'A link on the same device: the wallet with this request'),
    at('open_code', '/q', 'A QR code that a camera program opened: the wallet with this request'),
    at('enrol', '/enrol', 'A code of enrolment: the wallet with this code'),
    manifestRoute(),
  ];
}

function manifestRoute(): Route {
  return route({
    id: 'wallet.manifest',
    method: 'GET',
    path: '/manifest.webmanifest',
    summary: 'The web application manifest',
    audience: 'api',
    query: z.strictObject({}),
    responses: { 200: 'The manifest' },
    handle(request) {
      const t = textsFor(walletTexts, request);
      const manifest = {
        id: '/',
        name: t.title,
        short_name: t.shortName,
        description: t.about,
        lang: request.language,
        start_url: '/',
        scope: '/',
        display: 'standalone',
        background_color: '#ffffff',
        theme_color: '#015764',
        icons: [
          icon('192', 'any', '192x192'),
          icon('512', 'any', '512x512'),
          icon('maskable-512', 'maskable', '512x512'),
        ],
      };
      return { kind: 'text', status: 200, body: JSON.stringify(manifest), type: 'application/manifest+json' };
    },
  });
}

function icon(size: string, purpose: string, sizes: string) {
  return { src: `/app/icon-${size}.png`, type: 'image/png', sizes, purpose };
}
