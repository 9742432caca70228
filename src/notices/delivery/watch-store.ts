import { type Queryable, type Row, statement, textArray, type Transaction } from '../../db/index.ts';
import type { Watched } from './model.ts';
import { emailSql, mobileSql } from './store.ts';

const due = statement(
  'notice_watch.due',
  `with due as materialized (
     select notice_id, sent_again, limit_at from notice_watch
      where check_at <= $1 order by check_at limit $2 for update skip locked)
   select due.notice_id as "noticeId", due.sent_again as "sentAgain", due.limit_at as "limitAt",
          n.court_id as "courtId", h.starts_at as "hearingAt", ${mobileSql} as sms, ${emailSql} as email,
          exists (select from notice_reading g where g.notice_id = n.notice_id) as "isRead",
          exists (select from notice l where l.replaces = n.notice_id and l.state = 'sent')
            or coalesce(h.hearing_id = n.hearing_id and h.state <> 'planned', false) as "isReplaced",
          (select coalesce(json_agg(json_build_object('channel', d.channel, 'recipient', d.recipient, 'state', d.state,
             'trouble', d.trouble) order by d.created_at), '[]')
             from notice_delivery d where d.notice_id = n.notice_id and d.channel <> 'portal') as tries
     from due
     join notice n on n.notice_id = due.notice_id
     join case_participant p on p.participant_id = n.participant_id
     left join notice earlier on earlier.notice_id = n.replaces
     left join hearing h on h.hearing_id = coalesce(n.hearing_id, earlier.hearing_id)`,
);

interface DueRow extends Row, Omit<Watched, 'hearingAt' | 'contacts'> {
  readonly hearingAt: Date | null;
  readonly sms: string | null;
  readonly email: string | null;
}

/** Notices that are to be looked at, held until the transaction ends. */
export async function takeDue(tx: Transaction, now: Date, most: number): Promise<readonly Watched[]> {
  const rows = await tx.query<DueRow>(due, [now, most]);
  return rows.map(({ hearingAt, sms, email: address, ...row }) => ({
    ...row,
    hearingAt: hearingAt ?? undefined,
    contacts: { ...(sms === null ? {} : { sms }), ...(address === null ? {} : { email: address }) },
  }));
}

const end = statement(
  'notice_watch.end',
  'delete from notice_watch where notice_id = any($1::text[]::uuid[])',
);

export async function endWatch(tx: Transaction, noticeIds: readonly string[]): Promise<void> {
  await tx.query(end, [textArray(noticeIds)]);
}

const postpone = statement(
  'notice_watch.postpone',
  `update notice_watch w set limit_at = g.at::timestamptz, check_at = g.at::timestamptz, sent_again = w.sent_again + $3
     from unnest($1::text[], $2::text[]) as g (notice_id, at) where w.notice_id = g.notice_id::uuid`,
);

/** Looks at the notices again at their times. */
export async function postponeChecks(
  tx: Transaction,
  notices: readonly { readonly noticeId: string; readonly at: Date }[],
  { isSentAgain }: { readonly isSentAgain: boolean },
): Promise<void> {
  await tx.query(postpone, [
    textArray(notices.map(({ noticeId }) => noticeId)),
    textArray(notices.map(({ at }) => at.toISOString())),
    isSentAgain ? 1 : 0,
  ]);
}

const openEscalations = statement(
  'notice_escalation.open',
  `insert into notice_escalation (escalation_id, notice_id, court_id, reason, opened_at)
   select gen_random_uuid(), g.notice_id::uuid, g.court_id, g.reason, $4
     from unnest($1::text[], $2::text[], $3::text[]) as g (notice_id, court_id, reason)
   on conflict (notice_id) where closed_at is null do nothing`,
);

export async function insertEscalations(
  tx: Transaction,
  notices: readonly { readonly noticeId: string; readonly courtId: string; readonly reason: string }[],
  now: Date,
): Promise<void> {
  await tx.query(openEscalations, [
    textArray(notices.map(({ noticeId }) => noticeId)),
    textArray(notices.map(({ courtId }) => courtId)),
    textArray(notices.map(({ reason }) => reason)),
    now,
  ]);
}

const backlog = statement(
  'notice_escalation.backlog',
  'select count(*)::int as open, min(opened_at) as oldest from notice_escalation where closed_at is null',
);

/** For metrics: how many notices wait for a clerk, and since when. */
export async function escalationBacklog(
  db: Queryable,
): Promise<{ readonly open: number; readonly oldest: Date | undefined }> {
  const [row] = await db.query<Row & { open: number; oldest: Date | null }>(backlog);
  return { open: row?.open ?? 0, oldest: row?.oldest ?? undefined };
}
