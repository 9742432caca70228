import { randomUUID } from 'node:crypto';
import { statement, type Database } from '../../src/db/index.ts';
import {
  checkReached,
  createParticipantContacts,
  createEscalations,
  createNoticeDeliveries,
  hearNoticeOutcomes,
  tellCourts,
} from '../../src/notices/index.ts';
import { createOutbox } from '../../src/notify/index.ts';
import { createRecorder } from '../../src/records/index.ts';
import type { Clock } from '../../oidc/ports.ts';
import type { CourtWorld } from './court-world.ts';
import type { TestDatabase } from './test-database.ts';

export const noticeLinks = {
  notice: (noticeId: string) => `http://portal.acar.localhost/me/notices/${noticeId}`,
  verification: 'http://verify.acar.localhost/',
};
const reachTimes = { reachMs: 24 * 3_600_000, leastMs: 15 * 60_000 };

/** The room of deliveries over a world's database: what signing, clerks and the worker call. */
export function courtDeliveries({ test, clock }: { readonly test: TestDatabase; readonly clock: Clock }) {
  const web = test.open();
  const worker = test.open({ role: 'acar_worker' });
  const recorder = createRecorder({ clock });
  const outbox = createOutbox({ clock });
  const common = { clock, recorder, outbox, links: noticeLinks, times: reachTimes };
  const deliveries = createNoticeDeliveries(common);
  return {
    web,
    worker,
    deliveries,
    outcomes: hearNoticeOutcomes({ clock }),
    escalations: createEscalations({
      ...common,
      db: web,
      contacts: createParticipantContacts({ clock, recorder }),
    }),
    queue: (...noticeIds: string[]) => web.transaction((tx) => deliveries.queue(tx, noticeIds)),
    check: () => checkReached({ ...common, db: worker }),
    tell: () =>
      tellCourts(
        { db: worker, clock, outbox },
        (court) => `http://court.acar.localhost/courts/${court}/undelivered`,
      ),
  };
}

export interface PlannedNotice {
  readonly number?: string;
  readonly kind?: string;
  readonly language?: 'az' | 'en' | 'ru';
  readonly mobile?: string | null;
  readonly email?: string | null;
  readonly code?: string | null;
  readonly participant?: string;
  /** Absent = without a hearing. */
  readonly hearing?: { readonly startsAt: string; readonly endsAt: string };
  readonly replaces?: string;
  /** The notice whose hearing is postponed. */
  readonly postpones?: string;
}

const addNotice = statement(
  'test.add_notice',
  `with c as (
     insert into court_case (case_id, court_id, kind, state, number, year, ordinal, entered_by, entered_at, changed_by,
       changed_at, registered_at, judge_id, assigned_at)
     select $1, s.court_id, 'civil', 'assigned', '2(001)-' || $13::int || '/2026', 2026, $13::int, s.staff_id, $12, s.staff_id,
       $12, $12, s.staff_id, $12 from court_staff s where s.staff_id = $4),
   p as (
     insert into case_participant (participant_id, case_id, place, role, kind, code, name, mobile, email, language)
     values ($2, $1, 1, 'defendant', 'person', $5, $6, $7, $8, $9)),
   h as (
     insert into hearing (hearing_id, case_id, room_id, room_number, judge_id, judge_number, starts_at, ends_at)
     select $10, $1, r.room_id, r.room_number, s.staff_id, s.staff_number, $14, $15
       from court_staff s join court_room r on r.court_id = s.court_id and r.name = 'Zal 1'
      where s.staff_id = $4 and $14::timestamptz is not null returning hearing_id)
   insert into notice (notice_id, number, case_id, court_id, participant_id, hearing_id, kind, language, fields, state,
     replaces, document_id, judge_id, prepared_at, signed_at)
   select $3, $11, $1, s.court_id, $2, (select hearing_id from h), $16, $9,
     coalesce((select jsonb_build_object('formerHearing', f.hearing_id) from notice f where f.notice_id = $18), '{}'), 'sent', $17, gen_random_uuid(), s.staff_id,
     $12, $12 from court_staff s where s.staff_id = $4`,
);

let count = 0;

/** A signed notice of the first court, to one participant. Its id. */
export async function addSignedNotice(
  { test, clock, staffIds }: Pick<CourtWorld, 'test' | 'clock' | 'staffIds'>,
  planned: PlannedNotice = {},
): Promise<string> {
  count += 1;
  const noticeId = randomUUID();
  const { kind = 'summons', language = 'az', participant = 'Nümunə İştirakçı' } = planned;
  const { mobile = '+994501234567', email = 'participant@example.az', code = '6CTZ006' } = planned;
  const { number = `B-001-2026-${String(count).padStart(6, '0')}`, hearing, replaces, postpones } = planned;
  await ownerOf(test).query(addNotice, [
    randomUUID(),
    randomUUID(),
    noticeId,
    staffIds.judge,
    code,
    participant,
    mobile,
    email,
    language,
    randomUUID(),
    number,
    new Date(clock.now()),
    count,
    hearing?.startsAt ?? null,
    hearing?.endsAt ?? null,
    kind,
    replaces ?? null,
    postpones ?? null,
  ]);
  return noticeId;
}

const owners = new WeakMap<CourtWorld['test'], Database>();

/** One pool for each world. */
export function ownerOf(test: CourtWorld['test']): Database {
  const owner = owners.get(test) ?? test.owner();
  owners.set(test, owner);
  return owner;
}

const changeHearing = statement(
  'test.change_hearing',
  'update hearing h set state = $2 from notice n where n.notice_id = $1 and h.hearing_id = n.hearing_id',
);

/** As a signature gives the time of the notice's hearing free. */
export async function freeHearingOf(
  { test }: Pick<CourtWorld, 'test'>,
  noticeId: string,
  state: 'postponed' | 'cancelled',
): Promise<void> {
  await ownerOf(test).query(changeHearing, [noticeId, state]);
}

const statesOf = statement(
  'test.delivery_states',
  `select channel, recipient, state, trouble from notice_delivery where notice_id = $1 order by created_at, channel`,
);

export async function deliveryStates(
  { test }: Pick<CourtWorld, 'test'>,
  noticeId: string,
): Promise<string[]> {
  const rows = await ownerOf(test).query(statesOf, [noticeId]);
  return rows.map(({ channel, state, trouble }) =>
    [channel, state, ...(trouble === null ? [] : [trouble])].map(String).join(' '),
  );
}
