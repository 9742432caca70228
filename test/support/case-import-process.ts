/**
 * A worker that registers files of cases, to be killed: its arguments are the connection as JSON and after how many
 * draws it kills itself, in the middle of a transaction.
 */
import { openDatabase } from '../../src/db/index.ts';
import { createCourts, startCaseImports } from '../../src/notices/index.ts';
import { createRecorder } from '../../src/records/index.ts';

const [connection = '', draws = ''] = process.argv.slice(2);
const db = openDatabase({ connection: JSON.parse(connection), role: 'acar_worker' });
const clock = { now: () => Date.now() };
let left = Number(draws);
startCaseImports({
  db,
  clock,
  random: Math.random,
  recorder: createRecorder({ clock }),
  draws: {
    async request() {
      left -= 1;
      if (left === 0) process.kill(process.pid, 'SIGKILL');
    },
  },
  courtOf: (courtId) => createCourts({ db }).find(courtId),
  onError: (error) => process.stderr.write(`${String(error)}\n`),
  leaseSeconds: 2,
  pollSeconds: 0.2,
});
