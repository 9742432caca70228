import { cards, facts, type Html, type HtmlValue, html, linkButton, textsFor } from '../../http/index.ts';
import { formatDate } from '../../messages/index.ts';
import type { CourtRoom, StaffMember } from '../courts/index.ts';
import { courtDocument, courtPath, type CourtRequest, type OfficeFrame } from '../workplace/index.ts';
import { caseHearingsPath } from './case-page.ts';
import { hearingTexts } from './messages.ts';
import { dateText, dayMs, dayOf, type Hearing, isWorkingDay, timeText } from './model.ts';

export interface CalendarView {
  /** Monday, midnight in Baku. */
  readonly monday: number;
  readonly of: { readonly what: 'room' | 'judge'; readonly id: string };
  readonly rooms: readonly CourtRoom[];
  readonly judges: readonly StaffMember[];
  readonly hearings: readonly Hearing[];
}

/** A week, day by day: beside one another where there is room, one below the other on a phone. */
export function calendarPage(request: CourtRequest, frame: OfficeFrame, view: CalendarView): Html {
  const t = textsFor(hearingTexts, request);
  const { language } = request;
  const { monday } = view;
  const sunday = monday + 6 * dayMs;
  return courtDocument(request, frame, {
    title: t.title,
    main: [
      html`<p class="acar-lead">${t.lead}</p>`,
      chooser(request, frame, view),
      html`<h2 class="ds-heading" data-size="md">${t.week(formatDate(new Date(monday), language), formatDate(new Date(sunday), language))}</h2>`,
      html`<nav class="acar-row" aria-label="${t.weeks}">${[-7, 7].map((days) =>
        linkButton(
          { href: pathOf(frame, view, monday + days * dayMs), text: days < 0 ? t.previous : t.next },
          { secondary: true },
        ),
      )}</nav>`,
      cards(daysOf(view).map((day, index) => dayCard(request, frame, view, { day, index }))),
    ],
  });
}

/** A day of rest is shown when there is something on it. */
function daysOf({ monday, hearings }: CalendarView): readonly number[] {
  const days = Array.from({ length: 7 }, (_, index) => monday + index * dayMs);
  return days.filter((day) => isWorkingDay(day) || hearings.some(({ startsAt }) => isOn(day, startsAt)));
}

function isOn(day: number, at: Date): boolean {
  return dayOf(at.getTime()) === day;
}

function pathOf(frame: OfficeFrame, { of }: Pick<CalendarView, 'of'>, monday: number): string {
  const query = new URLSearchParams({ of: `${of.what}:${of.id}`, week: dateText(monday) });
  return courtPath(frame, `/calendar?${query.toString()}`);
}

function chooser(request: CourtRequest, frame: OfficeFrame, view: CalendarView): Html {
  const t = textsFor(hearingTexts, request);
  const option = (what: 'room' | 'judge', id: string, name: string) =>
    html`<option value="${what}:${id}"${view.of.what === what && view.of.id === id && html` selected`}>${name}</option>`;
  return html`<form method="get" action="${courtPath(frame, '/calendar')}" class="acar-form">
<input type="hidden" name="week" value="${dateText(view.monday)}">
<div class="ds-field"><label class="ds-label" for="of">${t.whose}</label>
<select class="ds-input" id="of" name="of"><optgroup label="${t.judges}">${view.judges.map(({ staffId, name }) => option('judge', staffId, name))}</optgroup><optgroup label="${t.rooms}">${view.rooms.map(({ roomId, name }) => option('room', roomId, name))}</optgroup></select></div>
<button class="ds-button" data-variant="secondary" type="submit">${t.show}</button></form>`;
}

function dayCard(
  request: CourtRequest,
  frame: OfficeFrame,
  { hearings, of }: CalendarView,
  { day, index }: { readonly day: number; readonly index: number },
): HtmlValue {
  const t = textsFor(hearingTexts, request);
  const caseText = ({ caseNumber, judge, room }: Hearing) =>
    `${t.case} ${caseNumber}, ${of.what === 'room' ? judge : room}`;
  const ofDay = hearings.filter(({ startsAt }) => isOn(day, startsAt));
  const name = t.days.split('|')[index] ?? '';
  return [
    html`<h3 class="ds-heading" data-size="xs">${name}, ${formatDate(new Date(day), request.language)}</h3>`,
    ofDay.length === 0 && html`<p class="acar-quiet">${t.none}</p>`,
    ofDay.length > 0 &&
      facts(
        ofDay.map((hearing) => ({
          name: `${timeText(hearing.startsAt.getTime())}–${timeText(hearing.endsAt.getTime())}`,
          value: hearing.isLeft
            ? html`${caseText(hearing)}<br>${leftPart(request, frame, hearing)}`
            : caseText(hearing),
        })),
      ),
  ];
}

/** The booking of a judge who has the case no more; the chair and the clerks find from here what is to be done. */
function leftPart(request: CourtRequest, frame: OfficeFrame, { caseId }: Hearing): HtmlValue {
  const t = textsFor(hearingTexts, request).ofCase;
  const isOfOffice = frame.offices.includes('chair') || frame.offices.includes('clerk');
  return isOfOffice
    ? html`<a class="ds-link" href="${caseHearingsPath(frame, caseId)}">${t.left}</a>`
    : html`<span class="acar-quiet">${t.left}</span>`;
}
