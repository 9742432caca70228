import type { Transaction } from '../../db/index.ts';

const caseKinds = ['civil', 'criminal', 'administrative', 'commercial', 'other'] as const;
export type CaseKind = (typeof caseKinds)[number];

export function isCaseKind(text: string): text is CaseKind {
  return (caseKinds as readonly string[]).includes(text);
}

/** Cases of one kind at one court are drawn from one urn. */
export interface Urn {
  readonly courtId: string;
  readonly kind: string;
}

/** What a draw needs to know of a judge: how many lots are theirs. */
export interface JudgeLots {
  readonly staffId: string;
  readonly lots: number;
}

/** Whoever registers a case asks for its judge in the same transaction; the draw follows in the worker. */
export interface CaseDraws {
  request(
    tx: Transaction,
    wanted: { readonly caseId: string; readonly courtId: string; readonly kind: string },
  ): Promise<void>;
}

/** A record names all who can be drawn: more judges of a kind at one court do not fit. */
export const mostJudges = 75;
/** Cases that go to other judges with one reason. */
export const mostAtOnce = 20;
/** Reasons, in letters. */
export const longestReason = 500;
/** From its first day to its last. */
export const longestLeaveDays = 366;

const dayFormat = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Baku' });

/** The calendar day in Baku, such as `2026-11-30`. */
export function dayInBaku(at: number): string {
  return dayFormat.format(at);
}

/** Judges with their lots as the record `case.drawn` has them: `ID:LOTS`, with blanks between. */
export function writeJudges(judges: readonly JudgeLots[]): string {
  return judges.map(({ staffId, lots }) => `${staffId}:${lots}`).join(' ');
}

/** Undefined for what {@link writeJudges} did not write. */
export function readJudges(text: string): readonly JudgeLots[] | undefined {
  const judges = text.split(' ').map((one): JudgeLots | undefined => {
    const [, staffId, lots] = /^([0-9a-f-]{36}):(0|-?[1-9][0-9]{0,5})$/.exec(one) ?? [];
    return staffId === undefined ? undefined : { staffId, lots: Number(lots) };
  });
  return judges.every((judge) => judge !== undefined) ? judges : undefined;
}
