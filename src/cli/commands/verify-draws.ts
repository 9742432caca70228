import { CliError } from '../errors.ts';
import { readLogKey } from '../log-key.ts';
import { type Command, listOf, type Outcome, required } from '../model.ts';

/** `verify draws`: makes every draw of a court anew. */
export const verifyDraws: Command = {
  name: 'verify draws',
  summary:
    'Make every draw by which a court gave cases to judges anew, from the records or from an exported file alone, and name each that comes out otherwise, is missing, or took another checkpoint than it had to.',
  operands: [],
  options: {
    court: { type: 'string', value: 'ID', summary: 'the draws of this court, from the database' },
    file: {
      type: 'string',
      isList: true,
      value: 'FILES',
      summary:
        'an exported file, or those of all years with commas, the first one first; nothing else is asked',
    },
    'log-key': {
      type: 'string',
      value: 'KEY',
      summary:
        'the verifier key of the log, or a file with it, or with the public key in PEM; with the database, its own where none is given',
    },
    earlier: {
      type: 'string',
      isList: true,
      value: 'FILES',
      summary: 'with --file: checkpoints that were kept; no draw may have passed one of them over',
    },
  },
  examples: [
    'acar verify draws --court binaqadi',
    'acar verify draws --file acar-draws-binaqadi.jsonl --log-key log.pub',
    'acar verify draws --file acar-draws-binaqadi-2026.jsonl,acar-draws-binaqadi-2027.jsonl --log-key log.pub',
  ],
  async run({ options }, services): Promise<Outcome> {
    const { file } = options;
    const desk = await services.draws();
    const isStored = typeof file !== 'string';
    const given =
      typeof options['log-key'] === 'string'
        ? options['log-key']
        : isStored
          ? await desk.logKey()
          : undefined;
    if (given === undefined) throw new CliError('cli.usage', '--log-key is required');
    const key = (origin: string) => readLogKey(given, origin, (path) => services.readBytes(path));
    const earlier = listOf(options, 'earlier').map((path) => services.readText(path));
    const report = isStored
      ? await desk.checkStored(required(options, 'court'), key)
      : await desk.checkFiles(listOf(options, 'file'), { key, earlier });
    const { court, valid, draws, given: byName, waiting, findings } = report;
    const counts = `${court}: ${draws} draws, ${byName} given by name, ${waiting} waiting`;
    const named = findings.slice(0, mostNamed).map(({ code, message }) => `${code}: ${message}`);
    const rest = findings.length - named.length;
    const text = [...named, ...(rest > 0 ? [`and ${rest} more`] : []), counts, valid ? 'valid' : 'not valid'];
    return { kind: 'judged', isValid: valid, data: report, text };
  },
};

const mostNamed = 100;
