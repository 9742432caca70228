import { type Row, statement, textArray, type Transaction } from '../../db/index.ts';
import type { Language } from '../../messages/index.ts';
import type {
  DeliveryState,
  DeliveryTrouble,
  DueDelivery,
  HearingWords,
  NoticeKind,
  NoticeWords,
  ReachTimes,
  SendingChannel,
} from './model.ts';

/** What src/notify takes; a participant with anything else has no such contact. */
export const mobileSql = "case when p.mobile ~ '^\\+[1-9][0-9]{6,14}$' then p.mobile end";
export const emailSql = `case when p.email ~ '^[^\\s@<>()\\[\\]\\\\,;:"]{1,64}@[^\\s@<>()\\[\\]\\\\,;:"]+$' and length(p.email) <= 254 then p.email end`;

const hearingJson = (hearing: string, room: string, condition = '') =>
  `case when ${hearing}.hearing_id is not null${condition} then json_build_object('hearingId', ${hearing}.hearing_id,
     'startsAt', ${hearing}.starts_at, 'endsAt', ${hearing}.ends_at, 'room', ${room}.name) end`;

/**
 * Everything that messages tell of notices, with contacts. Of a hearing that does not take place they tell that alone: the
 * one that is postponed, or that of the earlier notice once its time is free. A correction leaves its hearing as it is.
 */
const told = `
  select n.notice_id as "noticeId", n.number, n.kind, n.language, n.signed_at as "signedAt", k.number as "caseNumber",
         n.court_id as "courtId", c.names as "courtNames", c.address as "courtAddress", p.code,
         ${mobileSql} as mobile, ${emailSql} as email,
         coalesce(h.starts_at, case when o.state = 'planned' then o.starts_at end) as "hearingAt",
         ${hearingJson('h', 'r')} as hearing, ${hearingJson('o', 'w', " and o.state <> 'planned'")} as cancelled
    from notice n
    join court_case k on k.case_id = n.case_id
    join court c on c.court_id = n.court_id
    join case_participant p on p.participant_id = n.participant_id
    left join hearing h on h.hearing_id = n.hearing_id and h.state = 'planned'
    left join court_room r on r.room_id = h.room_id
    left join notice replaced on replaced.notice_id = n.replaces
    left join hearing o on o.hearing_id =
      case n.kind when 'postponement' then (n.fields ->> 'formerHearing')::uuid else replaced.hearing_id end
    left join court_room w on w.room_id = o.room_id`;

/** As `limitOf` in the model. */
const limit = `$2::timestamptz + least($3::interval,
  case when "hearingAt" is not null then greatest($4::interval, ("hearingAt" - $2) / 4) end)`;

const added = (ways: string) => `
  insert into notice_delivery (delivery_id, notice_id, channel, recipient, state, created_at, changed_at)
  select gen_random_uuid(), t."noticeId", way.channel, way.recipient,
         case way.channel when 'portal' then 'available' else 'queued' end, $2, $2
    from told t cross join lateral (values ('sms', mobile, mobile is not null), ('email', email, email is not null),
      ('portal', null, code is not null)) as way (channel, recipient, is_open)
   where way.is_open and ${ways}
  returning delivery_id as "deliveryId", notice_id as "noticeId", channel, recipient`;

const watched = `
  insert into notice_watch (notice_id, limit_at, check_at)
  select "noticeId", ${limit}, ${limit} from told where mobile is not null or email is not null
  on conflict on constraint notice_watch_pkey do update
     set sent_again = 0, limit_at = excluded.limit_at, check_at = excluded.check_at`;

const messages = `(select coalesce(json_agg(a), '[]') from added a where a."noticeId" = t."noticeId" and a.channel <> 'portal')`;

const queueFirst = statement(
  'notice_delivery.queue',
  `with told as materialized (${told}
     where n.notice_id = any($1::text[]::uuid[])
       and not exists (select from notice_delivery d where d.notice_id = n.notice_id)
       and not exists (select from notice_escalation e where e.notice_id = n.notice_id)),
   added as (${added('true')}),
   watched as (${watched}),
   escalated as (
     insert into notice_escalation (escalation_id, notice_id, court_id, reason, opened_at)
     select gen_random_uuid(), "noticeId", "courtId", 'no_contact', $2 from told
      where mobile is null and email is null
     returning notice_id)
   select t.*, ${messages} as deliveries,
          exists (select from escalated e where e.notice_id = t."noticeId") as "isEscalated" from told t`,
);

const queueFurther = statement(
  'notice_delivery.queue_further',
  `with wanted as (select notice_id::uuid, channel from unnest($1::text[], $3::text[]) as g (notice_id, channel)),
   told as materialized (${told} where n.notice_id in (select notice_id from wanted)),
   added as (${added('(t."noticeId", way.channel) in (select notice_id, channel from wanted)')})
   select t.*, ${messages} as deliveries, false as "isEscalated" from told t`,
);

const watchAgain = statement(
  'notice_delivery.watch',
  `with told as materialized (${told} where n.notice_id = any($1::text[]::uuid[]))${watched}`,
);

interface HearingJson extends Omit<HearingWords, 'startsAt' | 'endsAt'> {
  readonly startsAt: string;
  readonly endsAt: string;
}

interface ToldRow extends Row {
  readonly noticeId: string;
  readonly number: string;
  readonly kind: NoticeKind;
  readonly language: Language;
  readonly signedAt: Date | null;
  readonly caseNumber: string | null;
  readonly courtId: string;
  readonly courtNames: NoticeWords['court']['names'];
  readonly courtAddress: string;
  readonly hearing: HearingJson | null;
  readonly cancelled: HearingJson | null;
  readonly deliveries: readonly DueDelivery[];
  readonly isEscalated: boolean;
}

/** A notice with the deliveries that were just entered for it. */
export interface Queued {
  readonly words: NoticeWords;
  readonly deliveries: readonly DueDelivery[];
  readonly courtId: string;
  readonly isEscalated: boolean;
}

const intervals = ({ reachMs, leastMs }: ReachTimes) => [
  `${reachMs} milliseconds`,
  `${leastMs} milliseconds`,
];

/**
 * Enters the first deliveries of notices, by every way there is, and watches them; a notice without a contact is
 * escalated. What has deliveries already is left out.
 */
export async function enterDeliveries(
  tx: Transaction,
  noticeIds: readonly string[],
  { now, times }: { readonly now: Date; readonly times: ReachTimes },
): Promise<readonly Queued[]> {
  const rows = await tx.query<ToldRow>(queueFirst, [textArray(noticeIds), now, ...intervals(times)]);
  return rows.map((row) => toQueued(row, now));
}

/** Enters one more delivery for each pair. */
export async function enterFurther(
  tx: Transaction,
  wanted: readonly { readonly noticeId: string; readonly channel: SendingChannel }[],
  now: Date,
): Promise<readonly Queued[]> {
  const rows = await tx.query<ToldRow>(queueFurther, [
    textArray(wanted.map(({ noticeId }) => noticeId)),
    now,
    textArray(wanted.map(({ channel }) => channel)),
  ]);
  return rows.map((row) => toQueued(row, now));
}

/** Watches notices as if they had been sent now. */
export async function watchNotices(
  tx: Transaction,
  noticeIds: readonly string[],
  { now, times }: { readonly now: Date; readonly times: ReachTimes },
): Promise<void> {
  await tx.query(watchAgain, [textArray(noticeIds), now, ...intervals(times)]);
}

function toQueued(row: ToldRow, now: Date): Queued {
  const { noticeId, number, kind, language } = row;
  const words = {
    noticeId,
    number,
    kind,
    language,
    caseNumber: row.caseNumber ?? '',
    court: { names: row.courtNames, address: row.courtAddress },
    signedAt: row.signedAt ?? now,
    hearing: toHearing(row.hearing),
    cancelled: toHearing(row.cancelled),
  };
  return { words, deliveries: row.deliveries, courtId: row.courtId, isEscalated: row.isEscalated };
}

function toHearing(hearing: HearingJson | null): HearingWords | undefined {
  if (!hearing) return undefined;
  return { ...hearing, startsAt: new Date(hearing.startsAt), endsAt: new Date(hearing.endsAt) };
}

// A phone that confirmed has it. A notice that reached its participant is watched no more; one that failed by a way is
// looked at soon.
const noteOutcomes = statement(
  'notice_delivery.note_outcomes',
  `with told as (
     select delivery_id::uuid, state, trouble from unnest($1::text[], $2::text[], $3::text[]) as g (delivery_id, state, trouble)),
   changed as (
     update notice_delivery d set state = t.state, trouble = t.trouble, changed_at = $4 from told t
      where d.delivery_id = t.delivery_id and d.state <> 'delivered' and d.channel <> 'portal' and d.state <> t.state
     returning d.notice_id, d.channel, d.state),
   reached as (
     select distinct notice_id from changed where state = 'delivered' or (channel = 'email' and state = 'sent')),
   unwatched as (delete from notice_watch w using reached r where w.notice_id = r.notice_id),
   closed as (
     update notice_escalation e set closed_at = $4, outcome = 'reached' from reached r
      where e.notice_id = r.notice_id and e.closed_at is null),
   hurried as (
     update notice_watch w set check_at = least(w.check_at, $4)
       from (select distinct notice_id from changed
              where state in ('failed', 'expired') and notice_id not in (select notice_id from reached)) as failed
      where w.notice_id = failed.notice_id)
   select channel, state, count(*)::int as count from changed group by channel, state`,
);

/*
 * Whatever concerns a notice is taken in one order: escalations, watches, deliveries, each by its id. Two batches that share
 * notices wait for one another, and never each for the other. A condition that is the same for all rows is looked at before
 * any: so the steps follow one another.
 */
const hold = statement(
  'notice_delivery.hold',
  `with told as materialized (
     select delivery_id, notice_id from notice_delivery where delivery_id = any($1::text[]::uuid[])),
   escalations as materialized (
     select escalation_id from notice_escalation
      where closed_at is null and notice_id in (select notice_id from told) order by notice_id for update),
   watches as materialized (
     select notice_id from notice_watch
      where (select count(*) from escalations) >= 0 and notice_id in (select notice_id from told)
      order by notice_id for update)
   select delivery_id from notice_delivery
    where (select count(*) from watches) >= 0 and delivery_id in (select delivery_id from told)
    order by delivery_id for update`,
);

export interface StateCount {
  readonly channel: SendingChannel;
  readonly state: DeliveryState;
  readonly count: number;
}

/** Writes what became of deliveries; how many changed. What is told twice, or late, changes nothing. */
export async function writeOutcomes(
  tx: Transaction,
  outcomes: readonly {
    readonly deliveryId: string;
    readonly state: DeliveryState;
    readonly trouble: DeliveryTrouble | undefined;
  }[],
  now: Date,
): Promise<readonly StateCount[]> {
  const deliveryIds = textArray(outcomes.map(({ deliveryId }) => deliveryId));
  await tx.query(hold, [deliveryIds]);
  return tx.query<Row & StateCount>(noteOutcomes, [
    deliveryIds,
    textArray(outcomes.map(({ state }) => state)),
    textArray(outcomes.map(({ trouble }) => trouble ?? null)),
    now,
  ]);
}
