/** What one scenario did: completed operations, seconds, and the time of each in milliseconds. */
export interface Measurement {
  readonly name: string;
  readonly operations: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface Load {
  readonly name: string;
  readonly concurrency: number;
  readonly operations: number;
  /** Not counted; fills caches and compiles code. */
  readonly warmUp: number;
  /** Told its number and the worker that runs it; a rejection ends the run. */
  run(index: number, worker: number): Promise<unknown>;
}

/** Runs a bounded number of operations with a fixed number in flight. */
export async function measure(load: Load): Promise<Measurement> {
  await drain(load, 0, load.warmUp, []);
  const times: number[] = [];
  const started = performance.now();
  await drain(load, load.warmUp, load.warmUp + load.operations, times);
  const seconds = (performance.now() - started) / 1000;
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return {
    name: load.name,
    operations: load.operations,
    seconds,
    perSecond: load.operations / seconds,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
  };
}

async function drain(load: Load, from: number, to: number, times: number[]): Promise<void> {
  let next = from;
  const worker = async (name: number) => {
    while (next < to) {
      const index = next++;
      const started = performance.now();
      await load.run(index, name);
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: load.concurrency }, (_, name) => worker(name)));
}

export interface Ratio {
  readonly name: string;
  readonly value: number;
  /** The least (or, for `atMost`, the largest) value that we accept. */
  readonly bar: number;
  readonly atMost?: boolean;
}

export function printTable(measurements: readonly Measurement[], ratios: readonly Ratio[]): void {
  const rows = measurements.map((m) => [
    m.name.padEnd(58),
    m.perSecond.toFixed(1).padStart(9),
    m.p50.toFixed(1).padStart(8),
    m.p95.toFixed(1).padStart(8),
    m.p99.toFixed(1).padStart(8),
  ]);
  console.log(
    `${'scenario'.padEnd(58)} ${'per s'.padStart(9)} ${'p50 ms'.padStart(8)} ${'p95 ms'.padStart(8)} ${'p99 ms'.padStart(8)}`,
  );
  for (const row of rows) console.log(row.join(' '));
  for (const ratio of ratios) {
    const kept = ratio.atMost ? ratio.value <= ratio.bar : ratio.value >= ratio.bar;
    const bar = `${ratio.atMost ? 'at most' : 'at least'} ${ratio.bar}`;
    console.log(`  ratio ${ratio.name}: ${ratio.value.toFixed(2)} (bar: ${bar}) ${kept ? 'kept' : 'MISSED'}`);
  }
}
