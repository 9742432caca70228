import {
  cards,
  facts,
  form,
  type Html,
  type HtmlValue,
  html,
  pagination,
  standaloneLink,
  submit,
  tag,
  textsFor,
} from '../../../http/index.ts';
import { formatDate, formatDateTime } from '../../../messages/index.ts';
import { caseHearingsPath, hearingTexts } from '../../hearings/index.ts';
import { courtDocument, courtPath, type CourtRequest, type OfficeFrame } from '../../workplace/index.ts';
import type { AbsentCase } from '../absent-store.ts';
import { rotationTexts } from '../messages.ts';
import { assignedPath } from './assigned.ts';
import { kindText, newsOf, reasonField, type RotationNews } from './words.ts';

export interface AbsentPageView {
  readonly cases: readonly AbsentCase[];
  /** The key of the next page. */
  readonly next: string | undefined;
  /** Behind which entry the page begins; undefined = it is the first. */
  readonly after: string | undefined;
  /** What was ticked and typed in the form that was refused. */
  readonly typed?: { readonly caseIds: readonly string[]; readonly reason: string };
  readonly news: RotationNews | undefined;
}

export function absentPath(frame: Pick<OfficeFrame, 'court'>, rest = ''): string {
  return courtPath(frame, `/absent-judges${rest}`);
}

/** Cases whose judge has left the court or is on long leave; the chair has others drawn for them. */
export function absentPage(
  request: CourtRequest & { readonly csrf: string },
  frame: OfficeFrame,
  { cases, next, after, typed, news }: AbsentPageView,
): Html {
  const t = textsFor(rotationTexts, request);
  return courtDocument(request, frame, {
    title: t.absent.title,
    main: [
      newsOf(request, news),
      cases.length === 0
        ? html`<p class="acar-lead">${t.absent.none}</p>`
        : [
            html`<p class="acar-lead">${t.absent.lead}</p><p>${t.absent.hearings}</p>`,
            form(request, absentPath(frame, '/draw'), [
              after !== undefined && html`<input type="hidden" name="after" value="${after}">`,
              cards(cases.map((one) => caseCard(request, frame, one, isTicked(one, typed)))),
              reasonField(request, 'draw-reason', { typed: typed?.reason }),
              submit(t.absent.submit),
            ]),
          ],
      pagination(t.absent.pages, {
        first: after === undefined ? undefined : { href: absentPath(frame), text: t.absent.first },
        next:
          next === undefined ? undefined : { href: absentPath(frame, `?after=${next}`), text: t.absent.next },
      }),
      html`<p>${standaloneLink({ href: courtPath(frame, '/lots'), text: t.toLots })}</p>`,
    ],
  });
}

/** Whether a case waits for the end of a leave the chair decides; of a judge who left nothing is waited for. */
function isTicked({ caseId, leftAt }: AbsentCase, typed: AbsentPageView['typed']): boolean {
  return typed ? typed.caseIds.includes(caseId) : leftAt !== undefined;
}

function caseCard(request: CourtRequest, frame: OfficeFrame, one: AbsentCase, isChosen: boolean): HtmlValue {
  const t = textsFor(rotationTexts, request).absent;
  const { language } = request;
  const { caseId, number, kind, subject, hearings } = one;
  const times = hearings.map(({ startsAt, room }) => `${formatDateTime(startsAt, language)}, ${room}`);
  return [
    html`<h2 class="ds-heading" data-size="xs">${number}</h2>`,
    html`<p>${[kindText(kind, language), subject].filter((words) => words !== '').join('. ')}</p>`,
    facts([
      { name: t.judge, value: html`${one.judge} ${absenceTag(request, one)}` },
      { name: t.planned, value: times.length === 0 ? t.noHearing : times.join('; ') },
    ]),
    html`<p><a class="ds-link" href="${assignedPath(frame, caseId)}">${t.one}<span class="ds-sr-only">: ${number}</span></a></p>`,
    one.leftAt !== undefined &&
      hearings.length > 0 &&
      html`<p><a class="ds-link" href="${caseHearingsPath(frame, caseId)}">${textsFor(hearingTexts, request).ofCase.title(number)}</a></p>`,
    html`<label class="acar-choice"><input type="checkbox" name="case" value="${caseId}"${isChosen && html` checked`}> ${t.choose(number)}</label>`,
  ];
}

function absenceTag({ language }: CourtRequest, { leftAt, awayUntil }: AbsentCase): Html {
  const t = rotationTexts[language].absent;
  if (leftAt) return tag(t.left(formatDate(leftAt, language)), 'danger');
  return tag(t.away(formatDate(new Date(`${awayUntil ?? ''}T08:00:00Z`), language)), 'warning');
}
