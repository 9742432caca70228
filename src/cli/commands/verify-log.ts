import { CliError } from '../errors.ts';
import { type Command, type CommandInput, listOf, type Outcome } from '../model.ts';
import { answerProof, type ProofAnswer } from '../verify-proof.ts';
import { answerReceipt, type ReceiptAnswer } from '../verify-receipt.ts';
import { answered, jsonl, parseLine } from './verify.ts';

const number = (summary: string) => ({ type: 'string', value: 'NUMBER', summary }) as const;
const hash = (summary: string) => ({ type: 'string', value: 'HEX', summary }) as const;

/** `verify proof`: a proof of a Merkle tree by RFC 6962, in the two forms of all `verify` commands. */
export const verifyProof: Command = {
  name: 'verify proof',
  summary: 'Say whether a proof shows that a leaf stands in a tree, or that a tree only grew (RFC 6962).',
  operands: [],
  options: {
    jsonl,
    op: { type: 'string', value: 'inclusion|consistency', summary: 'what is to be proved' },
    proof: {
      type: 'string',
      isList: true,
      value: 'HASHES',
      summary: 'the proof, hexadecimal, separated by commas',
    },
    'leaf-index': number('inclusion: the place of the leaf, from 0'),
    'tree-size': number('inclusion: the leaves of the tree'),
    'leaf-hash': hash('inclusion: the hash of the leaf'),
    root: hash('inclusion: the root of the tree'),
    size1: number('consistency: the leaves of the first tree'),
    size2: number('consistency: the leaves of the second tree'),
    root1: hash('consistency: the root of the first tree'),
    root2: hash('consistency: the root of the second tree'),
  },
  examples: [
    'acar verify proof --op inclusion --leaf-index 0 --tree-size 2 --leaf-hash HEX --root HEX --proof HEX',
    'acar verify proof --jsonl < requests.jsonl',
  ],
  async run({ options }, services): Promise<Outcome> {
    if (options['jsonl'] !== true) return present(answerProof(proofQuestion(options)));
    await services.answerLines((line) => JSON.stringify(answerProof(parseLine(line))));
    return answered;
  },
};

function proofQuestion(options: CommandInput['options']): unknown {
  const { op, root, root1, root2, size1, size2 } = options;
  // That of a tree with one leaf is empty.
  const proof = options['proof'] === '' ? [] : listOf(options, 'proof');
  const leafHash = options['leaf-hash'];
  const ofOne = { leafIndex: options['leaf-index'], treeSize: options['tree-size'], leafHash, root };
  return { id: 'case', op, proof, ...(op === 'consistency' ? { size1, size2, root1, root2 } : ofOne) };
}

/** `verify receipt`, in the same two forms. */
export const verifyReceipt: Command = {
  name: 'verify receipt',
  summary: 'Say whether a receipt proves that a record stands in the log, from the key of the log alone.',
  operands: [],
  options: {
    jsonl,
    receipt: { type: 'string', value: 'FILE', summary: 'the receipt (c2sp.org/tlog-proof)' },
    record: {
      type: 'string',
      value: 'FILE',
      summary: 'the record; without it, the entry that the receipt carries is judged',
    },
    'log-key': {
      type: 'string',
      value: 'KEY',
      summary: 'the verifier key of the log, or a file with it, or with the public key in PEM',
    },
  },
  examples: [
    'acar verify receipt --receipt r.tlog-proof --record record.json --log-key log.pub',
    'acar verify receipt --jsonl < requests.jsonl',
  ],
  async run({ options }, services): Promise<Outcome> {
    const answer = (question: unknown) => answerReceipt(question, (path) => services.readBytes(path));
    if (options['jsonl'] !== true) {
      const { receipt, record, 'log-key': logKey } = options;
      return present(answer({ id: 'case', receipt, record, logKey }));
    }
    await services.answerLines((line) => JSON.stringify(answer(parseLine(line))));
    return answered;
  },
};

function present(answer: ProofAnswer | ReceiptAnswer): Outcome {
  if ('unsupported' in answer) throw new CliError('cli.unusable_input', answer.unsupported);
  const { valid, error } = answer;
  if (error?.code === 'verify.unusable') throw new CliError('cli.unusable_input', error.message);
  if (!valid) {
    const reason = error ? `: ${error.code}: ${error.message}` : '';
    return { kind: 'judged', isValid: false, data: answer, text: [`not valid${reason}`] };
  }
  const place = 'index' in answer ? [`entry ${answer.index}`, ...(answer.time ? [answer.time] : [])] : [];
  return { kind: 'judged', isValid: true, data: answer, text: ['valid', ...place] };
}
