import {
  numberArray,
  type Queryable,
  type Row,
  statement,
  textArray,
  type Transaction,
} from '../../db/index.ts';
import type { Lots } from './urn.ts';
import type { JudgeLots, Urn } from './model.ts';

const lock = statement('draw.lock', 'select lock_draws($1)');

/** Whoever changes who may be drawn, and every draw, comes here first; held until the transaction ends. */
export async function lockDraws(tx: Transaction, courtId: string): Promise<void> {
  await tx.query(lock, [courtId]);
}

export interface NewDrawRequest extends Urn {
  readonly drawId: string;
  readonly caseId: string;
  readonly cause: 'registered' | 'recused' | 'reassigned';
  readonly fromJudge: string | undefined;
  readonly reason: string | undefined;
  readonly askedBy: string | undefined;
  readonly recordId: string;
}

const insertRequestRow = statement(
  'draw.request',
  `insert into draw_request (draw_id, court_id, kind, case_id, cause, from_judge, reason, asked_by, record_id, requested_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
);

export async function insertRequest(tx: Transaction, request: NewDrawRequest, at: Date): Promise<void> {
  const { drawId, courtId, kind, caseId, cause, fromJudge, reason, askedBy, recordId } = request;
  const values = [drawId, courtId, kind, caseId, cause, fromJudge ?? null, reason ?? null, askedBy ?? null];
  await tx.query(insertRequestRow, [...values, recordId, at]);
}

const endRequestRow = statement(
  'draw.end_request',
  `update draw_request set state = $2, trouble = null, ended_at = $3 where draw_id = $1 and state = 'waiting'
   returning draw_id`,
);

export async function endRequest(
  tx: Transaction,
  drawId: string,
  state: 'drawn' | 'cancelled',
  at: Date,
): Promise<boolean> {
  return (await tx.query(endRequestRow, [drawId, state, at])).length === 1;
}

const cancelOfCase = statement(
  'draw.cancel_of_case',
  `update draw_request set state = 'cancelled', ended_at = $2 where case_id = $1 and state = 'waiting'
   returning draw_id as "drawId"`,
);

/** The draw that the case waited for; undefined when it waited for none. */
export async function cancelRequestOf(
  tx: Transaction,
  caseId: string,
  at: Date,
): Promise<string | undefined> {
  const [row] = await tx.query<Row & { readonly drawId: string }>(cancelOfCase, [caseId, at]);
  return row?.drawId;
}

const published = statement('draw.published', 'select max(size) as size from record_checkpoint');

/** How many entries of the log everybody sees; 0 = nothing, or there is no log. */
export async function readPublishedSize(db: Queryable): Promise<number> {
  const [row] = await db.query<Row & { readonly size: string | null }>(published);
  return Number(row?.size ?? 0);
}

/* The range finds a bundle or a few; the array tells which of its places. */
const placedIn = `join record_bundle b on b.id_range @> r.record_id and r.record_id = any(b.ids)`;
const placeOf = 'min(b.place * 256 + array_position(b.ids, r.record_id) - 1)';
const placeRequests = statement(
  'draw.place_requests',
  `update draw_request d set log_place = p.place
     from (select r.draw_id, ${placeOf} as place from draw_request r ${placedIn}
            where r.state = 'waiting' and r.log_place is null group by r.draw_id) p
    where d.draw_id = p.draw_id and d.log_place is null`,
);
const placeChains = statement(
  'draw.place_chains',
  `update draw_chain c set log_place = p.place
     from (select r.chain_id, ${placeOf} as place from draw_chain r ${placedIn}
            where r.log_place is null group by r.chain_id) p
    where c.chain_id = p.chain_id and c.log_place is null`,
);

/** Notes the places in the log of what waits; everything that a checkpoint covers which was read before is found. */
export async function placeWaiting(db: Queryable): Promise<void> {
  await db.query(placeRequests);
  await db.query(placeChains);
}

const urnsWaiting = statement(
  'draw.urns_waiting',
  `select distinct court_id as "courtId", kind from draw_request where state = 'waiting' order by 1, 2`,
);

/** Urns from which something is to be drawn. */
export async function listUrnsWaiting(db: Queryable): Promise<readonly Urn[]> {
  return db.query<Urn & Row>(urnsWaiting);
}

export interface WaitingRequest {
  readonly drawId: string;
  readonly caseId: string;
  readonly fromJudge: string | undefined;
  readonly logPlace: number;
  readonly trouble: string | undefined;
  /** Judges who are freed of the case. */
  readonly recused: readonly string[];
}

interface WaitingRow extends Row {
  readonly drawId: string;
  readonly caseId: string;
  readonly fromJudge: string | null;
  readonly logPlace: string;
  readonly trouble: string | null;
  readonly recused: readonly string[];
}

const waiting = statement(
  'draw.waiting',
  `select r.draw_id as "drawId", r.case_id as "caseId", r.from_judge as "fromJudge", r.log_place as "logPlace", r.trouble,
          array(select u.staff_id::text from case_recusal u where u.case_id = r.case_id and u.state = 'accepted') as recused
     from draw_request r
    where r.court_id = $1 and r.kind = $2 and r.state = 'waiting' and r.log_place > $3 and r.log_place < $4
    order by r.log_place limit $5`,
);

/** Requests that a tree of `size` entries covers, behind a place of the log, in its order. */
export async function listWaiting(
  tx: Transaction,
  { courtId, kind }: Urn,
  range: { readonly after: number; readonly size: number; readonly limit: number },
): Promise<readonly WaitingRequest[]> {
  const { after, size, limit } = range;
  const rows = await tx.query<WaitingRow>(waiting, [courtId, kind, after, size, limit]);
  return rows.map(({ fromJudge, logPlace, trouble, ...row }) => ({
    ...row,
    fromJudge: fromJudge ?? undefined,
    logPlace: Number(logPlace),
    trouble: trouble ?? undefined,
  }));
}

const setTroubleRow = statement('draw.trouble', 'update draw_request set trouble = $2 where draw_id = $1');

export async function setTrouble(
  tx: Transaction,
  drawId: string,
  trouble: 'no_judge' | 'too_many_judges',
): Promise<void> {
  await tx.query(setTroubleRow, [drawId, trouble]);
}

const active = statement(
  'draw.active_judges',
  `select s.staff_id as "staffId", coalesce(l.lots, 0) as lots
     from court_staff s left join draw_lots l on l.court_id = s.court_id and l.kind = $2 and l.staff_id = s.staff_id
    where s.court_id = $1 and s.office = 'judge' and s.ended_at is null
      and not exists (select from judge_leave v
                       where v.staff_id = s.staff_id and v.withdrawn_at is null
                         and $3::date between v.from_day and v.until_day)
    order by s.staff_id`,
);

/** Judges at work on that day, with their lots. */
export async function listActiveJudges(
  db: Queryable,
  { courtId, kind }: Urn,
  day: string,
): Promise<readonly JudgeLots[]> {
  return db.query<JudgeLots & Row>(active, [courtId, kind, day]);
}

const writeLotsRows = statement(
  'draw.write_lots',
  `insert into draw_lots (court_id, kind, staff_id, lots)
   select $1, $2, g.staff_id::uuid, g.lots::int from unnest($3::text[], $4::float8[]) as g (staff_id, lots)
   on conflict (court_id, kind, staff_id) do update set lots = excluded.lots`,
);

export async function writeLots(tx: Transaction, { courtId, kind }: Urn, lots: Lots): Promise<void> {
  const counts = numberArray([...lots.values()]);
  await tx.query(writeLotsRows, [courtId, kind, textArray([...lots.keys()]), counts]);
}

const moveLot = statement(
  'draw.move_lot',
  `insert into draw_lots (court_id, kind, staff_id, lots) values ($1, $2, $3, $4::int)
   on conflict (court_id, kind, staff_id) do update set lots = draw_lots.lots + excluded.lots`,
);

/** One lot back into the urn, or out of it. */
export async function moveLotOf(
  tx: Transaction,
  { courtId, kind }: Urn,
  staffId: string,
  count: 1 | -1,
): Promise<void> {
  await tx.query(moveLot, [courtId, kind, staffId, count]);
}

export interface NewDraw extends Urn {
  readonly n: number;
  readonly drawId: string;
  readonly recordId: string;
}

const nextNumber = statement(
  'draw.next_number',
  'select coalesce(max(n), 0) + 1 as n from draw where court_id = $1 and kind = $2',
);
const insertDrawRow = statement(
  'draw.insert',
  'insert into draw (court_id, kind, n, draw_id, record_id) values ($1, $2, $3, $4, $5)',
);

export async function readNextNumber(tx: Transaction, { courtId, kind }: Urn): Promise<number> {
  const [row] = await tx.query<Row & { readonly n: number }>(nextNumber, [courtId, kind]);
  return row?.n ?? 1;
}

export async function insertDraw(
  tx: Transaction,
  { courtId, kind, n, drawId, recordId }: NewDraw,
): Promise<void> {
  await tx.query(insertDrawRow, [courtId, kind, n, drawId, recordId]);
}

const checkpointBeyond = statement(
  'draw.checkpoint_beyond',
  'select size, note from record_checkpoint where size > $1 order by size limit 1',
);
const checkpointsFrom = statement(
  'draw.checkpoints_from',
  'select size, note from record_checkpoint where size >= $1 order by size desc limit 20',
);

/** The first checkpoint that was shown with more entries. */
export async function readCheckpointBeyond(db: Queryable, size: number): Promise<string | undefined> {
  const [row] = await db.query<Row & { readonly note: string }>(checkpointBeyond, [size]);
  return row?.note;
}

/** The newest ones with at least so many entries. */
export async function listCheckpointsFrom(db: Queryable, size: number): Promise<readonly string[]> {
  return (await db.query<Row & { readonly note: string }>(checkpointsFrom, [size])).map(({ note }) => note);
}
