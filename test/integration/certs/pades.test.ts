import { decodeQR } from 'qr/decode.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VisibleStamp } from '../../../certs/signatures/pades/index.ts';
import { contract, pdfOf, problemsOf, raisePdf, readPdf, signPdf } from '../../support/pdf-documents.ts';
import { createPdfTools, describeWithPdfTools, type PdfTools } from '../../support/pdf-tools.ts';
import type { GreyPicture } from '../../support/png.ts';
import { createSigningWorld, type SigningWorld } from '../../support/signing-world.ts';

let world: SigningWorld;
let tools: PdfTools;
const plain = pdfOf(contract);

const stamp: VisibleStamp = {
  lines: [
    { text: 'Elektron imza ilə təsdiq edilib', isStrong: true },
    { text: 'Gülnarə Çingiz qızı Əliyeva-İsgəndərzadə' },
    { text: 'Подписано: Гусейнов Ыхлас Ёлчу оглы №7' },
  ],
  verificationAddress: 'https://verify.acar.az/d/3F9A1C77',
};

const postScript = `%!PS
/Helvetica findfont 24 scalefont setfont 72 700 moveto (First page) show showpage
/Helvetica findfont 24 scalefont setfont 72 700 moveto (Second page) show showpage`;

function spoilt(file: Buffer, text: string): Buffer {
  const copy = Buffer.from(file);
  const at = copy.indexOf(text);
  expect(at).toBeGreaterThan(0);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

describeWithPdfTools('PAdES as other programs see it', () => {
  beforeAll(async () => {
    world = await createSigningWorld();
    tools = createPdfTools(world.rootPem);
  });
  afterAll(() => tools.remove());

  it('pdfsig accepts every level and refuses a spoilt copy; qpdf finds nothing wrong', async () => {
    let file = await signPdf(world, plain, { stamp, reason: 'Razılıq', place: 'Bakı' });
    for (const level of ['B', 'T', 'LT', 'LTA'] as const) {
      if (level !== 'B') file = await raisePdf(world, file, level);
      const [signature, ...others] = tools.pdfsig(file);
      expect(signature, signature?.text).toMatchObject({ isValid: true, type: 'ETSI.CAdES.detached' });
      expect((others.at(-1) ?? signature)?.isOfTotalDocument).toBe(level !== 'LT');
      expect(tools.check(file)).toMatchObject({ isSound: true });
      expect(tools.pdfsig(spoilt(file, 'manat'))[0]?.isValid).toBe(false);
    }
  });

  it('pdfsig knows the issuer by the root that it trusts, and by no other', async () => {
    const foreign = await createSigningWorld({ rootName: 'Başqa kök' });
    // Of a chain that is good pdfsig 22.12 says "Unknown issue" where NSS left an earlier error behind.
    const unknown = /Certificate issuer (is unknown|isn't Trusted)/;
    const [own] = tools.pdfsig(await signPdf(world, plain));
    const [other] = tools.pdfsig(await signPdf(foreign, plain));
    expect(own?.text).not.toMatch(unknown);
    expect(other?.text).toMatch(unknown);
  });

  it.each(['p384', 'pss', 'seal'] as const)('pdfsig accepts a signature by %s', async (by) => {
    expect(tools.pdfsig(await signPdf(world, plain, { by }))[0]).toMatchObject({
      isValid: true,
      isOfTotalDocument: true,
    });
  });

  it('a second signer and a certified document are accepted', async () => {
    const certified = await signPdf(world, plain, { permits: 2 });
    const both = await signPdf(world, await raisePdf(world, certified, 'LTA'), { by: 'p384', stamp });
    const verdicts = tools.pdfsig(both).filter(({ type }) => type === 'ETSI.CAdES.detached');
    expect(verdicts.map(({ isValid }) => isValid)).toEqual([true, true]);
    expect(verdicts.at(-1)?.isOfTotalDocument).toBe(true);
    expect(tools.check(both).isSound).toBe(true);
  });

  describe('files of other makers', () => {
    it.each([
      ['Ghostscript', (file: Buffer) => file],
      ['qpdf, with object streams', (file: Buffer) => tools.qpdf(file, '--object-streams=generate')],
      ['qpdf, with tables', (file: Buffer) => tools.qpdf(file, '--object-streams=disable')],
      ['qpdf, linearised', (file: Buffer) => tools.qpdf(file, '--linearize')],
      [
        'qpdf, linearised with object streams',
        (file: Buffer) => tools.qpdf(file, '--linearize', '--object-streams=generate'),
      ],
    ] as const)('of %s are signed, raised and signed again', async (_, make) => {
      const source = make(tools.ghostscript(postScript));
      const once = await raisePdf(world, await signPdf(world, source, { stamp }), 'LTA');
      const file = await signPdf(world, once, { by: 'p384' });
      expect(file.subarray(0, source.length).equals(source)).toBe(true);
      const { signatures } = await readPdf(file);
      expect(signatures.map(problemsOf)).toEqual([[], []]);
      expect(signatures.map(({ level }) => level)).toEqual(['LTA', 'B']);
      const verdicts = tools.pdfsig(file).filter(({ type }) => type === 'ETSI.CAdES.detached');
      expect(verdicts.map(({ isValid }) => isValid)).toEqual([true, true]);
      expect(tools.check(file)).toMatchObject({ isSound: true });
      expect(tools.text(file)).toContain('Second page');
    });

    it('that another program has signed are read, and its signature behind ours changes nothing of ours', async () => {
      const [foreign, ...none] = (await readPdf(tools.sign(plain))).signatures;
      expect(none).toEqual([]);
      expect(foreign).toMatchObject({ value: 'verifies', level: undefined, coversWholeDocument: true });
      const own = await raisePdf(world, await signPdf(world, plain, { stamp }), 'LTA');
      const { signatures } = await readPdf(tools.sign(own));
      expect(signatures.map(({ value }) => value)).toEqual(['verifies', 'verifies']);
      expect(signatures.map(problemsOf)).toEqual([[], []]);
      expect(signatures[0]?.level).toBe('LTA');
    });

    it('that are encrypted are told as that', async () => {
      const file = tools.qpdf(plain, '--encrypt', 'a', 'b', '256', '--');
      await expect(signPdf(world, file)).rejects.toMatchObject({ code: 'signature.unsupported' });
    });
  });

  describe('the stamp', () => {
    it('is text in three alphabets that can be searched, and a code that can be scanned', async () => {
      const file = await signPdf(world, tools.ghostscript(postScript), { stamp });
      const text = tools.text(file).replace(/\s+/g, ' ');
      for (const line of stamp.lines) expect(text).toContain(line.text);
      const picture = tools.picture(file, { page: 2, dotsPerInch: 300 });
      expect(decodeQR(inColour(picture))).toBe(stamp.verificationAddress);
      expect(inkOf(tools.picture(file, { page: 1, dotsPerInch: 72 }), lowerHalf)).toBe(0);
    });

    it.each([0, 90, 180, 270])('stands upright in its place on a page turned by %i degrees', async (turn) => {
      const rectangle = { left: 40, bottom: 50, width: 240, height: 70 };
      const page = (contract[3] ?? '').replace('[0 0 595 842]', `[10 20 605 862] /Rotate ${turn}`);
      const file = await signPdf(world, pdfOf({ ...contract, 3: page }), { stamp: { ...stamp, rectangle } });
      const picture = tools.picture(file, { page: 1, dotsPerInch: 72 });
      const upright = await signPdf(world, plain, { stamp: { ...stamp, rectangle } });
      const expected = tools.picture(upright, { page: 1, dotsPerInch: 72 });
      expect(difference(cut(picture, rectangle), cut(expected, rectangle))).toBeLessThan(12);
    });

    it('of each signer finds a free place', async () => {
      const first = await signPdf(world, plain, { stamp });
      const second = await signPdf(world, first, { by: 'p384', stamp });
      const [one, both] = [first, second].map((file) =>
        inkOf(tools.picture(file, { page: 1, dotsPerInch: 72 }), lowerHalf),
      );
      expect(both).toBeGreaterThan(1.9 * (one ?? 0));
    });

    it('that says more than it has room for is refused, and so is a page that is not there', async () => {
      const lines = [{ text: 'uzun '.repeat(400) }];
      for (const options of [{ lines }, { ...stamp, page: 9 }])
        await expect(signPdf(world, plain, { stamp: options })).rejects.toMatchObject({
          code: 'signature.unsupported',
        });
    });
  });
});

interface Place {
  readonly left: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}

const lowerHalf: Place = { left: 0, bottom: 0, width: 595, height: 400 };

/** At 72 dots an inch a point is a pixel. */
function cut({ width, height, pixels }: GreyPicture, place: Place): readonly number[] {
  const top = height - place.bottom - place.height;
  const rows = Array.from({ length: place.height }, (_, row) => {
    const start = Math.round(top + row) * width + place.left;
    return [...pixels.subarray(start, start + place.width)];
  });
  return rows.flat();
}

/** On average, of 255. */
function difference(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, pixel, at) => sum + Math.abs(pixel - (right[at] ?? 0)), 0) / left.length;
}

/** How much is dark. */
function inkOf(picture: GreyPicture, place: Place): number {
  return cut(picture, place).filter((pixel) => pixel < 128).length;
}

function inColour({ width, height, pixels }: GreyPicture) {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  pixels.forEach((pixel, at) => data.fill(pixel, at * 4, at * 4 + 3));
  return { width, height, data };
}
