/** A sender of its own, to be killed: `sender-process.ts <connection as JSON> <SMTP port>`. */
import { openDatabase } from '../../src/db/index.ts';
import { createSmtpTransport, startSender } from '../../src/notify/index.ts';

const [connection = '', port = ''] = process.argv.slice(2);
startSender({
  db: openDatabase({ connection: JSON.parse(connection), role: 'acar_worker' }),
  clock: { now: () => Date.now() },
  random: Math.random,
  transports: [
    createSmtpTransport({
      url: `smtp://127.0.0.1:${port}`,
      from: { name: 'Açar', address: 'noreply@acar.example' },
      startTls: 'off',
    }),
  ],
  onError: (error) => process.stderr.write(`${String(error)}\n`),
});
