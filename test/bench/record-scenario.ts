import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkTree, createTileTree, readSignedCheckpoint, type TileAddress } from '../../certs/index.ts';
import { statement, textArray } from '../../src/db/index.ts';
import { singleStatement } from '../../src/records/index.ts';
import { alternate, type Measurement, type Report, type Run, run, summarise } from './measure.ts';
import type { RecordWorld } from './record-world.ts';

const seconds = 6;
const writers = 4;
const rowsInBatch = 500;

/** How large the log is that the large measurements are made on; 10,000,000 takes minutes and 2 GB of disk. */
const largeSize = Number(process.env['ACAR_BENCH_LOG_SIZE'] ?? 200_000);

const eventAt = (worker: number, turn: number, place: number) => ({
  type: 'sign_in.succeeded' as const,
  accountId: `${worker}-${turn}-${place}`,
  clientId: 'bench',
  facts: {
    method: 'card',
    level: 'high' as const,
    address: '192.0.2.7',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
  },
});
const eventsOf = (worker: number, turn: number) =>
  Array.from({ length: rowsInBatch }, (_, place) => eventAt(worker, turn, place));

const plainInsert = statement(
  'bench.plain',
  `insert into interaction_record (at, type, account_id, client_id, session_uid, facts)
   select $1, e.type, e.account_id, e.client_id, null, e.facts::jsonb
     from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as e (type, account_id, client_id, facts)`,
);

/** The bar of the issue: batched inserts of the same rows, with nothing of a log. */
function plain({ db }: RecordWorld) {
  return (worker: number, turn: number) => {
    const events = eventsOf(worker, turn);
    return db.query(plainInsert, [
      new Date(),
      textArray(events.map(({ type }) => type)),
      textArray(events.map(({ accountId }) => accountId)),
      textArray(events.map(({ clientId }) => clientId)),
      textArray(events.map(({ facts }) => JSON.stringify(facts))),
    ]);
  };
}

/** One statement, as the plain inserts are: a transaction of its own. */
const append =
  ({ db, recorder }: RecordWorld) =>
  (worker: number, turn: number) =>
    recorder.recordAll(singleStatement(db), eventsOf(worker, turn));

const perRecord = ({ times, seconds: passed }: Run): Run => ({
  times: times.flatMap((time) => Array.from({ length: rowsInBatch }, () => time)),
  seconds: passed,
});
const rate = (runs: readonly Run[]) => summarise('', runs).perSecond;

const recordOf = statement('bench.record_of', 'select id from interaction_record where account_id = $1');

/** From the commit of a record to the checkpoint that covers it, again and again while the writers write. */
async function receiptTimes(world: RecordWorld, signal: AbortSignal): Promise<readonly number[]> {
  const times: number[] = [];
  for (let turn = 0; !signal.aborted; turn += 1) {
    const event = eventAt(-1, turn, Math.random());
    await world.db.transaction((tx) => world.recorder.recordAll(tx, [event]));
    const committed = performance.now();
    const [row] = await world.db.query<{ id: string }>(recordOf, [event.accountId]);
    for (let place: number | undefined; ; await sleep(10)) {
      place ??= await world.reader.placeOf(Number(row?.id));
      if (place !== undefined && ((await world.reader.published())?.size ?? 0) > place) break;
    }
    times.push(performance.now() - committed);
  }
  return times;
}

async function measureAppends(world: RecordWorld, forSeconds = seconds) {
  const ending = new AbortController();
  const receipts = receiptTimes(world, ending.signal);
  const appended = perRecord(await run({ concurrency: writers, seconds: forSeconds, run: append(world) }));
  ending.abort();
  return { appended, receipts: { times: await receipts, seconds: appended.seconds } };
}

const sizeNow = statement('bench.log_size', 'select size from record_head');
const pendingNow = statement('bench.pending', 'select count(*)::int as count from record_pending');

async function untilTakenUp({ owner }: RecordWorld): Promise<void> {
  while (((await owner.query<{ count: number }>(pendingNow))[0]?.count ?? 0) > 0) await sleep(100);
}

/** `npm run bench -- records`. */
export async function records(world: RecordWorld): Promise<Report> {
  // The log begins, and stands still while it is made large by hand.
  const first = await world.startSequencer();
  await until(async () => (await world.owner.query(sizeNow)).length > 0);
  await first.signal('SIGTERM');
  const [small, plains] = await compareWithPlain(world);
  const measurements: Measurement[] = [
    summarise('plain batched inserts of the same rows, records', plains),
    summarise(
      'appended records, durable, with the log behind them',
      small.map(({ appended }) => appended),
    ),
    summarise(
      'receipts: from the commit to the checkpoint',
      small.map(({ receipts }) => receipts),
    ),
  ];
  const appendedRate = rate(small.map(({ appended }) => appended));
  return {
    measurements,
    ratios: [
      { name: 'appended records a second', value: appendedRate, bar: 10_000 },
      { name: 'appends / plain inserts', value: appendedRate / rate(plains), bar: 1 / 3 },
      {
        name: 'milliseconds to a receipt, p95',
        value: measurements[2]?.p95 ?? Number.NaN,
        bar: 1000,
        isLimit: true,
      },
    ],
  };
}

async function compareWithPlain(world: RecordWorld) {
  const sequencer = await world.startSequencer();
  await run({ concurrency: writers, seconds: 2, run: append(world) });
  const measured: Awaited<ReturnType<typeof measureAppends>>[] = [];
  const [plains = []] = await alternate(2, [
    async () => perRecord(await run({ concurrency: writers, seconds, run: plain(world) })),
    async () => {
      const one = await measureAppends(world);
      measured.push(one);
      await untilTakenUp(world);
      return one.appended;
    },
  ]);
  await sequencer.signal('SIGTERM');
  return [measured, plains] as const;
}

/** `npm run bench -- large-log`: what stays the same however large the log is. */
export async function largeLog(world: RecordWorld): Promise<Report> {
  const first = await world.startSequencer();
  await until(async () => (await world.owner.query(sizeNow)).length > 0);
  await first.signal('SIGTERM');
  const started = performance.now();
  await world.fill(largeSize);
  console.log(`${largeSize} records in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  const proofs = await measureProofs(world, largeSize);
  const checked = await measureCheck(world);
  const sequencer = await world.startSequencer();
  await run({ concurrency: writers, seconds: 2, run: append(world) });
  const large = await measureAppends(world);
  await sequencer.signal('SIGTERM');
  const receipts = summarise(`receipts at ${largeSize} records`, [large.receipts]);
  return {
    measurements: [
      summarise(`appended records at ${largeSize} records in the log`, [large.appended]),
      receipts,
      summarise('inclusion proofs, the work without the reads, per second of a core', [proofs.run]),
      summarise('records checked from tiles alone', [checked.run]),
    ],
    ratios: [
      { name: 'milliseconds of work for a proof', value: proofs.meanMs, bar: 1, isLimit: true },
      { name: 'tiles read for a proof at most', value: proofs.mostTiles, bar: 8, isLimit: true },
      { name: 'milliseconds to a receipt, p95', value: receipts.p95, bar: 1000, isLimit: true },
      { name: 'MiB that a check of all tiles needs', value: checked.mostMiB, bar: 200, isLimit: true },
    ],
  };
}

/** By processor time, with the tiles read before: what else the machine does is left out. */
async function measureProofs({ reader }: RecordWorld, size: number) {
  const asked: { readonly index: number; readonly tiles: readonly (Uint8Array | undefined)[] }[] = [];
  let mostTiles = 0;
  for (let turn = 0; turn < 500; turn += 1) {
    const index = Math.floor(Math.random() * size);
    let tiles: readonly (Uint8Array | undefined)[] = [];
    const tree = createTileTree(size, async (addresses: readonly TileAddress[]) => {
      mostTiles = Math.max(mostTiles, addresses.length);
      tiles = await reader.readTiles(addresses);
      return tiles;
    });
    await tree.inclusionProof(index);
    // Other objects: what is remembered of a tile is remembered by its object.
    asked.push({ index, tiles: tiles.map((tile) => tile && Buffer.from(tile)) });
  }
  const before = process.cpuUsage();
  for (const { index, tiles } of asked) await createTileTree(size, async () => tiles).inclusionProof(index);
  const { user, system } = process.cpuUsage(before);
  const cpuSeconds = (user + system) / 1e6;
  const meanMs = (cpuSeconds * 1000) / asked.length;
  return { run: { times: asked.map(() => meanMs), seconds: cpuSeconds }, meanMs, mostTiles };
}

/** The memory that grows while all leaves, tiles and roots are computed anew. */
async function measureCheck({ reader, owner }: RecordWorld) {
  const [head] = await owner.query<{ note: string }>(statement('bench.head', 'select note from record_head'));
  const signed = readSignedCheckpoint(head?.note ?? '');
  if (signed.kind === 'malformed') throw new Error(signed.message);
  const { checkpoint } = signed.value;
  const before = process.memoryUsage.rss();
  let most = before;
  const started = performance.now();
  await checkTree({
    checkpoint,
    readTiles: reader.readTiles,
    onFinding: ({ message }) => {
      throw new Error(message);
    },
    onProgress: () => {
      most = Math.max(most, process.memoryUsage.rss());
    },
  });
  const passed = (performance.now() - started) / 1000;
  const times = Array.from({ length: checkpoint.size }, () => 0);
  return { run: { times, seconds: passed }, mostMiB: (most - before) / 2 ** 20 };
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await sleep(50);
}
