import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asic, type AsicOptions, stampAsic } from '../../../../certs/signatures/asic/index.ts';
import {
  type ByteSource,
  type NamedFile,
  readAll,
  type ReadDocument,
  sourceOf,
} from '../../../../certs/signatures/index.ts';
import { readZip } from '../../../../certs/signatures/zip/index.ts';
import { type CraftedEntry, craftZip, extraField } from '../../../support/crafted-zip.ts';
import { createOpensslCms, type OpensslCms } from '../../../support/openssl-cms.ts';
import { fileOf } from '../../../support/signature-formats.ts';
import { createSigningWorld, type SignerName, type SigningWorld } from '../../../support/signing-world.ts';
import { hasXmlsec1, runXmlsec1 } from '../../../support/xml-verifiers.ts';

let world: SigningWorld;
let openssl: OpensslCms;
const folder = mkdtempSync(join(tmpdir(), 'acar-asic-'));
beforeAll(async () => {
  world = await createSigningWorld();
  openssl = createOpensslCms(world.rootPem, world.intermediates.map(pemOf).join(''));
});
afterAll(() => {
  openssl.remove();
  rmSync(folder, { recursive: true, force: true });
});

function pemOf({ raw }: { readonly raw: Uint8Array }): string {
  return `-----BEGIN CERTIFICATE-----\n${Buffer.from(raw).toString('base64')}\n-----END CERTIFICATE-----\n`;
}

const files = [fileOf('Ərizə №1.txt', '1000 manat', 'text/plain'), fileOf('cədvəl.csv', 'a;b', 'text/csv')];
const documentOf = (content: ByteSource) => ({
  file: { name: 'document.asice', mediaType: '', content },
  detached: [],
});
const bytesOf = async (content: ByteSource) => (await readAll(content, 1e7)) ?? Buffer.alloc(0);

async function sign(options: AsicOptions, signed: readonly NamedFile[] = files, signer: SignerName = 'p256') {
  const { toBeSigned, state } = await asic.prepare(world.orderOf(signer, signed), options);
  return asic.complete(state, signed, world.sign(signer, toBeSigned));
}

async function read(content: ByteSource): Promise<ReadDocument> {
  const result = await asic.read(documentOf(content));
  if (result.kind !== 'read') throw new Error(`${result.code}: ${result.message}`);
  return result.document;
}

/** The entries of a container as somebody else's program sees them. */
async function entriesOf(content: ByteSource): Promise<ReadonlyMap<string, Buffer>> {
  const path = join(folder, 'container.zip');
  writeFileSync(path, await bytesOf(content));
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  const names = execFileSync('unzip', ['-Z1', path], { env, encoding: 'utf8' }).trim().split('\n');
  return new Map(names.map((name) => [name, execFileSync('unzip', ['-p', path, name], { env })] as const));
}

/** The same as we see them, which takes no program. */
async function ownEntriesOf(content: ByteSource): Promise<ReadonlyMap<string, Buffer>> {
  const result = await readZip(content);
  if (result.kind !== 'read') throw new Error(result.message);
  const entries = result.archive.entries.map(
    async (entry) => [entry.name, await bytesOf(entry.content)] as const,
  );
  return new Map(await Promise.all(entries));
}

const partOf = (entries: ReadonlyMap<string, Buffer>, name: string) => entries.get(name) ?? Buffer.alloc(0);
const codesOf = ({ problems }: Pick<ReadDocument, 'problems'>) => problems.map(({ code }) => code);
const failuresOf = ({ problems }: Pick<ReadDocument, 'problems'>) =>
  problems.filter(({ severity }) => severity === 'failure').map(({ code }) => code);

const hasUnzip = spawnSync('which', ['unzip']).status === 0;
const levels = ['B', 'T', 'LT', 'LTA'] as const;

describe.skipIf(!hasUnzip)('for the programs of others', () => {
  const containersAtLevels = (['ASiC-E', 'ASiC-S'] as const).flatMap((container) =>
    levels.map((level) => [container, level] as const),
  );

  test.skipIf(!hasXmlsec1).each(containersAtLevels)(
    '%s with XAdES at %s is sound for xmlsec1, and a spoilt copy not',
    async (type, level) => {
      const signed = type === 'ASiC-S' ? files.slice(0, 1) : files;
      let container = await sign({ container: type, signature: 'XAdES' }, signed, 'pkcs1');
      if (level !== 'B') container = await asic.raise(documentOf(container), level, world.sources);
      const entries = await entriesOf(container);
      expect([...entries.keys()][0]).toBe('mimetype');
      expect(partOf(entries, 'mimetype').toString()).toBe(
        `application/vnd.etsi.asic-${type === 'ASiC-E' ? 'e' : 's'}+zip`,
      );
      const ids = ['Signature', 'Object', 'SignatureValue']
        .flatMap((local) => ['--id-attr:Id', `http://www.w3.org/2000/09/xmldsig#:${local}`])
        .concat('--id-attr:Id', 'http://uri.etsi.org/01903/v1.3.2#:SignedProperties');
      const verify = (content: string | Buffer) =>
        runXmlsec1(['--verify', '--trusted-pem', 'root.pem', ...ids, 'signatures.xml'], {
          'root.pem': world.rootPem,
          'signatures.xml': partOf(
            entries,
            type === 'ASiC-E' ? 'META-INF/signatures0.xml' : 'META-INF/signatures.xml',
          ),
          'Ərizə №1.txt': content,
          ...(type === 'ASiC-E' && { 'cədvəl.csv': partOf(entries, 'cədvəl.csv') }),
        }).isAccepted;
      expect(verify(partOf(entries, 'Ərizə №1.txt'))).toBe(true);
      expect(verify('9000 manat')).toBe(false);
    },
  );

  test.each(levels)('ASiC-S with CAdES at %s is sound for OpenSSL, and a spoilt copy not', async (level) => {
    let container = await sign({ container: 'ASiC-S', signature: 'CAdES' }, files.slice(0, 1));
    if (level !== 'B') container = await asic.raise(documentOf(container), level, world.sources);
    const entries = await entriesOf(container);
    const signature = partOf(entries, 'META-INF/signature.p7s');
    expect(openssl.verify(signature, partOf(entries, 'Ərizə №1.txt')).isAccepted).toBe(true);
    expect(openssl.verify(signature, Buffer.from('9000 manat')).isAccepted).toBe(false);
  });

  test.each(levels)('ASiC-E with CAdES at %s is sound for OpenSSL, and a spoilt copy not', async (level) => {
    let container = await sign({ container: 'ASiC-E', signature: 'CAdES' });
    if (level !== 'B') container = await asic.raise(documentOf(container), level, world.sources);
    const entries = await entriesOf(container);
    const manifest = partOf(entries, 'META-INF/ASiCManifest001.xml');
    const signature = partOf(entries, 'META-INF/signature001.p7s');
    expect(openssl.verify(signature, manifest).isAccepted).toBe(true);
    // The manifest stands for the files by their digests.
    for (const { name } of files) {
      const digest = createHash('sha256').update(partOf(entries, name)).digest('base64');
      expect(manifest.toString()).toContain(digest);
      const other = createHash('sha256').update('9000 manat').digest('base64');
      const spoilt = Buffer.from(manifest.toString().replace(digest, other));
      expect(openssl.verify(signature, spoilt).isAccepted).toBe(false);
    }
  });

  test('ASiC-E with CAdES signs a manifest, and its archive time stamp one of everything (A.4, A.7)', async () => {
    const signed = await sign({ container: 'ASiC-E', signature: 'CAdES' });
    const container = await asic.raise(documentOf(signed), 'LTA', world.sources);
    const entries = await entriesOf(container);
    const manifest = partOf(entries, 'META-INF/ASiCManifest001.xml');
    expect(openssl.verify(partOf(entries, 'META-INF/signature001.p7s'), manifest).isAccepted).toBe(true);
    const archive = partOf(entries, 'META-INF/ASiCArchiveManifest.xml');
    const token = partOf(entries, 'META-INF/timestamp002.tst');
    expect(openssl.verifyTimeStamp(token, archive).isAccepted).toBe(true);
    expect(openssl.verifyTimeStamp(token, manifest).isAccepted).toBe(false);
    for (const name of ['signature001.p7s', 'ASiCManifest001.xml'])
      expect(archive.toString()).toContain(`META-INF/${name}`);
  });

  test('a time-stamped file is sound for OpenSSL before and after its renewals (A.7)', async () => {
    let container = await stampAsic(files[0] ?? fileOf('a', ''), world.timestamps);
    for (const timestamps of [world.secondTimestamps, world.timestamps])
      container = await asic.raise(documentOf(container), 'LTA', { ...world.sources, timestamps });
    const entries = await entriesOf(container);
    const stamped = [
      ['timestamp.tst', 'Ərizə №1.txt'],
      ['timestamp002.tst', 'META-INF/ASiCArchiveManifest001.xml'],
      ['timestamp003.tst', 'META-INF/ASiCArchiveManifest.xml'],
    ] as const;
    for (const [token, data] of stamped)
      expect(
        openssl.verifyTimeStamp(partOf(entries, `META-INF/${token}`), partOf(entries, data)).text,
      ).toContain('OK');
    const { timeStamps, files: found, problems } = await read(container);
    expect(problems).toEqual([]);
    expect(timeStamps.map(({ imprint }) => imprint)).toEqual(['matches', 'matches', 'matches']);
    expect(found[0]?.coveredBy).toEqual(timeStamps.map(({ id }) => id));
    expect(timeStamps[2]?.proves.size).toBeGreaterThan(timeStamps[1]?.proves.size ?? 0);
  });
});

describe('a further signature', () => {
  test.each(['XAdES', 'CAdES'] as const)(
    'by %s is put into ASiC-E, and the first stays as it is',
    async (signature) => {
      const first = await sign({ container: 'ASiC-E', signature });
      const raised = await asic.raise(documentOf(first), 'LT', world.sources);
      const second = await sign({ container: 'existing' }, [documentOf(raised).file], 'p384');
      const { signatures, files: found, problems } = await read(second);
      expect(problems).toEqual([]);
      expect(
        signatures.map(({ value, level, coversWholeDocument }) => [value, level, coversWholeDocument]),
      ).toEqual([
        ['verifies', 'LT', true],
        ['verifies', 'B', true],
      ]);
      const ids = signatures.map(({ id }) => id);
      expect(found.map(({ coveredBy }) => coveredBy)).toEqual([ids, ids]);
      const [before, after] = [await bytesOf(raised), await bytesOf(second)];
      const kept = before.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
      expect(after.subarray(0, kept).equals(before.subarray(0, kept))).toBe(true);
      const [, signatureId = ''] = ids;
      const one = await read(await asic.raise({ ...documentOf(second), signatureId }, 'T', world.sources));
      expect(one.signatures.map(({ level }) => level)).toEqual(['LT', 'T']);
    },
  );

  test('are not prepared where they leave no room for signatures in the archive', async () => {
    const many = (count: number) =>
      world.orderOf(
        'p256',
        Array.from({ length: count }, (_, at) => fileOf(`${at}`, 'a')),
      );
    const options = { container: 'ASiC-E', signature: 'CAdES' } as const;
    await expect(asic.prepare(many(3584), options)).rejects.toMatchObject({ code: 'signature.unsupported' });
    expect((await asic.prepare(many(3583), options)).toBeSigned.length).toBeGreaterThan(0);
  });

  test('is not put into ASiC-S, nor into what is no container, nor beside a changed one', async () => {
    const simple = await sign({ container: 'ASiC-S', signature: 'XAdES' }, files.slice(0, 1));
    await expect(sign({ container: 'existing' }, [documentOf(simple).file])).rejects.toMatchObject({
      code: 'signature.unsupported',
    });
    await expect(sign({ container: 'existing' }, [fileOf('a.zip', 'x')])).rejects.toMatchObject({
      code: 'signature.malformed',
    });
    const first = await sign({ container: 'ASiC-E', signature: 'XAdES' });
    const { toBeSigned, state } = await asic.prepare(world.orderOf('seal', [documentOf(first).file]), {
      container: 'existing',
    });
    const changed = documentOf(await asic.raise(documentOf(first), 'T', world.sources)).file;
    const completed = asic.complete(state, [changed], world.sign('seal', toBeSigned));
    await expect(completed).rejects.toMatchObject({ code: 'signature.files_changed' });
  });

  test('after an archive time stamp of the container does not change what that one is of', async () => {
    const first = await sign({ container: 'ASiC-E', signature: 'CAdES' });
    const archived = await asic.raise(documentOf(first), 'LTA', world.sources);
    const second = await sign({ container: 'existing' }, [documentOf(archived).file], 'seal');
    const both = await read(await asic.raise(documentOf(second), 'LTA', world.sources));
    expect(both.problems).toEqual([]);
    expect(both.signatures.map(({ level }) => level)).toEqual(['LTA', 'LTA']);
    for (const { timeStamps } of both.signatures)
      expect(timeStamps.every(({ imprint }) => imprint === 'matches')).toBe(true);
  });
});

test.each(['mimetype', 'META-INF/x.txt', 'meta-inf/x.txt', '../x'])(
  'a file named %s is not signed',
  async (name) => {
    await expect(
      sign({ container: 'ASiC-E', signature: 'XAdES' }, [fileOf(name, 'x')]),
    ).rejects.toMatchObject({
      code: 'signature.unsupported',
    });
  },
);

describe('container tricks', () => {
  /** The entries of a good container, for somebody to change. */
  async function good(signature: 'XAdES' | 'CAdES' = 'XAdES'): Promise<CraftedEntry[]> {
    const entries = await ownEntriesOf(await sign({ container: 'ASiC-E', signature }));
    return [...entries].map(([name, data]) => ({ name, data }));
  }
  const readCrafted = (entries: readonly CraftedEntry[], comment?: Buffer) =>
    asic.read(documentOf(sourceOf(craftZip(entries, comment ? { comment } : {}))));
  const documentIn = (entries: readonly CraftedEntry[]) => read(sourceOf(craftZip(entries)));

  test('the container that is changed here is good as it is', async () => {
    for (const signature of ['XAdES', 'CAdES'] as const)
      expect((await documentIn(await good(signature))).problems).toEqual([]);
  });

  test.each<[string, (entries: CraftedEntry[]) => CraftedEntry[]]>([
    ['absent', ([, ...others]) => others],
    ['late', ([first, ...others]) => [...others, ...(first ? [first] : [])]],
    ['compressed', ([first, ...others]) => [...(first ? [{ ...first, deflate: true }] : []), ...others]],
    [
      'not plain',
      ([first, ...others]) => [...(first ? [{ ...first, data: `${String(first.data)}\n` }] : []), ...others],
    ],
  ])('mimetype is %s (A.1)', async (_name, change) => {
    expect(failuresOf(await documentIn(change(await good())))).toContain('asic.mimetype');
  });

  test('an extra field of mimetype is told (A.1)', async () => {
    const [first, ...others] = await good();
    const extra = extraField(0x5455, Buffer.alloc(5));
    const document = await documentIn([...(first ? [{ ...first, extra }] : []), ...others]);
    expect([codesOf(document), failuresOf(document)]).toEqual([['asic.mimetype'], []]);
  });

  test('comments that nothing signs are told, but for the media type (A.1)', async () => {
    const entries = await good();
    const told = async (changed: readonly CraftedEntry[], comment = '') => {
      const result = await readCrafted(changed, Buffer.from(comment));
      return result.kind === 'read' ? [codesOf(result.document), failuresOf(result.document)] : result.code;
    };
    expect(await told(entries, 'mimetype=application/vnd.etsi.asic-e+zip')).toEqual([[], []]);
    expect(await told(entries, 'pay 999')).toEqual([['asic.comment'], []]);
    const commented = entries.map((one) => ({ ...one, directory: { comment: Buffer.from('pay 999') } }));
    expect(await told(commented)).toEqual([['asic.comment'], []]);
  });

  test('a container of another kind is not read, an archive without signatures neither', async () => {
    const [, ...others] = await good();
    const other = [{ name: 'mimetype', data: 'application/epub+zip' }, ...others];
    expect(await readCrafted(other)).toMatchObject({ kind: 'refused', code: 'signature.not_this_format' });
    const plain = [{ name: 'a.txt', data: 'x' }];
    expect(await readCrafted(plain)).toMatchObject({ kind: 'refused', code: 'signature.not_this_format' });
  });

  test('a file that nothing signs is told, listed or not (4.4.3)', async () => {
    const document = await documentIn([...(await good()), { name: 'unsigned.txt', data: 'x' }]);
    expect(failuresOf(document)).toEqual(['asic.manifest_mismatch', 'asic.unsigned_file']);
    expect(document.files.find(({ name }) => name === 'unsigned.txt')?.coveredBy).toEqual([]);
    expect(document.signatures.map(({ coversWholeDocument }) => coversWholeDocument)).toEqual([false]);
  });

  test('a manifest that lists too little leaves a file unsigned (A.4)', async () => {
    const entries = await good('CAdES');
    const shorter = entries.map((entry) => {
      if (entry.name !== 'META-INF/ASiCManifest001.xml') return entry;
      const references = String(entry.data).match(
        /<asic:DataObjectReference.*?<\/asic:DataObjectReference>/g,
      );
      return { ...entry, data: String(entry.data).replace(references?.[1] ?? '', '') };
    });
    const document = await documentIn(shorter);
    expect(failuresOf(document)).toEqual(['asic.unsigned_file']);
    expect(document.signatures[0]?.digests).toContainEqual({
      of: 'message-digest',
      hash: 'sha256',
      outcome: 'differs',
    });
  });

  test('a file that is swapped is told by the digest of the manifest', async () => {
    const entries = (await good('CAdES')).map((entry) =>
      entry.name === 'cədvəl.csv' ? { ...entry, data: 'c;d' } : entry,
    );
    const [signature] = (await documentIn(entries)).signatures;
    expect(signature?.digests.find(({ of }) => of === 'cədvəl.csv')?.outcome).toBe('differs');
  });

  test('a listed file that is not there is told', async () => {
    const entries = (await good('CAdES')).filter(({ name }) => name !== 'cədvəl.csv');
    const document = await documentIn(entries);
    expect(failuresOf(document)).toEqual(['asic.manifest_mismatch']);
    expect(document.signatures[0]?.digests.find(({ of }) => of === 'cədvəl.csv')?.outcome).toBe('absent');
  });

  test.each(['signatures0.xml', 'meta-inf/signatures0.xml', 'sub/META-INF/signatures0.xml'])(
    'a signature at %s is none (4.4.3)',
    async (name) => {
      const entries = (await good()).map((entry) =>
        entry.name === 'META-INF/signatures0.xml' ? { ...entry, name } : entry,
      );
      const document = await documentIn(entries);
      expect(document.signatures).toEqual([]);
      expect(failuresOf(document)).toContain('asic.signature_outside_meta_inf');
    },
  );

  test('two manifests for one signature, and one for none, are refused (A.4)', async () => {
    const entries = await good('CAdES');
    const manifest = entries.find(({ name }) => name === 'META-INF/ASiCManifest001.xml');
    const second = { name: 'META-INF/ASiCManifest002.xml', data: String(manifest?.data) };
    expect(failuresOf(await documentIn([...entries, second]))).toEqual(['asic.manifest']);
    const other = { ...second, data: second.data.replace('signature001', 'signature009') };
    expect(failuresOf(await documentIn([...entries, other]))).toEqual(['asic.manifest']);
    const broken = { ...second, data: '<!DOCTYPE x><x/>' };
    expect(failuresOf(await documentIn([...entries, broken]))).toEqual(['asic.manifest']);
  });

  test('a CAdES signature without its manifest has nothing that it is over', async () => {
    const entries = (await good('CAdES')).filter(({ name }) => name !== 'META-INF/ASiCManifest001.xml');
    const document = await documentIn(entries);
    expect(document.signatures[0]?.digests[0]?.outcome).toBe('absent');
    expect(failuresOf(document)).toContain('asic.unsigned_file');
  });

  test.each<[string, string]>([
    ['lists a file twice', '<m:file-entry m:full-path="/x"/><m:file-entry m:full-path="/x"/>'],
    ['is of another type', '<m:file-entry m:full-path="/" m:media-type="application/vnd.etsi.asic-s+zip"/>'],
    ['lists nothing', ''],
  ])('the list of files %s (4.4.3.2)', async (_name, inside) => {
    const list = `<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">${inside}</m:manifest>`;
    const entries = (await good()).map((entry) =>
      entry.name === 'META-INF/manifest.xml' ? { ...entry, data: list } : entry,
    );
    expect(failuresOf(await documentIn(entries))[0]).toMatch(/^asic\.manifest/);
  });

  test('two signatures with one identifier are told apart', async () => {
    const entries = await good();
    const signature = entries.find(({ name }) => name === 'META-INF/signatures0.xml');
    const copy = { name: 'META-INF/signatures1.xml', data: signature?.data ?? '' };
    const { signatures } = await documentIn([...entries, copy]);
    expect(new Set(signatures.map(({ id }) => id)).size).toBe(2);
    expect(signatures.map(({ place }) => place)).toEqual([
      'META-INF/signatures0.xml',
      'META-INF/signatures1.xml',
    ]);
  });

  test('what is not known in META-INF is told, and does no harm', async () => {
    const document = await documentIn([...(await good()), { name: 'META-INF/notes.txt', data: 'x' }]);
    expect([codesOf(document), failuresOf(document)]).toEqual([['asic.unknown_file'], []]);
  });

  test('ASiC-S has one file and one kind of signature (4.3.3)', async () => {
    const simple = await ownEntriesOf(
      await sign({ container: 'ASiC-S', signature: 'XAdES' }, files.slice(0, 1)),
    );
    const entries = [...simple].map(([name, data]) => ({ name, data }));
    expect(failuresOf(await documentIn([...entries, { name: 'b.txt', data: 'x' }]))).toContain(
      'asic.data_files',
    );
    const stamped = await ownEntriesOf(await stampAsic(files[0] ?? fileOf('a', ''), world.timestamps));
    const token = { name: 'META-INF/timestamp.tst', data: partOf(stamped, 'META-INF/timestamp.tst') };
    expect(failuresOf(await documentIn([...entries, token]))).toEqual(['asic.contents']);
  });

  test('a time stamp of another file is told, and one that nothing says what it is of', async () => {
    const stamped = await ownEntriesOf(await stampAsic(fileOf('a.txt', 'x'), world.timestamps));
    const entries = [...stamped].map(([name, data]) => ({ name, data }));
    const other = entries.map((entry) => (entry.name === 'a.txt' ? { ...entry, data: 'y' } : entry));
    expect((await documentIn(other)).timeStamps.map(({ imprint }) => imprint)).toEqual(['differs']);
    const renamed = entries.map((entry) =>
      entry.name === 'META-INF/timestamp.tst' ? { ...entry, name: 'META-INF/timestamp9.tst' } : entry,
    );
    const document = await documentIn(renamed);
    expect(failuresOf(document)).toEqual(['asic.manifest', 'asic.unsigned_file']);
    expect(document.timeStamps.map(({ imprint }) => imprint)).toEqual(['unsupported']);
  });

  test('names twice, trailing data and content that is not what it should be are refused', async () => {
    const entries = await good();
    const twice = [...entries, { name: 'CƏDVƏL.csv', data: 'x' }];
    expect(await readCrafted(twice)).toMatchObject({ kind: 'refused', code: 'signature.hostile' });
    const zip = craftZip(entries);
    const trailing = asic.read(documentOf(sourceOf(Buffer.concat([zip, Buffer.from('x')]))));
    expect(await trailing).toMatchObject({ kind: 'refused', code: 'signature.malformed' });
    const wrong = entries.map((entry) =>
      entry.name === 'cədvəl.csv' ? { ...entry, local: { crc32: 1 }, directory: { crc32: 1 } } : entry,
    );
    expect(await readCrafted(wrong)).toMatchObject({ kind: 'refused', code: 'signature.hostile' });
  });

  test('gigantic counts of signatures are refused', async () => {
    const many = Array.from({ length: 600 }, (_, n) => ({
      name: `META-INF/signatures${n}.xml`,
      data: '<x/>',
    }));
    const entries = [{ name: 'mimetype', data: 'application/vnd.etsi.asic-e+zip' }, ...many];
    expect(await readCrafted(entries)).toMatchObject({ kind: 'refused', code: 'signature.too_complex' });
  });

  test('a signature that leaves out many files tells it once', async () => {
    const others = Array.from({ length: 40 }, (_, n) => ({ name: `f${n}`, data: 'x' }));
    const { signatures } = await documentIn([...(await good()), ...others]);
    const told = signatures[0]?.problems.filter(({ code }) => code === 'asic.unsigned_file');
    expect(told).toHaveLength(1);
    expect(told?.[0]?.message).toContain('and 28 more');
  });

  test('a signature file that is none is told as such', async () => {
    const broken = { name: 'META-INF/signatures1.xml', data: '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>' };
    const document = await documentIn([...(await good()), broken]);
    expect(failuresOf(document)).toEqual(['asic.signature_unreadable']);
    const alone = [
      { name: 'mimetype', data: 'application/vnd.etsi.asic-e+zip' },
      { name: 'a', data: 'x' },
      broken,
    ];
    expect(await readCrafted(alone)).toMatchObject({ kind: 'refused', code: 'signature.malformed' });
  });
});
