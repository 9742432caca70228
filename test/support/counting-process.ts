/** Counts records as a process that can be killed; its arguments are a connection and how many records a batch takes. */
import { openDatabase } from '../../src/db/index.ts';
import { countNewRecords } from '../../src/statistics/index.ts';

const [connection = '', most = ''] = process.argv.slice(2);
const db = openDatabase({ connection: JSON.parse(connection), role: 'acar_statistics', maxConnections: 1 });
const reached = await countNewRecords({
  db,
  most: Number(most),
  onProgress: ({ counted }) => process.stdout.write(`counted ${counted}\n`),
});
process.stdout.write(`ended ${reached?.counted}\n`);
await db.close();
