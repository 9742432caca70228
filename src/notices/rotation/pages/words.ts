import { html, type Html, notice, textsFor } from '../../../http/index.ts';
import type { Language } from '../../../messages/index.ts';
import type { CourtRequest } from '../../workplace/index.ts';
import { rotationTexts } from '../messages.ts';
import { isCaseKind, longestReason } from '../model.ts';
import type { RotationRefusal } from '../service.ts';

export const rotationNews = [
  'done',
  'reason',
  'case_changed',
  'asked_before',
  'decided',
  'judge_unfit',
  'days_wrong',
  'days_taken',
  'leave_over',
  'case_closed',
  'none_chosen',
] as const satisfies readonly (RotationRefusal | 'done' | 'reason')[];
export type RotationNews = (typeof rotationNews)[number];

export function newsOf(request: CourtRequest, news: RotationNews | undefined): Html | undefined {
  const t = textsFor(rotationTexts, request);
  return news && notice(news === 'done' ? 'success' : 'danger', html`<p>${t.news[news]}</p>`);
}

export function kindText(kind: string, language: Language): string {
  return isCaseKind(kind) ? rotationTexts[language].kinds[kind] : kind;
}

/** What somebody must say who changes the course of a case; `typed` comes back with a refusal. */
export function reasonField(
  request: CourtRequest,
  id: string,
  { label, typed = '' }: { readonly label?: string; readonly typed?: string | undefined } = {},
): Html {
  const t = textsFor(rotationTexts, request);
  return html`<div class="ds-field"><label class="ds-label" for="${id}">${label ?? t.reason}</label>
<div class="ds-paragraph acar-hint" data-size="sm" id="${id}-hint">${t.reasonHint}</div>
<textarea class="ds-input" id="${id}" name="reason" rows="3" maxlength="${longestReason}" required aria-describedby="${id}-hint">${typed}</textarea></div>`;
}
