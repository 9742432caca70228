import { CliError } from '../errors.ts';
import { type Command, type CommandInput, filesOf, listOf, type Outcome } from '../model.ts';
import { answerOcsp, type OcspAnswer } from '../verify-ocsp.ts';
import { type Answer, answerPath } from '../verify-path.ts';
import { answerWebEid, type WebEidAnswer } from '../verify-webeid.ts';

/** Options that several `verify` commands have. */
export const jsonl = {
  type: 'boolean',
  summary: 'answer one JSON request per line of the standard input',
} as const;
const time = { type: 'string', value: 'TIME', summary: 'as in 2026-01-31T12:00:00Z' } as const;
const anchors = {
  type: 'string',
  isList: true,
  value: 'FILES',
  summary: 'trusted certificates, files separated by commas',
} as const;
const intermediates = {
  type: 'string',
  isList: true,
  value: 'FILES',
  summary: 'other certificates',
} as const;
const crls = { type: 'string', isList: true, value: 'FILES', summary: 'revocation lists' } as const;
const allowSha1 = { type: 'boolean', summary: 'believe SHA-1 signatures, for old archives' } as const;

/** `verify path`: one case given by flags, or with `--jsonl` one case per line of the standard input. */
export const verifyPath: Command = {
  name: 'verify path',
  summary: 'Say whether a certificate may be believed, from the files and the time given.',
  operands: [],
  options: {
    jsonl,
    leaf: { type: 'string', value: 'FILE', summary: 'the certificate, PEM or DER' },
    anchors,
    intermediates,
    crls,
    time,
    revocation: { type: 'boolean', summary: 'a revocation list must answer for every certificate' },
    policies: {
      type: 'string',
      isList: true,
      value: 'OIDS',
      summary: 'acceptable policies; one must be valid for the path',
    },
    'inhibit-mapping': { type: 'boolean', summary: 'policies may not be mapped to others' },
    'inhibit-any': { type: 'boolean', summary: 'the policy anyPolicy counts for none' },
    purpose: { type: 'string', value: 'serverAuth|clientAuth', summary: 'what the leaf is to be used for' },
    'peer-names': {
      type: 'string',
      isList: true,
      value: 'NAMES',
      summary: 'as in DNS:www.example.az,IP:192.0.2.1',
    },
    'max-depth': { type: 'string', value: 'NUMBER', summary: 'most intermediates' },
    'allow-sha1': allowSha1,
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
    return answered;
  },
};

/** `verify ocsp`, in the same two forms. */
export const verifyOcsp: Command = {
  name: 'verify ocsp',
  summary: 'Say what an OCSP answer tells of a certificate, from the files and the time given.',
  operands: [],
  options: {
    jsonl,
    response: { type: 'string', value: 'FILE', summary: 'the OCSP answer, PEM or DER' },
    issuer: { type: 'string', value: 'FILE', summary: 'the certificate of the issuer, which is believed' },
    cert: { type: 'string', value: 'FILE', summary: 'the certificate asked about' },
    time,
    'max-age': { type: 'string', value: 'SECONDS', summary: 'how old the status may be' },
    'allow-sha1': allowSha1,
  },
  examples: [
    'acar verify ocsp --response r.der --issuer ca.pem --cert a.pem --time 2026-01-31T12:00:00Z',
    'acar verify ocsp --jsonl < requests.jsonl',
  ],
  async run({ options }, services): Promise<Outcome> {
    const algorithms = { allowsSha1: options['allow-sha1'] === true };
    const answer = (question: unknown) =>
      answerOcsp(question, (path) => services.readBytes(path), algorithms);
    if (options['jsonl'] !== true) {
      const { response, issuer, cert, time, 'max-age': maxAge } = options;
      const maxAgeSeconds = maxAge === undefined ? null : numberOf(maxAge);
      return presentStatus(answer({ id: 'case', response, issuer, cert, time, maxAgeSeconds }));
    }
    await services.answerLines((line) => JSON.stringify(answer(parseLine(line))));
    return answered;
  },
};

/** `verify webeid`, in the same two forms. */
export const verifyWebEid: Command = {
  name: 'verify webeid',
  summary: 'Say whether a Web eID token proves a sign-in, from the files, the nonce and the time given.',
  operands: [],
  options: {
    jsonl,
    token: { type: 'string', value: 'FILE', summary: 'the token, as JSON' },
    nonce: { type: 'string', value: 'TEXT', summary: 'the nonce that was given out, as text' },
    origin: { type: 'string', value: 'ORIGIN', summary: 'as in https://login.example.az' },
    anchors,
    intermediates,
    time,
    'disallowed-policies': {
      type: 'string',
      isList: true,
      value: 'OIDS',
      summary: 'a certificate under one of these policies is none of a card',
    },
    revocation: { type: 'boolean', summary: 'a revocation list or an OCSP answer must say good' },
    crls,
    ocsp: { type: 'string', isList: true, value: 'FILES', summary: 'OCSP answers' },
  },
  examples: [
    'acar verify webeid --token t.json --nonce "$NONCE" --origin https://login.example.az --anchors ca.pem --time 2026-01-31T12:00:00Z',
    'acar verify webeid --jsonl < requests.jsonl',
  ],
  async run({ options }, services): Promise<Outcome> {
    const answer = (question: unknown) => answerWebEid(question, (path) => services.readBytes(path));
    if (options['jsonl'] !== true) {
      const { token, nonce, origin, time } = options;
      return presentWebEid(
        answer({
          id: 'case',
          token,
          nonce,
          origin,
          time,
          anchors: filesOf(options, 'anchors'),
          intermediates: filesOf(options, 'intermediates'),
          disallowedPolicies: listOf(options, 'disallowed-policies'),
          revocation: options['revocation'] === true,
          crls: filesOf(options, 'crls'),
          ocsp: filesOf(options, 'ocsp'),
        }),
      );
    }
    await services.answerLines((line) => JSON.stringify(answer(parseLine(line))));
    return answered;
  },
};

function presentWebEid(answer: WebEidAnswer): Outcome {
  if ('unsupported' in answer) throw new CliError('cli.unusable_input', answer.unsupported);
  const { valid, subject, error } = answer;
  if (error?.code === 'verify.unusable') throw new CliError('cli.unusable_input', error.message);
  const text = error ? [`not valid: ${error.code}: ${error.message}`] : ['valid', subject ?? ''];
  return { kind: 'judged', isValid: valid, data: answer, text };
}

export const answered: Outcome = { kind: 'judged', isValid: true, data: undefined, text: [] };

/** Good is valid; revoked, unknown and invalid are not. */
function presentStatus(answer: OcspAnswer): Outcome {
  if ('unsupported' in answer) throw new CliError('cli.unusable_input', answer.unsupported);
  const { status, reason } = answer;
  if (reason?.startsWith('verify.unusable')) throw new CliError('cli.unusable_input', reason);
  const text = reason === undefined ? status : `${status}: ${reason}`;
  return { kind: 'judged', isValid: status === 'good', data: answer, text: [text] };
}

function questionOf({ options }: CommandInput): unknown {
  const list = (name: string) => listOf(options, name);
  const policies = list('policies');
  const maxDepth = options['max-depth'];
  return {
    id: 'case',
    leaf: options['leaf'],
    anchors: filesOf(options, 'anchors'),
    intermediates: filesOf(options, 'intermediates'),
    crls: filesOf(options, 'crls'),
    time: options['time'],
    revocation: options['revocation'] === true,
    policy: {
      initial: policies.length > 0 ? policies : [anyPolicy],
      explicit: policies.length > 0,
      inhibitMapping: options['inhibit-mapping'] === true,
      inhibitAny: options['inhibit-any'] === true,
    },
    purpose: options['purpose'] ?? null,
    peerNames: list('peer-names').map((name) => {
      const at = name.indexOf(':');
      return { kind: name.slice(0, at), value: name.slice(at + 1) };
    }),
    ...(maxDepth === undefined ? {} : { maxDepth: numberOf(maxDepth) }),
  };
}

const anyPolicy = '2.5.29.32.0';

/** NaN for what is no number in digits, as an empty text is none. */
function numberOf(text: string | boolean | undefined): number {
  return typeof text === 'string' && /^[0-9]+$/.test(text) ? Number(text) : NaN;
}

/** A line that is no JSON is a question that has no form. */
export function parseLine(line: string | undefined): unknown {
  if (line === undefined) return undefined;
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
