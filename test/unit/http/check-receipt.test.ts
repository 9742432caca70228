import { generateKeyPairSync, sign } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  createReceipts,
  openParts,
  redact,
  verifyReceipt,
  leafHash,
  noteKey,
  entryOf,
  writeRecordDocument,
  writeVerifierKey,
} from '../../../certs/index.ts';
// The script of the page, which knows nothing of our library.
import { checkReceipt } from '../../../src/http/assets/check-receipt.js';
import { sampleRecord, startMemoryLog } from '../../support/memory-log.ts';

const ids = [1, 2, 255, 256, 257, 300];
let log: Awaited<ReturnType<typeof startMemoryLog>>;
let key = '';
const receipts = new Map<number, string>();

beforeAll(async () => {
  log = await startMemoryLog();
  key = writeVerifierKey(log.signer.signatureKey);
  log.append(300);
  const sequencer = await log.open();
  await sequencer.sequence();
  await log.publisher.publish(sequencer.head());
  for (const id of ids) receipts.set(id, (await createReceipts(log.store).receiptOf(id)) ?? '');
});

const receiptOf = (id: number) => receipts.get(id) ?? '';
const documentOf = (id: number) => writeRecordDocument(sampleRecord(id).parts);

describe('the check of a receipt in the browser', () => {
  it.each(ids)('finds record %i in the log, at its place and with the time of the signature', async (id) => {
    expect(await checkReceipt(receiptOf(id), documentOf(id), key)).toMatchObject({
      kind: 'valid',
      index: id - 1,
      size: 300,
      time: log.clock.time / 1000,
      cosigners: [],
    });
  });

  it('finds it with parts that are kept back', async () => {
    const redacted = writeRecordDocument(redact(sampleRecord(2).parts, ['person']));
    expect(redacted).not.toContain('person 2');
    expect((await checkReceipt(receiptOf(2), redacted, key)).kind).toBe('valid');
  });

  it('refuses another record, and one that was altered', async () => {
    expect((await checkReceipt(receiptOf(2), documentOf(3), key)).kind).toBe('not_included');
    const altered = documentOf(2).replace('person 2', 'person 3');
    expect((await checkReceipt(receiptOf(2), altered, key)).kind).toBe('not_included');
  });

  it('refuses another log, another key of the same name, and a signature that is spoilt', async () => {
    const other = await startMemoryLog();
    const otherKey = writeVerifierKey(other.signer.signatureKey);
    expect((await checkReceipt(receiptOf(2), documentOf(2), otherKey)).kind).toBe('not_signed');
    const renamed = receiptOf(2).replaceAll('log.example/records', 'log.example/others');
    expect((await checkReceipt(renamed, documentOf(2), key)).kind).toBe('other_log');
    const resized = receiptOf(2).replace('\n300\n', '\n301\n');
    expect((await checkReceipt(resized, documentOf(2), key)).kind).toBe('not_signed');
  });

  it('checks the signatures of witnesses whose keys it has, and names the others (c2sp.org/tlog-cosignature)', async () => {
    const witness = makeWitness('witness-1.example');
    const stranger = makeWitness('witness-2.example');
    const text =
      receiptOf(2) + witness.cosign(receiptOf(2), 1_770_000_000) + stranger.cosign(receiptOf(2), 1);
    const judged = (receipt: string) => checkReceipt(receipt, documentOf(2), key, [witness.key]);
    expect(await judged(text)).toMatchObject({
      kind: 'valid',
      cosigners: [{ name: 'witness-1.example', time: 1_770_000_000 }, { name: 'witness-2.example' }],
    });
    const other = receiptOf(2) + witness.cosign(receiptOf(2).replace('\n300\n', '\n301\n'), 1_770_000_000);
    expect((await judged(other)).kind).toBe('not_cosigned');
  });

  it('says as our own verifier does, whatever octet is another', async () => {
    const text = receiptOf(257);
    const hash = leafHash(entryOf(sampleRecord(257).parts));
    const start = text.indexOf('index ');
    for (let at = start; at < text.length; at += 7) {
      const spoilt = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
      const ours = verifyReceipt(spoilt, hash, log.signer.signatureKey).kind === 'included';
      const theirs = (await checkReceipt(spoilt, documentOf(257), key)).kind === 'valid';
      expect({ at, valid: theirs }).toEqual({ at, valid: ours });
    }
  });

  it.each([
    ['', ''],
    ['c2sp.org/tlog-proof@v1', '{}'],
    ['c2sp.org/tlog-proof@v1\nindex 1\n\nx\n1\n\n\n— x y\n', '[]'],
  ])('says of what is no receipt or no record that it is none: %j', async (receipt, record) => {
    expect((await checkReceipt(receipt, record, key)).kind).toBe('malformed');
    expect((await checkReceipt(receiptOf(1), record, key)).kind).toBe('malformed');
  });

  it('takes no part twice', async () => {
    const [part] = openParts([{ name: 'type', text: 'a' }], Buffer.alloc(32));
    if (!part) throw new Error('one part');
    const twice = writeRecordDocument([part, part]);
    expect((await checkReceipt(receiptOf(1), twice, key)).kind).toBe('malformed');
  });
});

/** A witness that signs whatever it is given. */
function makeWitness(name: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  const known = noteKey(name, 'cosignature', raw);
  return {
    key: writeVerifierKey(known),
    cosign(receipt: string, seconds: number) {
      const note = receipt.slice(receipt.indexOf('\n\n') + 2);
      const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
      const time = Buffer.alloc(8);
      time.writeBigUInt64BE(BigInt(seconds));
      const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`), privateKey);
      const id = Buffer.from(writeVerifierKey(known).split('+')[1] ?? '', 'hex');
      return `— ${name} ${Buffer.concat([id, time, signature]).toString('base64')}\n`;
    },
  };
}
