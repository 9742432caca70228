import { type Queryable, type Row, statement, type Transaction } from '../../db/index.ts';
import type { Language } from '../../messages/index.ts';
import type { DeliveryChannel, DeliveryState, DeliveryTrouble, NoticeKind } from './model.ts';

/** A notice that reached nobody, as a clerk sees it. */
export interface Escalation {
  readonly escalationId: string;
  readonly entry: string;
  readonly reason: 'no_contact' | 'not_reached';
  readonly openedAt: Date;
  /** Absent while somebody has to act. */
  readonly closedAt: Date | undefined;
  readonly noticeId: string;
  readonly number: string;
  readonly kind: NoticeKind;
  readonly caseId: string;
  readonly caseNumber: string;
  readonly participantId: string;
  readonly participant: string;
  readonly mobile: string | undefined;
  readonly email: string | undefined;
  readonly hearingAt: Date | undefined;
  readonly readAt: Date | undefined;
}

/** One try to reach somebody. */
export interface DeliveryTry {
  readonly channel: DeliveryChannel;
  readonly recipient: string | undefined;
  readonly state: DeliveryState;
  readonly trouble: DeliveryTrouble | undefined;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

const columns = `e.escalation_id as "escalationId", e.entry, e.reason, e.opened_at as "openedAt", e.closed_at as "closedAt",
  n.notice_id as "noticeId", n.number, n.kind, k.case_id as "caseId", coalesce(k.number, '') as "caseNumber",
  p.participant_id as "participantId", p.name as participant, p.mobile, p.email, h.starts_at as "hearingAt",
  (select min(g.read_at) from notice_reading g where g.notice_id = n.notice_id) as "readAt"`;
const joined = `notice_escalation e
  join notice n on n.notice_id = e.notice_id
  join court_case k on k.case_id = n.case_id
  join case_participant p on p.participant_id = n.participant_id
  left join hearing h on h.hearing_id = n.hearing_id`;

interface EscalationRow extends Row {
  readonly escalationId: string;
  readonly entry: string;
  readonly reason: Escalation['reason'];
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  readonly noticeId: string;
  readonly number: string;
  readonly kind: NoticeKind;
  readonly caseId: string;
  readonly caseNumber: string;
  readonly participantId: string;
  readonly participant: string;
  readonly mobile: string | null;
  readonly email: string | null;
  readonly hearingAt: Date | null;
  readonly readAt: Date | null;
}

function toEscalation(row: EscalationRow): Escalation {
  const { closedAt, mobile, email, hearingAt, readAt, ...rest } = row;
  return {
    ...rest,
    closedAt: closedAt ?? undefined,
    mobile: mobile ?? undefined,
    email: email ?? undefined,
    hearingAt: hearingAt ?? undefined,
    readAt: readAt ?? undefined,
  };
}

const list = statement(
  'notice_escalation.list',
  `select ${columns} from ${joined} where e.court_id = $1 and e.closed_at is null and e.entry > $2
    order by e.entry limit $3`,
);

/** What a court has to act on, the oldest first, behind the entry `after`. */
export async function listEscalations(
  db: Queryable,
  courtId: string,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<readonly Escalation[]> {
  return (await db.query<EscalationRow>(list, [courtId, after, limit])).map(toEscalation);
}

const find = statement(
  'notice_escalation.find',
  `select ${columns} from ${joined} where e.court_id = $1 and e.escalation_id = $2`,
);

export async function findEscalation(
  db: Queryable,
  courtId: string,
  escalationId: string,
): Promise<Escalation | undefined> {
  const [row] = await db.query<EscalationRow>(find, [courtId, escalationId]);
  return row && toEscalation(row);
}

const tries = statement(
  'notice_delivery.of_notice',
  `select channel, recipient, state, trouble, created_at as "createdAt", changed_at as "changedAt"
     from notice_delivery where notice_id = $1 order by created_at desc, channel limit 50`,
);

interface TryRow extends Row, Omit<DeliveryTry, 'recipient' | 'trouble'> {
  readonly recipient: string | null;
  readonly trouble: DeliveryTrouble | null;
}

/** The newest first. */
export async function listTries(db: Queryable, noticeId: string): Promise<readonly DeliveryTry[]> {
  const rows = await db.query<TryRow>(tries, [noticeId]);
  return rows.map(({ recipient, trouble, ...row }) => ({
    ...row,
    recipient: recipient ?? undefined,
    trouble: trouble ?? undefined,
  }));
}

const holdCase = statement(
  'notice_escalation.hold_case',
  'select case_id from court_case where case_id = $1 for no key update',
);

/** Whoever changes the participants of the case waits, and sees what was sent. */
export async function holdCaseOf(tx: Transaction, caseId: string): Promise<void> {
  await tx.query(holdCase, [caseId]);
}

const close = statement(
  'notice_escalation.close',
  `update notice_escalation set closed_at = $3, outcome = $4, closed_by = $5, note = $6
    where court_id = $1 and escalation_id = $2 and closed_at is null returning notice_id as "noticeId"`,
);

export interface Closing {
  readonly courtId: string;
  readonly escalationId: string;
  readonly at: Date;
  readonly outcome: 'sent_again' | 'on_paper';
  readonly staffId: string;
  readonly note: string | undefined;
}

/** The notice; undefined when somebody closed it before, or there is none of that court. */
export async function closeEscalation(tx: Transaction, closing: Closing): Promise<string | undefined> {
  const { courtId, escalationId, at, outcome, staffId, note } = closing;
  const values = [courtId, escalationId, at, outcome, staffId, note ?? null];
  const [row] = await tx.query<Row & { noticeId: string }>(close, values);
  return row?.noticeId;
}

// What somebody else holds is left for the next time: no two wait for one another.
const closeOver = statement(
  'notice_escalation.close_over',
  `with over as materialized (
     select o.escalation_id,
             case when exists (select from notice_reading g where g.notice_id = o.notice_id) then 'read'
                  when exists (select from notice l where l.replaces = o.notice_id and l.state = 'sent')
                    or exists (select from notice n join hearing h on h.hearing_id = n.hearing_id
                      where n.notice_id = o.notice_id and h.state <> 'planned') then 'replaced'
                  when exists (select from notice_delivery d where d.notice_id = o.notice_id
                    and (d.state = 'delivered' or (d.channel = 'email' and d.state = 'sent'))) then 'reached' end as why
       from notice_escalation o where o.closed_at is null),
   held as materialized (
     select escalation_id from notice_escalation
      where closed_at is null and escalation_id in (select escalation_id from over where why is not null)
      order by notice_id for update skip locked)
   update notice_escalation e set closed_at = $1, outcome = over.why
     from over join held on held.escalation_id = over.escalation_id
    where e.escalation_id = over.escalation_id`,
);

/** Closes what nobody needs to act on any more: read, replaced by a later notice, about a hearing that
 * does not take place, or reached while it was escalated. */
export async function closeOverEscalations(db: Queryable, now: Date): Promise<void> {
  await db.query(closeOver, [now]);
}

const takeUntold = statement(
  'notice_escalation.take_untold',
  `with held as materialized (
     select escalation_id from notice_escalation
      where told_at is null and closed_at is null order by notice_id for update skip locked),
   untold as (
     update notice_escalation e set told_at = $1
      where e.escalation_id in (select escalation_id from held) and e.told_at is null and e.closed_at is null
        and exists (select from court c where c.court_id = e.court_id and c.email is not null)
        and not exists (select from notice_escalation b where b.court_id = e.court_id and b.told_at >= $2)
     returning e.court_id)
   select c.court_id as "courtId", c.email, c.names,
          (select count(*)::int from untold u where u.court_id = c.court_id) as fresh,
          (select count(*)::int from notice_escalation o where o.court_id = c.court_id and o.closed_at is null) as open
     from court c where c.court_id in (select court_id from untold)`,
);

export interface Untold {
  readonly courtId: string;
  readonly email: string;
  readonly names: Readonly<Record<Language, string>>;
  /** Since the court was told last. */
  readonly fresh: number;
  readonly open: number;
}

/** Courts that have something new to act on and were not told since `dayBegan`; from now on they were. */
export async function takeUntoldCourts(
  tx: Transaction,
  { now, dayBegan }: { readonly now: Date; readonly dayBegan: Date },
): Promise<readonly Untold[]> {
  return tx.query<Row & Untold>(takeUntold, [now, dayBegan]);
}
