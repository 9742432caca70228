import { facts, linkButton } from './components.ts';
import { errorTexts } from './error-texts.ts';
import { type Html, html } from './html.ts';
import { document, type PageOptions, textsFor } from './page.ts';
import type { Request } from './route.ts';

export type ErrorRequest = Pick<Request, 'language' | 'id' | 'path'>;

type Kind = 'notFound' | 'forged' | 'badRequest' | 'tooLarge' | 'busy' | 'internal' | 'client';

/** OAuth and OpenID Connect errors (RFC 6749 4.1.2.1 and others) are the asking service's, not the reader's. */
function kindOf(status: number, code: string): Kind {
  if (status === 404 || status === 405) return 'notFound';
  if (code === 'http.forged_form') return 'forged';
  if (status === 413) return 'tooLarge';
  if (status === 429 || status === 503) return 'busy';
  if (status >= 500) return 'internal';
  return /^(invalid|unauthorized|unsupported|unknown|unmet)_/.test(code) ? 'client' : 'badRequest';
}

/**
 * The page for an error on any site: what happened, what to do next, and the numbers that find it in the log.
 * `code` is printed as it is (escaped), so only codes of our own or of a standard may come here.
 */
export function errorDocument(
  request: ErrorRequest,
  error: { readonly status: number; readonly code: string },
  frame: Pick<PageOptions, 'site' | 'navigation' | 'footerLinks'> & {
    /** Where the link to the home page leads; own by default. */
    readonly homeHref?: string;
  },
): Html {
  const t = textsFor(errorTexts, request);
  const { title, text } = t[kindOf(error.status, error.code)];
  const { homeHref = '/', ...options } = frame;
  return document(request, {
    ...options,
    title,
    main: [
      html`<p class="acar-lead">${text}</p>`,
      html`<p>${linkButton({ href: homeHref, text: t.home })}</p>`,
      html`<div class="acar-fine">${facts([
        { name: t.code, value: `${error.status} · ${error.code.slice(0, 100)}` },
        { name: t.request, value: request.id },
      ])}</div>`,
    ],
  });
}
