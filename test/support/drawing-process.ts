/** A worker that draws, as a process that kills itself behind a step; its argument is a `DrawingOrder`. */
import { openDatabase } from '../../src/db/index.ts';
import { drawWaiting } from '../../src/notices/index.ts';
import { createRecorder } from '../../src/records/index.ts';

export interface DrawingOrder {
  readonly connection: { readonly host: string; readonly user: string; readonly database: string };
  /** Hexadecimal. */
  readonly key: string;
  readonly now: number;
  readonly killAt: 'claimed' | 'assigned' | 'recorded';
}

const order: DrawingOrder = JSON.parse(process.argv[2] ?? '');
const clock = { now: () => order.now };
const drawing = {
  db: openDatabase({ connection: order.connection, role: 'acar_worker', maxConnections: 2 }),
  clock,
  recorder: createRecorder({ clock }),
  key: Buffer.from(order.key, 'hex'),
  witnesses: [],
  onStep(step: DrawingOrder['killAt']) {
    if (step === order.killAt) process.kill(process.pid, 'SIGKILL');
  },
};
for (;;) {
  await drawWaiting(drawing);
  await new Promise((done) => setTimeout(done, 50));
}
