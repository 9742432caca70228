import { z } from 'zod';
import type { Clock } from '../../../oidc/ports.ts';
import type { OfficeFrame, WorkplaceDeps } from '../workplace/index.ts';
import { longestReason } from './model.ts';
import type { Acting, Rotation, RotationRefusal } from './service.ts';
import type { RotationViews } from './views.ts';

export interface RotationRoutesDeps extends WorkplaceDeps {
  readonly rotation: Rotation;
  readonly lots: RotationViews;
  readonly clock: Clock;
}

/** Longer ones never come from our form. */
export const writtenReason = z.string().max(4 * longestReason);

export const actingAs = ({ court, member }: OfficeFrame): Acting => ({
  courtId: court.courtId,
  staffId: member.staffId,
});

/** What is refused comes back as it was typed: for want of something in the form, or because things have changed. */
export function statusOf(refusal: RotationRefusal | 'reason'): 409 | 422 {
  switch (refusal) {
    case 'reason':
    case 'none_chosen':
    case 'judge_unfit':
    case 'days_wrong':
    case 'days_taken':
      return 422;
    case 'case_changed':
    case 'asked_before':
    case 'decided':
    case 'leave_over':
    case 'case_closed':
      return 409;
  }
}

export const refusals = {
  409: 'Things have changed since; the page shows how they are now, with what was typed.',
  422: 'Something in the form is missing or wrong; the page says what, with what was typed.',
};

/** A reason is one of letters, or there is none. */
export function readReason(text: string): string | undefined {
  const given = text.trim();
  return given !== '' && given.length <= longestReason && given.isWellFormed() ? given : undefined;
}
