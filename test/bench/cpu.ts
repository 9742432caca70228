import { readFileSync } from 'node:fs';
import { type Load, run, type Run } from './measure.ts';

const ticksPerSecond = 100;

/** Seconds of processor time that a process has used, all of its threads together. */
function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user = 0, system = 0, children = 0, childrenSystem = 0] = fields.slice(11, 15).map(Number);
  return (user + system + children + childrenSystem) / ticksPerSecond;
}

/**
 * The same load by the processor time of one process instead of the time that passed: "per second" is then per second
 * of one core, whatever else the machine does.
 */
export async function runByCpu(load: Load, pid = process.pid): Promise<Run> {
  const before = cpuSecondsOf(pid);
  const result = await run(load);
  return { times: result.times, seconds: cpuSecondsOf(pid) - before };
}

/** One operation after the other until this process has used the seconds; what it uses is known by the microsecond. */
export async function runOwnCpu(seconds: number, operation: () => Promise<unknown>): Promise<Run> {
  const times: number[] = [];
  const before = ownCpuSeconds();
  for (let used = 0; ; used = ownCpuSeconds() - before) {
    if (used >= seconds) return { times, seconds: used };
    const begun = performance.now();
    await operation();
    times.push(performance.now() - begun);
  }
}

function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
