import type { Clock } from '../../oidc/ports.ts';
import { createBatching, type Database, type Transaction } from '../db/index.ts';
import type { DeliveryReceipt, OnOutcomes } from './model.ts';
import { keepReceipts, takeKnownReceipts } from './store.ts';

export interface ReceiptBook {
  /**
   * Notes a receipt on its message, or keeps it for a message that is not marked yet. Durable when the promise resolves:
   * an operator that hears nothing before a crash tells it again.
   */
  readonly keep: (receipt: DeliveryReceipt) => Promise<void>;
  /** Notes the receipts that overtook the marks of their messages. */
  readonly settle: () => Promise<void>;
}

const limits = { statementsInFlight: 1, keysPerStatement: 100 };
const settledAtOnce = 200;
/** A message is marked minutes after its sending, or not at all; an older receipt is not ours. */
const earlyMs = 3_600_000;

export function createReceiptBook(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly onOutcomes: OnOutcomes | undefined;
}): ReceiptBook {
  const { db, clock, onOutcomes } = deps;
  const write = async (tx: Transaction, receipts: readonly DeliveryReceipt[]) => {
    const outcomes = await keepReceipts(tx, receipts, new Date(clock.now()));
    if (outcomes.length > 0) await onOutcomes?.(tx, outcomes);
  };
  const settleSome = () =>
    db.transaction(async (tx) => {
      const kept = await takeKnownReceipts(tx, new Date(clock.now() - earlyMs), settledAtOnce);
      if (kept.length > 0) await write(tx, kept);
      return kept.length;
    });
  const keep = createBatching(limits).open<DeliveryReceipt, undefined>({
    isRead: false,
    speaker: 'last',
    async run(receipts) {
      await db.transaction((tx) => write(tx, receipts));
      return receipts.map(() => undefined);
    },
    echo: (answer) => answer,
  });
  return {
    // Two words about one part are two requests: the later must not swallow the earlier.
    keep: async (receipt) => keep(`${receipt.providerId} ${receipt.status}`, receipt),
    async settle() {
      while ((await settleSome()) === settledAtOnce);
    },
  };
}
