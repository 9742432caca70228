import { createOpenPages, type Html, html } from '../../../http/index.ts';
import { texts } from '../messages.ts';

/** What is the same on every page of the certificate service. */
export const { document: pkiDocument, errorPage: createPkiErrorPage } = createOpenPages((language) => {
  const { site, navigation } = texts[language];
  return {
    site,
    parts: [
      { href: '/', text: navigation.home },
      { href: '/repository', text: navigation.repository },
      { href: '/status', text: navigation.status },
    ],
  };
});

/** Long numbers may break anywhere. */
export function longNumber(hex: string): Html {
  return html`<code class="acar-breakable">${hex}</code>`;
}
