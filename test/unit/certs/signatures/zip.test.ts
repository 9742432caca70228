import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { type ByteSource, joined, readAll, sourceOf } from '../../../../certs/signatures/index.ts';
import {
  composeZip,
  defaultZipLimits,
  type NewEntry,
  readZip,
  type ZipArchive,
  type ZipEntry,
} from '../../../../certs/signatures/zip/index.ts';
import {
  type CraftedEntry,
  craftZip,
  descriptor,
  endRecord,
  extraField,
} from '../../../support/crafted-zip.ts';

const hasUnzip = spawnSync('which', ['unzip']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'acar-zip-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, content: string | Buffer, mayDeflate = true): NewEntry => ({
  name,
  content: sourceOf(Buffer.from(content)),
  mayDeflate,
});

async function opened(source: ByteSource): Promise<ZipArchive> {
  const read = await readZip(source);
  if (read.kind !== 'read') throw new Error(`${read.code}: ${read.message}`);
  return read.archive;
}

async function contentsOf({ entries }: ZipArchive): Promise<Record<string, string>> {
  const pairs = entries.map(async ({ name, content }) => {
    const bytes = await readAll(content, 10_000_000);
    return [name, bytes?.toString('latin1') ?? ''] as const;
  });
  return Object.fromEntries(await Promise.all(pairs));
}

const bytesOf = async (source: ByteSource) => (await readAll(source, 10_000_000)) ?? Buffer.alloc(0);
const refusalOf = async (bytes: Buffer) => {
  const read = await readZip(sourceOf(bytes));
  return read.kind === 'refused' ? read.code : 'read';
};

describe('an archive that is written', () => {
  const long = 'məktub '.repeat(30_000);
  const entries = [
    file('mimetype', 'application/vnd.etsi.asic-e+zip', false),
    file('Şəxsi işə dair əmr.txt', 'mətn'),
    file('uzun.txt', long),
    file('boş.txt', ''),
    file('META-INF/random.bin', randomBytes(100_000)),
  ];

  test('is read again as it was', async () => {
    const archive = await opened(await composeZip(entries, Buffer.from('comment')));
    expect(archive.entries.map(({ name }) => name)).toEqual(entries.map(({ name }) => name));
    expect(archive.entries.map(({ isStored }) => isStored)).toEqual([true, true, false, true, true]);
    expect((await contentsOf(archive))['uzun.txt']).toBe(Buffer.from(long).toString('latin1'));
    expect(Buffer.from(archive.comment).toString()).toBe('comment');
  });

  test.skipIf(!hasUnzip)('is one for Info-ZIP, with the names as they are', async () => {
    const path = join(folder, 'written.zip');
    writeFileSync(path, await bytesOf(await composeZip(entries)));
    expect(execFileSync('unzip', ['-t', path], { encoding: 'utf8' })).toContain('No errors detected');
    const utf8 = { ...process.env, LC_ALL: 'C.UTF-8' };
    execFileSync('unzip', ['-q', '-o', path, '-d', join(folder, 'out')], { env: utf8 });
    expect(readFileSync(join(folder, 'out', 'Şəxsi işə dair əmr.txt'), 'utf8')).toBe('mətn');
  });

  test('keeps the entries that it takes over byte for byte', async () => {
    const before = await opened(await composeZip(entries));
    const kept = before.entries.filter(({ name }) => name !== 'uzun.txt');
    const after = await opened(await composeZip([...kept, file('META-INF/signatures0.xml', '<x/>')]));
    expect(await Promise.all(after.entries.slice(0, -1).map(({ record }) => bytesOf(record)))).toEqual(
      await Promise.all(kept.map(({ record }) => bytesOf(record))),
    );
    expect((await contentsOf(after))['META-INF/signatures0.xml']).toBe('<x/>');
  });

  test('is not made when a file changes between its two readings', async () => {
    let readings = 0;
    const content: ByteSource = {
      size: 4,
      async *open() {
        readings += 1;
        yield Buffer.from(readings === 1 ? 'bir!' : 'iki!');
      },
    };
    const archive = await composeZip([{ name: 'a', content, mayDeflate: false }]);
    await expect(readAll(archive, 1000)).rejects.toMatchObject({ code: 'signature.files_changed' });
  });

  test.each(['../a', 'a\\b', 'META-INF/../../a', ''])('may not have the name %j', async (name) => {
    await expect(composeZip([file(name, '')])).rejects.toMatchObject({ code: 'signature.unsupported' });
  });

  test('has as many entries as are read again, and no more', async () => {
    const { maxEntries } = defaultZipLimits;
    const many = Array.from({ length: maxEntries }, (_, at) => file(`${at}`, ''));
    expect((await opened(await composeZip(many))).entries).toHaveLength(maxEntries);
    const tooMany = composeZip([...many, file('one more', '')]);
    await expect(tooMany).rejects.toMatchObject({ code: 'signature.too_large' });
  });

  test('has a directory that is read again', async () => {
    const { maxDirectoryBytes } = defaultZipLimits;
    const name = (at: number) => `${at}-${'a'.repeat(30_000)}`;
    const count = Math.ceil(maxDirectoryBytes / 30_000);
    const many = (length: number) => Array.from({ length }, (_, at) => file(name(at), ''));
    await expect(composeZip(many(count))).rejects.toMatchObject({ code: 'signature.too_large' });
    expect((await opened(await composeZip(many(count - 2)))).entries).toHaveLength(count - 2);
  });

  test('is never denser than a reader believes, nor after something was added: files of zeros are stored', async () => {
    const { ratioFreeBytes } = defaultZipLimits;
    const zeros = Array.from({ length: 4 }, (_, at) => file(`${at}`, Buffer.alloc(ratioFreeBytes / 4)));
    const archive = await opened(await composeZip(zeros));
    expect(archive.entries.map(({ isStored }) => isStored)).toEqual([true, true, true, true]);
    const added = file('META-INF/signatures.xml', randomBytes(5000));
    expect((await opened(await composeZip([...archive.entries, added]))).entries).toHaveLength(5);
  });

  test('takes nothing to a dense archive of others that would keep it from being read', async () => {
    const zeros = Buffer.alloc(defaultZipLimits.ratioFreeBytes);
    const dense = craftZip([{ name: 'zeros', data: zeros, deflate: true }]);
    const { entries } = await opened(sourceOf(dense));
    const one = composeZip([...entries, file('a', 'a')]);
    await expect(one).rejects.toMatchObject({ code: 'signature.too_large' });
  });

  test('may not have a name twice', async () => {
    await expect(composeZip([file('a', ''), file('A', '')])).rejects.toMatchObject({
      code: 'signature.unsupported',
    });
  });
});

/** Five gigabytes of zeros whose parts cost nothing; the checksum is not looked at while only headers are read. */
function zeros(size: number): ByteSource {
  const block = Buffer.alloc(64 * 1024);
  return {
    size,
    async *open() {
      for (let at = 0; at < size; at += block.length)
        yield block.subarray(0, Math.min(block.length, size - at));
    },
    slice: (start, end) => zeros(end - start),
  };
}

describe('ZIP64', () => {
  const size = 5 * 1024 ** 3;
  const large: ZipEntry[] = [];

  test('entries beyond four gigabytes are written and read (4.5.3)', async () => {
    // An entry of which the checksum is told, for to read five gigabytes is too long for a test.
    const small = await opened(await composeZip([file('large.bin', 'x', false), file('b.txt', 'b', false)]));
    const [first, second] = small.entries;
    if (!first || !second) throw new Error('two entries');
    const head = craftZip([
      {
        name: 'large.bin',
        extra: extraField(1, wide(size, size)),
        local: { size: 0xffffffff, compressedSize: 0xffffffff, crc32: 7 },
      },
    ]).subarray(0, 30 + 9 + 20);
    const record = joined([sourceOf(head), zeros(size)]);
    large.push({ ...first, crc32: 7, compressedSize: size, content: zeros(size), record }, second);
    const archive = await opened(await composeZip(large));
    expect(archive.entries.map(({ content }) => content.size)).toEqual([size, 1]);
    expect((await bytesOf(archive.entries[1]?.content ?? sourceOf(Buffer.alloc(0)))).toString()).toBe('b');
  });

  test('an end record that differs from the ZIP64 one is refused (4.3.14)', async () => {
    const bytes = craftZip([{ name: 'a', data: 'a' }]);
    const end = bytes.length - 22;
    const start = bytes.readUInt32LE(end + 16);
    const zip64 = Buffer.alloc(76);
    zip64.writeUInt32LE(0x06064b50, 0);
    zip64.writeBigUInt64LE(44n, 4);
    for (const [index, value] of [1, 1, end - start, start].entries())
      zip64.writeBigUInt64LE(BigInt(value), 24 + 8 * index);
    zip64.writeUInt32LE(0x07064b50, 56);
    zip64.writeBigUInt64LE(BigInt(end), 64);
    const place = (fields: object) =>
      Buffer.concat([
        bytes.subarray(0, end),
        zip64,
        endRecord({ entries: 1, size: end - start, start, ...fields }),
      ]);
    expect(await refusalOf(place({}))).toBe('read');
    expect(await refusalOf(place({ entries: 0xffff, size: 0xffffffff, start: 0xffffffff }))).toBe('read');
    expect(await refusalOf(place({ entries: 0 }))).toBe('signature.hostile');
  });
});

function wide(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(8 * values.length);
  for (const [index, value] of values.entries()) bytes.writeBigUInt64LE(BigInt(value), 8 * index);
  return bytes;
}

describe('an archive by others', () => {
  const data = Buffer.from('content content content');
  const deflated = deflateRawSync(data);
  const described = { local: { crc32: 0, size: 0, compressedSize: 0 }, flags: 8 };

  test.each<[string, readonly CraftedEntry[]]>([
    ['stored', [{ name: 'a', data }]],
    ['deflated', [{ name: 'a', data, deflate: true }]],
    ['with a data descriptor', [{ name: 'a', data, ...described, behind: descriptor(crc32(data), 23, 23) }]],
    [
      'with a data descriptor without mark',
      [{ name: 'a', data, ...described, behind: descriptor(crc32(data), 23, 23, false) }],
    ],
    ['with folders', [{ name: 'b/' }, { name: 'b/a', data }]],
    ['with other extra fields', [{ name: 'a', data, extra: extraField(0x5455, Buffer.alloc(5)) }]],
    ['empty', []],
  ])('is read: %s', async (_name, entries) => {
    const archive = await opened(sourceOf(craftZip(entries)));
    const contents = await contentsOf(archive);
    expect(archive.entries).toHaveLength(entries.length);
    for (const name of ['a', 'b/a']) expect([undefined, data.toString()]).toContain(contents[name]);
  });

  const hostile: readonly (readonly [string, Buffer])[] = [
    ['a name twice', craftZip([{ name: 'a' }, { name: 'a' }])],
    ['names that differ in case', craftZip([{ name: 'Notice.pdf' }, { name: 'notice.PDF' }])],
    ['names that differ in normal form', craftZip([{ name: 'ö' }, { name: 'o\u0308' }])],
    ['a file that is a folder too', craftZip([{ name: 'a' }, { name: 'a/b' }])],
    ['a path that leads out', craftZip([{ name: '../../etc/passwd' }])],
    ['a path that leads out and back', craftZip([{ name: 'a/../b' }])],
    ['an absolute path', craftZip([{ name: '/etc/passwd' }])],
    ['a drive', craftZip([{ name: 'C:evil' }])],
    ['a backslash', craftZip([{ name: 'META-INF\\signatures0.xml' }])],
    ['an empty part of a path', craftZip([{ name: 'a//b' }])],
    ['a control character in a name', craftZip([{ name: 'a\u0000.pdf' }])],
    ['a name that turns its direction', craftZip([{ name: 'invoice\u202efdp.exe' }])],
    ['two names', craftZip([{ name: 'a', extra: extraField(0x7075, Buffer.from('\u0001CRC!b')) }])],
    [
      'two names in the local header',
      craftZip([{ name: 'a', local: { extra: extraField(0x7075, Buffer.from('\u0001CRC!b')) } }]),
    ],
    ['a file that becomes a link', craftZip([{ name: 'a', data, directory: { attributes: 0xa1ff0000 } }])],
    ['another name in the local header', craftZip([{ name: 'a', local: { name: 'b' } }])],
    ['another size in the local header', craftZip([{ name: 'a', data, local: { size: 1 } }])],
    ['another method in the local header', craftZip([{ name: 'a', data, local: { method: 8 } }])],
    ['another checksum in the local header', craftZip([{ name: 'a', data, local: { crc32: 1 } }])],
    ['other flags in the local header', craftZip([{ name: 'a', data, local: { flags: 0x800 } }])],
    ['two sizes of stored data', craftZip([{ name: 'a', data, local: { size: 9 }, directory: { size: 9 } }])],
    ['bytes before the first entry', craftZip([{ name: 'a', before: craftZip([]) }])],
    ['bytes between entries', craftZip([{ name: 'a', behind: Buffer.from('hidden') }, { name: 'b' }])],
    [
      'an entry that only the local header knows',
      craftZip([{ name: 'a', isOnlyLocal: true }, { name: 'b' }]),
    ],
    ['bytes before the directory', craftZip([{ name: 'a' }], { before: Buffer.from('hidden') })],
    [
      'a descriptor that differs',
      craftZip([{ name: 'a', data, ...described, behind: descriptor(1, 23, 23) }]),
    ],
    [
      'overlapping entries',
      craftZip([
        { name: 'a', data },
        { name: 'b', directory: { offset: 0 } },
      ]),
    ],
    ['content in a folder', craftZip([{ name: 'a/', data }])],
    ['fewer entries than told', craftZip([{ name: 'a' }], { entries: 2 })],
    ['more entries than told', craftZip([{ name: 'a' }, { name: 'b' }], { entries: 1 })],
    ['two end records', craftZip([{ name: 'a' }], { comment: endRecord({}) })],
    ['far more than its size when inflated', craftZip([bomb(400 * 1024 * 1024)])],
  ];

  test.each(hostile)('is hostile: %s', async (_name, bytes) => {
    expect(await refusalOf(bytes)).toBe('signature.hostile');
  });

  const refused: readonly (readonly [string, string, Buffer])[] = [
    [
      'signature.not_this_format',
      'something before it',
      Buffer.concat([Buffer.from('MZ'), craftZip([{ name: 'a' }])]),
    ],
    ['signature.not_this_format', 'nothing', Buffer.alloc(0)],
    [
      'signature.malformed',
      'something behind it',
      Buffer.concat([craftZip([{ name: 'a' }]), Buffer.from('x')]),
    ],
    ['signature.malformed', 'its end missing', craftZip([{ name: 'a', data }]).subarray(0, -30)],
    ['signature.malformed', 'its directory elsewhere', craftZip([{ name: 'a' }], { start: 3 })],
    [
      'signature.malformed',
      'a compression that is not known',
      craftZip([{ name: 'a', local: { method: 12 }, directory: { method: 12 } }]),
    ],
    ['signature.malformed', 'a name that is not UTF-8', craftZip([{ name: Buffer.from([0xff, 0xfe]) }])],
    [
      'signature.malformed',
      'a broken extra field',
      craftZip([{ name: 'a', extra: Buffer.from([1, 0, 9, 0]) }]),
    ],
    ['signature.encrypted', 'encryption', craftZip([{ name: 'a', flags: 1 }])],
    [
      'signature.too_complex',
      'too many entries',
      craftZip(Array.from({ length: 5000 }, (_, n) => ({ name: `${n}` }))),
    ],
  ];

  test.each(refused)('is refused with %s: %s', async (code, _name, bytes) => {
    expect(await refusalOf(bytes)).toBe(code);
  });

  test.each<[string, CraftedEntry]>([
    ['content by another checksum', { name: 'a', data, local: { crc32: 1 }, directory: { crc32: 1 } }],
    [
      'data that inflates to more',
      { name: 'a', data: data.subarray(1), deflate: true, compressed: deflated },
    ],
    [
      'data that inflates to less',
      { name: 'a', data, deflate: true, compressed: deflateRawSync(data.subarray(1)) },
    ],
    [
      'data behind the deflated',
      { name: 'a', data, deflate: true, compressed: Buffer.concat([deflated, data]) },
    ],
    ['deflated data that is broken', { name: 'a', data, deflate: true, compressed: data }],
    ['deflated data that is cut', { name: 'a', data, deflate: true, compressed: deflated.subarray(0, -2) }],
  ])('ends the reading of an entry with an error: %s', async (_name, entry) => {
    const padding = { name: 'padding', data: randomBytes(2_000_000) };
    for (const entries of [[entry], [padding, entry]]) {
      const archive = await opened(sourceOf(craftZip(entries)));
      const content = archive.entries.at(-1)?.content ?? sourceOf(Buffer.alloc(0));
      await expect(readAll(content, 1e6)).rejects.toMatchObject({ name: 'ZipError' });
    }
  });

  test('data that is large is inflated in pieces, and not past its size', async () => {
    const honest = Buffer.concat([randomBytes(100_000), Buffer.alloc(5_000_000)]);
    const entry = { name: 'a', data: honest, deflate: true };
    expect(await contentsOf(await opened(sourceOf(craftZip([entry]))))).toEqual({
      a: honest.toString('latin1'),
    });
    const lying = { ...entry, local: { size: 200_000 }, directory: { size: 200_000 } };
    const archive = await opened(sourceOf(craftZip([lying])));
    await expect(contentsOf(archive)).rejects.toMatchObject({ code: 'signature.hostile' });
    for (const broken of [
      { ...entry, compressed: Buffer.concat([deflateRawSync(honest), Buffer.from('hidden')]) },
      { ...entry, compressed: deflateRawSync(honest).subarray(0, -100) },
      { ...entry, compressed: randomBytes(200_000) },
    ])
      await expect(contentsOf(await opened(sourceOf(craftZip([broken]))))).rejects.toMatchObject({
        name: 'ZipError',
      });
  });
});

/** Says that it inflates to so much; the data need not be there for the judgement. */
function bomb(size: number): CraftedEntry {
  const fields = { size };
  return { name: 'bomb', data: Buffer.alloc(1000), deflate: true, local: fields, directory: fields };
}

test('any damage to an archive is an answer', async () => {
  const bytes = craftZip([
    { name: 'mimetype', data: 'application/vnd.etsi.asic-e+zip' },
    { name: 'a.txt', data: 'content content content', deflate: true },
  ]);
  for (let at = 0; at < bytes.length; at += 1)
    for (const value of [0, 0xff, (bytes[at] ?? 0) ^ 1]) {
      const spoilt = Buffer.from(bytes);
      spoilt[at] = value;
      const read = await readZip(sourceOf(spoilt));
      expect(['read', 'refused']).toContain(read.kind);
    }
});
