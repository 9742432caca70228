/** Keeps a payload that never ends, until it is killed; its argument is a `PayloadOrder`. Says each piece that is kept. */
import { randomBytes } from 'node:crypto';
import { openDatabase } from '../../src/db/index.ts';
import { createPayloads } from '../../src/records/index.ts';
import { pieceOctets } from '../../src/sealing/index.ts';

export interface PayloadOrder {
  readonly connection: { readonly host: string; readonly user: string; readonly database: string };
}

const order: PayloadOrder = JSON.parse(process.argv[2] ?? '');
const db = openDatabase({ connection: order.connection, role: 'acar_web', maxConnections: 1 });
const payloads = createPayloads({ db, clock: { now: () => Date.now() }, key: randomBytes(32) });

async function* endless() {
  for (let piece = 0; ; piece += 1) {
    yield randomBytes(pieceOctets);
    process.stdout.write(`asked for piece ${piece + 1}\n`);
  }
}
const of = { retention: 'exchange', mostOctets: Number.MAX_SAFE_INTEGER, mediaType: 'a/b' } as const;
await payloads.keep(endless(), of);
