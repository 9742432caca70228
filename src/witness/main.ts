/** A witness as a program; see README.md. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startWitness } from './index.ts';

const usage =
  'usage: main.ts --name NAME --data DIR --passphrase-file FILE --log VERIFIER-KEY --port N [--host ADDRESS]';

const { values } = parseArgs({
  options: {
    name: { type: 'string' },
    data: { type: 'string' },
    'passphrase-file': { type: 'string' },
    log: { type: 'string', multiple: true },
    port: { type: 'string' },
    host: { type: 'string', default: '127.0.0.1' },
    // Whoever started it is gone when the standard input ends.
    'end-with-input': { type: 'boolean', default: false },
  },
});
const { name, data, log: logs, host } = values;
const secretFile = values['passphrase-file'];
const port = Number(values.port);
if (!name || !data || !secretFile || !logs || !Number.isInteger(port) || port < 1 || port > 65_535) {
  process.stderr.write(`${usage}\n`);
  process.exit(2);
}

const witness = await startWitness({
  name,
  folder: data,
  passphrase: readFileSync(secretFile),
  logs,
  host,
  port,
  clock: { now: () => Date.now() },
  onError: (error) => process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`),
});
process.stdout.write(`${witness.verifierKey} http://${host}:${port}\n`);

const stop = () => void witness.stop().then(() => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
if (values['end-with-input']) {
  process.stdin.once('end', () => process.exit(0));
  process.stdin.resume();
}
