import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NoteKey, readVerifierKey } from '../../certs/index.ts';
import { type Database, type Row, statement } from '../../src/db/index.ts';
import { createOutboundFetch } from '../../src/http/index.ts';
import {
  createCaseDraws,
  createRotation,
  createRotationViews,
  type DrawingDeps,
  drawWaiting,
} from '../../src/notices/rotation/index.ts';
import { createCourts, createHearings, createPreparedNotices } from '../../src/notices/index.ts';
import { createRecorder, type RunningLog, startRecordLog } from '../../src/records/index.ts';
import { courtHours, type CourtWorld, createCourtWorld } from './court-world.ts';

export interface RotationWorld extends CourtWorld {
  readonly owner: Database;
  readonly key: Buffer;
  readonly rotation: ReturnType<typeof createRotation>;
  readonly views: ReturnType<typeof createRotationViews>;
  readonly drawing: DrawingDeps;
  logKey(): NoteKey;
  startLog(): Promise<void>;
  stopLog(): Promise<void>;
  /** A registered case that waits for its draw; its id. */
  register(kind?: string, courtId?: string): Promise<string>;
  /** Draws until nothing that was registered waits for the log. */
  drawAll(changes?: Partial<DrawingDeps>): Promise<void>;
  judgeOf(caseId: string): Promise<string | undefined>;
}

const insertCase = statement(
  'test.insert_case',
  `insert into court_case (case_id, court_id, kind, state, number, year, ordinal, entered_by, entered_at, changed_by, changed_at,
                           registered_at)
   select $1, $2, $3, 'registered', $4, 2026, $5, $6, $7, $6, $7, $7`,
);
const judgeSql = statement(
  'test.judge_of',
  'select judge_id as "judgeId" from court_case where case_id = $1',
);
const waitingSql = statement(
  'test.waiting_draws',
  `select count(*)::int as count from draw_request where state = 'waiting' and trouble is null`,
);

/** A court with a log of records of its own, which runs until it is stopped; the draws are made when a test says so. */
export async function createRotationWorld(): Promise<RotationWorld> {
  const court = await createCourtWorld();
  const { test, clock, staffIds } = court;
  const folder = mkdtempSync(join(tmpdir(), 'acar-draws-'));
  const recorder = createRecorder({ clock });
  const db = test.open();
  const key = randomBytes(32);
  const passphrase = randomBytes(32);
  const fetch = createOutboundFetch({ allowPrivate: true });
  const drawing = { db: test.open({ role: 'acar_worker' }), clock, recorder, key, witnesses: [] };
  const owner = test.owner();
  const draws = createCaseDraws({ clock, recorder });
  const courts = createCourts({ db });
  const hearings = createHearings({
    db,
    clock,
    recorder,
    courts,
    hours: courtHours,
    leadDays: 7,
    aheadDays: 366,
  });
  let log: RunningLog | undefined;
  let verifierKey = '';
  let ordinal = 0;
  const world: RotationWorld = {
    ...court,
    owner,
    key,
    views: createRotationViews({ db, clock }),
    drawing,
    rotation: createRotation({
      db,
      clock,
      recorder,
      hearings,
      prepared: createPreparedNotices({ recorder, documents: undefined }),
    }),
    logKey() {
      const read = readVerifierKey(verifierKey);
      if (read.kind !== 'read') throw new Error(read.message);
      return read.value;
    },
    async startLog() {
      log = await startRecordLog({
        db: test.open({ role: 'acar_sequencer' }),
        clock: { now: () => Date.now() },
        name: 'log.example.az',
        keyFile: join(folder, 'key.pem'),
        passphrase,
        markFile: join(folder, 'mark'),
        witnesses: [],
        fetch,
        timestamps: undefined,
        onError: (error) => console.error(error),
        onTrouble() {},
      });
      ({ verifierKey } = log);
    },
    async stopLog() {
      await log?.stop();
      log = undefined;
    },
    async register(kind = 'civil', courtId = court.courtIds[0]) {
      const caseId = randomUUID();
      ordinal += 1;
      const own = ordinal;
      const by = courtId === court.courtIds[0] ? staffIds.clerk : staffIds.otherClerk;
      const at = new Date(clock.now());
      await db.transaction(async (tx) => {
        const values = [caseId, courtId, kind, `${kind}(${courtId})-${own}/2026`, own, by, at];
        await tx.query(insertCase, values);
        await draws.request(tx, { caseId, courtId, kind });
      });
      return caseId;
    },
    async drawAll(changes = {}) {
      for (let tries = 0; tries < 400; tries += 1) {
        await drawWaiting({ ...drawing, ...changes });
        const [row] = await owner.query<Row & { readonly count: number }>(waitingSql);
        if (row?.count === 0) return;
        await new Promise((done) => setTimeout(done, 25));
      }
      throw new Error('a draw still waits');
    },
    async judgeOf(caseId) {
      const [row] = await owner.query<Row & { readonly judgeId: string | null }>(judgeSql, [caseId]);
      return row?.judgeId ?? undefined;
    },
    async stop() {
      await log?.stop();
      await fetch.close();
      await court.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return world;
}
