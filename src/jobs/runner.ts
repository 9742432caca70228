import type { Clock } from '../../oidc/ports.ts';
import type { Log } from './model.ts';

/** Something that is done again and again, such as sweeping expired rows. */
export interface Job {
  /** `area.what`, unique among the jobs of a process. */
  readonly name: string;
  /** From start to start; a run that takes longer delays the next one. */
  readonly everySeconds: number;
  /** `signal` is aborted when the process wants to stop: a long run should then come to an end. */
  run(signal: AbortSignal): Promise<void>;
}

export interface RunningJobs {
  /** Starts nothing more and waits for the runs in progress. */
  stop(): Promise<void>;
}

/** Runs each job at once and then periodically, never twice at a time. A failed run is reported and the next one comes as usual. */
export function startJobs(
  jobs: readonly Job[],
  deps: {
    readonly clock: Clock;
    readonly onError: (error: unknown, job: string) => void;
    readonly log?: Log;
  },
): RunningJobs {
  const stopping = new AbortController();
  const timers = new Map<string, NodeJS.Timeout>();
  const running = new Set<Promise<void>>();

  const runOnce = async (job: Job) => {
    const started = deps.clock.now();
    try {
      await job.run(stopping.signal);
      deps.log?.('job.done', { job: job.name, seconds: (deps.clock.now() - started) / 1000 });
    } catch (error) {
      deps.onError(error, job.name);
    }
    const wait = Math.max(started + job.everySeconds * 1000 - deps.clock.now(), 0);
    if (!stopping.signal.aborted)
      timers.set(
        job.name,
        setTimeout(() => launch(job), wait),
      );
  };
  const launch = (job: Job) => {
    const run = runOnce(job).finally(() => running.delete(run));
    running.add(run);
  };
  for (const job of jobs) launch(job);

  return {
    async stop() {
      stopping.abort();
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all(running);
    },
  };
}
