import { startDurableDatabase } from '../support/durable-database.ts';
import { type NoticesWorld, startNoticesWorld, type WorldJudge } from '../support/notices-world.ts';
import { runOwnCpu } from './cpu.ts';
import { type Report, type Run, summarise } from './measure.ts';
import { measureRaw, rate } from './signature-costs.ts';

/** In one case, and so with one PIN. */
const participants = 10;
const warmingSeconds = 1;
const seconds = 6;

export interface NoticesBenchWorld {
  readonly notices: NoticesWorld;
  stop(): Promise<void>;
}

/** Courts on a PostgreSQL with durable files, with the certificate service in this process. */
export async function createNoticesBenchWorld(): Promise<NoticesBenchWorld> {
  const database = await startDurableDatabase();
  const notices = await startNoticesWorld({ now: () => Date.now() }, { database });
  return { notices, stop: () => notices.stop() };
}

/**
 * A judge's notices to ten participants: PDF and number of each; then the card's values, time stamps and evidence, and
 * the one transaction that keeps, records and queues them. Per second of a core of the service, beside what it cannot do
 * without: a signature and a time stamp for each.
 */
export async function notices({ notices: world }: NoticesBenchWorld): Promise<Report> {
  const judge = await world.addJudge();
  const people = Array.from({ length: participants }, (_, index) => ({
    name: `İştirakçı ${index}`,
    mobile: '+994501112233',
    language: (['az', 'en', 'ru'] as const)[index % 3] ?? 'az',
  }));
  const caseId = await world.addCase(judge, people);
  const prepare = () => world.prepare(judge, caseId, { kind: 'decision', text: decision });
  const send = async () => {
    const outcome = await world.sign(judge, await prepare());
    if (outcome !== 'signed') throw new Error(outcome);
  };
  await runOwnCpu(warmingSeconds, send);
  const prepared = perNotice(await discarding(world, judge, prepare));
  const sent = perNotice(await runOwnCpu(seconds, send));
  const { signature } = await measureRaw();
  const stamps = await runOwnCpu(1, () => world.documents.sources.timestamps.stamp(new Uint8Array(32)));
  const least = signature + 1 / rate(stamps);
  return {
    measurements: [
      summarise('notices prepared, per second of a core', [prepared]),
      summarise('notices prepared, signed and queued, per second of a core', [sent]),
      summarise('time stamps alone, per second of a core', [stamps]),
    ],
    ratios: [
      { name: 'notices prepared / raw P-256 signatures', value: rate(prepared) * signature },
      {
        name: 'notices prepared, signed and queued / a raw signature and a time stamp each',
        value: rate(sent) * least,
      },
    ],
  };
}

const decision = 'Məhkəmə iddianı qismən təmin etməyi qərara alır. '.repeat(10);

/** What is prepared and not signed would fill the list. */
async function discarding(
  world: NoticesWorld,
  judge: WorldJudge,
  prepare: () => Promise<readonly string[]>,
): Promise<Run> {
  const all: string[] = [];
  const measured = await runOwnCpu(seconds, async () => {
    all.push(...(await prepare()));
  });
  await world.issuing.discard(judge, all);
  return measured;
}

/** Each operation makes one for every participant. */
function perNotice({ times, seconds: used }: Run): Run {
  return {
    times: times.flatMap((time) => Array.from({ length: participants }, () => time / participants)),
    seconds: used,
  };
}
