import { payloadCommitment, payloadSaltOctets, readRecordDocument } from '../../../certs/index.ts';
import { CliError } from '../errors.ts';
import { type Command, type Outcome, required, type Services } from '../model.ts';

/** `verify payload`: asks nobody, and needs no database. */
export const verifyPayload: Command = {
  name: 'verify payload',
  summary:
    'Say whether a content is what a record committed to, from the record, the content and its salt alone.',
  operands: [],
  options: {
    record: {
      type: 'string',
      value: 'FILE',
      summary: 'the record; verify receipt says whether it is in the log',
    },
    content: { type: 'string', value: 'FILE', summary: 'what was sent, as it was' },
    salt: { type: 'string', value: 'HEX', summary: 'the salt of the payload' },
  },
  examples: ['acar verify payload --record record.json --content answer.json --salt HEX'],
  async run({ options }, services): Promise<Outcome> {
    const committed = digestIn(services.readText(required(options, 'record')));
    const salt = Buffer.from(required(options, 'salt'), 'hex');
    if (salt.length !== payloadSaltOctets)
      throw new CliError('cli.unusable_input', `the salt is ${payloadSaltOctets} octets in hexadecimal`);
    const digest = await digestOf(services.openFile(required(options, 'content')), salt);
    const isValid = digest === committed;
    const data = { valid: isValid, digest, committed };
    const refusal = `not valid: the record committed to ${committed}, this is ${digest}`;
    return { kind: 'judged', isValid, data, text: [isValid ? `valid: ${digest}` : refusal] };
  },
};

function digestIn(record: string): string {
  const document = readRecordDocument(record);
  if (document.kind === 'malformed') throw new CliError('cli.unusable_input', document.message);
  const part = document.value.parts.find(({ name }) => name === 'fact_payload_digest');
  if (part && 'text' in part) return part.text;
  throw new CliError('cli.unusable_input', 'the record does not show the digest of a payload');
}

async function digestOf({ content }: ReturnType<Services['openFile']>, salt: Uint8Array): Promise<string> {
  const commitment = payloadCommitment(salt);
  for await (const piece of content.open()) commitment.update(piece);
  return commitment.digest('hex');
}
