import {
  cards,
  facts,
  form,
  type Html,
  type HtmlValue,
  html,
  standaloneLink,
  submit,
  table,
  tag,
  textsFor,
} from '../../../http/index.ts';
import { formatDateTime, formatNumber } from '../../../messages/index.ts';
import { courtDocument, courtPath, type CourtRequest, type OfficeFrame } from '../../workplace/index.ts';
import { rotationTexts } from '../messages.ts';
import { isCaseKind } from '../model.ts';
import type { CourtLots, Recusal } from '../office-store.ts';
import { absentPath } from './absent.ts';
import { openDrawsPath } from './open.ts';
import { newsOf, reasonField, type RotationNews } from './words.ts';

export interface LotsPageView {
  readonly lots: readonly CourtLots[];
  /** Undefined for whoever does not decide. */
  readonly recusals: readonly Recusal[] | undefined;
  /** What was answered to a recusal in the form that was refused. */
  readonly typed?: { readonly recusalId: string; readonly reason: string };
  readonly news: RotationNews | undefined;
}

/** Every judge's lots, and the recusals that wait for the chair. */
export function lotsPage(
  request: CourtRequest & { readonly csrf: string },
  frame: OfficeFrame,
  { lots, recusals, typed, news }: LotsPageView,
): Html {
  const t = textsFor(rotationTexts, request).lots;
  const kinds = [...new Set(lots.map(({ kind }) => kind))];
  return courtDocument(request, frame, {
    title: t.title,
    main: [
      newsOf(request, news),
      html`<p class="acar-lead">${t.lead}</p>`,
      recusals && recusalsPart(request, frame, recusals, typed),
      kinds.length === 0 && html`<p>${t.none}</p>`,
      kinds.map((kind) => kindTable(request, kind, lots)),
      recusals &&
        html`<p>${standaloneLink({ href: absentPath(frame), text: textsFor(rotationTexts, request).absent.toHere })}</p>`,
      html`<p>${standaloneLink({ href: openDrawsPath(frame.court.courtId), text: t.toPublic })}</p>`,
    ],
  });
}

function kindTable(request: CourtRequest, kind: string, lots: readonly CourtLots[]): Html {
  const t = textsFor(rotationTexts, request).lots;
  return table<CourtLots>(
    isCaseKind(kind) ? t.captions[kind] : kind,
    [
      { heading: t.judge, cell: (one) => html`${one.name}${one.isAway && html` ${tag(t.away, 'warning')}`}` },
      { heading: t.lots, isNumber: true, cell: (one) => formatNumber(one.lots) },
      { heading: t.cases, isNumber: true, cell: (one) => formatNumber(one.cases) },
    ],
    lots.filter((one) => one.kind === kind),
  );
}

function recusalsPart(
  request: CourtRequest & { readonly csrf: string },
  frame: OfficeFrame,
  recusals: readonly Recusal[],
  typed: LotsPageView['typed'],
): HtmlValue {
  const t = textsFor(rotationTexts, request);
  const action = courtPath(frame, '/recusals');
  const card = ({ recusalId, caseNumber, judge, reason, at }: Recusal) => {
    const hidden = html`<input type="hidden" name="recusal" value="${recusalId}">`;
    return [
      html`<h3 class="ds-heading" data-size="xs">${judge}</h3>`,
      facts([
        { name: t.lots.caseNumber, value: caseNumber },
        { name: t.lots.askedAt, value: formatDateTime(at, request.language) },
        { name: t.reason, value: reason },
      ]),
      form(request, `${action}/accept`, [hidden, submit(t.lots.accept)]),
      form(request, `${action}/refuse`, [
        hidden,
        reasonField(request, `answer-${recusalId}`, {
          label: t.lots.answer,
          typed: typed?.recusalId === recusalId ? typed.reason : undefined,
        }),
        submit(t.lots.refuse, { secondary: true }),
      ]),
    ];
  };
  return [
    html`<h2 class="ds-heading" data-size="md">${t.lots.recusals}</h2>`,
    recusals.length === 0 ? html`<p>${t.lots.noRecusals}</p>` : cards(recusals.map(card)),
  ];
}
