import { type Html, type HtmlValue, html, textsFor } from '../http/index.ts';
import type { Language } from '../messages/index.ts';
import { texts } from './messages.ts';
import { isWayId, type Way, type WayId } from './model.ts';
import { wayPicture } from './pictures.ts';

/** Name and addressees of a way in; undefined for an id that this service does not know. */
export function describeWay(id: string, language: Language): { name: string; whom: string } | undefined {
  return isWayId(id) ? textsFor(texts, { language }).ways[id] : undefined;
}

/** How somebody signed in, in the middle of a sentence; an unknown method is named by its id. */
export function signedInWith(id: string, language: Language): string {
  return isWayId(id) ? textsFor(texts, { language }).ways[id].signedIn : id;
}

/** What an available way is: a button that sends `method`, a link to a sign-in, or a picture with its words. */
export type WayCard =
  | { readonly kind: 'button' }
  | { readonly kind: 'link'; readonly href: string }
  | { readonly kind: 'plain' };

/** The ways as equal cards: four in a row, two by two, or one above the other, never three and one. */
export function wayCards(ways: readonly Way[], language: Language, as: WayCard): Html {
  const known = ways.flatMap((way) => (isWayId(way.id) ? [{ ...way, id: way.id }] : []));
  return html`<ul class="acar-ways">${known.map((way) => html`<li>${card(way, language, as)}</li>`)}</ul>`;
}

function card(way: Way & { readonly id: WayId }, language: Language, as: WayCard): Html {
  const t = textsFor(texts, { language });
  const content: HtmlValue = [
    wayPicture(way.id),
    html`<span class="acar-way__name">${t.ways[way.id].name}</span> <span class="acar-way__whom">${t.ways[way.id].whom}</span>`,
    !way.isAvailable && html` <span class="acar-way__state">${t.unavailable}</span>`,
  ];
  if (!way.isAvailable) return html`<div class="acar-way acar-way--absent">${content}</div>`;
  if (as.kind === 'plain') return html`<div class="acar-way">${content}</div>`;
  if (as.kind === 'link') return html`<a class="acar-way acar-way--open" href="${as.href}">${content}</a>`;
  return html`<button class="acar-way acar-way--open" type="submit" name="method" value="${way.id}">${content}</button>`;
}
