/** The simulator as a program: `scripts/node src/demo/operator/main.ts --port 8026`. */
import { parseArgs } from 'node:util';
import { endWithParent } from '../programs.ts';
import { startOperator } from './index.ts';

endWithParent();
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8026' },
    'answer-ms': { type: 'string', default: '2000' },
    'timeout-ms': { type: 'string', default: '120000' },
  },
});

const operator = await startOperator({
  port: numberOf('port', 65_535),
  answerMs: numberOf('answer-ms', 600_000),
  timeoutMs: numberOf('timeout-ms', 600_000),
  clock: { now: () => Date.now() },
  onError: (error) => process.stderr.write(`${String(error)}\n`),
});
process.stdout.write(
  `Simulator of a mobile-signature operator: no request reaches a real phone, its certificates prove nothing.\n` +
    `  protocol and control page   ${operator.url}/\n`,
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void operator.stop());
}

function numberOf(name: keyof typeof values, most: number): number {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  process.stderr.write(`--${name} must be a number, 1 to ${most}\n`);
  process.exit(2);
}
