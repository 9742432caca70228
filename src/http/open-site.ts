import { catalogue, type Language } from '../messages/index.ts';
import { notice } from './forms.ts';
import { type ErrorRequest, errorDocument } from './error-page.ts';
import { type Html, html } from './html.ts';
import { document, type Link, type PageOptions, type PageRequest, textsFor } from './page.ts';

/** What the pages of a site beside the portal know of the service around them. */
export interface OpenSite {
  readonly portal: { readonly home: string; readonly help: string; readonly accessibility: string };
  /** Its certificates are worth nothing, and every page says so. */
  readonly isDemonstration: boolean;
}

/** How a site calls itself and its parts, the first of which is its home. */
export type SiteNames = (language: Language) => { readonly site: string; readonly parts: readonly Link[] };

const texts = catalogue(
  {
    portal: 'Portal',
    help: 'Kömək',
    accessibility: 'Əlçatanlıq haqqında bəyanat',
    demonstration: 'Bu, nümayiş üçün qurulmuş xidmətdir: onun sertifikatlarının hüquqi qüvvəsi yoxdur.',
  },
  {
    portal: 'Portal',
    help: 'Help',
    accessibility: 'Accessibility statement',
    demonstration: 'This service is a demonstration: its certificates have no legal force.',
  },
  {
    portal: 'Портал',
    help: 'Помощь',
    accessibility: 'Заявление о доступности',
    demonstration: 'Это демонстрационная служба: её сертификаты не имеют юридической силы.',
  },
);

/** The pages of a site that needs no sign-in: what is the same on every one, and its error page. */
export function createOpenPages(namesIn: SiteNames) {
  const around = (request: Pick<PageRequest, 'language' | 'path'>, { portal }: OpenSite) => {
    const t = textsFor(texts, request);
    const { site, parts } = namesIn(request.language);
    const isAt = (href: string) =>
      request.path === href || (href !== '/' && request.path.startsWith(`${href}/`));
    return {
      site,
      navigation: [
        ...parts.map((part) => ({ ...part, current: isAt(part.href) })),
        { href: portal.home, text: t.portal },
      ],
      footerLinks: [
        { href: portal.help, text: t.help },
        { href: portal.accessibility, text: t.accessibility },
      ],
    };
  };
  return {
    document: (
      request: PageRequest,
      open: OpenSite,
      options: Pick<PageOptions, 'title' | 'main'> & Partial<PageOptions>,
    ): Html => {
      const warning = html`<p>${textsFor(texts, request).demonstration}</p>`;
      return document(request, {
        layout: 'wide',
        ...around(request, open),
        ...options,
        main: [open.isDemonstration && notice('warning', warning), options.main],
      });
    },
    /** In the form that `createSite` asks for. */
    errorPage:
      (open: OpenSite) =>
      (request: ErrorRequest, status: number, code: string): Html =>
        errorDocument(request, { status, code }, around(request, open)),
  };
}
