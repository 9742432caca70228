import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  createReceipts,
  entryOf,
  leafHash,
  noteKey,
  openParts,
  readReceipt,
  readReceiptExtra,
  readRecordDocument,
  redact,
  sealedEntry,
  seedOctets,
  verifyReceipt,
  writeReceipt,
  writeRecordDocument,
} from '../../../../certs/index.ts';
import { sampleRecord, startMemoryLog } from '../../../support/memory-log.ts';

const parts = openParts(
  [
    { name: 'time', text: '2026-01-01T00:00:00.000Z' },
    { name: 'person', text: '"5ARPXN9"' },
    { name: 'facts', text: '{"method":"card"}' },
  ],
  Buffer.alloc(32, 9),
);

describe('a record in the log', () => {
  it('is the same entry with any of its parts kept back', () => {
    const entry = entryOf(parts);
    expect(entry).toHaveLength(33);
    for (const names of [['person'], ['facts', 'time'], ['facts', 'person', 'time']])
      expect(entryOf(redact(parts, names))).toEqual(entry);
    expect(JSON.stringify(redact(parts, ['person']))).not.toContain('5ARPXN9');
  });

  it('is another entry when a name, a text, a salt, or the number of parts is another', () => {
    const [first, ...rest] = parts;
    if (!first) throw new Error('three parts');
    const others = [
      [{ ...first, text: `${first.text} ` }, ...rest],
      [{ ...first, salt: Buffer.alloc(32) }, ...rest],
      [{ ...first, name: 'tim' }, ...rest],
      rest,
    ].map((some) => Buffer.from(entryOf(some)).toString('hex'));
    expect(new Set([...others, Buffer.from(entryOf(parts)).toString('hex')]).size).toBe(5);
  });

  it('does not depend on the order in which its parts are given', () => {
    expect(entryOf(parts.toReversed())).toEqual(entryOf(parts));
  });

  it('is the same entry when it is made in one go, whatever its texts', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9_]{0,31}$/), {
      minLength: 1,
      maxLength: 20,
    });
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ minLength: 900, maxLength: 1100 }),
    );
    const seeds = fc.uint8Array({ minLength: seedOctets, maxLength: seedOctets });
    fc.assert(
      fc.property(names, fc.array(texts, { minLength: 20, maxLength: 20 }), seeds, (given, some, seed) => {
        const made = given.map((name, place) => ({ name, text: some[place] ?? '' }));
        expect(Buffer.from(sealedEntry(made, seed))).toEqual(Buffer.from(entryOf(openParts(made, seed))));
      }),
    );
  });

  it('has salts that tell nothing of each other', () => {
    expect(new Set(parts.map(({ salt }) => Buffer.from(salt).toString('hex'))).size).toBe(3);
  });

  it('cannot have parts twice, none, or none that is a word', () => {
    const [first] = parts;
    if (!first) throw new Error('three parts');
    for (const bad of [[first, first], [], [{ ...first, name: 'a b' }], [{ ...first, text: '\ud800' }]])
      expect(() => entryOf(bad)).toThrow(RangeError);
    for (const bad of [[first, first], [], [{ name: 'a b', text: '' }], [{ name: 'a', text: '\ud800' }]])
      expect(() => sealedEntry(bad, Buffer.alloc(seedOctets))).toThrow(RangeError);
    expect(() => sealedEntry([first], Buffer.alloc(1))).toThrow(RangeError);
  });
});

describe('a record that is handed out', () => {
  it.each([[[]], [['person']]])('is read as it is written, without the parts %j', (names) => {
    const read = readRecordDocument(writeRecordDocument(redact(parts, names)));
    expect(read).toMatchObject({ kind: 'read', value: { entry: entryOf(parts) } });
  });

  const good = JSON.parse(writeRecordDocument(parts)) as { parts: object[] };
  it.each([
    ['no JSON', '{'],
    ['null', 'null'],
    ['another format', JSON.stringify({ ...good, format: 'other' })],
    ['no parts', JSON.stringify({ ...good, parts: [] })],
    ['a part twice', JSON.stringify({ ...good, parts: [...good.parts, good.parts[0]] })],
    ['a part with another member', JSON.stringify({ ...good, parts: [{ ...good.parts[0], more: 1 }] })],
    ['a part with digest and text', JSON.stringify({ ...good, parts: [{ ...good.parts[0], digest: '' }] })],
    ['a short salt', JSON.stringify({ ...good, parts: [{ ...good.parts[0], salt: 'AAAA' }] })],
    ['__proto__ for a name', '{"format":"acar-record/1","parts":[{"__proto__":{"name":"x"}}]}'],
  ])('is refused: %s', (_, text) => expect(readRecordDocument(text).kind).toBe('malformed'));
});

describe('receipts (c2sp.org/tlog-proof)', () => {
  let receipt = '';
  let logKey = noteKey('x', 'signature', new Uint8Array(32));
  const record = sampleRecord(300);
  const leaf = leafHash(record.entry);

  beforeAll(async () => {
    const log = await startMemoryLog();
    log.append(400);
    const sequencer = await log.open();
    await sequencer.sequence();
    const receipts = createReceipts(log.store);
    expect(await receipts.receiptOf(300)).toBeUndefined();
    await log.publisher.publish(sequencer.head());
    receipt = (await receipts.receiptOf(300)) ?? '';
    logKey = log.signer.signatureKey;
    expect(await receipts.receiptOf(401)).toBeUndefined();
  });

  it('prove offline that the record stands in the log, and when the log signed', () => {
    const time = Date.UTC(2026, 0, 1) / 1000;
    expect(verifyReceipt(receipt, leaf, logKey)).toEqual({ kind: 'included', index: 299, time });
  });

  it('carry the entry', () => {
    const read = readReceipt(receipt);
    const extra = read.kind === 'read' && read.value.extra ? readReceiptExtra(read.value.extra) : undefined;
    expect(extra).toMatchObject({ entry: record.entry });
  });

  it('are written as they are read', () => {
    const read = readReceipt(receipt);
    if (read.kind === 'malformed') throw new Error(read.message);
    expect(writeReceipt(read.value)).toBe(receipt);
  });

  it('prove nothing of another record, to another key, or of another log', async () => {
    const other = await startMemoryLog();
    expect(verifyReceipt(receipt, leafHash(Buffer.from('x')), logKey)).toMatchObject({
      code: 'receipt.not_included',
    });
    expect(verifyReceipt(receipt, leaf, other.signer.signatureKey)).toMatchObject({
      code: 'receipt.signature_wrong',
    });
    const elsewhere = noteKey('other.example', 'signature', logKey.publicKey);
    expect(verifyReceipt(receipt, leaf, elsewhere)).toMatchObject({ code: 'receipt.other_log' });
  });

  it('are refused with any octet changed', () => {
    const bytes = Buffer.from(receipt);
    const extraEnd = receipt.indexOf('\nindex ');
    // A last line under another name or key id is the signature of a key that nobody knows.
    const last = receipt.lastIndexOf('— ');
    const lastKey = receipt.indexOf(' ', last + 2) + 7;
    const [lastAt, lastKeyEnd] = [last, lastKey].map((end) => Buffer.from(receipt.slice(0, end)).length);
    for (let at = 0; at < bytes.length; at += 1) {
      const isOfNobody = at >= (lastAt ?? 0) && at < (lastKeyEnd ?? 0);
      // Extra data is what nobody signed.
      if (isOfNobody || (at > 'c2sp.org/tlog-proof@v1'.length && at < extraEnd)) continue;
      const spoilt = Buffer.from(bytes);
      spoilt.writeUInt8((spoilt[at] ?? 0) ^ 1, at);
      expect(verifyReceipt(spoilt.toString('utf8'), leaf, logKey).kind, `octet ${at}`).toBe('refused');
    }
  });

  it('are refused when they are cut', () => {
    const last = receipt.lastIndexOf('— ');
    for (let end = 0; end < receipt.length; end += 1)
      if (end !== last) expect(verifyReceipt(receipt.slice(0, end), leaf, logKey).kind).toBe('refused');
  });
});
