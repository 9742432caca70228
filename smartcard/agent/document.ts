import { assetPath } from './assets.ts';
import { html, type Markup } from './html.ts';
import type { Language } from './language.ts';
import { frame } from './messages/frame.ts';

/** The part of a page before its content; what follows may be sent later. */
export function opening(language: Language, title: string): Markup {
  const texts = frame[language];
  return html`<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} – Açar</title>
<link rel="stylesheet" href="${assetPath('agent.css')}">
<link rel="icon" href="${assetPath('key.svg')}" type="image/svg+xml">
</head>
<body>
<a class="skip" href="#main">${texts.skip}</a>
<header><div class="stripe"></div><p class="brand"><img src="${assetPath('key.svg')}" alt="" width="44" height="44"> <span><strong>Açar</strong> <span>${texts.site}</span></span></p></header>
<main id="main" tabindex="-1">
<h1>${title}</h1>
`;
}

/** The end of a page, with the scripts that it has. */
export function closing(language: Language, scripts: readonly string[] = []): Markup {
  return html`</main>
<footer><p>${frame[language].about}</p></footer>
${scripts.map((name) => html`<script type="module" src="${assetPath(name)}"></script>\n`)}</body>
</html>
`;
}

/** A whole page. */
export function wholePage(language: Language, title: string, content: Markup): Markup {
  return html`${opening(language, title)}${content}${closing(language)}`;
}

/** A form that carries an answer to the login page. */
export function handBackForm(
  action: string,
  fields: Readonly<Record<string, string>>,
  button: { readonly text: string; readonly isMain: boolean },
): Markup {
  const inputs = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form method="post" action="${action}"${button.isMain && html` id="hand-back"`}>${inputs}<button type="submit"${!button.isMain && html` class="secondary"`}>${button.text}</button></form>`;
}
