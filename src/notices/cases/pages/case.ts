import {
  facts,
  field,
  form,
  type Html,
  type HtmlValue,
  html,
  linkButton,
  notice,
  standaloneLink,
  submit,
  table,
  textsFor,
} from '../../../http/index.ts';
import { formatDateTime } from '../../../messages/index.ts';
import { caseHearingsPath } from '../../hearings/index.ts';
import { type CourtRequest, courtDocument, courtPath, type OfficeFrame } from '../../workplace/index.ts';
import type { CaseProblem } from '../check.ts';
import type { CaseEvent, NoticeSummary, ParticipantEventKind } from '../history-store.ts';
import { caseTexts } from '../messages.ts';
import { longestReason, type Participant } from '../model.ts';
import type { CaseDetail } from '../detail.ts';
import type { CaseHistory } from '../service.ts';
import { stateTag } from './list.ts';
import { participantPath } from './participant.ts';
import { type InLanguage, problemIn, problemSummary, wordOf } from './parts.ts';

export const caseNews = [
  'registered',
  'contacts',
  'added',
  'removed',
  'replaced',
  'closed',
  'reopened',
] as const;

export interface CaseView extends CaseDetail, CaseHistory {
  readonly problems?: readonly CaseProblem[];
  readonly news?: (typeof caseNews)[number] | undefined;
  /** Somebody else changed the case; the reason that was typed stays in its field. */
  readonly isStale?: boolean;
  readonly reason?: string;
}

export type CaseRequest = CourtRequest & InLanguage;

/** A registered case: who takes part, what was done, which notices went out. */
export function casePage(request: CaseRequest, frame: OfficeFrame, view: CaseView): Html {
  const t = textsFor(caseTexts, request);
  const { case: one, participants, problems = [], news } = view;
  const { office } = frame.member;
  return courtDocument(request, frame, {
    title: t.one.caseTitle(one.number ?? ''),
    hasErrors: problems.length > 0,
    main: [
      problemSummary(request, problems),
      problems.some(({ code }) => code.startsWith('case.hearing_')) &&
        html`<p>${standaloneLink({ href: caseHearingsPath(frame, one.caseId), text: t.one.toHearings })}</p>`,
      news && notice('success', html`<p>${{ ...t.news, ...t.participant.news }[news]}</p>`),
      view.isStale && notice('warning', html`<p>${t.stale.again}</p>`),
      office !== 'judge' &&
        html`<p>${standaloneLink({ href: courtPath(frame, '/cases'), text: t.form.back })}</p>`,
      html`<p class="acar-lead">${one.subject}</p>`,
      factsOf(request, view),
      assignmentPart(request, frame, view),
      html`<h2 class="ds-heading" data-size="md">${t.one.participants}</h2>`,
      unreachable(request, participants),
      participantsTable(request, frame, view),
      office === 'clerk' &&
        html`<div class="acar-actions">${[
          one.state !== 'closed' &&
            linkButton(
              { href: participantPath(frame, one.caseId, 'new'), text: t.participant.add },
              { secondary: true },
            ),
          linkButton(
            { href: courtPath(frame, `/cases/${one.caseId}/contacts`), text: t.one.correct },
            { secondary: true },
          ),
        ]}</div>`,
      html`<h2 class="ds-heading" data-size="md">${t.one.notices}</h2>`,
      view.notices.length === 0 ? html`<p>${t.one.noNotices}</p>` : noticesTable(request, view.notices),
      office !== 'judge' &&
        view.notices.length > 0 &&
        html`<p>${standaloneLink({ href: courtPath(frame, '/undelivered'), text: t.one.toUndelivered })}</p>`,
      html`<h2 class="ds-heading" data-size="md">${t.one.history}</h2>`,
      historyList(request, frame, view.events),
      office !== 'chair' && stateForm(request, frame, view),
    ],
  });
}

function factsOf(request: InLanguage, { case: one }: CaseView): Html {
  const t = textsFor(caseTexts, request);
  const at = (when: Date | undefined) => (when ? formatDateTime(when, request.language) : '');
  return facts([
    { name: t.list.state, value: stateTag(request, one) },
    { name: t.fields.kind, value: t.kinds[one.kind] },
    { name: t.one.judge, value: one.judge ?? t.one.noJudge },
    { name: t.one.registeredAt, value: at(one.registeredAt) },
    ...(one.closedAt ? [{ name: t.one.closedAt, value: at(one.closedAt) }] : []),
  ]);
}

/** To the page that tells how the case comes or came to its judge, why it waits, and what a chair can do. */
function assignmentPart(request: InLanguage, frame: OfficeFrame, { case: one }: CaseView): Html {
  const t = textsFor(caseTexts, request).one;
  const link = standaloneLink({ href: courtPath(frame, `/cases/${one.caseId}/judge`), text: t.assignment });
  return one.state === 'registered'
    ? notice('info', html`<p>${t.awaitsJudge}</p><p>${link}</p>`)
    : html`<p>${link}</p>`;
}

function unreachable(request: InLanguage, participants: readonly Participant[]): HtmlValue {
  const t = textsFor(caseTexts, request).one;
  const count = participants.filter(
    ({ mobile, email }) => mobile === undefined && email === undefined,
  ).length;
  return count > 0 && notice('warning', html`<p>${t.unreachable(String(count))}</p>`);
}

function participantsTable(
  request: InLanguage,
  frame: OfficeFrame,
  { case: one, participants }: CaseView,
): Html {
  const t = textsFor(caseTexts, request);
  const mayChange = frame.member.office === 'clerk' && one.state !== 'closed';
  return table(
    html`<span class="ds-sr-only">${t.one.participants}</span>`,
    [
      { heading: t.fields.name, cell: ({ name }: Participant) => name },
      { heading: t.fields.role, cell: ({ role }) => t.roles[role] },
      { heading: t.fields.code, cell: ({ code }) => code ?? t.stale.none },
      {
        heading: t.one.contacts,
        cell: ({ mobile, email }) =>
          mobile === undefined && email === undefined
            ? t.one.noContact
            : [mobile, email].filter((contact) => contact !== undefined).join(', '),
      },
      { heading: t.fields.language, cell: ({ language }) => t.languages[language] },
      ...(mayChange
        ? [
            {
              heading: t.participant.changeHeading,
              isOnScreenOnly: true,
              cell: ({ participantId, name }: Participant) =>
                html`<a class="ds-link" href="${participantPath(frame, one.caseId, participantId)}">${t.participant.change}<span class="ds-sr-only">: ${name}</span></a>`,
            },
          ]
        : []),
    ],
    participants,
  );
}

function noticesTable(request: InLanguage, notices: readonly NoticeSummary[]): Html {
  const t = textsFor(caseTexts, request);
  return table(
    html`<span class="ds-sr-only">${t.one.notices}</span>`,
    [
      {
        heading: t.one.noticeNumber,
        cell: ({ number, kind }: NoticeSummary) => `${number}, ${wordOf(t.noticeKinds, kind)}`,
      },
      { heading: t.one.to, cell: ({ participant }) => participant },
      { heading: t.one.sentAt, cell: ({ signedAt }) => formatDateTime(signedAt, request.language) },
      {
        heading: t.one.delivery,
        cell: ({ deliveries, readAt, readers }) =>
          [
            ...deliveries.map(
              ({ channel, state }) => `${wordOf(t.channels, channel)}: ${wordOf(t.deliveryStates, state)}`,
            ),
            ...(readAt ? [t.one.readAt(formatDateTime(readAt, request.language))] : []),
            ...(readers.length > 0 ? [t.one.readFor(readers.join(', '))] : []),
          ].join(', '),
      },
    ],
    notices,
  );
}

function historyList(request: InLanguage, frame: OfficeFrame, events: readonly CaseEvent[]): Html {
  const t = textsFor(caseTexts, request).events;
  return html`<ul class="acar-links">${events.map((event) => {
    const { at, reason, otherCaseId } = event;
    const text = eventText(request, event);
    return html`<li>${
      otherCaseId === undefined
        ? html`<span class="acar-links__name">${text}</span>`
        : html`<a class="ds-link" href="${courtPath(frame, `/cases/${otherCaseId}`)}">${text}</a>`
    }<br><span class="acar-quiet">${formatDateTime(at, request.language)}${reason !== undefined && `. ${t.because(reason)}`}</span></li>`;
  })}</ul>`;
}

function eventText(request: InLanguage, event: CaseEvent): string {
  const { what, by = '', judge = '', otherNumber = '' } = event;
  const t = textsFor(caseTexts, request).events;
  switch (what) {
    case 'registered_anyway':
      return t.registered_anyway(by, otherNumber);
    case 'assigned_by_draw':
      return t.assigned_by_draw(judge);
    case 'assigned_by_chair':
      return t.assigned_by_chair(judge, by);
    case 'participant_added':
    case 'participant_removed':
    case 'participant_replaced':
      return participantText(request, { ...event, what });
    case 'hearing_freed':
    case 'hearing_given_up':
      return t[what](event.hearingAt ? formatDateTime(event.hearingAt, request.language) : '', by);
    case 'notices_ended':
      return t.notices_ended(judge, String(event.notices ?? 0), by);
    case 'registered':
    case 'contacts_changed':
    case 'closed':
    case 'reopened':
      return t[what](by);
  }
}

function participantText(
  request: InLanguage,
  event: CaseEvent & { readonly what: ParticipantEventKind },
): string {
  const { what, by = '', otherNumber, participant, replacement } = event;
  const t = textsFor(caseTexts, request);
  const { events } = t.participant;
  const named = (one: CaseEvent['participant']) =>
    one === undefined ? '' : `${one.name}, ${t.roles[one.role]}`;
  switch (what) {
    case 'participant_added':
      return otherNumber === undefined
        ? events.added(named(participant), by)
        : events.addedAnyway(named(participant), by, otherNumber);
    case 'participant_removed':
      return events.removed(named(participant), by);
    case 'participant_replaced':
      return events.replaced(named(participant), named(replacement), by);
  }
}

/** Closes the case, or opens it again; either way with a reason. */
function stateForm(request: CaseRequest, frame: OfficeFrame, view: CaseView): Html[] {
  const { case: one, problems = [], reason = '' } = view;
  const t = textsFor(caseTexts, request).one;
  const isClosed = one.state === 'closed';
  const what = isClosed ? 'reopen' : 'close';
  const text = t[what];
  const heading = html`<h2 class="ds-heading" data-size="md">${text}</h2>`;
  if (one.judgeId === undefined)
    return [heading, html`<p>${textsFor(caseTexts, request).problems['case.judge_awaited']}.</p>`];
  return [
    heading,
    form(request, courtPath(frame, `/cases/${one.caseId}/${what}`), [
      html`<input type="hidden" name="version" value="${one.version}">`,
      field({
        name: 'reason',
        label: t.reason,
        value: reason,
        maxLength: longestReason,
        autocomplete: 'off',
        error: problemIn(request, problems, 'reason'),
      }),
      submit(text, { secondary: true }),
    ]),
  ];
}
