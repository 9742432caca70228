import {
  errorSummary,
  exitLink,
  exits,
  facts,
  field,
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
import { caseHearingsPath, hearingTexts, type UntoldHearing } from '../hearings/index.ts';
import { type CourtRequest, courtDocument, courtPath, type OfficeFrame } from '../workplace/index.ts';
import type { ClerkOutcome, EscalationPage, EscalationView } from './escalations.ts';
import type { DeliveryTry, Escalation } from './escalation-store.ts';
import { deliveryTexts } from './messages.ts';

const listRest = '/undelivered';

export function undeliveredPath(frame: Pick<OfficeFrame, 'court'>, escalationId?: string): string {
  return courtPath(frame, escalationId === undefined ? listRest : `${listRest}/${escalationId}`);
}

/** What a delivery came to, in plain words. */
function deliveryStateText(
  { channel, state, trouble }: Pick<DeliveryTry, 'channel' | 'state' | 'trouble'>,
  language: Language,
): string {
  const t = deliveryTexts[language].states;
  if (state === 'sent') return channel === 'email' ? t.sentEmail : t.sentSms;
  if (state === 'failed') return trouble === 'not_delivered' ? t.notDelivered : t.notAccepted;
  return t[state];
}

/** Notices of a court that reached nobody, the oldest first. */
export function undeliveredPage(
  request: CourtRequest,
  frame: OfficeFrame,
  view: EscalationPage & {
    /** Hearings that do not take place, of which not all participants were told. */
    readonly untold: readonly UntoldHearing[];
    readonly isFirst: boolean;
    readonly news: 'done' | 'closed' | undefined;
  },
): Html {
  const t = textsFor(deliveryTexts, request);
  const { language } = request;
  return courtDocument(request, frame, {
    title: t.title,
    main: [
      view.news === 'done' && notice('success', html`<p>${t.done}</p>`),
      view.news === 'closed' && notice('info', html`<p>${t.closedBefore}</p>`),
      view.untold.length > 0 && untoldPart(request, frame, view.untold),
      view.escalations.length === 0 && view.isFirst
        ? html`<p class="acar-lead">${t.none}</p>`
        : html`<p class="acar-lead">${t.lead}</p>`,
      view.escalations.length > 0 &&
        table<Escalation>(
          html`<span class="ds-sr-only">${t.title}</span>`,
          [
            { heading: t.notice, cell: ({ number, kind }) => html`${number}<br>${t.kinds[kind]}` },
            { heading: t.case, cell: ({ caseNumber }) => caseNumber },
            { heading: t.participant, cell: ({ participant }) => participant },
            { heading: t.hearing, cell: (one) => hearingText(one, language) },
            { heading: t.why, cell: ({ reason }) => t.reasons[reason] },
            { heading: t.since, cell: ({ openedAt }) => formatDateTime(openedAt, language) },
            {
              heading: t.act,
              isOnScreenOnly: true,
              cell: ({ escalationId, number }) =>
                standaloneLink({ href: undeliveredPath(frame, escalationId), text: t.open(number) }),
            },
          ],
          view.escalations,
        ),
      pagination(t.pages, {
        first: view.isFirst ? undefined : { href: undeliveredPath(frame), text: t.first },
        next: view.next === undefined ? undefined : { href: `?after=${view.next}`, text: t.next },
      }),
    ],
  });
}

/** Open until the judge of the case has told everybody. */
function untoldPart(request: CourtRequest, frame: OfficeFrame, untold: readonly UntoldHearing[]): HtmlValue {
  const t = textsFor(deliveryTexts, request);
  const words = textsFor(hearingTexts, request).untold;
  return [
    html`<h2 class="ds-heading" data-size="md">${words.title}</h2><p>${words.leadCourt}</p>`,
    table<UntoldHearing>(
      html`<span class="ds-sr-only">${words.title}</span>`,
      [
        {
          heading: t.case,
          cell: ({ caseId, caseNumber }) =>
            html`<a class="ds-link" href="${caseHearingsPath(frame, caseId)}">${caseNumber}</a>`,
        },
        {
          heading: t.hearing,
          cell: ({ startsAt, room }) => `${formatDateTime(startsAt, request.language)}, ${room}`,
        },
        {
          heading: textsFor(hearingTexts, request).ofCase.caseJudge,
          cell: ({ judge }) => judge ?? words.noJudge,
        },
        { heading: words.count, isNumber: true, cell: ({ participantIds }) => String(participantIds.length) },
      ],
      untold,
    ),
    html`<h2 class="ds-heading" data-size="md">${t.title}</h2>`,
  ];
}

function hearingText({ hearingAt }: Escalation, language: Language): string {
  return hearingAt ? formatDateTime(hearingAt, language) : deliveryTexts[language].noHearing;
}

/** What a clerk typed and we did not take. */
export interface TypedWrong {
  readonly mobile?: string;
  readonly email?: string;
  readonly note?: string;
  readonly problems: Extract<ClerkOutcome, { kind: 'wrong' }>['problems'];
}

/** One notice that reached nobody: what was tried, and the two ways on. */
export function escalationPage(
  request: CourtRequest,
  frame: OfficeFrame,
  { escalation, tries, wrong }: EscalationView & { readonly wrong?: TypedWrong },
): Html {
  const t = textsFor(deliveryTexts, request);
  const { language } = request;
  const problems = Object.entries(wrong?.problems ?? {});
  return courtDocument(request, frame, {
    title: `${t.notice} ${escalation.number}`,
    hasErrors: problems.length > 0,
    main: [
      problems.length > 0 &&
        errorSummary(
          t.mistakes,
          problems.map(([name, code]) => ({ field: name, text: t.errors[code] })),
        ),
      escalation.closedAt && notice('info', html`<p>${t.closedBefore}</p>`),
      escalation.readAt &&
        notice('success', html`<p>${t.readAt(formatDateTime(escalation.readAt, language))}</p>`),
      facts([
        { name: t.notice, value: `${escalation.number}, ${t.kinds[escalation.kind]}` },
        {
          name: t.case,
          value: html`<a class="ds-link" href="${courtPath(frame, `/cases/${escalation.caseId}`)}">${escalation.caseNumber}</a>`,
        },
        { name: t.participant, value: escalation.participant },
        { name: t.hearing, value: hearingText(escalation, language) },
        { name: t.why, value: t.reasons[escalation.reason] },
        { name: t.since, value: formatDateTime(escalation.openedAt, language) },
      ]),
      triesTable(tries, language),
      escalation.closedAt === undefined && [
        againForm(request, frame, escalation, wrong),
        paperForm(request, frame, escalation, wrong),
      ],
      exits([exitLink({ href: undeliveredPath(frame), text: t.back })]),
    ],
  });
}

const isInVain = ({ state }: DeliveryTry) => state === 'failed' || state === 'expired';

function triesTable(tries: readonly DeliveryTry[], language: Language): HtmlValue {
  const t = deliveryTexts[language];
  if (tries.every(({ channel }) => channel === 'portal'))
    return html`<h2 class="ds-heading" data-size="sm">${t.tries}</h2><p>${t.noTries}</p>`;
  return table<DeliveryTry>(
    t.tries,
    [
      { heading: t.when, cell: ({ createdAt }) => formatDateTime(createdAt, language) },
      { heading: t.way, cell: ({ channel }) => t.channels[channel] },
      { heading: t.to, cell: ({ recipient }) => recipient ?? '—' },
      {
        heading: t.state,
        cell: (one) =>
          html`${tag(deliveryStateText(one, language), isInVain(one) ? 'danger' : 'neutral')}<br><span class="acar-quiet">${formatDateTime(one.changedAt, language)}</span>`,
      },
    ],
    tries,
  );
}

function againForm(
  request: CourtRequest,
  frame: OfficeFrame,
  escalation: Escalation,
  wrong: TypedWrong | undefined,
): Html {
  const t = textsFor(deliveryTexts, request);
  const error = (name: 'mobile' | 'email') => {
    const code = wrong?.problems[name];
    return code && t.errors[code];
  };
  return html`<section class="acar-panel"><h2 class="ds-heading" data-size="sm">${t.again.title}</h2>
<p class="acar-quiet">${t.again.hint}</p>
${form(request, `${undeliveredPath(frame, escalation.escalationId)}/contacts`, [
  field({
    name: 'mobile',
    label: t.again.mobile,
    type: 'tel',
    inputMode: 'tel',
    maxLength: 30,
    isProse: false,
    value: wrong?.mobile ?? escalation.mobile ?? '',
    error: error('mobile'),
  }),
  field({
    name: 'email',
    label: t.again.email,
    type: 'email',
    inputMode: 'email',
    maxLength: 254,
    isProse: false,
    value: wrong?.email ?? escalation.email ?? '',
    error: error('email'),
  }),
  submit(t.again.submit),
])}</section>`;
}

function paperForm(
  request: CourtRequest,
  frame: OfficeFrame,
  escalation: Escalation,
  wrong: TypedWrong | undefined,
): Html {
  const t = textsFor(deliveryTexts, request);
  const code = wrong?.problems.note;
  const described = code ? 'note-hint note-error' : 'note-hint';
  return html`<section class="acar-panel"><h2 class="ds-heading" data-size="sm">${t.paper.title}</h2>
${form(request, `${undeliveredPath(frame, escalation.escalationId)}/paper`, [
  html`<div class="ds-field"><label class="ds-label" for="note">${t.paper.note}</label>
<div class="ds-paragraph acar-hint" data-size="sm" id="note-hint">${t.paper.hint}</div>
<textarea class="ds-input" id="note" name="note" rows="3" maxlength="500" aria-describedby="${described}"${code && html` aria-invalid="true"`}>${wrong?.note ?? ''}</textarea>
${code && html`<div class="ds-validation-message" data-color="danger" id="note-error">${t.errors[code]}</div>`}</div>`,
  submit(t.paper.submit, { secondary: true }),
])}</section>`;
}
