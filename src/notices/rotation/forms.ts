import { z } from 'zod';
import type { Clock } from '../../../oidc/ports.ts';
import type { OfficeFrame, WorkplaceDeps } from '../workplace/index.ts';
import { longestReason } from './model.ts';
import type { Acting, Rotation } from './service.ts';
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

/** A reason is one of letters, or there is none. */
export function readReason(text: string): string | undefined {
  const given = text.trim();
  return given !== '' && given.length <= longestReason && given.isWellFormed() ? given : undefined;
}
