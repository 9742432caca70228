/** Completed operations, seconds, and the time of each operation in milliseconds. */
export interface Run {
  readonly times: readonly number[];
  readonly seconds: number;
}

export interface Load {
  readonly concurrency: number;
  readonly seconds: number;
  /** Told who runs it (from 0) and for which time; a rejection ends the run. */
  run(worker: number, turn: number): Promise<unknown>;
}

/** Keeps a fixed number of operations in flight until the time is over; what was begun is finished and counted. */
export async function run(load: Load): Promise<Run> {
  const times: number[] = [];
  const started = performance.now();
  const end = started + load.seconds * 1000;
  const worker = async (name: number) => {
    for (let turn = 0; performance.now() < end; turn++) {
      const begun = performance.now();
      await load.run(name, turn);
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: load.concurrency }, (_, name) => worker(name)));
  return { times, seconds: (performance.now() - started) / 1000 };
}

/** What one scenario did, over all of its runs. */
export interface Measurement {
  readonly name: string;
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export function summarise(name: string, runs: readonly Run[]): Measurement {
  const times = runs.flatMap((part) => part.times).sort((a, b) => a - b);
  const seconds = runs.reduce((sum, part) => sum + part.seconds, 0);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { name, perSecond: times.length / seconds, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** Runs the sides in turn, each as often as told: a machine that is busy for a while slows down both. */
export async function alternate(
  rounds: number,
  sides: readonly (() => Promise<Run>)[],
): Promise<readonly (readonly Run[])[]> {
  const runs: Run[][] = sides.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [place, side] of sides.entries()) runs[place]?.push(await side());
  }
  return runs;
}

export interface Ratio {
  readonly name: string;
  readonly value: number;
  /** The least (or, for `isLimit`, the largest) value that we accept; absent: it is told, and no more. */
  readonly bar?: number;
  readonly isLimit?: boolean;
  /** The least and the largest value of a round, where `value` is the middle one. */
  readonly spread?: readonly [number, number];
}

/** A ratio that was taken in several rounds: the one in the middle, which a busy moment of the machine does not move. */
export function ratioOf(name: string, rounds: readonly number[]): Ratio {
  const sorted = [...rounds].sort((a, b) => a - b);
  const at = (place: number) => sorted[place] ?? Number.NaN;
  return {
    name,
    value: at(Math.floor(sorted.length / 2)),
    spread: [at(0), at(sorted.length - 1)],
  };
}

export interface Report {
  readonly measurements: readonly Measurement[];
  readonly ratios: readonly Ratio[];
}

export function isKept({ value, bar, isLimit = false }: Ratio): boolean {
  if (bar === undefined) return true;
  return isLimit ? value <= bar : value >= bar;
}

function line(name: string, cells: readonly string[]): void {
  console.log(`${name.padEnd(64)} ${cells.map((cell) => cell.padStart(8)).join(' ')}`);
}

export function printHeading(): void {
  line('', ['per s', 'p50 ms', 'p95 ms', 'p99 ms']);
}

export function print({ measurements, ratios }: Report): void {
  for (const { name, perSecond, p50, p95, p99 } of measurements)
    line(
      name,
      [perSecond, p50, p95, p99].map((value) => value.toFixed(1)),
    );
  for (const ratio of ratios) {
    const spread = ratio.spread?.map((value) => value.toFixed(2)).join(' to ');
    const value = `  ${ratio.name}: ${ratio.value.toFixed(2)}${spread ? ` (rounds: ${spread})` : ''}`;
    const bar = `${ratio.isLimit ? 'at most' : 'at least'} ${ratio.bar}`;
    console.log(ratio.bar === undefined ? value : `${value} (${bar}) ${isKept(ratio) ? 'kept' : 'MISSED'}`);
  }
}
