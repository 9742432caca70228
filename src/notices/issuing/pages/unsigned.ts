import {
  cards,
  errorSummary,
  facts,
  form,
  type Html,
  type HtmlValue,
  html,
  notice,
  standaloneLink,
  submit,
  tag,
  textsFor,
} from '../../../http/index.ts';
import { errorText, mostAtOnce } from '../../../documents/index.ts';
import { formatDateTime, type Language } from '../../../messages/index.ts';
import { courtDocument, courtPath, type CourtRequest, type OfficeFrame } from '../../workplace/index.ts';
import { noticeErrorTexts } from '../error-texts.ts';
import { formTexts } from '../form-texts.ts';
import type { UnsignedNotice } from '../model.ts';
import { signingTexts } from '../signing-texts.ts';
import { myCases } from './cases.ts';

export const unsignedNews = ['discarded'] as const;

export interface UnsignedView {
  readonly notices: readonly UnsignedNotice[];
  /** The case whose notices are chosen; undefined = those of every case. */
  readonly caseId: string | undefined;
  /** What was ticked in a form that was refused; undefined = as many as one PIN signs. */
  readonly ticked?: readonly string[] | undefined;
  readonly hasCard: boolean;
  readonly news?: (typeof unsignedNews)[number] | undefined;
  readonly error?: string | undefined;
}

/**
 * What waits for the judge's signature: each to be looked at as it is, all to be signed with one PIN. What cannot be sent
 * any more stands apart, with the reason and the way on, and cannot be signed.
 */
export function unsignedPage(request: CourtRequest, frame: OfficeFrame, view: UnsignedView): Html {
  const t = textsFor(signingTexts, request).unsigned;
  const { notices, news, error } = view;
  const waiting = notices.filter(({ obstacle }) => obstacle === undefined);
  const hindered = notices.filter(({ obstacle }) => obstacle !== undefined);
  return courtDocument(request, frame, {
    title: t.title,
    hasErrors: error !== undefined,
    main: [
      news && notice('success', html`<p>${t.discarded}</p>`),
      error !== undefined &&
        errorSummary(t.failed, [{ field: 'notices', text: noticeErrorText(error, request.language) }]),
      waiting.length === 0 && html`<p id="notices" tabindex="-1">${t.none}</p>`,
      waiting.length > 0 && waitingPart(request, frame, waiting, view),
      hindered.length > 0 && hinderedPart(request, frame, hindered),
      standaloneLink({ href: courtPath(frame, myCases), text: t.toCases }),
    ],
  });
}

function waitingPart(
  request: CourtRequest,
  frame: OfficeFrame,
  waiting: readonly UnsignedNotice[],
  { hasCard, caseId, ticked }: UnsignedView,
): HtmlValue {
  const t = textsFor(signingTexts, request).unsigned;
  const chosen = ticked ? new Set(ticked) : firstOf(waiting, caseId);
  return [
    html`<p class="acar-lead">${t.lead}</p>`,
    !hasCard && html`<p>${t.noCard}</p>`,
    form(request, courtPath(frame, '/notices/sign'), [
      html`<div id="notices" tabindex="-1">${cards(
        waiting.map((one) => [
          kindHeading(request, one, 'h2'),
          noticeFacts(request, frame, one),
          choice(one, chosen.has(one.noticeId), t.choose(one.number)),
        ]),
      )}</div>`,
      waiting.length > mostAtOnce && html`<p class="acar-hint">${t.limit(mostAtOnce)}</p>`,
      html`<div class="acar-actions">${hasCard && submit(t.sign)}<button class="ds-button" data-variant="tertiary" type="submit" formaction="${courtPath(frame, '/notices/discard')}">${t.discard}</button></div>`,
    ]),
  ];
}

/** As many as one PIN signs, of the case from which the judge comes. */
function firstOf(waiting: readonly UnsignedNotice[], caseId: string | undefined): ReadonlySet<string> {
  const wanted = caseId === undefined ? waiting : waiting.filter((one) => one.caseId === caseId);
  return new Set(wanted.slice(0, mostAtOnce).map(({ noticeId }) => noticeId));
}

/** A form of its own: nothing that can be signed is thrown away with what cannot. */
function hinderedPart(
  request: CourtRequest,
  frame: OfficeFrame,
  hindered: readonly UnsignedNotice[],
): HtmlValue {
  const t = textsFor(signingTexts, request).unsigned;
  return [
    html`<h2 class="ds-heading" data-size="md">${t.hindered}</h2><p>${t.hinderedLead}</p>`,
    form(request, courtPath(frame, '/notices/discard'), [
      cards(
        hindered.map((one) => [
          kindHeading(request, one, 'h3'),
          noticeFacts(request, frame, one),
          html`<p>${tag(t.notSendable, 'danger')} ${noticeErrorText(one.obstacle ?? '', request.language)}</p>`,
          one.isCaseOwn &&
            html`<p><a class="ds-link" href="${courtPath(frame, `${myCases}/${one.caseId}/notices/new`)}">${t.anew}<span class="ds-sr-only">: ${one.caseNumber}</span></a></p>`,
          choice(one, true, t.throwAway(one.number)),
        ]),
      ),
      submit(t.discard, { secondary: true }),
    ]),
  ];
}

function choice({ noticeId }: UnsignedNotice, isChosen: boolean, text: string): Html {
  return html`<label class="acar-choice"><input type="checkbox" name="notice" value="${noticeId}"${isChosen && html` checked`}> ${text}</label>`;
}

/** On the level below the heading that it stands under. */
function kindHeading(request: CourtRequest, { kind }: UnsignedNotice, level: 'h2' | 'h3'): Html {
  const text = textsFor(formTexts, request).kinds[kind];
  return level === 'h2'
    ? html`<h2 class="ds-heading" data-size="xs">${text}</h2>`
    : html`<h3 class="ds-heading" data-size="xs">${text}</h3>`;
}

function noticeFacts(request: CourtRequest, frame: OfficeFrame, one: UnsignedNotice): HtmlValue {
  const t = textsFor(signingTexts, request).unsigned;
  const { language } = request;
  const { noticeId, number, participant, caseNumber, hearingAt } = one;
  return html`${facts([
    { name: t.to, value: participant },
    { name: t.case, value: caseNumber },
    ...(hearingAt ? [{ name: t.hearing, value: formatDateTime(hearingAt, language) }] : []),
  ])}
<p><a class="ds-link" href="${courtPath(frame, `/notice-files/${noticeId}`)}">${t.view}<span class="ds-sr-only">: ${number}</span></a></p>`;
}

/** Of our codes, and of those of documents, their signing, and the card agent. */
export function noticeErrorText(code: string, language: Language): string {
  const texts: Readonly<Record<string, string>> = noticeErrorTexts[language];
  return (Object.hasOwn(texts, code) ? texts[code] : undefined) ?? errorText(code, language);
}
