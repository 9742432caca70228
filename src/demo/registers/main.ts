/** A register's simulator as a program: `scripts/node src/demo/registers/main.ts --register population --port 8092`. */
import { parseArgs } from 'node:util';
import { type RegisterOptions, startRegister } from '../../registry/index.ts';
import { readDemoPersons } from '../persons.ts';
import { endWithParent } from '../programs.ts';
import { knownPerson } from './known.ts';

endWithParent();
const { values } = parseArgs({
  options: {
    register: { type: 'string', default: 'population' },
    port: { type: 'string', default: '8092' },
    count: { type: 'string', default: '50000' },
  },
});

const register = await startRegister({
  host: '127.0.0.1',
  port: numberOf('port', 65_535),
  count: numberOf('count', 1_000_000),
  register: registerOf(values.register),
  onError: (error) => process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`),
});
process.stdout.write(`Simulator of the register ${values.register}: ${register.origin}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void register.stop());

function registerOf(kind: string): RegisterOptions['register'] {
  if (kind === 'population') return { kind, known: readDemoPersons().map(knownPerson) };
  if (kind === 'organisations') return { kind, known: [] };
  return refuse('--register must be population or organisations');
}

function numberOf(name: 'port' | 'count', most: number): number {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  return refuse(`--${name} must be a number, 1 to ${most}`);
}

function refuse(problem: string): never {
  process.stderr.write(`${problem}\n`);
  process.exit(2);
}
