import {
  type Column,
  type Html,
  html,
  linkButton,
  pagination,
  standaloneLink,
  submit,
  table,
  textsFor,
} from '../../../http/index.ts';
import { formatDateTime, type Language } from '../../../messages/index.ts';
import { ownDocument, type PortalRequest, type SignedInFrame } from '../../../portal/index.ts';
import { mandatesPath, offersNotice } from '../../mandates/index.ts';
import { inboxTexts } from '../messages.ts';
import type { Envelope } from '../model.ts';
import { listPath, noticePath, stateTags } from './words.ts';

export interface InboxView {
  readonly notices: readonly Envelope[];
  readonly next: string | undefined;
  readonly isFirst: boolean;
  readonly courts: readonly Envelope['court'][];
  /** Mandates that wait for the reader's answer. */
  readonly offers: number;
  /** Id of the court that was chosen. */
  readonly court: string | undefined;
}

/** My notices. */
export function inboxPage(request: PortalRequest, frame: SignedInFrame, view: InboxView): Html {
  const t = textsFor(inboxTexts, request);
  const { notices, next, isFirst, court } = view;
  return ownDocument(request, frame, {
    place: 'notices',
    main: [
      offersNotice(request, view.offers),
      html`<p class="acar-lead">${t.lead}</p>`,
      html`<p>${standaloneLink({ href: mandatesPath, text: t.mandates })}</p>`,
      (view.courts.length > 1 || court !== undefined) && filterForm(request, view),
      notices.length === 0
        ? html`<p>${court === undefined ? t.none : t.noneFound}</p>`
        : table(html`<span class="ds-sr-only">${t.lead}</span>`, columns(request.language), notices),
      pagination(t.pages, {
        first: isFirst ? undefined : { href: addressOf({ court }), text: t.newest },
        next: next === undefined ? undefined : { href: addressOf({ court, before: next }), text: t.older },
      }),
    ],
  });
}

function columns(language: Language): readonly Column<Envelope>[] {
  const t = textsFor(inboxTexts, { language });
  return [
    {
      heading: t.columns.what,
      cell: ({ noticeId, kind, number, readAt }) => {
        const link = html`<a class="ds-link" href="${noticePath(noticeId)}">${t.kinds[kind]}</a>`;
        return html`${readAt ? link : html`<strong>${link}</strong>`}<br><span class="acar-quiet acar-breakable">${number}</span>`;
      },
    },
    {
      heading: t.columns.from,
      cell: ({ court, caseNumber }) =>
        html`${court.names[language]}<br><span class="acar-quiet">${caseNumber}</span>`,
    },
    {
      heading: t.columns.forWhom,
      cell: ({ party, mandateId }) =>
        html`${party}${mandateId !== undefined && html`<br><span class="acar-quiet">${t.byMandate}</span>`}`,
    },
    { heading: t.columns.sent, cell: ({ sentAt }) => formatDateTime(sentAt, language) },
    { heading: t.columns.state, cell: (envelope) => stateTags(envelope, language) },
  ];
}

function filterForm(request: PortalRequest, { courts, court }: InboxView): Html {
  const t = textsFor(inboxTexts, request).filter;
  return html`<form method="get" action="${listPath}" class="acar-search acar-search--filter" aria-label="${t.heading}">
<div class="ds-field"><label class="ds-label" for="court">${t.court}</label>
<select class="ds-input" id="court" name="court"><option value="">${t.any}</option>${courts.map(
    ({ id, names }) =>
      html`<option value="${id}"${id === court && html` selected`}>${names[request.language]}</option>`,
  )}</select></div>
<div class="acar-row">${submit(t.submit, { secondary: true })}${court !== undefined && linkButton({ href: listPath, text: t.clear }, { secondary: true })}</div>
</form>`;
}

function addressOf(query: { readonly court: string | undefined; readonly before?: string }): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? listPath : `${listPath}?${new URLSearchParams(given).toString()}`;
}
