import { textsFor } from '../../../../http/index.ts';
import { caseTexts } from '../../messages.ts';
import type { InLanguage } from '../../pages/parts.ts';
import { importTexts } from '../messages.ts';
import type { RowProblem } from '../model.ts';
import type { ReceiveOutcome } from '../service.ts';
import type { TroubledRow } from '../row-store.ts';

/** Why a row asks for a look, in words. */
export function reasonOf(request: InLanguage, row: TroubledRow, problem: RowProblem | undefined): string {
  const t = textsFor(importTexts, request);
  if (problem) return problemText(request, problem.code);
  return row.outcome === 'there' ? t.thereReason : t.resemblingReason;
}

function problemText(request: InLanguage, code: RowProblem['code']): string {
  const own: Readonly<Record<string, string>> = textsFor(importTexts, request).problems;
  const ofCase: Readonly<Record<string, string>> = textsFor(caseTexts, request).problems;
  return own[code] ?? ofCase[code] ?? code;
}

/** Why a file was not taken, with the place in it. */
export function refusalText(
  request: InLanguage,
  { code, line, column }: Extract<ReceiveOutcome, { kind: 'refused' }>,
): string {
  const t = textsFor(importTexts, request);
  const text = problemText(request, code);
  const named = column === undefined ? text : t.named(text, column);
  return line === undefined ? named : t.where(named, String(line));
}
