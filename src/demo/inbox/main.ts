/** The simulator as a program: `scripts/node src/demo/inbox/main.ts --port 8025 --smtp-port 2525 --smpp-port 2775`. */
import { parseArgs } from 'node:util';
import { endWithParent } from '../programs.ts';
import { startInbox } from './index.ts';

endWithParent();
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8025' },
    'smtp-port': { type: 'string', default: '2525' },
    'smpp-port': { type: 'string', default: '2775' },
  },
});

const inbox = await startInbox({
  port: portOf('port'),
  smtpPort: portOf('smtp-port'),
  smppPort: portOf('smpp-port'),
  clock: { now: () => Date.now() },
});
process.stdout.write(
  `Simulator of a mobile operator and a mail server: no message leaves this machine.\n` +
    `  messages   ${inbox.url}\n  SMTP       127.0.0.1:${inbox.smtpPort}\n  SMPP       127.0.0.1:${inbox.smppPort}\n`,
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void inbox.stop());
}

function portOf(name: keyof typeof values): number {
  const port = Number(values[name]);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  process.stderr.write(`--${name} must be a port, 1 to 65535\n`);
  process.exit(2);
}
