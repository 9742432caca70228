import { CliError } from '../errors.ts';
import type { Command, CommandInput, Outcome } from '../model.ts';
import { type Answer, answerPath } from '../verify-path.ts';

/** `verify path`: one case given by flags, or with `--jsonl` one case per line of the standard input. */
export const verifyPath: Command = {
  name: 'verify path',
  summary: 'Say whether a certificate may be believed, from the files and the time given.',
  operands: [],
  options: {
    jsonl: { type: 'boolean', summary: 'answer one JSON request per line of the standard input' },
    leaf: { type: 'string', value: 'FILE', summary: 'the certificate, PEM or DER' },
    anchors: { type: 'string', value: 'FILES', summary: 'trusted certificates, files separated by commas' },
    intermediates: { type: 'string', value: 'FILES', summary: 'other certificates' },
    crls: { type: 'string', value: 'FILES', summary: 'revocation lists' },
    time: { type: 'string', value: 'TIME', summary: 'as in 2026-01-31T12:00:00Z' },
    revocation: { type: 'boolean', summary: 'a revocation list must answer for every certificate' },
    policies: {
      type: 'string',
      value: 'OIDS',
      summary: 'acceptable policies; one must be valid for the path',
    },
    purpose: { type: 'string', value: 'serverAuth|clientAuth', summary: 'what the leaf is to be used for' },
    'peer-names': { type: 'string', value: 'NAMES', summary: 'as in DNS:www.example.az,IP:192.0.2.1' },
    'max-depth': { type: 'string', value: 'NUMBER', summary: 'most intermediates' },
    'allow-sha1': { type: 'boolean', summary: 'believe SHA-1 signatures, for old archives' },
  },
  examples: [
    'acar verify path --leaf a.pem --anchors root.pem --time 2026-01-31T12:00:00Z',
    'acar verify path --jsonl < requests.jsonl',
  ],
  async run(input, services): Promise<Outcome> {
    const algorithms = { allowsSha1: input.options['allow-sha1'] === true };
    const answer = (question: unknown) =>
      answerPath(question, (path) => services.readBytes(path), algorithms);
    if (input.options['jsonl'] !== true) return present(answer(questionOf(input)));
    await services.answerLines((line) => JSON.stringify(answer(parseLine(line))));
    return { kind: 'judged', isValid: true, data: undefined, text: [] };
  },
};

function questionOf({ options }: CommandInput): unknown {
  const list = (name: string) => {
    const value = options[name];
    return typeof value === 'string' && value !== '' ? value.split(',') : [];
  };
  const policies = list('policies');
  const maxDepth = options['max-depth'];
  return {
    id: 'case',
    leaf: options['leaf'],
    anchors: list('anchors'),
    intermediates: list('intermediates'),
    crls: list('crls'),
    time: options['time'],
    revocation: options['revocation'] === true,
    policy:
      policies.length > 0
        ? { initial: policies, explicit: true, inhibitMapping: false, inhibitAny: false }
        : null,
    purpose: options['purpose'] ?? null,
    peerNames: list('peer-names').map((name) => {
      const at = name.indexOf(':');
      return { kind: name.slice(0, at), value: name.slice(at + 1) };
    }),
    ...(maxDepth === undefined ? {} : { maxDepth: Number(maxDepth) }),
  };
}

const longestLine = 4 * 1024 * 1024;

/** A line that is no JSON is a question that has no form. */
function parseLine(line: string): unknown {
  if (line.length > longestLine) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function present(answer: Answer): Outcome {
  if ('unsupported' in answer) throw new CliError('cli.unusable_input', answer.unsupported);
  const { valid, error, path = [] } = answer;
  if (error?.code === 'verify.unusable') throw new CliError('cli.unusable_input', error.message);
  const reason = error && `not valid: ${error.code}: ${error.message} (${error.certificate ?? 'the file'})`;
  return { kind: 'judged', isValid: valid, data: answer, text: reason ? [reason] : ['valid', ...path] };
}
