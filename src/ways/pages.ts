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

/** The ways as equal cards. With `button`, an available one is a button that sends `method`; without, all are plain. */
export function wayCards(ways: readonly Way[], language: Language, options: { button: boolean }): Html {
  const known = ways.flatMap((way) => (isWayId(way.id) ? [{ ...way, id: way.id }] : []));
  return html`<ul class="acar-ways">${known.map((way) => html`<li>${card(way, language, options.button)}</li>`)}</ul>`;
}

function card(way: Way & { readonly id: WayId }, language: Language, isButton: boolean): Html {
  const t = textsFor(texts, { language });
  const content: HtmlValue = [
    wayPicture(way.id),
    html`<span class="acar-way__name">${t.ways[way.id].name}</span> <span class="acar-way__whom">${t.ways[way.id].whom}</span>`,
    !way.isAvailable && html` <span class="acar-way__state">${t.unavailable}</span>`,
  ];
  if (!way.isAvailable) return html`<div class="acar-way acar-way--absent">${content}</div>`;
  if (!isButton) return html`<div class="acar-way">${content}</div>`;
  return html`<button class="acar-way" type="submit" name="method" value="${way.id}">${content}</button>`;
}
