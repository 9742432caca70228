import {
  cards,
  facts,
  type Html,
  type HtmlValue,
  html,
  linkButton,
  notice,
  pagination,
  standaloneLink,
  tag,
  textsFor,
} from '../../../http/index.ts';
import { formatDate, formatDateTime } from '../../../messages/index.ts';
import { courtDocument, courtPath, type CourtRequest, type OfficeFrame } from '../../workplace/index.ts';
import { hearingTexts, tellPath, type UntoldHearing } from '../../hearings/index.ts';
import { issuingTexts } from '../messages.ts';
import type { JudgeCase } from '../model.ts';

export interface CasesView {
  readonly cases: readonly JudgeCase[];
  readonly next: string | undefined;
  readonly isFirst: boolean;
  /** Notices that wait for the judge's signature, in all cases. */
  readonly unsigned: number;
  /** Prepared ones that cannot be sent any more. */
  readonly hindered: number;
  /** Hearings that do not take place, of which not all participants were told. */
  readonly untold: readonly UntoldHearing[];
}

export const myCases = '/my-cases';
export const unsignedNotices = '/notices/unsigned';

/** My cases: what is new, what waits, and the way to a notice in one step. */
export function casesPage(request: CourtRequest, frame: OfficeFrame, view: CasesView): Html {
  const t = textsFor(issuingTexts, request).cases;
  const { cases, next, isFirst, unsigned, hindered, untold } = view;
  return courtDocument(request, frame, {
    title: t.title,
    main: [
      untold.length > 0 && untoldPart(request, frame, untold),
      unsigned + hindered > 0 &&
        notice(
          'warning',
          html`${unsigned > 0 && html`<p>${t.unsigned(unsigned)}</p>`}${hindered > 0 && html`<p>${t.hindered(hindered)}</p>`}<p>${linkButton({ href: courtPath(frame, unsignedNotices), text: t.toUnsigned }, { secondary: true })}</p>`,
        ),
      html`<p class="acar-lead">${t.lead}</p>`,
      cases.length === 0 && html`<p>${t.none}</p>`,
      cases.length > 0 && cards(cases.map((one) => caseCard(request, frame, one))),
      pagination(t.pages, {
        first: isFirst ? undefined : { href: courtPath(frame, myCases), text: t.first },
        next:
          next === undefined
            ? undefined
            : { href: courtPath(frame, `${myCases}?before=${next}`), text: t.next },
      }),
    ],
  });
}

/** Whoever was summoned will come: nothing on the page is more urgent. */
function untoldPart(request: CourtRequest, frame: OfficeFrame, untold: readonly UntoldHearing[]): Html {
  const t = textsFor(hearingTexts, request);
  return notice(
    'danger',
    html`<h2 class="ds-heading" data-size="xs">${t.untold.title}</h2><p>${t.untold.leadOwn}</p>
${untold.map(
  ({ hearingId, caseId, caseNumber, startsAt, room, participantIds }) =>
    html`<p>${caseNumber}: ${formatDateTime(startsAt, request.language)}, ${room}. ${t.ofCase.untold(participantIds.length)}</p>
<p><a class="ds-button" href="${tellPath(frame, { caseId, hearingId })}">${t.ofCase.tell}<span class="ds-sr-only">: ${caseNumber}</span></a></p>`,
)}`,
  );
}

function caseCard(request: CourtRequest, frame: OfficeFrame, one: JudgeCase): HtmlValue {
  const t = textsFor(issuingTexts, request).cases;
  const { language } = request;
  const path = courtPath(frame, `${myCases}/${one.caseId}`);
  const { nextHearing } = one;
  return html`<h2 class="ds-heading" data-size="xs">${standaloneLink({ href: path, text: one.number })}</h2>
<p class="acar-tags">${stateTag(request, one)}${one.prepared > 0 && tag(t.toSign(one.prepared), 'warning')}${one.undelivered > 0 && tag(t.undelivered(one.undelivered), 'danger')}</p>
${one.subject !== '' && html`<p>${one.subject}</p>`}
${facts([
  { name: t.parties, value: one.parties },
  { name: t.assigned, value: formatDate(one.assignedAt, language) },
  { name: t.sent, value: String(one.sent) },
  { name: t.hearing, value: nextHearing ? formatDateTime(nextHearing, language) : t.noHearing },
])}
${
  !one.isClosed &&
  html`<p><a class="ds-button" href="${path}/notices/new">${t.newNotice}<span class="ds-sr-only">${t.newNoticeOf(one.number)}</span></a></p>`
}`;
}

function stateTag(request: CourtRequest, { isClosed, sent, prepared }: JudgeCase): HtmlValue {
  const t = textsFor(issuingTexts, request).cases;
  if (isClosed) return tag(t.closed);
  return sent === 0 && prepared === 0 && tag(t.isNew, 'info');
}
