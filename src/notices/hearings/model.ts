/** When courts hold hearings: spans of a working day, in minutes since midnight. */
export type WorkingHours = readonly { readonly from: number; readonly to: number }[];

/** A booked time. */
export interface Hearing {
  readonly hearingId: string;
  readonly caseId: string;
  readonly caseNumber: string;
  readonly roomId: string;
  readonly room: string;
  readonly judgeId: string;
  readonly judge: string;
  /** Its judge has the case no more, or is no judge of the court any more. */
  readonly isLeft: boolean;
  /** Its time was given up, and no notice has told the participants of another. */
  readonly isGivenUp: boolean;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** A hearing ahead that does not take place, of which not everybody who was told of it was told. */
export interface UntoldHearing {
  readonly hearingId: string;
  readonly caseId: string;
  readonly caseNumber: string;
  /** Who has the case; undefined while it waits for a judge, or its judge has left. */
  readonly judge: string | undefined;
  readonly startsAt: Date;
  readonly room: string;
  /** Its time was given up; otherwise it was postponed, and some were told. */
  readonly isGivenUp: boolean;
  /** Who is still to be told; at least one. */
  readonly participantIds: readonly string[];
  /** A notice by which one of them was told of the hearing. */
  readonly noticeId: string;
}

/** A time at which the judge is free, and a room that is free too. */
export interface FreeSlot {
  readonly roomId: string;
  readonly room: string;
  readonly startsAt: Date;
  readonly minutes: number;
}

export const durations = [30, 60, 90, 120, 180] as const;
export const usualMinutes = 60;
/** Hearings begin at the full and the half hour. */
const stepMinutes = 30;

const minuteMs = 60_000;
export const dayMs = 24 * 60 * minuteMs;
/** Baku has kept UTC+4 all the year since 2016. */
const bakuMs = 4 * 60 * minuteMs;

/** Midnight in Baku before the time. */
export function dayOf(at: number): number {
  return Math.floor((at + bakuMs) / dayMs) * dayMs - bakuMs;
}

/** The Monday of the time's week, midnight in Baku. */
export function weekOf(at: number): number {
  const day = dayOf(at);
  return day - weekdayOf(day) * dayMs;
}

/** 0 = Monday. */
function weekdayOf(day: number): number {
  return (new Date(day + bakuMs).getUTCDay() + 6) % 7;
}

export function isWorkingDay(day: number): boolean {
  return weekdayOf(day) < 5;
}

/** `2026-11-30`, as forms have it. */
export function dateText(at: number): string {
  return new Date(at + bakuMs).toISOString().slice(0, 10);
}

/** `09:30` */
export function timeText(at: number): string {
  return new Date(at + bakuMs).toISOString().slice(11, 16);
}

/** Midnight in Baku of a date as forms have it; undefined for what is no date. */
export function readDate(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const midnight = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== text) return undefined;
  return midnight - bakuMs;
}

/** Minutes since midnight of `09:30`; undefined for what is no time of day. */
export function readMinutes(text: string): number | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match ? Number(match[1]) * 60 + Number(match[2]) : undefined;
}

/** Whether a hearing at this time keeps within one span of a working day. */
export function keepsHours(startsAt: number, minutes: number, hours: WorkingHours): boolean {
  const day = dayOf(startsAt);
  const from = (startsAt - day) / minuteMs;
  return isWorkingDay(day) && hours.some((span) => span.from <= from && from + minutes <= span.to);
}

/** Every beginning that a day offers. */
export function beginningsOf(day: number, minutes: number, hours: WorkingHours): readonly number[] {
  if (!isWorkingDay(day)) return [];
  return hours.flatMap(({ from, to }) => {
    const found: number[] = [];
    for (let at = from; at + minutes <= to; at += stepMinutes) found.push(day + at * minuteMs);
    return found;
  });
}

export function minutesOf(startsAt: Date, endsAt: Date): number {
  return (endsAt.getTime() - startsAt.getTime()) / minuteMs;
}

export function endOf({ startsAt, minutes }: { readonly startsAt: Date; readonly minutes: number }): Date {
  return new Date(startsAt.getTime() + minutes * minuteMs);
}
