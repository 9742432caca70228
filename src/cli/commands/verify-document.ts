import { CliError } from '../errors.ts';
import { type Command, type CommandInput, listOf, type Outcome, required, type Services } from '../model.ts';
import { openOnlineEvidence } from '../online-evidence.ts';
import { answerDocument, type DocumentAnswer, type Gather, isValidDocument } from '../verify-document.ts';
import { answered, jsonl, parseLine } from './verify.ts';

/** `verify document`, in the same two forms. */
export const verifyDocument: Command = {
  name: 'verify document',
  summary: 'Say what the signatures of a document are worth (ETSI EN 319 102-1), from files and a time.',
  operands: [],
  options: {
    jsonl,
    file: { type: 'string', value: 'FILE', summary: 'the signed document or container, or the signature' },
    detached: {
      type: 'string',
      isList: true,
      value: 'FILES',
      summary: 'what it signs and does not hold, separated by commas',
    },
    ca: {
      type: 'string',
      isList: true,
      value: 'FILES',
      summary: 'trusted authorities for signers, PEM or DER',
    },
    ocsp: { type: 'string', isList: true, value: 'FILES', summary: 'trusted OCSP responders' },
    tsa: {
      type: 'string',
      isList: true,
      value: 'FILES',
      summary: 'trusted time-stamping units, or their authorities',
    },
    'trusted-list': {
      type: 'string',
      isList: true,
      value: 'FILES',
      summary: 'trusted lists (ETSI TS 119 612)',
    },
    'list-signers': {
      type: 'string',
      isList: true,
      value: 'FILES',
      summary: 'certificates of those who may sign these lists',
    },
    time: { type: 'string', value: 'TIME', summary: 'as in 2026-01-31T12:00:00Z; now when left out' },
    'time-stamp-unit-status': {
      type: 'string',
      value: 'required|where-known',
      summary: 'whether the status of a time-stamping unit must be known (required)',
    },
    online: {
      type: 'boolean',
      summary:
        'ask for missing issuers, OCSP answers and CRLs at the public addresses that certificates name',
    },
    'online-origins': {
      type: 'string',
      value: 'ORIGINS',
      summary: 'ask these origins alone, which may be private; separated by commas',
    },
  },
  examples: [
    'acar verify document --file notice.pdf --ca root.pem --tsa root.pem',
    'acar verify document --file notice.pdf --trusted-list trusted-list.xml --list-signers operator.pem',
    'acar verify document --file notice.pdf            (without trust: only whether it is intact)',
    'acar verify document --file notice.pdf --ca root.pem --tsa root.pem --online',
    'acar verify document --jsonl < requests.jsonl',
  ],
  async run({ options }, services): Promise<Outcome> {
    const online = openOnlineEvidence(options, services);
    try {
      return await verifyDocuments(options, services, online.gather);
    } finally {
      await online.close();
    }
  },
};

async function verifyDocuments(
  options: CommandInput['options'],
  services: Services,
  gather: Gather | undefined,
): Promise<Outcome> {
  const reading = {
    gather,
    readBytes: (path: string) => services.readBytes(path),
    openFile: (path: string) => services.openFile(path),
    now: () => services.now(),
  };
  if (options['jsonl'] === true) {
    await services.answerLines(async (line) =>
      JSON.stringify(await answerDocument(parseLine(line), reading)),
    );
    return answered;
  }
  const [ca, ocsp, tsa] = [listOf(options, 'ca'), listOf(options, 'ocsp'), listOf(options, 'tsa')];
  const signers = listOf(options, 'list-signers');
  const lists = listOf(options, 'trusted-list').map((file) => ({ file, signers }));
  const hasTrust = ca.length + ocsp.length + tsa.length + lists.length > 0;
  const answer = await answerDocument(
    {
      id: 'case',
      file: required(options, 'file'),
      detached: listOf(options, 'detached'),
      trust: hasTrust ? { ca, ocsp, tsa, lists } : null,
      policy: { timeStampUnitStatus: options['time-stamp-unit-status'] },
      time: options['time'],
    },
    reading,
  );
  return presentDocument(answer, hasTrust);
}

function presentDocument(answer: DocumentAnswer, hasTrust: boolean): Outcome {
  if ('unsupported' in answer) throw new CliError('cli.unusable_input', answer.unsupported);
  const { refused, signatures } = answer;
  if (refused?.startsWith('verify.unusable')) throw new CliError('cli.unusable_input', refused);
  const lines = signatures.map((one) => {
    const { indication, subIndication, intact, format, level, signer, bestTime } = one;
    const verdict = [indication, subIndication].filter(Boolean).join(' ');
    const isIntact = intact && indication !== 'TOTAL-FAILED';
    return [
      hasTrust ? verdict : isIntact ? 'intact' : `not intact: ${verdict}`,
      [format, level].filter(Boolean).join(' '),
      // A terminal obeys what stands in a name.
      signer?.replace(/\p{Cc}/gu, ' ') ?? 'unknown signer',
      bestTime ?? 'unknown time',
    ].join('; ');
  });
  const unsigned = (answer.unsigned ?? []).map(
    (name) => `not signed by any of these: ${name.replace(/\p{Cc}/gu, ' ')}`,
  );
  const asked = (answer.asked ?? []).map(
    ({ what, address, outcome }) => `${outcome}: ${what} ${address.replace(/\p{Cc}/gu, ' ')}`,
  );
  const text = refused
    ? [`refused: ${refused}`]
    : lines.length > 0
      ? [...lines, ...unsigned, ...asked]
      : ['no signatures'];
  return { kind: 'judged', isValid: isValidDocument(answer, hasTrust), data: answer, text };
}
