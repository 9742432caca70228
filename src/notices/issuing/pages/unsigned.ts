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
  readonly hasCard: boolean;
  readonly news?: (typeof unsignedNews)[number] | undefined;
  readonly error?: string | undefined;
}

/** What waits for the judge's signature: each to be looked at as it is, all to be signed with one PIN. */
export function unsignedPage(request: CourtRequest, frame: OfficeFrame, view: UnsignedView): Html {
  const t = textsFor(signingTexts, request).unsigned;
  const { notices, hasCard, news, error } = view;
  const chosen = chosenOf(view);
  return courtDocument(request, frame, {
    title: t.title,
    hasErrors: error !== undefined,
    main: [
      news && notice('success', html`<p>${t.discarded}</p>`),
      error !== undefined &&
        errorSummary(t.failed, [{ field: 'notices', text: noticeErrorText(error, request.language) }]),
      notices.length === 0 && html`<p>${t.none}</p>`,
      notices.length > 0 && [
        html`<p class="acar-lead">${t.lead}</p>`,
        !hasCard && html`<p>${t.noCard}</p>`,
        form(request, courtPath(frame, '/notices/sign'), [
          html`<div id="notices" tabindex="-1">${cards(
            notices.map((one) => noticeCard(request, frame, one, chosen.has(one.noticeId))),
          )}</div>`,
          notices.length > mostAtOnce && html`<p class="acar-hint">${t.limit(mostAtOnce)}</p>`,
          html`<div class="acar-actions">${hasCard && submit(t.sign)}<button class="ds-button" data-variant="tertiary" type="submit" formaction="${courtPath(frame, '/notices/discard')}">${t.discard}</button></div>`,
        ]),
      ],
      standaloneLink({ href: courtPath(frame, myCases), text: t.toCases }),
    ],
  });
}

function chosenOf({ notices, caseId }: UnsignedView): ReadonlySet<string> {
  const wanted = caseId === undefined ? notices : notices.filter((one) => one.caseId === caseId);
  return new Set(wanted.slice(0, mostAtOnce).map(({ noticeId }) => noticeId));
}

function noticeCard(
  request: CourtRequest,
  frame: OfficeFrame,
  one: UnsignedNotice,
  isChosen: boolean,
): HtmlValue {
  const t = textsFor(signingTexts, request).unsigned;
  const { language } = request;
  const { noticeId, number, kind, participant, caseNumber, hearingAt } = one;
  return html`<h2 class="ds-heading" data-size="xs">${textsFor(formTexts, request).kinds[kind]}</h2>
${facts([
  { name: t.to, value: participant },
  { name: t.case, value: caseNumber },
  ...(hearingAt ? [{ name: t.hearing, value: formatDateTime(hearingAt, language) }] : []),
])}
<p><a class="ds-link" href="${courtPath(frame, `/notice-files/${noticeId}`)}">${t.view}<span class="ds-sr-only">: ${number}</span></a></p>
<label class="acar-choice"><input type="checkbox" name="notice" value="${noticeId}"${isChosen && html` checked`}> ${t.choose(number)}</label>`;
}

/** Of our codes, and of those of documents, their signing, and the card agent. */
export function noticeErrorText(code: string, language: Language): string {
  const texts: Readonly<Record<string, string>> = noticeErrorTexts[language];
  return (Object.hasOwn(texts, code) ? texts[code] : undefined) ?? errorText(code, language);
}
