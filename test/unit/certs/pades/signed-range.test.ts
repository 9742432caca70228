import { beforeAll, describe, expect, it } from 'vitest';
import {
  append,
  contract,
  firstSignature,
  isIntact,
  pdfOf,
  problemsOf,
  readPdf,
  signPdf,
} from '../../../support/pdf-documents.ts';
import { createSigningWorld, type SigningWorld } from '../../../support/signing-world.ts';

let world: SigningWorld;
let signed: Buffer;
let range: { readonly gapStart: number; readonly gapEnd: number; readonly after: number };

beforeAll(async () => {
  world = await createSigningWorld();
  signed = await signPdf(world, pdfOf(contract));
  const [, gapStart, gapEnd, after] =
    /\/ByteRange \[0 (\d+) (\d+) (\d+)\]/.exec(signed.toString('latin1')) ?? [];
  range = { gapStart: Number(gapStart), gapEnd: Number(gapEnd), after: Number(after) };
});

/** The signed file with text in place of other text of the same length. */
function withText(from: string | RegExp, to: string, bytes = signed): Buffer {
  const text = bytes.toString('latin1');
  const match = typeof from === 'string' ? from : (from.exec(text)?.[0] ?? '');
  const at = text.indexOf(match);
  expect(at).toBeGreaterThan(0);
  expect(to.length).toBeLessThanOrEqual(match.length);
  return Buffer.from(text.slice(0, at) + to.padEnd(match.length) + text.slice(at + match.length), 'latin1');
}

async function problemsWith(bytes: Buffer): Promise<readonly string[]> {
  const signature = await firstSignature(bytes);
  expect(isIntact(signature) && signature.digests.length > 0 && problemsOf(signature).length === 0).toBe(
    false,
  );
  expect(signature.coversWholeDocument).toBe(false);
  return problemsOf(signature);
}

const byteRange = /\/ByteRange \[[^\]]*\] */;

describe('the signed range (ISO 32000-2 12.8.1)', () => {
  it('is everything but the Contents string', async () => {
    const signature = await firstSignature(signed);
    expect(isIntact(signature)).toBe(true);
    expect(problemsOf(signature)).toEqual([]);
    expect(signature.coversWholeDocument).toBe(true);
    expect(signed[range.gapStart]).toBe('<'.charCodeAt(0));
    expect(range.gapEnd + range.after).toBe(signed.length);
  });

  it('with an octet changed before or behind the gap has another digest', async () => {
    for (const at of [20, range.gapStart - 40, signed.length - 30]) {
      const spoilt = Buffer.from(signed);
      spoilt[at] = (spoilt[at] ?? 0) ^ 1;
      const result = await readPdf(spoilt).catch(() => undefined);
      for (const signature of result?.signatures ?? []) expect(isIntact(signature)).toBe(false);
    }
  });

  it.each([
    ['is absent', ''],
    ['is null', '/ByteRange null'],
    ['is empty', '/ByteRange []'],
    ['is a text', '/ByteRange (0 1 2 3)'],
    ['has a negative number', '/ByteRange [0 -1 20 10]'],
    ['has three numbers', '/ByteRange [0 10 20]'],
    ['has six numbers', '/ByteRange [0 10 20 30 40 50]'],
    ['does not begin at 0', '/ByteRange [1 100 200 300]'],
    ['overlaps itself', '/ByteRange [0 200 100 300]'],
    ['goes beyond the end', '/ByteRange [0 100 200 9999999]'],
    ['has fractions', '/ByteRange [0 1.5 2.5 3.5]'],
    ['is enormous', '/ByteRange [0 9 99999999999999999 9]'],
  ])('that %s is none', async (_, text) => {
    expect(await problemsWith(withText(byteRange, text))).toContain('failure pades.byte_range');
  });

  it('whose gap is larger than the Contents string is not that of a signature', async () => {
    const { gapStart, gapEnd, after } = range;
    for (const [start, end] of [
      [gapStart - 1, gapEnd],
      [gapStart, gapEnd + 1],
      [gapStart + 1, gapEnd - 1],
      [gapStart - 200, gapEnd + 20],
    ] as const) {
      const text = `/ByteRange [0 ${start} ${end} ${gapEnd + after - end}]`;
      expect(await problemsWith(withText(byteRange, text))).toContain('failure pades.byte_range_gap');
    }
  });

  it('that ends in the middle of a revision is told', async () => {
    const { gapStart, gapEnd, after } = range;
    const text = `/ByteRange [0 ${gapStart} ${gapEnd} ${after - 20}]`;
    expect(await problemsWith(withText(byteRange, text))).toContain('failure pades.byte_range_end');
  });
});

describe('Contents', () => {
  const contents = () => signed.toString('latin1', range.gapStart, range.gapEnd);

  it.each([
    ['null', 'null'],
    ['empty', '<>'],
    ['another string', '(signed)'],
    ['a number', '0'],
    ['a reference', '4 0 R'],
  ])('that is %s is no signature', async (_, text) => {
    const problems = await problemsWith(withText(contents(), text));
    expect(problems.some((one) => /pades\.(contents|byte_range_gap)$/.test(one))).toBe(true);
    expect((await firstSignature(withText(contents(), text))).value).toBe('no_key');
  });

  it('of nothing but zeros is no signature', async () => {
    const text = `<${'0'.repeat(contents().length - 2)}>`;
    expect(await problemsWith(withText(contents(), text))).toEqual(['failure pades.message']);
  });

  it('with something behind the message fails', async () => {
    const file = Buffer.from(signed);
    file.write('AB', range.gapEnd - 3, 'latin1');
    expect(problemsOf(await firstSignature(file))).toEqual(['failure pades.contents_trailing']);
  });

  it('with white space in it could hide more than a message', async () => {
    const file = Buffer.from(signed);
    file.write('  ', range.gapEnd - 3, 'latin1');
    expect(await problemsWith(file)).toContain('failure pades.byte_range_gap');
  });

  it('of another signature does not go with this document', async () => {
    const other = await signPdf(world, pdfOf({ ...contract, 5: '<</Type /Font /BaseFont /Courier>>' }));
    const gap = /\/Contents (<[0-9A-F]+>)/.exec(other.toString('latin1'))?.[1] ?? '';
    const signature = await firstSignature(withText(contents(), gap));
    expect(signature.value).toBe('verifies');
    expect(signature.digests[0]?.outcome).toBe('differs');
  });
});

describe('the signature dictionary', () => {
  /** An update that copies the dictionary, as it is after the change, to another object that the field refers to. */
  function rewritten(change: (dictionary: string) => string): Buffer {
    const text = signed.toString('latin1');
    const start = text.lastIndexOf('<</Type /Sig', range.gapStart);
    const dictionary = text.slice(start, text.indexOf('\nendobj', range.gapEnd));
    const number = Number.parseInt(text.slice(text.lastIndexOf('endobj', start) + 7), 10);
    return append(signed, { [number]: change(dictionary) });
  }

  it('that is copied to another place is signed no more (signature wrapping)', async () => {
    expect(await problemsWith(rewritten((dictionary) => dictionary))).toContain(
      'failure pades.byte_range_gap',
    );
  });

  it('with a second ByteRange or Contents is refused, for readers differ in which they take', async () => {
    for (const entry of ['/ByteRange [0 1 2 3]', '/Contents <00>']) {
      const file = rewritten((dictionary) => `${dictionary.slice(0, -2)} ${entry}>>`);
      expect(await problemsWith(file)).toContain('failure pades.duplicate_entry');
    }
  });

  it('that is none is told with its field', async () => {
    const file = rewritten(() => '[1 2 3]');
    const signature = await firstSignature(file);
    expect(signature.place).toBe('Signature1');
    expect(problemsOf(signature)).toContain('failure pades.dictionary');
  });

  it('that two fields share counts once', async () => {
    const text = signed.toString('latin1');
    const form = text.slice(
      text.lastIndexOf('\n6 0 obj') + 9,
      text.indexOf('endobj', text.lastIndexOf('\n6 0 obj')),
    );
    const value = /\/V (\d+ 0 R)/.exec(text.slice(text.indexOf('/FT /Sig')))?.[1] ?? '';
    const second = `<</FT /Sig /T (Other) /V ${value} /Subtype /Widget /Rect [0 0 0 0]>>`;
    const file = append(signed, { 6: form.replace('[7 0 R', '[7 0 R 30 0 R'), 30: second });
    const { signatures } = await readPdf(file);
    expect(signatures).toHaveLength(2);
    expect(signatures.map(problemsOf).flat()).toContain('failure pades.shared_dictionary');
    expect(new Set(signatures.map(({ id }) => id)).size).toBe(2);
  });

  it('of a kind that is not read is told', async () => {
    const file = withText('/ETSI.CAdES.detached', '/adbe.x509.rsa_sha1');
    const signature = await firstSignature(file);
    expect(problemsOf(signature)).toEqual(['failure pades.sub_filter']);
    expect(signature.digests[0]?.outcome).toBe('differs');
  });
});
