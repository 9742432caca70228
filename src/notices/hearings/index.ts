export type { HearingErrorCode } from './errors.ts';
export { type ClosingHearings, createClosingHearings } from './closing.ts';
export { openHearing } from './store.ts';
export { hearingTexts } from './messages.ts';
export {
  beginningsOf,
  dateText,
  durations,
  type FreeSlot,
  type Hearing,
  minutesOf,
  readDate,
  readMinutes,
  timeText,
  type UntoldHearing,
  usualMinutes,
  type WorkingHours,
} from './model.ts';
export {
  type Booked,
  createHearings,
  type FitTime,
  type Hearings,
  type HearingsDeps,
  type WantedTime,
} from './service.ts';
export { caseHearingsPath, tellPath } from './case-page.ts';
export { type CalendarDeps, calendarRoutes } from './routes.ts';
