import {
  type Column,
  type Html,
  type HtmlValue,
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
import { mandatesOf, mandatesPath, offersNotice, organisationsPath } from '../../mandates/index.ts';
import type { Representation } from '../../representations/index.ts';
import { inboxTexts } from '../messages.ts';
import type { Envelope } from '../model.ts';
import { listPath, noticePath, organisationPath, stateTags } from './words.ts';

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

export interface OrganisationInboxView extends Omit<InboxView, 'offers'> {
  readonly organisation: Representation;
}

/** The notices of an organisation that the reader represents. */
export function organisationInboxPage(
  request: PortalRequest,
  frame: SignedInFrame,
  view: OrganisationInboxView,
): Html {
  const t = textsFor(inboxTexts, request).organisations;
  const { organisation } = view;
  const { representationId, side, taxNumber, confirmedAt, believedUntil } = organisation;
  const { language } = request;
  const [confirmed, until] = [confirmedAt, believedUntil].map((at) => formatDateTime(at, language)) as [
    string,
    string,
  ];
  return ownDocument(request, frame, {
    place: 'notices',
    title: organisation.organisation,
    main: [
      html`<p>${standaloneLink({ href: organisationsPath, text: t.back })}</p>`,
      html`<p class="acar-lead">${t.listLead[side]}</p>`,
      html`<p class="acar-quiet">${t.voen(taxNumber)}. ${t.believed(confirmed, until)}.</p>`,
      side === 'head' &&
        html`<p>${standaloneLink({ href: mandatesOf(representationId), text: t.mandates })}</p>`,
      ...noticesPart(request, view, organisationPath(representationId), t.none),
    ],
  });
}

/** My notices. */
export function inboxPage(request: PortalRequest, frame: SignedInFrame, view: InboxView): Html {
  const t = textsFor(inboxTexts, request);
  return ownDocument(request, frame, {
    place: 'notices',
    main: [
      offersNotice(request, view.offers),
      html`<p class="acar-lead">${t.lead}</p>`,
      html`<p>${standaloneLink({ href: mandatesPath, text: t.mandates })}</p>`,
      html`<p>${standaloneLink({ href: organisationsPath, text: t.organisations.title })}</p>`,
      ...noticesPart(request, view, listPath, t.none),
    ],
  });
}

/** The filter, the table and the way on; `none` stands where there is no notice at all. */
function noticesPart(
  request: PortalRequest,
  view: Omit<InboxView, 'offers'>,
  path: string,
  none: string,
): HtmlValue[] {
  const t = textsFor(inboxTexts, request);
  const { notices, next, isFirst, court } = view;
  return [
    (view.courts.length > 1 || court !== undefined) && filterForm(request, view, path),
    notices.length === 0
      ? html`<p>${court === undefined ? none : t.noneFound}</p>`
      : table(html`<span class="ds-sr-only">${t.lead}</span>`, columns(request.language), notices),
    pagination(t.pages, {
      first: isFirst ? undefined : { href: addressOf(path, { court }), text: t.newest },
      next:
        next === undefined ? undefined : { href: addressOf(path, { court, before: next }), text: t.older },
    }),
  ];
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

function filterForm(
  request: PortalRequest,
  { courts, court }: Pick<InboxView, 'courts' | 'court'>,
  path: string,
): Html {
  const t = textsFor(inboxTexts, request).filter;
  return html`<form method="get" action="${path}" class="acar-search acar-search--filter" aria-label="${t.heading}">
<div class="ds-field"><label class="ds-label" for="court">${t.court}</label>
<select class="ds-input" id="court" name="court"><option value="">${t.any}</option>${courts.map(
    ({ id, names }) =>
      html`<option value="${id}"${id === court && html` selected`}>${names[request.language]}</option>`,
  )}</select></div>
<div class="acar-row">${submit(t.submit, { secondary: true })}${court !== undefined && linkButton({ href: path, text: t.clear }, { secondary: true })}</div>
</form>`;
}

function addressOf(
  path: string,
  query: { readonly court: string | undefined; readonly before?: string },
): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}
