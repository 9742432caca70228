export type { Claimed, Ended, Ending, Log, Random, RetryPolicy, TryOutcome } from './model.ts';
export { backOffSeconds } from './model.ts';
export { type Job, type RunningJobs, startJobs } from './runner.ts';
export type { QueueTable } from './store.ts';
export { startWorker, type Worker, type WorkerOptions } from './work-queue.ts';
