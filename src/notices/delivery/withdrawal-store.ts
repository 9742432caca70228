import { type Row, statement, textArray, type Transaction } from '../../db/index.ts';

const endWatch = statement(
  'notice_watch.end_of_participant',
  `delete from notice_watch w using notice n where n.notice_id = w.notice_id and n.participant_id = $1`,
);

export async function endWatchOf(tx: Transaction, participantId: string): Promise<void> {
  await tx.query(endWatch, [participantId]);
}

const closeEscalations = statement(
  'notice_escalation.close_of_participant',
  `update notice_escalation e set closed_at = $2, outcome = 'removed' from notice n
    where n.notice_id = e.notice_id and n.participant_id = $1 and e.closed_at is null`,
);

export async function closeEscalationsOf(tx: Transaction, participantId: string, now: Date): Promise<void> {
  await tx.query(closeEscalations, [participantId, now]);
}

const queued = statement(
  'notice_delivery.queued_of_participant',
  `select d.delivery_id as "deliveryId" from notice n join notice_delivery d on d.notice_id = n.notice_id
    where n.participant_id = $1 and d.state = 'queued'`,
);

/** Deliveries whose messages may still wait. */
export async function listQueuedOf(tx: Transaction, participantId: string): Promise<readonly string[]> {
  const rows = await tx.query<Row & { readonly deliveryId: string }>(queued, [participantId]);
  return rows.map(({ deliveryId }) => deliveryId);
}

const withdraw = statement('notice_delivery.withdraw', 'select withdraw_deliveries($1::text[]::uuid[], $2)');

export async function markWithdrawn(
  tx: Transaction,
  deliveryIds: readonly string[],
  now: Date,
): Promise<void> {
  await tx.query(withdraw, [textArray(deliveryIds), now]);
}
