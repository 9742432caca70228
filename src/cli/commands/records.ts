import { CliError } from '../errors.ts';
import { type Command, type Outcome, required } from '../model.ts';
import { holdLine } from './hold.ts';

export const recordsPayload: Command = {
  name: 'records payload',
  summary: 'Show what is kept of a payload, or write its content to a file of mode 600.',
  operands: ['PAYLOAD_ID'],
  options: {
    out: { type: 'string', value: 'FILE', summary: 'where the content goes; must not be there yet' },
    salt: { type: 'boolean', summary: 'show the salt too, with which the content proves the digest' },
  },
  examples: [
    'acar records payload 0b8f3c9e-6d3a-4a51-9d0f-3c1f5f9f1d11',
    'acar records payload 0b8f3c9e-6d3a-4a51-9d0f-3c1f5f9f1d11 --salt --out answer.json',
  ],
  async run({ operands: [id = ''], options }, services): Promise<Outcome> {
    const found = await (await services.records()).payload(id);
    if (!found) return unknown;
    const { reading, record = '' } = found;
    const { kind, mediaType, octets, digest } = reading;
    const { holds } = found;
    const facts = { id, record, kind, mediaType, octets, digest, holds };
    const held = holds.map((hold) => `hold ${holdLine(hold, services.now())}`);
    const line = `${kind}  ${octets} octets  ${mediaType}  digest ${digest}  record ${record || 'none'}`;
    const { out } = options;
    if (reading.kind === 'erased') {
      const erasedAt = reading.erasedAt.toISOString();
      if (out !== undefined) return refused('payload.erased', `its content was erased at ${erasedAt}`);
      return { kind: 'done', data: { ...facts, erasedAt }, text: [line, `erased at ${erasedAt}`, ...held] };
    }
    const salt = options['salt'] === true ? { salt: found.salt } : {};
    const lines = [line, ...held, ...Object.values(salt).map((hex) => `salt ${hex}`)];
    if (typeof out !== 'string') return { kind: 'done', data: { ...facts, ...salt }, text: lines };
    await services.writeNewFile(out, { open: () => reading.content }, 0o600);
    const text = [...lines, `written to ${out}`];
    return { kind: 'done', data: { ...facts, ...salt, file: out }, text };
  },
};

export const recordsErasePayload: Command = {
  name: 'records erase-payload',
  summary: 'Erase the payload of a record for ever, with its key and salt; the record and its proof stay.',
  operands: ['PAYLOAD_ID'],
  options: {
    reason: { type: 'string', value: 'TEXT', summary: 'why; stays in the interaction record' },
  },
  examples: [
    'acar records erase-payload --reason "court order 17/2026" 0b8f3c9e-6d3a-4a51-9d0f-3c1f5f9f1d11',
  ],
  async run({ operands: [id = ''], options }, services): Promise<Outcome> {
    const reason = required(options, 'reason');
    if (!/^\P{Cc}{1,300}$/u.test(reason))
      throw new CliError('cli.usage', '--reason is one line of at most 300 letters');
    switch (await (await services.records()).erasePayload(id, reason)) {
      case 'unknown':
        return unknown;
      case 'held':
        return refused('payload.held', 'a legal hold is on it; see acar records payload');
      case 'erased_before':
        return refused('payload.erased', 'it was erased before');
      case 'erased':
        return { kind: 'done', data: { id, state: 'erased' }, text: [`${id}  erased`] };
    }
  },
};

const unknown = refused('payload.unknown', 'no record has a payload of this id');

function refused(code: string, message: string): Outcome {
  return { kind: 'refused', problems: [{ code, message }] };
}
