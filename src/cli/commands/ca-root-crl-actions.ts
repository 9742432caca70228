import type { RootCrlPlan } from '../../pki/index.ts';
import { CliError } from '../errors.ts';
import { type CommandInput, type Outcome, required, type Services } from '../model.ts';

const defaultDays = '200';

export async function plan({ options }: CommandInput, services: Services): Promise<Outcome> {
  const days = options['days'] ?? defaultDays;
  if (typeof days !== 'string' || !/^[1-9][0-9]{0,3}$/.test(days))
    throw new CliError('cli.usage', '--days is a number of days from 1 to 9999');
  const office = await services.ca();
  const made = await office.rootCrl.plan(required(options, 'authority'), Number(days));
  return { kind: 'done', data: made.plan, text: [made.yaml.trimEnd()] };
}

export async function sign(
  { operands: [path = ''], options }: CommandInput,
  services: Services,
): Promise<Outcome> {
  const { rootCrl } = await services.ca();
  const read = rootCrl.readPlan(services.readText(path));
  if (options['check'] === true)
    return {
      kind: 'done',
      data: read,
      text: [...describe(read), 'the plan has no problems; nothing was made'],
    };
  const out = required(options, 'out');
  const files = await rootCrl.sign(read, {
    folder: required(options, 'folder'),
    passphraseFile: required(options, 'passphrase-file'),
    out,
  });
  const text = files.map(({ file, sha256 }) => `${sha256}  ${file}`);
  return { kind: 'done', data: { folder: out, files }, text };
}

export async function publish({ operands: [path = ''] }: CommandInput, services: Services): Promise<Outcome> {
  const { rootCrl } = await services.ca();
  const { name, number, nextUpdate } = await rootCrl.publish(services.readBytes(path));
  const data = { authority: name, number: number.toString(), nextUpdate: new Date(nextUpdate).toISOString() };
  return {
    kind: 'done',
    data,
    text: [`CRL ${data.number} of ${name} is published and current until ${data.nextUpdate}`],
  };
}

function describe({ root, number, days, revoked }: RootCrlPlan): readonly string[] {
  return [
    `CRL ${number} of ${root}, current for ${days} days`,
    ...revoked.map(
      ({ serial, name, since, reason }) => `${serial}  ${name}  since ${since}  reason ${reason}`,
    ),
  ];
}
