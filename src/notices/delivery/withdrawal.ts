import type { Clock } from '../../../oidc/ports.ts';
import type { Transaction } from '../../db/index.ts';
import { withdrawMessages } from '../../notify/index.ts';
import { closeEscalationsOf, endWatchOf, listQueuedOf, markWithdrawn } from './withdrawal-store.ts';

/** What becomes of notices that are on their way when their participant leaves the case. */
export interface NoticeWithdrawal {
  /**
   * Nobody tries any more to reach the participant: messages that wait are taken back, and clerks need not act. What lies
   * at the portal stays there. The participant's case is held by then.
   */
  withdraw(tx: Transaction, participantId: string): Promise<void>;
}

export function createNoticeWithdrawal({ clock }: { readonly clock: Clock }): NoticeWithdrawal {
  return {
    async withdraw(tx, participantId) {
      const now = new Date(clock.now());
      // Waits for a look that is under way, whose messages the statements behind it then see.
      await endWatchOf(tx, participantId);
      await closeEscalationsOf(tx, participantId, now);
      const queued = await listQueuedOf(tx, participantId);
      if (queued.length === 0) return;
      await markWithdrawn(tx, await withdrawMessages(tx, queued, now), now);
    },
  };
}
