import {
  cards,
  facts,
  form,
  type Html,
  type HtmlValue,
  html,
  linkButton,
  notice,
  standaloneLink,
  tag,
  textsFor,
} from '../../http/index.ts';
import { formatDateTime } from '../../messages/index.ts';
import { courtDocument, courtPath, type CourtRequest, type OfficeFrame } from '../workplace/index.ts';
import { hearingTexts } from './messages.ts';
import type { Hearing, UntoldHearing } from './model.ts';

export const hearingNews = ['given_up', 'refused'] as const;

export interface CaseHearingsView {
  readonly caseId: string;
  readonly number: string;
  readonly hearings: readonly Hearing[];
  /** Those that do not take place, of which not all participants were told. */
  readonly untold: readonly UntoldHearing[];
  /** The person has the case, or is the chair. */
  readonly mayGiveUp: boolean;
  /** The person has the case. */
  readonly isOwn: boolean;
  readonly news: (typeof hearingNews)[number] | undefined;
}

type PageRequest = CourtRequest & { readonly csrf: string };

export function caseHearingsPath(frame: Pick<OfficeFrame, 'court'>, caseId: string, rest = ''): string {
  return courtPath(frame, `/cases/${caseId}/hearings${rest}`);
}

/** To the notice, filled in, that tells whoever was not told yet that a hearing does not take place. */
export function tellPath(
  frame: Pick<OfficeFrame, 'court'>,
  { caseId, hearingId }: Pick<Hearing, 'caseId' | 'hearingId'>,
): string {
  return courtPath(frame, `/my-cases/${caseId}/notices/new?tell=${hearingId}`);
}

/** The hearings of a case; one whose judge has the case no more can be given up. */
export function caseHearingsPage(request: PageRequest, frame: OfficeFrame, view: CaseHearingsView): Html {
  const t = textsFor(hearingTexts, request).ofCase;
  const { caseId, number, hearings, untold, news, isOwn } = view;
  const known = new Set(hearings.map(({ hearingId }) => hearingId));
  const further = untold.filter(({ hearingId }) => !known.has(hearingId));
  return courtDocument(request, frame, {
    title: t.title(number),
    main: [
      news && notice(news === 'given_up' ? 'success' : 'danger', html`<p>${t.news[news]}</p>`),
      html`<p class="acar-lead">${t.lead}</p>`,
      hearings.length + further.length === 0
        ? html`<p>${t.none}</p>`
        : cards([
            ...hearings.map((one) => hearingCard(request, frame, view, one)),
            ...further.map((one) => [
              html`<h2 class="ds-heading" data-size="xs">${formatDateTime(one.startsAt, request.language)}</h2>
<p>${tag(t.moved, 'warning')}</p>${facts([{ name: t.room, value: one.room }])}`,
              untoldPart(request, frame, view, one),
            ]),
          ]),
      html`<div class="acar-actions">${[
        isOwn &&
          standaloneLink({ href: courtPath(frame, `/my-cases/${caseId}/notices/new`), text: t.newNotice }),
        standaloneLink({ href: courtPath(frame, `/cases/${caseId}/judge`), text: t.toJudge }),
      ]}</div>`,
    ],
  });
}

/** How many are to be told, and for the judge the way there. */
function untoldPart(
  request: PageRequest,
  frame: OfficeFrame,
  { isOwn }: CaseHearingsView,
  one: UntoldHearing,
): HtmlValue {
  const t = textsFor(hearingTexts, request).ofCase;
  return html`<p>${tag(t.untold(one.participantIds.length), 'danger')}</p>
${isOwn && html`<p>${linkButton({ href: tellPath(frame, one), text: t.tell })}</p>`}`;
}

function hearingCard(
  request: PageRequest,
  frame: OfficeFrame,
  view: CaseHearingsView,
  one: Hearing,
): HtmlValue {
  const t = textsFor(hearingTexts, request);
  const { caseId, mayGiveUp } = view;
  const untold = view.untold.find(({ hearingId }) => hearingId === one.hearingId);
  const time = formatDateTime(one.startsAt, request.language);
  return html`<h2 class="ds-heading" data-size="xs">${time}</h2>
${one.isGivenUp ? html`<p>${tag(t.ofCase.givenUp, 'warning')}</p>` : one.isLeft && html`<p>${tag(t.ofCase.left, 'warning')}</p>`}
${facts([
  { name: t.ofCase.room, value: one.room },
  { name: t.ofCase.judge, value: one.judge },
])}
${untold && html`<p class="acar-quiet">${t.ofCase.givenUpHelp}</p>${untoldPart(request, frame, view, untold)}`}${
  one.isLeft &&
  !one.isGivenUp &&
  mayGiveUp &&
  form(request, caseHearingsPath(frame, caseId, '/give-up'), [
    html`<input type="hidden" name="hearing" value="${one.hearingId}"><p class="acar-hint">${t.ofCase.giveUpHelp}</p>`,
    html`<button class="ds-button" data-variant="secondary" type="submit">${t.ofCase.giveUp}<span class="ds-sr-only">: ${time}</span></button>`,
  ])
}`;
}
