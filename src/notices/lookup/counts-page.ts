import { type Html, html, table, textsFor } from '../../http/index.ts';
import { courtDocument, type CourtRequest, type OfficeFrame } from '../workplace/index.ts';
import type { LookupCount, LookupLimits } from './limit-store.ts';
import { lookupTexts } from './messages.ts';

/** How often each judge looked persons up: for the chair. */
export function lookupCountsPage(
  request: CourtRequest,
  frame: OfficeFrame,
  { counts, limits }: { readonly counts: readonly LookupCount[]; readonly limits: LookupLimits },
): Html {
  const t = textsFor(lookupTexts, request).counts;
  return courtDocument(request, frame, {
    title: t.title,
    main: [
      html`<p class="acar-lead">${t.lead}</p><p>${t.limits(limits.hour, limits.day)}</p>`,
      counts.length === 0
        ? html`<p>${t.none}</p>`
        : table(
            t.title,
            [
              { heading: t.judge, cell: ({ name }) => name },
              { heading: t.day, cell: ({ day }) => String(day) },
              { heading: t.week, cell: ({ week }) => String(week) },
              { heading: t.month, cell: ({ month }) => String(month) },
              { heading: t.others, cell: ({ others }) => String(others) },
            ],
            counts,
          ),
    ],
  });
}
