import type { CheckProgress } from '../../../certs/index.ts';
import { checkLogTiles, checkStoredLog, type LogReport } from '../check-log.ts';
import { CliError } from '../errors.ts';
import { readLogKey } from '../log-key.ts';
import { type Command, listOf, type Outcome, required, type Services } from '../model.ts';

/** `log verify`: computes every leaf, tile and root of a log anew. */
export const logVerify: Command = {
  name: 'log verify',
  summary:
    'Compute the log anew, from the rows and tiles of the database or from tiles alone, and name what is not as it was signed.',
  operands: [],
  options: {
    tiles: {
      type: 'string',
      value: 'ADDRESS',
      summary: 'from tiles alone: the address of the log, or a folder with its checkpoint and tiles',
    },
    'log-key': {
      type: 'string',
      value: 'KEY',
      summary:
        'the verifier key of the log, or a file with it, or with the public key in PEM; with the database, its own where none is given',
    },
    'without-payloads': {
      type: 'boolean',
      summary: 'leave the payloads of records alone, which are opened under the master key otherwise',
    },
    earlier: {
      type: 'string',
      isList: true,
      value: 'FILES',
      summary: 'with --tiles: checkpoints that were kept; the log must have begun with them',
    },
  },
  examples: [
    'acar log verify --log-key log.pub',
    'acar log verify --tiles https://log.example.az --log-key log.pub',
  ],
  async run({ options }, services): Promise<Outcome> {
    const onProgress = progressIn(services);
    const { tiles } = options;
    const stored = typeof tiles === 'string' ? undefined : services.storedLog();
    const given = typeof options['log-key'] === 'string' ? options['log-key'] : await stored?.verifierKey();
    if (given === undefined) throw new CliError('cli.usage', '--log-key is required');
    const key = (origin: string) => {
      const found = readLogKey(given, origin, (path) => services.readBytes(path));
      if (found) return found;
      throw new CliError('cli.unusable_input', `${given} is no verifier key and no PEM of Ed25519`);
    };
    const withPayloads = options['without-payloads'] !== true;
    if (stored) return present(await checkStoredLog(stored, { key, onProgress, withPayloads }));
    const earlier = listOf(options, 'earlier').map((path) => services.readText(path));
    const source = await services.logAt(required(options, 'tiles'));
    return present(await checkLogTiles(source, { key, earlier, onProgress }));
  },
};

/** A line for each hundredth. */
function progressIn(services: Pick<Services, 'tell'>): (progress: CheckProgress) => void {
  let told = 0;
  return ({ done, of }) => {
    const percent = Math.floor((done / of) * 100);
    if (percent === told) return;
    told = percent;
    services.tell(`${percent} %: ${done} of ${of} entries`);
  };
}

const mostNamed = 20;

function present(report: LogReport): Outcome {
  const { size, valid, findings, count } = report;
  const rest = count - findings.length;
  const payloads = sayPayloads(report);
  const text = valid
    ? [...payloads, `valid: ${size} entries`]
    : [
        ...findings.map(({ kind, message }) => `${kind}: ${message}`),
        ...(rest > 0 ? [`and ${rest} more`] : []),
        ...payloads,
        `not valid: ${count} findings in ${size} entries`,
      ];
  return { kind: 'judged', isValid: valid, data: report, text };
}

function sayPayloads({ payloads, findings }: LogReport): readonly string[] {
  const areAltered = findings.some(({ kind }) => kind === 'payload_altered');
  if (!payloads || (payloads.good + payloads.erased === 0 && !areAltered)) return [];
  const { good, erased, erasures } = payloads;
  const named = erasures.slice(0, mostNamed);
  return [
    ...named.map(
      ({ payload, record, erasure }) =>
        `erased: payload ${payload} of record ${record}, by record ${erasure}`,
    ),
    ...(erased > named.length ? [`and ${erased - named.length} more erased`] : []),
    `payloads: ${good} as committed, ${erased} erased`,
    ...(good === 0 && areAltered ? ['none opened: is this the master key that sealed them?'] : []),
  ];
}
