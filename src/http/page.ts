import { type Catalogue, catalogue, defaultLanguage, type Language, languages } from '../messages/index.ts';
import { assetUrl } from './assets.ts';
import { type Html, type HtmlValue, html } from './html.ts';
import type { Request } from './route.ts';

export interface PageOptions {
  /** In the browser's title bar and read first by screen readers; also the heading unless `heading` is false. */
  readonly title: string;
  readonly main: HtmlValue;
  readonly heading?: boolean;
  /** The name of the site, in the header. */
  readonly site: string;
  /** Links of the header's navigation. */
  readonly navigation?: readonly {
    readonly href: string;
    readonly text: string;
    readonly current?: boolean;
  }[];
  /** Who is signed in and how, always visible in the interactive part. */
  readonly person?: { readonly name: string; readonly method: string; readonly signOut: Html } | undefined;
  /** Scripts of this page, by asset name; every page must work without them where it can. */
  readonly scripts?: readonly string[];
  /** The page loads itself again after so long; give the reader a way to stop it (WCAG 2.2.1). */
  readonly refreshSeconds?: number;
  /** `narrow` for one question a page, `wide` for lists. */
  readonly width?: 'narrow' | 'wide';
}

const texts = catalogue(
  { skip: 'Əsas məzmuna keç', language: 'Dil', names: { az: 'Azərbaycanca', en: 'English', ru: 'Русский' } },
  {
    skip: 'Skip to main content',
    language: 'Language',
    names: { az: 'Azərbaycanca', en: 'English', ru: 'Русский' },
  },
  {
    skip: 'Перейти к основному содержанию',
    language: 'Язык',
    names: { az: 'Azərbaycanca', en: 'English', ru: 'Русский' },
  },
);

/** A whole document: header, navigation, main content and footer in the reader's language. */
export function document(request: Pick<Request, 'language' | 'path'>, options: PageOptions): Html {
  const t = texts[request.language];
  return html`<!DOCTYPE html>
<html lang="${request.language}" data-color-scheme="auto">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${options.title} – ${options.site}</title>
<link rel="stylesheet" href="${assetUrl('acar.css')}">
<link rel="icon" href="${assetUrl('key.svg')}" type="image/svg+xml">
${(options.scripts ?? []).map((name) => html`<script type="module" src="${assetUrl(name)}"></script>`)}
${options.refreshSeconds !== undefined && html`<meta http-equiv="refresh" content="${options.refreshSeconds}">`}
</head>
<body>
<a class="ds-skip-link" href="#main">${t.skip}</a>
${header(request, options)}
<main id="main" class="acar-main acar-main--${options.width ?? 'narrow'}" tabindex="-1">
${options.heading !== false && html`<h1 class="ds-heading" data-size="lg">${options.title}</h1>`}
${options.main}
</main>
</body>
</html>`;
}

function header(request: Pick<Request, 'language' | 'path'>, options: PageOptions): Html {
  const { person, navigation = [] } = options;
  return html`<header class="acar-header">
<a class="acar-brand" href="/"><img src="${assetUrl('key.svg')}" alt="" width="32" height="32"> Açar <span>${options.site}</span></a>
${
  navigation.length > 0 &&
  html`<nav aria-label="${options.site}"><ul>${navigation.map(
    (link) =>
      html`<li><a class="ds-link" href="${link.href}"${link.current && html` aria-current="page"`}>${link.text}</a></li>`,
  )}</ul></nav>`
}
${person && html`<div class="acar-person"><strong>${person.name}</strong> <span>${person.method}</span> ${person.signOut}</div>`}
${languageLinks(request.language)}
</header>`;
}

function languageLinks(current: Language): Html {
  const t = texts[current];
  return html`<nav class="acar-languages" aria-label="${t.language}">${languages.map(
    (language) =>
      html`<a class="ds-link" href="?lang=${language}" lang="${language}" hreflang="${language}"${language === current && html` aria-current="true"`}>${t.names[language]}</a> `,
  )}</nav>`;
}

/** Picks the texts of a feature for a request. */
export function textsFor<T>(messages: Catalogue<T>, request: { readonly language: Language }): T {
  return messages[request.language] ?? messages[defaultLanguage];
}
