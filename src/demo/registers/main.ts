/** A register's simulator as a program: `scripts/node src/demo/registers/main.ts --register population --port 8092`. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readCertificate } from '../../../certs/index.ts';
import { startProvider } from '../../connector/index.ts';
import { createOutboundFetch } from '../../http/index.ts';
import { type RegisterOptions, startRegister } from '../../registry/index.ts';
import { demoOrganisation } from '../organisations.ts';
import { readDemoPersons } from '../persons.ts';
import { endWithParent } from '../programs.ts';
import { behindConnector } from './behind-connector.ts';
import { knownPerson } from './known.ts';

endWithParent();
const { values } = parseArgs({
  options: {
    register: { type: 'string', default: 'population' },
    port: { type: 'string', default: '8092' },
    count: { type: 'string', default: '50000' },
    // With these its connector runs too, at the origin that the gateway calls.
    origin: { type: 'string' },
    gateway: { type: 'string' },
    certificate: { type: 'string' },
    key: { type: 'string' },
    authority: { type: 'string', multiple: true },
  },
});

const clock = { now: () => Date.now() };
const onError = (error: unknown) =>
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
const outbound = createOutboundFetch({ allowPrivate: true });

const register = await startRegister({
  host: '127.0.0.1',
  port: numberOf('port', 65_535),
  count: numberOf('count', 1_000_000),
  register: registerOf(values.register),
  onError,
});
const connector = await openConnector();
process.stdout.write(`Simulator of the register ${values.register}: ${register.origin}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());

async function openConnector() {
  const { origin, gateway, certificate, key, authority } = values;
  if (origin === undefined) return undefined;
  if (!gateway || !certificate || !key || !authority)
    return refuse('--origin needs --gateway, --certificate, --key and --authority');
  const options = {
    origin,
    gateway,
    host: '127.0.0.1',
    certificate: readFileSync(certificate, 'utf8'),
    key: readFileSync(key, 'utf8'),
    authorities: authority.map(readAuthority),
    clock,
    random: { bytes: randomBytes },
    onError,
  };
  return startProvider(options, behindConnector(register.origin, outbound));
}

function readAuthority(path: string) {
  const read = readCertificate(readFileSync(path));
  return read.kind === 'read' ? read.value : refuse(`${path} is no certificate`);
}

async function stop(): Promise<void> {
  await connector?.stop();
  await register.stop();
  await outbound.close();
}

function registerOf(kind: string): RegisterOptions['register'] {
  if (kind === 'population') return { kind, known: readDemoPersons().map(knownPerson) };
  if (kind === 'organisations') return { kind, known: [demoOrganisation()] };
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
