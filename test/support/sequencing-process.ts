/** A sequencer as a process that can be killed behind any of its steps; its argument is a `SequencingOrder`. */
import { readFileSync } from 'node:fs';
import { LogError, type SequencerStep } from '../../certs/index.ts';
import { openDatabase } from '../../src/db/index.ts';
import { createOutboundFetch } from '../../src/http/index.ts';
import { startRecordLog } from '../../src/records/index.ts';

export interface SequencingOrder {
  readonly connection: { readonly host: string; readonly user: string; readonly database: string };
  readonly keyFile: string;
  readonly markFile: string;
  readonly witnesses: readonly { readonly verifierKey: string; readonly address: string }[];
  /** kill -9 of itself behind the step, at the batch of that number. */
  readonly killAt?: { readonly step: SequencerStep; readonly batch: number };
  readonly clockOffsetMs?: number;
}

const order: SequencingOrder = JSON.parse(process.argv[2] ?? '');
const say = (line: string) => process.stdout.write(`${line}\n`);
const codeOf = (error: unknown) => (error instanceof LogError ? error.code : String(error));
const seen = new Map<SequencerStep, number>();

const running = await startRecordLog({
  db: openDatabase({ connection: order.connection, role: 'acar_sequencer', maxConnections: 4 }),
  clock: { now: () => Date.now() + (order.clockOffsetMs ?? 0) },
  name: 'log.example',
  keyFile: order.keyFile,
  passphrase: Buffer.alloc(32, 7),
  markFile: order.markFile,
  witnesses: order.witnesses,
  fetch: createOutboundFetch({ allowPrivate: true, timeoutMs: 5_000 }),
  timestamps: undefined,
  onError: (error, isStanding) => say(`${isStanding ? 'stands' : 'failed'} ${codeOf(error)}`),
  onTrouble: (trouble) => say(`trouble ${trouble.kind === 'witness' ? trouble.outcome.kind : trouble.kind}`),
  onStep(step) {
    const count = (seen.get(step) ?? 0) + 1;
    seen.set(step, count);
    // Whatever will be signed is marked before.
    if (step === 'mark') say(`marked ${readFileSync(order.markFile, 'utf8').trim()}`);
    const { killAt } = order;
    if (killAt?.step === step && count === killAt.batch) process.kill(process.pid, 'SIGKILL');
  },
});
say(`key ${running.verifierKey}`);
process.once('SIGTERM', () => void running.stop().then(() => process.exit(0)));
