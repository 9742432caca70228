import {
  errorSummary,
  form,
  type Html,
  type HtmlValue,
  html,
  linkButton,
  standaloneLink,
  submit,
  textsFor,
} from '../../../http/index.ts';
import { formatDate, formatDateTime } from '../../../messages/index.ts';
import type { CourtRoom } from '../../courts/index.ts';
import { dateText, durations, type FreeSlot, hearingTexts, timeText } from '../../hearings/index.ts';
import { longestText, type NoticeKind } from '../../templates/index.ts';
import { courtDocument, courtPath, type CourtRequest, type OfficeFrame } from '../../workplace/index.ts';
import { noticeErrorTexts } from '../error-texts.ts';
import { formTexts } from '../form-texts.ts';
import { issuingTexts } from '../messages.ts';
import {
  type CaseDetail,
  type CaseNotice,
  type MovedHearing,
  type NoticeOrder,
  type NoticeRefusal,
  preparedTogether,
} from '../model.ts';
import { participantLine } from './case.ts';
import { myCases, unsignedNotices } from './cases.ts';

export interface NewNoticeView {
  readonly detail: CaseDetail;
  /** As it stands in the form. */
  readonly order: NoticeOrder;
  readonly rooms: readonly CourtRoom[];
  /** Every beginning that a day offers, as `09:30`. */
  readonly times: readonly string[];
  readonly free: readonly FreeSlot[];
  /** Sent about the same notices before. */
  readonly followUps: readonly CaseNotice[];
  /** To what the hearing was postponed, or is by what waits: its time is chosen in the form. */
  readonly movedTo?: MovedHearing | undefined;
  /** The last day that can be booked. */
  readonly lastDay: Date;
  readonly error?: NoticeRefusal['code'] | undefined;
}

const firstKinds = ['summons', 'postponement', 'decision', 'document_request'] as const;
const furtherKinds = ['correction', 'withdrawal'] as const;

/** Everything of a notice on one page, as it will most often be sent. */
export function newNoticePage(request: CourtRequest, frame: OfficeFrame, view: NewNoticeView): Html {
  const t = textsFor(formTexts, request);
  const { detail, order, error } = view;
  const about = preparedTogether(detail.notices, order.aboutNoticeId);
  const isAbout = order.aboutNoticeId !== '';
  const casePath = courtPath(frame, `${myCases}/${detail.caseId}`);
  return courtDocument(request, frame, {
    title: isAbout ? t.aboutTitle : t.title,
    hasErrors: error !== undefined,
    main: [
      error !== undefined && errorsOf(request, view, error),
      error?.endsWith('_waits') === true &&
        html`<p>${linkButton({ href: courtPath(frame, unsignedNotices), text: textsFor(issuingTexts, request).cases.toUnsigned }, { secondary: true })}</p>`,
      html`<p class="acar-lead">${t.lead(detail.number)}</p>`,
      isAbout && html`<p>${t.about(numbersOf(about))}</p>`,
      view.followUps.length > 0 && html`<p>${t.followedBy(numbersOf(view.followUps))}</p>`,
      form(request, `${casePath}/notices`, [
        kindsOf(request, isAbout ? furtherKinds : firstKinds, order.kind),
        isAbout &&
          html`<input type="hidden" name="about" value="${order.aboutNoticeId}"><input type="hidden" name="follow_ups" value="${String(order.followUps)}">`,
        !isAbout && [formerPart(request, view), hearingPart(request, view), duePart(request, view)],
        textPart(request, view),
        participantsPart(request, view, isAbout ? about : undefined),
        submit(t.prepare),
      ]),
      standaloneLink({ href: casePath, text: t.back }),
    ],
  });
}

const numbersOf = (notices: readonly CaseNotice[]) => notices.map(({ number }) => number).join(', ');

const fieldOf: Readonly<Record<string, string>> = {
  'notice.participants': 'participants',
  'notice.about_unknown': 'participants',
  'notice.name_unprintable': 'participants',
  'notice.no_hearing': 'former',
  'notice.postponement_waits': 'former',
  'notice.postponed_already': 'former',
  'hearing.too_far': 'date',
  'notice.due': 'due',
  'notice.date': 'date',
  'hearing.past': 'date',
  'hearing.hours': 'date',
  'hearing.judge_taken': 'date',
  'hearing.told_already': 'participants',
  'hearing.room_taken': 'room',
  'hearing.room_unknown': 'room',
};

function errorsOf(
  request: CourtRequest,
  { free, lastDay, movedTo, rooms }: NewNoticeView,
  error: NoticeRefusal['code'],
): HtmlValue {
  const t = textsFor(formTexts, request);
  const texts: Readonly<Record<string, string>> = {
    ...noticeErrorTexts[request.language],
    ...hearingTexts[request.language].refusals,
    'hearing.too_far': textsFor(hearingTexts, request).tooFar(formatDate(lastDay, request.language)),
  };
  const isTaken = error === 'hearing.judge_taken' || error === 'hearing.room_taken';
  const hint = isTaken && free.length > 0 ? ` ${t.nextFree(slotsText(request, free))}` : '';
  const room = rooms.find(({ roomId }) => roomId === movedTo?.roomId)?.name ?? '';
  const moved = movedTo ? ` ${t.moved(formatDateTime(movedTo.startsAt, request.language), room)}` : '';
  return errorSummary(t.failed, [
    { field: fieldOf[error] ?? 'text', text: `${texts[error] ?? error}${hint}${moved}` },
  ]);
}

function slotsText({ language }: CourtRequest, slots: readonly FreeSlot[]): string {
  return slots.map(({ startsAt, room }) => `${formatDateTime(startsAt, language)} (${room})`).join('; ');
}

function plannedText({ language }: CourtRequest, hearings: CaseDetail['hearings']): string {
  return hearings
    .map(
      ({ startsAt, endsAt, room }) =>
        `${formatDateTime(startsAt, language)}–${timeText(endsAt.getTime())} (${room})`,
    )
    .join('; ');
}

function kindsOf(request: CourtRequest, kinds: readonly NoticeKind[], chosen: NoticeKind): Html {
  const t = textsFor(formTexts, request);
  return html`<fieldset class="ds-fieldset"><legend class="ds-label">${t.kind}</legend>${kinds.map(
    (kind) =>
      html`<label class="acar-choice"><input type="radio" name="kind" value="${kind}"${kind === chosen && html` checked`}> ${t.kinds[kind]}</label>`,
  )}</fieldset>`;
}

function select(
  name: string,
  label: string,
  options: readonly { readonly value: string; readonly text: string }[],
  chosen: string,
): Html {
  return html`<div class="ds-field"><label class="ds-label" for="${name}">${label}</label>
<select class="ds-input" id="${name}" name="${name}">${options.map(
    ({ value, text }) =>
      html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`,
  )}</select></div>`;
}

function formerPart(request: CourtRequest, { detail, order }: NewNoticeView): Html {
  const t = textsFor(formTexts, request);
  const { language } = request;
  const known = new Set(detail.hearings.map(({ hearingId }) => hearingId));
  const further = detail.untold.filter(({ hearingId }) => !known.has(hearingId));
  const options = [
    ...detail.hearings.map((one) => ({ ...one, mark: one.isGivenUp ? ` (${t.givenUp})` : '' })),
    ...further.map((one) => ({ ...one, mark: ` (${t.movedForSome})` })),
  ].map(({ hearingId, startsAt, room, mark }) => ({
    value: hearingId,
    text: `${formatDateTime(startsAt, language)}, ${room}${mark}`,
  }));
  return html`<div data-part="former">${
    options.length === 0
      ? html`<p class="acar-quiet" id="former" tabindex="-1">${t.noFormer}</p>`
      : select('former', t.former, options, order.formerHearingId)
  }</div>`;
}

function hearingPart(request: CourtRequest, view: NewNoticeView): Html {
  const t = textsFor(formTexts, request);
  const { order, rooms, times, free, detail } = view;
  const [first, ...others] = free;
  const { language } = request;
  const set = detail.hearings.filter(({ isGivenUp }) => !isGivenUp);
  const setAt = plannedText(request, set);
  return html`<fieldset class="ds-fieldset acar-form" data-part="hearing"><legend class="ds-label">${t.hearing}</legend>
<p class="acar-hint">${first ? t.proposed(formatDateTime(first.startsAt, language), first.room) : t.noFree}${
    others.length > 0 && ` ${t.others(slotsText(request, others))}`
  }</p>${set.length > 0 && html`<p class="acar-hint">${t.planned(setAt)}</p>`}
<div class="ds-field"><label class="ds-label" for="date">${t.date}</label><input class="ds-input" type="date" id="date" name="date" value="${order.date}" max="${dateText(view.lastDay.getTime())}"></div>
${select(
  'time',
  t.time,
  times.map((time) => ({ value: time, text: time })),
  order.time,
)}
${select(
  'minutes',
  t.minutes,
  durations.map((count) => ({ value: String(count), text: t.minutesOf(count) })),
  String(order.minutes),
)}
${select(
  'room',
  t.room,
  rooms.map(({ roomId, name }) => ({ value: roomId, text: name })),
  order.roomId,
)}</fieldset>`;
}

function duePart(request: CourtRequest, { order }: NewNoticeView): Html {
  const t = textsFor(formTexts, request);
  return html`<div class="ds-field" data-part="due"><label class="ds-label" for="due">${t.due}</label><input class="ds-input" type="date" id="due" name="due" value="${order.due}"></div>`;
}

function textPart(request: CourtRequest, { order, error }: NewNoticeView): Html {
  const t = textsFor(formTexts, request);
  const isWrong = error?.startsWith('notice.text') === true;
  return html`<div class="ds-field"><label class="ds-label" for="text">${t.text}</label>
<div class="ds-paragraph acar-hint" data-size="sm" id="text-hint">${t.textHint}</div>
<textarea class="ds-input" id="text" name="text" rows="6" maxlength="${longestText}" aria-describedby="text-hint"${isWrong && html` aria-invalid="true"`}>${order.text}</textarea></div>`;
}

/** All are chosen until the judge takes somebody off; of a correction, those who got the notice. */
function participantsPart(
  request: CourtRequest,
  { detail, order }: NewNoticeView,
  about: readonly CaseNotice[] | undefined,
): Html {
  const t = textsFor(formTexts, request);
  const offered = about
    ? detail.participants.filter(({ participantId }) =>
        about.some((one) => one.participantId === participantId),
      )
    : detail.participants;
  return html`<fieldset class="ds-fieldset" id="participants" tabindex="-1"><legend class="ds-label">${t.participants}</legend>${offered.map(
    (one) =>
      html`<label class="acar-choice"><input type="checkbox" name="participant" value="${one.participantId}"${order.participantIds.includes(one.participantId) && html` checked`}> <span>${participantLine(request, one)}</span></label>`,
  )}</fieldset>`;
}
