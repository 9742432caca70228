import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startJobs } from '../../../src/jobs/index.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const clock = { now: () => Date.now() };
const failOnError = (error: unknown) => {
  throw error;
};

describe('periodic jobs', () => {
  it('run at once and then at their pace', async () => {
    const runs: number[] = [];
    const started = clock.now();
    const jobs = startJobs(
      [{ name: 'test.tick', everySeconds: 10, run: async () => void runs.push(clock.now() - started) }],
      { clock, onError: failOnError },
    );
    await vi.advanceTimersByTimeAsync(25_000);
    await jobs.stop();
    await vi.advanceTimersByTimeAsync(25_000);
    expect(runs).toEqual([0, 10_000, 20_000]);
  });

  it('never overlap with themselves, while other jobs go on', async () => {
    let atOnce = 0;
    let most = 0;
    let others = 0;
    const slow = async () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise((done) => setTimeout(done, 35_000));
      atOnce -= 1;
    };
    const jobs = startJobs(
      [
        { name: 'test.slow', everySeconds: 10, run: slow },
        { name: 'test.other', everySeconds: 10, run: async () => void (others += 1) },
      ],
      { clock, onError: failOnError },
    );
    await vi.advanceTimersByTimeAsync(69_000);
    expect(most).toBe(1);
    expect(others).toBe(7);
    const stopped = jobs.stop();
    await vi.advanceTimersByTimeAsync(35_000);
    await stopped;
  });

  it('go on after a run that failed, which is reported with the name of the job', async () => {
    const errors: unknown[] = [];
    let runs = 0;
    const run = async () => {
      runs += 1;
      if (runs === 1) throw new Error('away');
    };
    const jobs = startJobs([{ name: 'test.fails', everySeconds: 1, run }], {
      clock,
      onError: (error, job) => errors.push([job, String(error)]),
    });
    await vi.advanceTimersByTimeAsync(1_500);
    await jobs.stop();
    expect(runs).toBe(2);
    expect(errors).toEqual([['test.fails', 'Error: away']]);
  });

  it('are waited for by stop, which tells them to come to an end', async () => {
    let isFinished = false;
    const run = async (signal: AbortSignal) => {
      await new Promise<void>((done) => signal.addEventListener('abort', () => done()));
      isFinished = true;
    };
    const jobs = startJobs([{ name: 'test.long', everySeconds: 1, run }], { clock, onError: failOnError });
    await vi.advanceTimersByTimeAsync(500);
    expect(isFinished).toBe(false);
    await jobs.stop();
    expect(isFinished).toBe(true);
  });
});
