/**
 * A sender of its own, to be killed: `sender-process.ts <connection as JSON> <SMTP port> [<SMPP port> [<settings as JSON>]]`.
 * It hears what becomes of court notices, as the service's worker does.
 */
import { openDatabase } from '../../src/db/index.ts';
import { hearNoticeOutcomes } from '../../src/notices/index.ts';
import { createSmppTransport, createSmtpTransport, startSender } from '../../src/notify/index.ts';

const [connection = '', mailPort = '', smsPort, given = '{}'] = process.argv.slice(2);
const settings = JSON.parse(given) as { connections?: number; window?: number; ahead?: number };
const clock = { now: () => Date.now() + (settings.ahead ?? 0) };
const sender = startSender({
  db: openDatabase({ connection: JSON.parse(connection), role: 'acar_worker' }),
  clock,
  random: Math.random,
  transports: [
    createSmtpTransport({
      url: `smtp://127.0.0.1:${mailPort}`,
      from: { name: 'Açar', address: 'noreply@acar.example' },
      startTls: 'off',
      ...(settings.connections === undefined ? {} : { connections: settings.connections }),
    }),
    ...(smsPort === undefined
      ? []
      : [
          createSmppTransport({
            host: '127.0.0.1',
            port: Number(smsPort),
            tls: false,
            systemId: 'acar',
            password: 'right',
            sender: 'Acar',
            random: Math.random,
            firstReconnectSeconds: 0.2,
            ...(settings.window === undefined ? {} : { window: settings.window }),
          }),
        ]),
  ],
  onOutcomes: hearNoticeOutcomes({ clock }),
  onError: (error) => process.stderr.write(`${String(error)}\n`),
});
process.once('SIGTERM', () => void sender.stop(10).then(() => process.exit(0)));
