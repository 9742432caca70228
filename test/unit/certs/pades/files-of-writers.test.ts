import { beforeAll, describe, expect, it } from 'vitest';
import { deflateSync } from 'node:zlib';
import { sample } from '../../../support/foreign-samples.ts';
import { append, pdfOfText, readPdf, signPdf } from '../../../support/pdf-documents.ts';
import { createSigningWorld, type SigningWorld } from '../../../support/signing-world.ts';

let world: SigningWorld;

beforeAll(async () => {
  world = await createSigningWorld();
});

describe('a file as its writer makes it is signed and read', () => {
  it('where the stream of a hybrid file lies before the first table, as Word puts it (ISO 32000-2 7.5.8.4)', async () => {
    const signed = await signPdf(world, sample('pyhanko', 'minimal-hybrid-xref-mswordstyle.pdf'));
    const { signatures } = await readPdf(signed);
    expect(signatures).toMatchObject([{ value: 'verifies', problems: [], coversWholeDocument: true }]);
  });

  it.each([
    ['eight octets', 8, 'read'],
    ['nine octets', 9, 'refused'],
  ] as const)('where offsets in a cross-reference stream have %s', async (_, width, outcome) => {
    const file = fileWithStream(width);
    const signing = signPdf(world, file);
    if (outcome === 'refused') await expect(signing).rejects.toThrow(/widths/);
    else expect((await readPdf(await signing)).signatures[0]).toMatchObject({ value: 'verifies' });
  });

  it('refuses an offset that is larger than a number may be', async () => {
    await expect(signPdf(world, fileWithStream(8, 1n << 60n))).rejects.toThrow(/number/);
  });
});

/** A file of one page, of which a cross-reference stream says where things are. */
function fileWithStream(width: number, offset?: bigint): Buffer {
  const head = Buffer.from('%PDF-1.7\n', 'latin1');
  const objects = [
    '<</Type /Catalog /Pages 2 0 R>>',
    '<</Type /Pages /Kids [3 0 R] /Count 1>>',
    '<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Resources <<>>>>',
  ];
  const parts: Buffer[] = [head];
  const offsets: number[] = [];
  const put = (bytes: Buffer) => {
    offsets.push(Buffer.concat(parts).length);
    parts.push(bytes);
  };
  for (const [index, body] of objects.entries())
    put(Buffer.from(`${index + 1} 0 obj\n${body}\nendobj\n`, 'latin1'));
  const start = Buffer.concat(parts).length;
  const rows = [...offsets, start].map((at) => row(1, offset ?? BigInt(at), width));
  const data = deflateSync(Buffer.concat([row(0, 0n, width), ...rows]));
  const dictionary = `/Type /XRef /Size 5 /W [1 ${width} 1] /Root 1 0 R /Filter /FlateDecode /Length ${data.length}`;
  parts.push(Buffer.from(`4 0 obj\n<<${dictionary}>>\nstream\n`, 'latin1'), data);
  parts.push(Buffer.from(`\nendstream\nendobj\nstartxref\n${start}\n%%EOF\n`, 'latin1'));
  return Buffer.concat(parts);
}

function row(type: number, offset: bigint, width: number): Buffer {
  const digits = offset.toString(16).padStart(width * 2, '0');
  return Buffer.concat([Buffer.of(type), Buffer.from(digits, 'hex'), Buffer.of(0)]);
}

describe('what a writer says of the file itself', () => {
  it('may change behind a signature, where trailers in streams lead to it as well (ISO 32000-2 14.3.3)', async () => {
    const { signatures } = await readPdf(sample('pyhanko', 'minimal-signed-twice-both-created.pdf'));
    expect(signatures.map(({ problems }) => problems.map(({ code }) => code))).toEqual([
      ['pades.stamp_after_signature'],
      [],
    ]);
  });

  it('may not, where something that is shown leads to it', async () => {
    const page = pdfOfText('1000 manat');
    const before = append(
      page,
      {
        90: '<</Title (a)>>',
        91: '<</Type /XRef /Length 0 /Info 90 0 R>>\nstream\n\nendstream',
        92: '[91 0 R]',
      },
      { trailer: '/Info 90 0 R' },
    );
    const signed = await signPdf(world, before);
    const later = append(signed, { 90: '<</Title (b)>>' }, { trailer: '/Info 90 0 R' });
    const { signatures } = await readPdf(later);
    expect(signatures[0]?.problems.map(({ code }) => code)).toContain('pades.content_after_signature');
  });
});
