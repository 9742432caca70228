import type { Clock } from '../../../oidc/ports.ts';
import type { Transaction } from '../../db/index.ts';
import type { Recorder } from '../../records/index.ts';
import { findToldAhead, freeUntoldAhead } from './untold-store.ts';

export type HearingsEnded =
  | { readonly kind: 'ended'; readonly freed: readonly string[] }
  /** Participants will come to a hearing that is planned, or were not told that one does not take place. */
  | { readonly kind: 'refused'; readonly code: 'hearing_planned' | 'hearing_untold' };

/** What becomes of the hearings ahead when a case is closed (decision 0009). */
export interface ClosingHearings {
  /**
   * Gives free, and records, what nobody was told of; refuses where somebody was, and not of its end. The case is held
   * by then.
   */
  end(
    tx: Transaction,
    of: { readonly courtId: string; readonly caseId: string; readonly staffId: string },
  ): Promise<HearingsEnded>;
}

export function createClosingHearings({
  clock,
  recorder,
}: {
  readonly clock: Clock;
  readonly recorder: Recorder;
}): ClosingHearings {
  return {
    async end(tx, { courtId, caseId, staffId }) {
      const now = new Date(clock.now());
      const told = await findToldAhead(tx, caseId, now);
      if (told) return { kind: 'refused', code: told === 'planned' ? 'hearing_planned' : 'hearing_untold' };
      const freed = await freeUntoldAhead(tx, caseId, now);
      for (const { hearingId, judgeId } of freed) {
        const facts = { court: courtId, case: caseId, hearing: hearingId, judge: judgeId, by: staffId };
        await recorder.record(tx, { type: 'hearing.freed', facts });
      }
      return { kind: 'ended', freed: freed.map(({ hearingId }) => hearingId) };
    },
  };
}
