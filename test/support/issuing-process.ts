/**
 * Issues what it is told, to be killed: `issuing-process.ts <connection as JSON> <ceremony folder> <orders as JSON>
 * <seconds ahead>`. Says `issued <key> <serial>` and `revoked <key>` once each is durable, and `done` at the end.
 */
import { readFileSync } from 'node:fs';
import { openDatabase } from '../../src/db/index.ts';
import { openAuthorities, openCeremonyFolder, openKeyRing } from '../../src/pki/authority/index.ts';
import { createOrderService } from '../../src/pki/orders/index.ts';
import { createStatusService } from '../../src/pki/status/index.ts';
import { createRecorder } from '../../src/records/index.ts';
import { testPassphrase } from './test-authorities.ts';
import { sampleCitizen } from './certification-request.ts';

const [connection = '', folder = '', ordersFile = '', ahead = '0'] = process.argv.slice(2);
const orders: readonly { readonly key: string; readonly request: string; readonly isRevoked: boolean }[] =
  JSON.parse(readFileSync(ordersFile, 'utf8'));
const db = openDatabase({ connection: JSON.parse(connection), role: 'acar_pki' });
const clock = { now: () => Date.now() + Number(ahead) * 1000 };
const recorder = createRecorder({ clock });
const keys = openKeyRing(folder, testPassphrase);
const opened = openCeremonyFolder(folder);
const openKey = (...one: Parameters<typeof keys.open> extends [unknown, ...infer Rest] ? Rest : never) =>
  keys.open(opened, ...one);
const authorities = await openAuthorities({ db, clock, folder: opened, openKey });
const service = createOrderService({ db, clock, recorder, authorities, allowsReservedHostNames: true });
const statuses = createStatusService({ db, clock, recorder });
const say = (text: string) => process.stdout.write(`${text}\n`);

async function handle({ key, request, isRevoked }: (typeof orders)[number]): Promise<void> {
  const result = await service.issue({
    orderedBy: 'desk-1',
    orderKey: key,
    authority: 'persons-1',
    profile: 'citizen-signature',
    request: Buffer.from(request, 'base64'),
    subject: sampleCitizen,
    isPublic: false,
  });
  if (result.kind === 'refused') return void say(`refused ${key} ${result.code}`);
  say(`issued ${key} ${result.serial}`);
  if (!isRevoked) return;
  const { caId, serial } = result;
  await statuses.change({ caId, serial, action: 'revoke', reason: 'keyCompromise', doneBy: 'operator-1' });
  say(`revoked ${key}`);
}

say(`finished ${await service.finishInterrupted()}`);
const queue = orders.values();
// The lanes take from one queue, so that several orders are in every state at any moment.
const lanes = Array.from({ length: 8 }, async () => {
  for (const order of queue) await handle(order);
});
await Promise.all(lanes);
say('done');
await db.close();
