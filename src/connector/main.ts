/** A connector as a program; see README.md. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { authorityFiles } from '../card-sign-in/index.ts';
import { secretFile } from '../config/index.ts';
import { createOutboundFetch } from '../http/index.ts';
import { createConsumer, startProvider } from './index.ts';
import { startLocal } from './local.ts';
import { openReceiptFolder } from './receipt-folder.ts';
import { askRegister } from './register.ts';

const usage = `usage: main.ts --gateway ORIGIN --certificate FILE --key FILE --authorities FILES
  to ask:     --ask-port N [--receipts DIR]
  to answer:  --origin ORIGIN --register ADDRESS [--host ADDRESS]`;

const { values } = parseArgs({
  options: {
    gateway: { type: 'string' },
    certificate: { type: 'string' },
    key: { type: 'string' },
    authorities: { type: 'string' },
    'ask-port': { type: 'string' },
    receipts: { type: 'string' },
    origin: { type: 'string' },
    register: { type: 'string' },
    host: { type: 'string', default: '127.0.0.1' },
    // Whoever started it is gone when the standard input ends.
    'end-with-input': { type: 'boolean', default: false },
  },
});

function end(problem: string): never {
  process.stderr.write(`${problem}\n${usage}\n`);
  process.exit(2);
}

const onError = (error: unknown) =>
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);

/** Throws for an option that is missing, or a file that is none. */
function readOptions() {
  const { gateway, certificate, key, authorities } = values;
  if (!gateway || !certificate || !key || !authorities) end('an option is missing');
  const secret = secretFile.safeParse(key);
  if (!secret.success) end(secret.error.issues.map(({ message }) => message).join('; '));
  const read = authorityFiles.safeParse(authorities);
  if (!read.success) end(read.error.issues.map(({ message }) => message).join('; '));
  return {
    gateway,
    certificate: readFileSync(certificate, 'utf8'),
    key: secret.data.toString('utf8'),
    authorities: read.data,
    clock: { now: () => Date.now() },
    random: { bytes: randomBytes },
  };
}

const options = readOptions();
const stops: (() => Promise<void>)[] = [];
const said: string[] = [];
if (values['ask-port'] !== undefined) {
  const port = Number(values['ask-port']);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) end('--ask-port is a port');
  const consumer = createConsumer(options);
  const receipts = values.receipts ? openReceiptFolder(values.receipts, consumer, onError) : undefined;
  const local = await startLocal({ port, consumer, receipts, onError });
  stops.push(
    () => local.stop(),
    async () => receipts?.stop(),
    async () => consumer.close(),
  );
  said.push(`asks at http://127.0.0.1:${port}`);
}
if (values.origin !== undefined && values.register !== undefined) {
  // The operator named it: the register is a neighbour.
  const fetch = createOutboundFetch({
    allowPrivate: true,
    timeoutMs: 120_000,
    maxResponseBytes: 16 * 1024 * 1024,
  });
  const { origin, host, register } = values;
  const provider = await startProvider({ ...options, origin, host, onError }, askRegister(register, fetch));
  stops.push(
    () => provider.stop(),
    () => fetch.close(),
  );
  said.push(`answers at ${origin}`);
}
if (said.length === 0) end('nothing to do');
process.stdout.write(`connector ${said.join(', ')}\n`);

const stop = () => void Promise.all(stops.map((one) => one())).then(() => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
if (values['end-with-input']) {
  process.stdin.once('end', () => process.exit(0));
  process.stdin.resume();
}
