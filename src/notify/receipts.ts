import type { Clock } from '../../oidc/ports.ts';
import type { Database } from '../db/index.ts';
import type { DeliveryReceipt } from './model.ts';
import { keepReceipt } from './store.ts';

/** Long enough for the sender to mark the message; a receipt for a message that is not ours is forgotten then. */
const earlyReceiptMs = 5 * 60_000;
const mostEarlyReceipts = 10_000;

export interface ReceiptBook {
  /** Notes a receipt on its message. One that overtook the mark of its own sending is kept in memory for a while. */
  readonly keep: (receipt: DeliveryReceipt) => Promise<void>;
  /** Tries the early receipts again. */
  readonly retry: () => Promise<void>;
}

export function createReceiptBook(deps: { readonly db: Database; readonly clock: Clock }): ReceiptBook {
  const early = new Map<string, { readonly receipt: DeliveryReceipt; readonly since: number }>();
  return {
    async keep(receipt) {
      if (await keepReceipt(deps.db, receipt)) return;
      if (early.size < mostEarlyReceipts) {
        early.set(receipt.providerId, { receipt, since: deps.clock.now() });
      }
    },
    async retry() {
      for (const [providerId, { receipt, since }] of early) {
        const isOld = deps.clock.now() - since > earlyReceiptMs;
        if (isOld || (await keepReceipt(deps.db, receipt))) early.delete(providerId);
      }
    },
  };
}
