import { beforeAll, describe, expect, it } from 'vitest';
import { createReceipts, redact, writeRecordDocument, writeVerifierKey } from '../../../certs/index.ts';
import { verifyProof, verifyReceipt } from '../../../src/cli/commands/verify-log.ts';
import type { Command, Services } from '../../../src/cli/model.ts';
import { answerProof } from '../../../src/cli/verify-proof.ts';
import { answerReceipt } from '../../../src/cli/verify-receipt.ts';
import { sampleRecord, startMemoryLog } from '../../support/memory-log.ts';

const files = new Map<string, Uint8Array>();
const readBytes = (path: string) => {
  const bytes = files.get(path);
  if (!bytes) throw new Error(`${path} cannot be read`);
  return bytes;
};

async function run(command: Command, options: Readonly<Record<string, string | boolean>>) {
  const services = { readBytes } as unknown as Services;
  return command.run({ operands: [], options }, services).catch((error: unknown) => error);
}

describe('acar verify proof', () => {
  const leaf = 'a1'.repeat(32);
  const inclusion = {
    id: 1,
    op: 'inclusion',
    leafIndex: 0,
    treeSize: 1,
    root: leaf,
    leafHash: leaf,
    proof: [],
  };

  it('judges one case by flags', async () => {
    const options = { op: 'inclusion', 'leaf-index': '0', 'tree-size': '1', root: leaf, 'leaf-hash': leaf };
    expect(await run(verifyProof, options)).toMatchObject({ isValid: true });
    expect(await run(verifyProof, { ...options, proof: leaf })).toMatchObject({ isValid: false });
    expect(await run(verifyProof, { ...options, root: 'x' })).toMatchObject({ code: 'cli.unusable_input' });
    const trees = { op: 'consistency', size1: '1', size2: '1', root1: leaf, root2: leaf };
    expect(await run(verifyProof, trees)).toMatchObject({ isValid: true });
    expect(await run(verifyProof, { ...trees, size2: '2' })).toMatchObject({ isValid: false });
  });

  it('answers what it cannot judge with a reason', () => {
    expect(answerProof(inclusion)).toEqual({ id: 1, valid: true });
    expect(answerProof({ ...inclusion, op: 'exclusion' })).toMatchObject({
      id: 1,
      unsupported: expect.stringContaining('op'),
    });
    expect(answerProof({ ...inclusion, hash: 'sha512' })).toMatchObject({
      id: 1,
      unsupported: expect.stringContaining('hash'),
    });
    expect(answerProof({ ...inclusion, root: 'zz' })).toMatchObject({
      valid: false,
      error: { code: 'verify.unusable' },
    });
    expect(answerProof(undefined)).toMatchObject({ id: null, valid: false });
    expect(answerProof({ ...inclusion, leafIndex: -1 })).toEqual({ id: 1, valid: false });
  });
});

describe('acar verify receipt', () => {
  const record = sampleRecord(3);
  let receipt = '';
  let logKey = '';

  beforeAll(async () => {
    const log = await startMemoryLog();
    log.append(10);
    const sequencer = await log.open();
    await sequencer.sequence();
    await log.publisher.publish(sequencer.head());
    receipt = (await createReceipts(log.store).receiptOf(3)) ?? '';
    logKey = writeVerifierKey(log.signer.signatureKey);
    const spki = Buffer.concat([
      Buffer.from('302a300506032b6570032100', 'hex'),
      log.signer.signatureKey.publicKey,
    ]);
    const pem = `-----BEGIN PUBLIC KEY-----\n${spki.toString('base64')}\n-----END PUBLIC KEY-----\n`;
    const texts = {
      receipt,
      key: `${logKey}\n`,
      pem,
      record: writeRecordDocument(record.parts),
      redacted: writeRecordDocument(redact(record.parts, ['person'])),
      other: writeRecordDocument(sampleRecord(4).parts),
    };
    for (const [name, text] of Object.entries(texts)) files.set(name, Buffer.from(text));
    files.set('entry', record.entry);
  });

  it('judges the record, whole or redacted, and the bytes of the log, by the key of the log alone', async () => {
    const time = '2026-01-01T00:00:00.000Z';
    for (const name of ['record', 'redacted', 'entry'])
      for (const key of ['key', 'pem', logKey]) {
        const outcome = await run(verifyReceipt, { receipt: 'receipt', record: name, 'log-key': key });
        expect(outcome).toMatchObject({ isValid: true, data: { index: 2, time } });
      }
    expect(await run(verifyReceipt, { receipt: 'receipt', 'log-key': 'key' })).toMatchObject({
      isValid: true,
    });
    expect(await run(verifyReceipt, { receipt: 'receipt', record: 'other', 'log-key': 'key' })).toMatchObject(
      {
        isValid: false,
        text: [expect.stringContaining('receipt.not_included')],
      },
    );
  });

  it('takes the texts themselves', () => {
    const document = writeRecordDocument(record.parts);
    const asked = { id: 'a', receipt, record: document, logKey };
    expect(answerReceipt(asked, readBytes)).toMatchObject({ id: 'a', valid: true });
    expect(answerReceipt({ ...asked, record: JSON.parse(document) }, readBytes)).toMatchObject({
      valid: true,
    });
  });

  it('answers what it cannot judge with a reason', async () => {
    const plain = receipt.replace(/\nextra [^\n]+/, '');
    expect(answerReceipt({ id: 1, receipt: plain, logKey }, readBytes)).toMatchObject({
      unsupported: expect.stringContaining('record'),
    });
    expect(answerReceipt({ id: 1, receipt: 'absent', logKey }, readBytes)).toMatchObject({ valid: false });
    expect(answerReceipt({ id: 1, receipt, logKey: 'record' }, readBytes)).toMatchObject({
      error: { code: 'verify.unusable' },
    });
    expect(answerReceipt({ id: 1, receipt: 'key', logKey }, readBytes)).toMatchObject({
      valid: false,
      error: { code: 'receipt.malformed' },
    });
    expect(await run(verifyReceipt, { receipt: 'absent', 'log-key': 'key' })).toMatchObject({
      code: 'cli.unusable_input',
    });
  });
});
