import {
  cards,
  type Column,
  facts,
  form,
  type Html,
  type HtmlValue,
  html,
  notice,
  pagination,
  standaloneLink,
  submit,
  table,
  tag,
  textsFor,
} from '../../http/index.ts';
import { formatDateTime, type Language } from '../../messages/index.ts';
import { signedInWith } from '../../ways/index.ts';
import type { GivenConsent, HistoryEntry, LiveSession, PortalPerson } from '../model.ts';
import { type Frame, type PortalRequest, portalDocument } from '../pages/frame.ts';
import { describeBrowser } from '../user-agent.ts';
import { receiptPath, recordPath } from '../receipts/paths.ts';
import { own } from './messages.ts';

export interface SignedInFrame extends Frame {
  readonly person: PortalPerson;
  /** Whether there is a page for phones. */
  readonly hasPhones: boolean;
  /** Whether there are pages for documents. */
  readonly hasDocuments: boolean;
  /** Whether there are pages that tell who asked for the person's data. */
  readonly hasAccesses: boolean;
  /** Whether there are pages for court notices. */
  readonly hasNotices: boolean;
}

const places = {
  me: '/me',
  sessions: '/me/sessions',
  history: '/me/history',
  consents: '/me/consents',
  phones: '/me/phones',
  documents: '/me/documents',
  accesses: '/me/accesses',
  notices: '/me/notices',
  password: '/me/password',
} as const;
type Place = keyof typeof places;

export function ownDocument(
  request: PortalRequest,
  frame: SignedInFrame,
  options: {
    readonly place: Place;
    readonly main: HtmlValue;
    readonly hasErrors?: boolean;
    readonly scripts?: readonly string[];
    /** In the place of the section's name. */
    readonly title?: string;
    readonly refreshSeconds?: number;
    readonly refreshWithoutScriptSeconds?: number;
  },
): Html {
  const t = textsFor(own, request);
  const { place, main, ...rest } = options;
  const phones: readonly Place[] = frame.hasPhones ? ['phones'] : [];
  const documents: readonly Place[] = frame.hasDocuments ? ['documents'] : [];
  const accesses: readonly Place[] = frame.hasAccesses ? ['accesses'] : [];
  const notices: readonly Place[] = frame.hasNotices ? ['notices'] : [];
  const names: readonly Place[] = [
    'me',
    ...notices,
    ...documents,
    ...accesses,
    'sessions',
    'history',
    'consents',
    ...phones,
    'password',
  ];
  return portalDocument(request, frame, {
    title: t.sections[place],
    ...rest,
    heading: false,
    main: [
      html`<nav class="acar-tabs" aria-label="${t.sectionsLabel}"><ul>${names.map(
        (name) =>
          html`<li><a class="ds-link" href="${places[name]}"${name === place && html` aria-current="page"`}>${t.sections[name]}</a></li>`,
      )}</ul></nav>`,
      html`<h1 class="ds-heading" data-size="lg">${rest.title ?? t.sections[place]}</h1>`,
      main,
    ],
  });
}

export function mePage(request: PortalRequest, frame: SignedInFrame): Html {
  const t = textsFor(own, request);
  const { person } = frame;
  return ownDocument(request, frame, {
    place: 'me',
    main: facts([
      { name: t.me.name, value: person.name },
      { name: t.me.personalCode, value: person.personalCode },
      { name: t.me.method, value: signedInWith(person.method, request.language) },
      { name: t.me.level, value: t.levels[person.level] },
      { name: t.me.at, value: formatDateTime(person.signedInAt, request.language) },
    ]),
  });
}

export type SessionsNews = 'ended' | 'gone';

export function sessionsPage(
  request: PortalRequest,
  frame: SignedInFrame,
  view: {
    readonly sessions: readonly LiveSession[];
    readonly most: number;
    readonly news?: SessionsNews | undefined;
  },
): Html {
  const t = textsFor(own, request).sessions;
  return ownDocument(request, frame, {
    place: 'sessions',
    main: [
      view.news && notice(view.news === 'ended' ? 'success' : 'info', html`<p>${t[view.news]}</p>`),
      html`<p class="acar-lead">${t.lead}</p>`,
      view.sessions.length >= view.most && notice('warning', html`<p>${t.full(view.most)}</p>`),
      cards(view.sessions.map((session) => sessionCard(request, session))),
      html`<section><p>${t.endAllMeans}</p>${form(request, '/me/sessions/end-all', submit(t.endAll, { danger: true }))}</section>`,
    ],
  });
}

function sessionCard(request: PortalRequest, session: LiveSession): Html {
  const t = textsFor(own, request).sessions;
  const { language } = request;
  const browser = describeBrowser(session.userAgent, language);
  const started = formatDateTime(session.startedAt, language);
  const rows = [
    { name: t.place, value: placeOf(session) },
    { name: t.method, value: signedInWith(session.method, language) },
    { name: t.started, value: started },
    { name: t.seen, value: formatDateTime(session.lastSeenAt, language) },
    { name: t.services, value: session.services.join(', ') || t.noServices },
  ];
  return html`<h2 class="ds-heading" data-size="xs">${browser}</h2>
${session.isCurrent && html`<p>${tag(t.current, 'accent')}</p>`}
${facts(rows)}
${form(request, '/me/sessions/end', [
  html`<input type="hidden" name="session" value="${session.id}">`,
  html`<button class="ds-button" data-variant="secondary" type="submit">${t.end}<span class="ds-sr-only">: ${t.endOf(browser, started)}</span></button>`,
])}`;
}

function placeOf(seen: Pick<HistoryEntry, 'place' | 'address'>): string {
  return [seen.place, seen.address].filter(Boolean).join(', ') || '–';
}

export function historyPage(
  request: PortalRequest,
  frame: SignedInFrame,
  view: {
    readonly entries: readonly HistoryEntry[];
    readonly next?: string | undefined;
    readonly isFirst: boolean;
  },
): Html {
  const t = textsFor(own, request).history;
  const older = new URLSearchParams({ before: view.next ?? '' }).toString();
  return ownDocument(request, frame, {
    place: 'history',
    main: [
      html`<p class="acar-lead">${t.lead}</p>`,
      view.entries.length === 0
        ? html`<p>${t.none}</p>`
        : table(
            html`<span class="ds-sr-only">${t.lead}</span>`,
            historyColumns(request.language, frame.hasLog === true),
            view.entries,
          ),
      pagination(t.pages, {
        first: view.isFirst ? undefined : { href: '/me/history', text: t.newest },
        next: view.next ? { href: `/me/history?${older}`, text: t.older } : undefined,
      }),
    ],
  });
}

function historyColumns(language: Language, hasLog: boolean): readonly Column<HistoryEntry>[] {
  const t = textsFor(own, { language }).history;
  return [
    { heading: t.when, cell: (entry) => formatDateTime(entry.at, language) },
    {
      heading: t.what,
      cell: ({ type, reason }) => {
        if (type === 'session.ended' && reason === 'too_many') return t.endedTooMany;
        return type === 'sign_in.failed' ? tag(t.events[type], 'warning') : t.events[type];
      },
    },
    { heading: t.method, cell: (entry) => (entry.method ? signedInWith(entry.method, language) : '–') },
    { heading: t.service, cell: (entry) => entry.service ?? '–' },
    {
      heading: t.where,
      cell: (entry) => {
        const browser = entry.userAgent && describeBrowser(entry.userAgent, language);
        return html`${placeOf(entry)}${browser && html` <span class="acar-quiet">${browser}</span>`}`;
      },
    },
    ...(hasLog ? [proofColumn(t.proof, language)] : []),
  ];
}

function proofColumn(heading: string, language: Language): Column<HistoryEntry> {
  return { heading, isOnScreenOnly: true, cell: (entry) => proofLinks(entry, language) };
}

/** Links of one row say which row to those who hear them alone. */
function proofLinks({ id, at }: HistoryEntry, language: Language): Html {
  const t = textsFor(own, { language }).history;
  const row = html`<span class="ds-sr-only">: ${formatDateTime(at, language)}</span>`;
  const links = [
    { href: `/check-receipt?record=${id}`, text: t.check },
    { href: recordPath(id), text: t.record },
    { href: receiptPath(id), text: t.receipt },
  ];
  return html`${links.map(({ href, text }) => html`<a class="ds-link" href="${href}">${text}${row}</a> `)}`;
}

export function consentsPage(
  request: PortalRequest,
  frame: SignedInFrame,
  view: { readonly consents: readonly GivenConsent[]; readonly wasWithdrawn: boolean },
): Html {
  const t = textsFor(own, request).consents;
  return ownDocument(request, frame, {
    place: 'consents',
    main: [
      view.wasWithdrawn && notice('success', html`<p>${t.withdrawn}</p>`),
      html`<p class="acar-lead">${t.lead}</p>`,
      frame.hasAccesses &&
        html`<p>${standaloneLink({ href: '/me/accesses/consents', text: t.exchange })}</p>`,
      view.consents.length === 0
        ? html`<p>${t.none}</p>`
        : cards(view.consents.map((consent) => consentCard(request, consent))),
    ],
  });
}

function consentCard(request: PortalRequest, consent: GivenConsent): Html {
  const t = textsFor(own, request).consents;
  return html`<h2 class="ds-heading" data-size="xs">${consent.service}</h2>
<p class="acar-quiet">${t.given}: ${formatDateTime(consent.givenAt, request.language)}</p>
<p>${t.data}:</p><ul class="ds-list">${consent.data.map((name) => html`<li>${name}</li>`)}</ul>
${form(request, '/me/consents/withdraw', [
  html`<input type="hidden" name="client" value="${consent.clientId}">`,
  html`<button class="ds-button" data-variant="secondary" type="submit">${t.withdraw}<span class="ds-sr-only">: ${consent.service}</span></button>`,
])}`;
}
