import { type Catalogue, catalogue, defaultLanguage, type Language, languages } from '../messages/index.ts';
import { assetUrl } from './assets.ts';
import { type Html, type HtmlValue, html } from './html.ts';
import type { Request } from './route.ts';

export interface Link {
  readonly href: string;
  readonly text: string;
}

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
  /** What else belongs into the head, such as the manifest of an installable application. */
  readonly head?: HtmlValue;
  /** The page loads itself again after so long; give the reader a way to stop it (WCAG 2.2.1). */
  readonly refreshSeconds?: number;
  /** The same for browsers without script: there is nothing else that could tell the page of news. */
  readonly refreshWithoutScriptSeconds?: number;
  /** A sheet of paper for one question a page (the default), `narrow` for reading, `wide` for lists. */
  readonly layout?: 'sheet' | 'wide-sheet' | 'narrow' | 'wide';
  /** Another owner's name, mark and colour in the place of ours, and their words at the end of the page. */
  readonly brand?: Brand | undefined;
  /** True = a form came back with errors; the title says so first. */
  readonly hasErrors?: boolean;
  /** In the header's place of the person while nobody is signed in. */
  readonly signIn?: Link | undefined;
  /** Help, accessibility statement and the like; they may lie at another origin. */
  readonly footerLinks?: readonly Link[];
}

/** Whose site it is, when it is not one of Açar's. */
export interface Brand {
  readonly name: string;
  /** A drawing, 44 pixels wide. */
  readonly mark: Html;
  readonly color: 'info' | 'success';
  readonly about: string;
}

/** What a page needs of a request; the checked query, where there is one, stays in the language links. */
export type PageRequest = Pick<Request, 'language' | 'path'> & { readonly query?: unknown };

const names = { az: 'Azərbaycanca', en: 'English', ru: 'Русский' };

const texts = catalogue(
  {
    skip: 'Əsas məzmuna keç',
    language: 'Dil',
    menu: 'Bölmələr',
    more: 'Əlavə məlumat',
    error: 'Xəta',
    about:
      'Açar dövlət xidmətlərinə vahid giriş və elektron imza xidmətidir. Bir dəfə daxil olursunuz, bütün qoşulmuş qurumların xidmətlərindən istifadə edirsiniz.',
  },
  {
    skip: 'Skip to main content',
    language: 'Language',
    menu: 'Sections',
    more: 'More information',
    error: 'Error',
    about:
      'Açar is the single sign-in and electronic signature service for public services. You sign in once and use the services of every connected agency.',
  },
  {
    skip: 'Перейти к основному содержанию',
    language: 'Язык',
    menu: 'Разделы',
    more: 'Дополнительная информация',
    error: 'Ошибка',
    about:
      'Açar — единый вход и электронная подпись для государственных услуг. Вы входите один раз и пользуетесь услугами всех подключённых ведомств.',
  },
);

/** A whole document: header, navigation, main content and footer in the reader's language. */
export function document(request: PageRequest, options: PageOptions): Html {
  const t = texts[request.language];
  const { layout = 'sheet', brand } = options;
  return html`<!DOCTYPE html>
<html lang="${request.language}" data-color-scheme="auto"${brand && html` data-color="${brand.color}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${options.hasErrors && `${t.error}: `}${options.title} – ${brand?.name ?? options.site}</title>
<link rel="stylesheet" href="${assetUrl('acar.css')}">
<link rel="icon" href="${assetUrl('key.svg')}" type="image/svg+xml">
${(options.scripts ?? []).map((name) => html`<script type="module" src="${assetUrl(name)}"></script>`)}
${options.head}
${options.refreshSeconds !== undefined && refresh(options.refreshSeconds)}
${options.refreshWithoutScriptSeconds !== undefined && html`<noscript>${refresh(options.refreshWithoutScriptSeconds)}</noscript>`}
</head>
<body class="acar-page acar-page--${layout}">
<a class="ds-skip-link" href="#main">${t.skip}</a>
${header(request, options)}
<main id="main" class="acar-main acar-main--${layout}" tabindex="-1">
${options.heading !== false && html`<h1 class="ds-heading" data-size="lg">${options.title}</h1>`}
${options.main}
</main>
${footer(request.language, options)}
</body>
</html>`;
}

function refresh(seconds: number): Html {
  return html`<meta http-equiv="refresh" content="${seconds}">`;
}

function header(request: PageRequest, options: PageOptions): Html {
  const { navigation = [] } = options;
  const hasLinks = navigation.length > 0;
  return html`<header class="acar-header">
<div class="acar-stripe"></div>
<div class="acar-header__row">
${brandLink(options)}
${languageLinks(request)}
${!hasLinks && whoIsHere(options)}
</div>
${hasLinks && html`<div class="acar-header__links">${navigationLinks(request.language, navigation)}${whoIsHere(options)}</div>`}
</header>`;
}

function brandLink({ brand, site }: PageOptions): Html {
  const mark = brand?.mark ?? html`<img src="${assetUrl('key.svg')}" alt="" width="44" height="44">`;
  return html`<a class="acar-brand" href="/">${mark}<span><span class="acar-brand__name">${brand?.name ?? 'Açar'}</span> <span class="acar-brand__site">${site}</span></span></a>`;
}

function whoIsHere({ person, signIn }: PageOptions): HtmlValue {
  if (person) {
    return html`<div class="acar-person"><div class="acar-person__who"><strong>${person.name}</strong> <span>${person.method}</span></div> ${person.signOut}</div>`;
  }
  return signIn && html`<a class="ds-button" href="${signIn.href}">${signIn.text}</a>`;
}

function navigationLinks(language: Language, links: NonNullable<PageOptions['navigation']>): HtmlValue {
  if (links.length === 0) return undefined;
  return html`<nav aria-label="${texts[language].menu}"><ul>${links.map(
    (link) =>
      html`<li><a class="ds-link" href="${link.href}"${link.current && html` aria-current="page"`}>${link.text}</a></li>`,
  )}</ul></nav>`;
}

function languageLinks(request: PageRequest): Html {
  const t = texts[request.language];
  return html`<nav class="acar-languages" aria-label="${t.language}"><ul>${languages.map(
    (language) =>
      html`<li><a class="ds-link" href="${inLanguage(request.query, language)}" lang="${language}" hreflang="${language}"${language === request.language && html` aria-current="true"`}>${names[language]}</a></li>`,
  )}</ul></nav>`;
}

/** The same address in another language: a relative reference that keeps what the route understood of its query. */
function inLanguage(query: unknown, language: Language): string {
  const parameters = new URLSearchParams();
  if (typeof query === 'object' && query !== null) {
    for (const [name, value] of Object.entries(query)) {
      if (typeof value === 'string' || typeof value === 'number') parameters.set(name, String(value));
    }
  }
  parameters.set('lang', language);
  return `?${parameters.toString()}`;
}

/**
 * A page of ours, in the language that the reader has before them: another origin does not know it, and a service's wish
 * (`ui_locales`) is not remembered. Azerbaijani needs no word.
 */
export function inReadersLanguage(href: string, language: Language): string {
  if (language === defaultLanguage) return href;
  return `${href}${href.includes('?') ? '&' : '?'}lang=${language}`;
}

function footer(language: Language, { brand, footerLinks: links = [] }: PageOptions): Html {
  const t = texts[language];
  return html`<footer class="acar-footer"><div class="acar-footer__row">
<p>${brand?.about ?? t.about}</p>
${
  links.length > 0 &&
  html`<nav aria-label="${t.more}"><ul>${links.map((link) => html`<li><a class="ds-link" href="${link.href}">${link.text}</a></li>`)}</ul></nav>`
}
</div></footer>`;
}

/** Picks the texts of a feature for a request. */
export function textsFor<T>(messages: Catalogue<T>, request: { readonly language: Language }): T {
  return messages[request.language] ?? messages[defaultLanguage];
}
