import { beforeAll, describe, expect, it } from 'vitest';
import { pades } from '../../../../certs/signatures/pades/index.ts';
import {
  append,
  contract,
  firstSignature,
  isIntact,
  pdfOf,
  pdfOfText,
  problemsOf,
  raisePdf,
  readPdf,
  signPdf,
} from '../../../support/pdf-documents.ts';
import { fileOf } from '../../../support/signature-formats.ts';
import { createSigningWorld, type SigningWorld } from '../../../support/signing-world.ts';

let world: SigningWorld;
beforeAll(async () => {
  world = await createSigningWorld();
});

const plain = pdfOf(contract);

describe('a PDF that is signed', () => {
  it('keeps every octet that it has', async () => {
    const once = await signPdf(world, plain);
    const twice = await signPdf(world, await raisePdf(world, once, 'LTA'), { by: 'p384' });
    expect(once.subarray(0, plain.length).equals(plain)).toBe(true);
    expect(twice.subarray(0, plain.length).equals(plain)).toBe(true);
  });

  it('tells time, reason and place in its dictionary, and no signing-time in the message (EN 319 142-1 6.3)', async () => {
    const options = {
      reason: 'Razılıq (tam)',
      place: 'Bakı \\ Şəki',
      signerName: 'Əliyeva',
      fieldName: 'Hakim',
    };
    const signature = await firstSignature(await signPdf(world, plain, options));
    expect(signature).toMatchObject({
      claimedTime: world.clock.now(),
      claims: { reason: options.reason, place: options.place },
      place: 'Hakim',
      problems: [],
    });
  });

  it('that has an empty signature field with the name is signed there', async () => {
    const form = (contract[6] ?? '').replace('[7 0 R]', '[7 0 R 9 0 R]');
    const field =
      '<</Type /Annot /Subtype /Widget /FT /Sig /T (Judge) /P 3 0 R /Rect [100 100 330 170] /F 4>>';
    const page = (contract[3] ?? '').replace('[7 0 R]', '[7 0 R 9 0 R]');
    const file = pdfOf({ ...contract, 3: page, 6: form, 9: field });
    const stamp = { lines: [{ text: 'İmza' }] };
    const signed = await signPdf(world, await signPdf(world, file), { fieldName: 'Judge', stamp });
    const [first, second, ...none] = (await readPdf(signed)).signatures;
    expect(none).toEqual([]);
    expect(second).toMatchObject({ place: 'Judge', problems: [] });
    expect(first && problemsOf(first)).toEqual(['warning pades.stamp_after_signature']);
    const again = signPdf(world, signed, { fieldName: 'Judge' });
    await expect(again).rejects.toMatchObject({ code: 'signature.unsupported' });
  });

  it('with fields and annotations in lists of their own is signed in them', async () => {
    const objects = {
      ...contract,
      3: (contract[3] ?? '').replace('[7 0 R]', '9 0 R'),
      6: (contract[6] ?? '').replace('[7 0 R]', '10 0 R'),
      9: '[7 0 R]',
      10: '[7 0 R]',
    };
    const signed = await signPdf(world, await signPdf(world, pdfOf(objects)), { by: 'p384' });
    const { signatures } = await readPdf(signed);
    expect(signatures.map(problemsOf)).toEqual([[], []]);
    expect(signatures.every(isIntact)).toBe(true);
  });

  it('that is certified without further changes is not signed again, and only a first signature certifies', async () => {
    const closed = await signPdf(world, plain, { permits: 1 });
    await expect(signPdf(world, closed)).rejects.toMatchObject({ code: 'signature.unsupported' });
    expect((await firstSignature(await raisePdf(world, closed, 'LTA'))).level).toBe('LTA');
    const signed = await signPdf(world, plain);
    const late = signPdf(world, signed, { permits: 2 });
    await expect(late).rejects.toMatchObject({ code: 'signature.unsupported' });
  });

  it('twice is raised with one time stamp over both', async () => {
    const both = await signPdf(world, await signPdf(world, plain), { by: 'p384' });
    const { signatures } = await readPdf(await raisePdf(world, both, 'T'));
    expect(signatures.map(({ level }) => level)).toEqual(['T', 'T']);
    const ids = signatures.flatMap(({ timeStamps }) => timeStamps.map(({ kind, id }) => `${kind} ${id}`));
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^document /);
  });

  it('has no more than it had when it is only read', async () => {
    expect(await readPdf(plain)).toMatchObject({ signatures: [], timeStamps: [], problems: [] });
  });
});

describe('what cannot be signed', () => {
  const prepare = (...contents: readonly Buffer[]) =>
    pades.prepare(
      world.orderOf(
        'p256',
        contents.map((content, index) => fileOf(`${index}.pdf`, content)),
      ),
      {},
    );

  it.each([
    ['no file', [], 'signature.unsupported'],
    ['two files', [plain, plain], 'signature.unsupported'],
    ['an empty file', [Buffer.alloc(0)], 'signature.malformed'],
    ['a file of another kind', [Buffer.from('Salam')], 'signature.malformed'],
    [
      'pages in a circle',
      [pdfOf({ ...contract, 2: '<</Type /Pages /Kids [2 0 R]>>' })],
      'signature.malformed',
    ],
    ['no page', [pdfOf({ ...contract, 2: '<</Type /Pages /Kids []>>' })], 'signature.unsupported'],
    ['no catalog', [pdfOf({ 2: '<<>>' })], 'signature.malformed'],
  ])('%s', async (_, contents, code) => {
    await expect(prepare(...contents)).rejects.toMatchObject({ code });
  });

  it('a document whose signed part was changed is not raised', async () => {
    const signed = await signPdf(world, pdfOfText('100 manat'));
    const changed = append(signed, { 4: '<</Length 0>>\nstream\n\nendstream' });
    await expect(raisePdf(world, changed, 'T')).rejects.toMatchObject({ code: 'signature.malformed' });
  });
});
