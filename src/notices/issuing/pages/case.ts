import {
  cards,
  facts,
  type Html,
  type HtmlValue,
  html,
  linkButton,
  notice,
  standaloneLink,
  tag,
  textsFor,
} from '../../../http/index.ts';
import { formatDate, formatDateTime } from '../../../messages/index.ts';
import { caseHearingsPath, type Hearing } from '../../hearings/index.ts';
import { noticeTexts } from '../../templates/index.ts';
import { courtDocument, courtPath, type CourtRequest, type OfficeFrame } from '../../workplace/index.ts';
import { formTexts } from '../form-texts.ts';
import { issuingTexts } from '../messages.ts';
import type { CaseDetail, CaseNotice, CaseParticipant } from '../model.ts';
import { signingTexts } from '../signing-texts.ts';
import { myCases, unsignedNotices } from './cases.ts';

/** One of the judge's cases: participants, hearings, and what became of every notice. */
export function casePage(
  request: CourtRequest,
  frame: OfficeFrame,
  detail: CaseDetail,
  /** Ids of those prepared that cannot be sent any more. */
  hindered: ReadonlySet<string>,
): Html {
  const t = textsFor(issuingTexts, request);
  const { language } = request;
  const path = courtPath(frame, `${myCases}/${detail.caseId}`);
  const { hearings, participants, notices } = detail;
  return courtDocument(request, frame, {
    title: t.case.title(detail.number),
    main: [
      detail.isClosed && html`<p>${tag(t.cases.closed)}</p>`,
      facts([
        ...(detail.subject === '' ? [] : [{ name: t.case.subject, value: detail.subject }]),
        { name: t.case.assigned, value: formatDate(detail.assignedAt, language) },
      ]),
      detail.begun.length > 0 &&
        notice(
          'info',
          detail.begun.map(
            ({ judge, notices: many, at }) =>
              html`<p>${t.case.begun(judge, many, formatDate(at, language))}</p>`,
          ),
        ),
      !detail.isClosed &&
        participants.length > 0 &&
        html`<p>${linkButton({ href: `${path}/notices/new`, text: t.cases.newNotice })}</p>`,
      heading(t.case.hearings),
      hearings.length === 0
        ? html`<p>${t.case.noHearings}</p>`
        : html`<ul class="ds-list">${hearings.map((one) => html`<li>${formatDateTime(one.startsAt, language)}, ${one.room}${leftPart(request, one)}</li>`)}</ul>`,
      hearings.some(({ isLeft }) => isLeft) &&
        html`<p>${standaloneLink({ href: caseHearingsPath(frame, detail.caseId), text: t.case.toHearings })}</p>`,
      heading(t.case.participants),
      participants.length === 0
        ? html`<p>${t.case.noParticipants}</p>`
        : html`<ul class="ds-list">${participants.map((one) => html`<li>${participantLine(request, one)}</li>`)}</ul>`,
      heading(t.case.notices),
      notices.length === 0
        ? html`<p>${t.case.noNotices}</p>`
        : cards(
            notices.map((one) =>
              noticeCard(request, frame, { path, detail, one, isHindered: hindered.has(one.noticeId) }),
            ),
          ),
      html`<div class="acar-actions">${[
        !detail.isClosed &&
          standaloneLink({ href: courtPath(frame, `/cases/${detail.caseId}/lookup`), text: t.case.toLookup }),
        standaloneLink({ href: courtPath(frame, `/cases/${detail.caseId}/judge`), text: t.case.toJudge }),
        standaloneLink({ href: courtPath(frame, `/cases/${detail.caseId}`), text: t.case.toHistory }),
        standaloneLink({ href: courtPath(frame, myCases), text: t.case.back }),
      ]}</div>`,
    ],
  });
}

/** A time that a former judge booked: the participants are to be told of another. */
function leftPart(request: CourtRequest, { isLeft, isGivenUp, judge }: Hearing): HtmlValue {
  const t = textsFor(issuingTexts, request).case;
  if (isGivenUp) return html` <span class="acar-quiet">${t.givenUp}</span>`;
  return isLeft && html` <span class="acar-quiet">${t.bookedBy(judge)}</span>`;
}

function heading(text: string): Html {
  return html`<h2 class="ds-heading" data-size="md">${text}</h2>`;
}

/** Who it is, and by which ways a notice arrives; who has none is told with what to do. */
export function participantLine(request: CourtRequest, one: CaseParticipant): HtmlValue {
  const t = textsFor(issuingTexts, request).contacts;
  const { hasMobile, hasEmail, hasPortal } = one;
  const ways = [hasMobile && t.mobile, hasEmail && t.email, hasPortal && t.portal].filter(
    (way) => way !== false,
  );
  return html`<strong>${one.name}</strong> (${noticeTexts[request.language].roles[one.role]}): ${
    ways.length > 0 ? ways.join(', ') : tag(t.none, 'danger')
  }${ways.length === 0 && html` <span class="acar-quiet">${t.noneHelp}</span>`}${
    hasPortal && !hasMobile && !hasEmail && html` <span class="acar-quiet">${t.portalOnly}</span>`
  }`;
}

function noticeCard(
  request: CourtRequest,
  frame: OfficeFrame,
  {
    path,
    detail,
    one,
    isHindered,
  }: {
    readonly path: string;
    readonly detail: CaseDetail;
    readonly one: CaseNotice;
    readonly isHindered: boolean;
  },
): HtmlValue {
  const t = textsFor(issuingTexts, request);
  const { noticeId, number, kind, participant, hearingAt } = one;
  const isOpen = one.state === 'sent' && !one.isWithdrawn && !detail.isClosed && kind !== 'withdrawal';
  return html`<h3 class="ds-heading" data-size="xs">${textsFor(formTexts, request).kinds[kind]}</h3>
<p class="acar-tags">${isHindered ? tag(textsFor(signingTexts, request).unsigned.notSendable, 'danger') : stateTags(request, one)}</p>
<p>${participant}</p><p class="acar-quiet">${number}${hearingAt && html`<br>${t.case.hearingAt(formatDateTime(hearingAt, request.language))}`}</p>
${deliveriesOf(request, one)}${one.undelivered === 'open' && html`<p class="acar-quiet">${t.case.undeliveredHelp}</p>`}
<p><a class="ds-link" href="${courtPath(frame, `/notice-files/${noticeId}`)}">${t.case.open}<span class="ds-sr-only">: ${number}</span></a></p>
${isOpen && html`<p><a class="ds-link" href="${path}/notices/new?about=${noticeId}">${t.case.correct}<span class="ds-sr-only">: ${number}</span></a></p>`}
${one.state === 'prepared' && html`<p>${linkButton({ href: courtPath(frame, `${unsignedNotices}?case=${detail.caseId}`), text: t.cases.toUnsigned }, { secondary: true })}</p>`}`;
}

function stateTags(request: CourtRequest, one: CaseNotice): HtmlValue {
  const t = textsFor(issuingTexts, request).case;
  const { signedAt, isWithdrawn, readings, undelivered } = one;
  if (!signedAt) return tag(t.waits, 'warning');
  return [
    tag(t.sentAt(formatDateTime(signedAt, request.language)), 'info'),
    isWithdrawn && tag(t.withdrawn, 'danger'),
    undelivered && tag(t.undelivered[undelivered], undelivered === 'open' ? 'danger' : 'info'),
    readings.length > 0 ? tag(t.read, 'success') : tag(t.unread),
  ];
}

/** How it went out, and who has read it when. */
function deliveriesOf(request: CourtRequest, { deliveries, readings }: CaseNotice): HtmlValue {
  const t = textsFor(issuingTexts, request);
  const channels: Readonly<Record<string, string>> = t.channels;
  const states: Readonly<Record<string, string>> = t.states;
  const rows = [
    ...deliveries.map(({ channel, state }) => ({
      name: channels[channel] ?? channel,
      // Of an e-mail nothing more is heard: then it counts as arrived.
      value: states[channel === 'email' && state === 'sent' ? 'sentEmail' : state] ?? state,
    })),
    ...readings.map(({ at, isByRepresentative, forOrganisation }) => {
      const when = formatDateTime(at, request.language);
      const side = isByRepresentative ? 'representative' : 'head';
      return forOrganisation === undefined
        ? { name: isByRepresentative ? t.case.readByRepresentative : t.case.readByParty, value: when }
        : { name: t.case.readForOrganisation[side], value: `${forOrganisation}, ${when}` };
    }),
  ];
  return rows.length === 0 ? undefined : facts(rows);
}
