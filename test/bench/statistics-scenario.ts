import { statement } from '../../src/db/index.ts';
import { countNewRecords, recountRecords } from '../../src/statistics/index.ts';
import { alternate, type Report, type Run, summarise } from './measure.ts';
import type { RecordWorld } from './record-world.ts';

const size = Number(process.env['ACAR_BENCH_STATISTICS_SIZE'] ?? 200_000);
const rounds = 2;

/** Sign-ins of 20,000 persons with four methods at fifty services, through ninety days. */
const fillRecords = statement(
  'bench.fill_records',
  `insert into interaction_record (at, type, account_id, client_id, facts)
   select timestamptz '2026-09-01T00:00:00+04' + n * interval '90 days' / $1::int,
          (array['sign_in.succeeded', 'sign_in.continued', 'sign_in.failed', 'sign_in.stepped_up'])[1 + n % 4],
          'person-' || (n * 7919) % 20000, 'client-' || n % 50,
          jsonb_build_object('method', (array['password', 'card', 'mobile', 'qr'])[1 + n % 4], 'level', 'high',
                             'address', '192.0.2.7', 'userAgent', 'Mozilla/5.0 (X11; Linux x86_64)')
     from generate_series(1, $1::int) as n`,
);
/** As the sequencer leaves them; nobody reads these entries. */
const fillBundles = statement(
  'bench.fill_bundles',
  `insert into record_bundle (place, ids, entries, id_range)
   select (nth - 1) / 256, array_agg(id order by nth), ''::bytea, int8range(min(id), max(id), '[]')
     from (select id, row_number() over (order by id) as nth from interaction_record) r group by 1`,
);
const settle = [
  statement('bench.settle_records', 'vacuum analyze interaction_record'),
  statement('bench.settle_bundles', 'vacuum analyze record_bundle'),
];
/** The bar: the same rows grouped by what most figures are divided by, and nothing kept. */
const plainCount = statement(
  'bench.plain_count',
  `select type, client_id, facts ->> 'method', (at at time zone 'Asia/Baku')::date, count(*)
     from interaction_record group by 1, 2, 3, 4`,
);

/** So many records in the time that the work took. */
async function timed(work: () => Promise<unknown>): Promise<Run> {
  const started = performance.now();
  await work();
  const seconds = (performance.now() - started) / 1000;
  return { times: Array.from({ length: size }, () => (seconds * 1000) / size), seconds };
}

/** `npm run bench -- statistics`. */
export async function statistics({ owner, counter }: RecordWorld): Promise<Report> {
  await owner.query(fillRecords, [size]);
  await owner.query(fillBundles);
  for (const one of settle) await owner.query(one);
  const first = await timed(() => countNewRecords({ db: counter }));
  const [plains = [], anew = []] = await alternate(rounds, [
    () => timed(() => owner.query(plainCount)),
    () => timed(() => recountRecords({ db: counter })),
  ]);
  const counted = summarise('records counted anew, in one transaction', anew);
  const plain = summarise('count(*) of the same rows, grouped', plains);
  return {
    measurements: [plain, summarise('records counted by the job, 20,000 at a time', [first]), counted],
    ratios: [{ name: 'counted records / plainly grouped rows', value: counted.perSecond / plain.perSecond }],
  };
}
