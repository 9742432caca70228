import { type Html, html, trustedHtml } from '../http/index.ts';
import type { WayId } from './model.ts';

/** Line drawings in the colour of the text around them; `mark` is the part in pomegranate. */
const drawings: Readonly<Record<WayId, string>> = {
  password: `<rect x="8" y="22" width="56" height="28" rx="6"/><path d="M44 14v44M39 14h10M39 58h10"/><g class="mark" fill="currentColor" stroke="none"><circle cx="18" cy="36" r="3"/><circle cx="27" cy="36" r="3"/><circle cx="36" cy="36" r="3"/></g>`,
  card: `<rect x="8" y="16" width="56" height="40" rx="6"/><rect class="mark" x="16" y="27" width="14" height="12" rx="2"/><path class="mark" d="M23 27v12M16 33h14"/><path d="M38 31h18M38 38h12M16 48c4-4 6-4 8 0s4 2 6-1 5-2 8 0"/>`,
  mobile: `<rect x="20" y="8" width="32" height="56" rx="6"/><path d="M32 57h8"/><path class="mark" d="M36 18l10 4v8c0 7-4 11-10 14-6-3-10-7-10-14v-8z"/><path class="mark" d="M31 31l4 4 7-8"/>`,
  qr: `<rect x="8" y="12" width="14" height="14" rx="2"/><rect x="8" y="34" width="14" height="14" rx="2"/><rect x="30" y="12" width="14" height="14" rx="2"/><path d="M14 19h2M14 41h2M36 19h2M30 34h5v5M30 48h4"/><rect x="42" y="26" width="22" height="38" rx="5"/><path d="M51 58h4"/><path class="mark" d="M47 42h12"/>`,
};

/** Decoration only: the name stands beside it. */
export function wayPicture(id: WayId): Html {
  return html`<svg class="acar-way__picture" viewBox="0 0 72 72" fill="none" stroke="currentColor" stroke-width="2.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${trustedHtml(drawings[id])}</svg>`;
}
