import { hash } from 'node:crypto';
import { compactVerify, flattenedVerify, importX509 } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type NamedFile,
  type ReadDocument,
  type ReadSignature,
  readAll,
  sourceOf,
} from '../../../../certs/signatures/index.ts';
import { jades, type JadesOptions } from '../../../../certs/signatures/jades/index.ts';
import { createSigningWorld, type SignerName, type SigningWorld } from '../../../support/signing-world.ts';

let world: SigningWorld;
beforeAll(async () => {
  world = await createSigningWorld();
});

const file = (content: string, name = 'ərizə.txt', mediaType = 'text/plain'): NamedFile => ({
  name,
  mediaType,
  content: sourceOf(Buffer.from(content)),
});
const named = (content: Buffer | string): NamedFile => file(content.toString(), 'signed.json');
const files = [file('1000 manat'), file('cədvəl', 'cədvəl 2.csv', 'text/csv')];

async function sign(options: JadesOptions, signed: readonly NamedFile[], signer: SignerName = 'p256') {
  const { toBeSigned, state } = await jades.prepare(world.orderOf(signer, signed), options);
  const document = await jades.complete(state, signed, world.sign(signer, toBeSigned));
  return ((await readAll(document, 1e7)) ?? Buffer.alloc(0)).toString();
}

async function read(document: string, detached: readonly NamedFile[] = []): Promise<ReadDocument> {
  const result = await jades.read({ file: named(document), detached });
  if (result.kind !== 'read') throw new Error(`${result.code}: ${result.message}`);
  return result.document;
}

async function only(document: string, detached: readonly NamedFile[] = []): Promise<ReadSignature> {
  const [signature, ...others] = (await read(document, detached)).signatures;
  if (!signature || others.length > 0) throw new Error('not one signature');
  return signature;
}

async function raise(document: string, level: 'T' | 'LT' | 'LTA', detached: readonly NamedFile[] = []) {
  const raised = await jades.raise({ file: named(document), detached }, level, world.sources);
  return ((await readAll(raised, 1e7)) ?? Buffer.alloc(0)).toString();
}

const refusalOf = async (document: string | Buffer) => {
  const result = await jades.read({
    file: { ...named(''), content: sourceOf(Buffer.from(document)) },
    detached: [],
  });
  return result.kind === 'refused' ? result.code : 'read';
};

type Members = Record<string, unknown>;
const parse = (text: string): Members => JSON.parse(text);
const encode = (members: unknown) => Buffer.from(JSON.stringify(members)).toString('base64url');
const decode = (text: string): Members => JSON.parse(Buffer.from(text, 'base64url').toString());
const headerOf = (document: string) => decode(String(parse(document)['protected']));
const codesOf = ({ problems }: ReadSignature) => problems.map(({ code }) => code);

const certificateKey = (signer: SignerName, algorithm: string) =>
  importX509(
    `-----BEGIN CERTIFICATE-----\n${Buffer.from(world.certificateOf(signer).raw).toString('base64')}\n-----END CERTIFICATE-----`,
    algorithm,
  );

describe('for another reader of JWS', () => {
  test.each([
    ['p256', 'ES256'],
    ['p384', 'ES384'],
    ['pss', 'PS256'],
    ['pkcs1', 'RS256'],
  ] as const)('a compact signature by %s is %s, and a spoilt one is none', async (signer, algorithm) => {
    const document = await sign({ packaging: 'enveloping', form: 'compact' }, files.slice(0, 1), signer);
    const key = await certificateKey(signer, algorithm);
    const { payload, protectedHeader } = await compactVerify(document, key);
    expect(Buffer.from(payload).toString()).toBe('1000 manat');
    expect(protectedHeader).toMatchObject({ alg: algorithm, cty: 'text/plain' });
    const [header, , value] = document.split('.');
    const spoilt = [header, Buffer.from('9000 manat').toString('base64url'), value].join('.');
    await expect(compactVerify(spoilt, key)).rejects.toThrow();
    expect((await only(spoilt)).value).toBe('fails');
  });

  test('a signature over digests of files is one, with its critical headers (RFC 7797 3)', async () => {
    const document = await raise(
      await sign({ packaging: 'detached', form: 'flattened' }, files),
      'LTA',
      files,
    );
    const { protected: protectedPart, signature } = parse(document);
    const key = await certificateKey('p256', 'ES256');
    const jws = { protected: String(protectedPart), signature: String(signature), payload: '' };
    const { protectedHeader } = await flattenedVerify(jws, key, { crit: { sigD: true } });
    expect(protectedHeader?.crit).toEqual(['sigD', 'b64']);
    const digests = files.map(async ({ content }) =>
      hash('sha256', (await readAll(content, 99)) ?? '', 'base64url'),
    );
    expect(headerOf(document)['sigD']).toEqual({
      mId: 'http://uri.etsi.org/19182/ObjectIdByURIHash',
      pars: ['%C9%99riz%C9%99.txt', 'c%C9%99dv%C9%99l%202.csv'],
      hashM: 'S256',
      hashV: await Promise.all(digests),
      ctys: ['text/plain', 'text/csv'],
    });
  });
});

describe('level B (TS 119 182-1 6.3)', () => {
  test('has iat and one reference to the certificate, and no sigT', async () => {
    const header = headerOf(await sign({ packaging: 'enveloping', form: 'flattened' }, [named('x')]));
    expect(Object.keys(header)).toEqual(['alg', 'x5t#S256', 'x5c', 'iat', 'cty']);
    expect(header['iat']).toBe(world.clock.now() / 1000);
  });

  test('of an empty file can be compact, and is raised as an empty payload', async () => {
    const document = await sign({ packaging: 'enveloping', form: 'compact' }, [file('')]);
    const raised = await raise(document, 'T');
    expect(parse(raised)).toMatchObject({ payload: '' });
    expect(await only(raised)).toMatchObject({ value: 'verifies', level: 'T', packaging: 'enveloping' });
  });

  test('a compact signature that is raised becomes a flattened one with the same value', async () => {
    const document = await sign({ packaging: 'enveloping', form: 'compact' }, [named('x')]);
    const raised = parse(await raise(document, 'LTA'));
    expect([raised['protected'], raised['payload'], raised['signature']].join('.')).toBe(document);
    const names = (raised['header'] as { etsiU: string[] }).etsiU.map((one) => Object.keys(decode(one))[0]);
    expect(names).toEqual(['sigTst', 'xVals', 'rVals', 'tstVD', 'arcTst']);
  });
});

describe('several signatures (RFC 7515 7.2.1)', () => {
  test.each(['enveloping', 'detached'] as const)(
    'lie beside one another over what is %s',
    async (packaging) => {
      const signed = packaging === 'enveloping' ? files.slice(0, 1) : files;
      const first = await sign({ packaging, form: 'flattened' }, signed);
      const both = await sign({ packaging: 'parallel' }, [named(first)], 'p384');
      const { signatures, files: found } = await read(both, packaging === 'detached' ? files : []);
      expect(signatures.map(({ value, level, problems }) => [value, level, problems])).toEqual([
        ['verifies', 'B', []],
        ['verifies', 'B', []],
      ]);
      const ids = signatures.map(({ id }) => id);
      expect(found.map(({ coveredBy }) => coveredBy)).toEqual(signed.map(() => ids));
      const beside = packaging === 'detached' ? files : [];
      const raised = await jades.raise(
        { file: named(both), detached: beside, ...(ids[1] !== undefined && { signatureId: ids[1] }) },
        'LT',
        world.sources,
      );
      const after = await read(((await readAll(raised, 1e7)) ?? '').toString(), beside);
      expect(after.signatures.map(({ id, level }) => [id, level])).toEqual([
        [ids[0], 'B'],
        [ids[1], 'LT'],
      ]);
    },
  );

  test('a copy of a signature has an identifier of its own', async () => {
    const { payload, ...signature } = parse(
      await sign({ packaging: 'enveloping', form: 'flattened' }, [named('x')]),
    );
    const { signatures } = await read(JSON.stringify({ payload, signatures: [signature, signature] }));
    expect(new Set(signatures.map(({ id }) => id)).size).toBe(2);
  });
});

describe('files beside a signature', () => {
  test('a renamed file is found by its digest, a changed one is told, a missing one too', async () => {
    const document = await sign({ packaging: 'detached', form: 'flattened' }, files);
    const [first, second] = files;
    if (!first || !second) throw new Error('two files');
    const outcomes = async (detached: readonly NamedFile[]) =>
      (await only(document, detached)).digests.map(({ outcome }) => outcome);
    expect(await outcomes([{ ...first, name: 'copy.txt' }, second])).toEqual(['matches', 'matches']);
    expect(await outcomes([file('9000 manat'), second])).toEqual(['differs', 'matches']);
    expect(await outcomes([second])).toEqual(['absent', 'matches']);
  });

  test('a file that is not signed is told', async () => {
    const document = await sign({ packaging: 'detached', form: 'flattened' }, files);
    const other = file('other', 'other.txt');
    expect((await only(document, [...files, other])).coversWholeDocument).toBe(false);
    const { files: found } = await read(document, [...files, other]);
    expect(found.find(({ name }) => name === 'other.txt')?.coveredBy).toEqual([]);
  });

  test.each([true, false])(
    'a payload that lies beside is read, b64 %s (RFC 7515 appendix F)',
    async (b64) => {
      const payload = b64 ? Buffer.from('payload').toString('base64url') : 'payload';
      const document = forged(b64 ? {} : { b64, crit: ['b64'] }, payload, null);
      expect(await only(document, [file('payload')])).toMatchObject({
        value: 'verifies',
        packaging: 'detached',
      });
      expect((await only(document, [file('another')])).value).toBe('fails');
      expect((await only(document)).digests).toMatchObject([{ outcome: 'absent' }]);
    },
  );
});

/** A JWS by our signer with any header, over any payload; what is shown may be another one. */
function forged(
  change: Members,
  payload = Buffer.from('x').toString('base64url'),
  shown: string | null = payload,
  signer: SignerName = 'p256',
): string {
  const { raw } = world.certificateOf(signer);
  const header: Members = {
    alg: 'ES256',
    'x5t#S256': hash('sha256', raw, 'base64url'),
    x5c: [Buffer.from(raw).toString('base64')],
    iat: 1_790_000_000,
    ...change,
  };
  const protectedPart = encode(
    Object.fromEntries(Object.entries(header).filter(([, one]) => one !== undefined)),
  );
  const value = world.sign(signer, Buffer.from(`${protectedPart}.${payload}`));
  return JSON.stringify({
    ...(shown !== null && { payload: shown }),
    protected: protectedPart,
    signature: joinedValue(value),
  });
}

/** r || s of the DER of ECDSA-Sig-Value over P-256. */
function joinedValue(value: Uint8Array): string {
  const numbers: Buffer[] = [];
  let at = 2;
  for (let count = 0; count < 2; count += 1) {
    const length = value[at + 1] ?? 0;
    numbers.push(Buffer.from(value.subarray(at + 2, at + 2 + length)));
    at += 2 + length;
  }
  const padded = numbers.map((one) => Buffer.concat([Buffer.alloc(32), one]).subarray(-32));
  return Buffer.concat(padded).toString('base64url');
}

describe('attacks', () => {
  test('what the forger of this test makes is good when nothing is forged', async () => {
    expect(await only(forged({}))).toMatchObject({ value: 'verifies', level: 'B', problems: [] });
  });

  test.each(['none', 'HS256', '', 'ES256K', 'RS1'])('alg %s is refused (RFC 8725 3.1)', async (alg) => {
    const signature = await only(forged({ alg }));
    expect(signature).toMatchObject({ value: 'unsupported', level: undefined });
    expect(codesOf(signature)).toContain('jades.algorithm');
  });

  test.each(['ES384', 'PS256', 'RS256'])('alg %s is not what the key signs by', async (alg) => {
    expect((await only(forged({ alg }))).value).toBe('fails');
  });

  test('an alg in the unprotected header is refused', async () => {
    const document = JSON.stringify({ ...parse(forged({ alg: undefined })), header: { alg: 'ES256' } });
    const signature = await only(document);
    expect(signature.value).toBe('unsupported');
    expect(codesOf(signature)).toEqual(['jades.algorithm', 'jades.unprotected_header']);
  });

  test('a certificate that is swapped is found by the reference, with the same key too (5.1.7)', async () => {
    const twin = await world.twinOf('p256');
    const swapped = await only(forged({ x5c: [Buffer.from(twin.raw).toString('base64')] }));
    expect(swapped).toMatchObject({ value: 'verifies', level: undefined, signer: { reference: 'mismatch' } });
    const other = Buffer.from(world.certificateOf('seal').raw).toString('base64');
    const own = Buffer.from(world.certificateOf('p256').raw).toString('base64');
    const second = await only(forged({ x5c: [other, own] }));
    expect(second).toMatchObject({ value: 'fails', signer: { reference: 'mismatch' } });
  });

  test('two references of which one is of another certificate do not match (6.3)', async () => {
    const digVal = hash('sha512', world.certificateOf('seal').raw, 'base64url');
    const signature = await only(forged({ 'x5t#o': { digAlg: 'S512', digVal } }));
    expect(signature).toMatchObject({ level: undefined, signer: { reference: 'mismatch' } });
    const missing = await only(forged({ 'x5t#S256': undefined }));
    expect(missing).toMatchObject({ level: undefined, signer: { reference: 'absent' } });
  });

  test('the reference may be by a longer hash alone (5.2.2)', async () => {
    const digVal = hash('sha512', world.certificateOf('p256').raw, 'base64url');
    const signature = await only(forged({ 'x5t#S256': undefined, 'x5t#o': { digAlg: 'S512', digVal } }));
    expect(signature).toMatchObject({ level: 'B', signer: { reference: 'matches' } });
  });

  test('a key in the header is not used', async () => {
    const signature = await only(forged({ x5c: undefined, jwk: { kty: 'EC' }, jku: 'https://x.example/' }));
    expect(signature).toMatchObject({ value: 'no_key', signer: { certificate: undefined } });
  });

  test.each<[string, Members]>([
    ['not a list', { crit: 'iat' }],
    ['empty', { crit: [] }],
    ['with a name twice', { crit: ['iat', 'iat'] }],
    ['with a name that is not known', { crit: ['exp'], exp: 1 }],
    ['with a name that is not there', { crit: ['sigPId'] }],
    ['with a name of RFC 7515', { crit: ['alg'] }],
    ['without b64', { b64: false }],
    ['without sigD', { sigD: {} }],
  ])('crit is held to its rules: %s (RFC 7515 4.1.11)', async (_name, change) => {
    const signature = await only(forged(change, 'x'));
    expect(codesOf(signature)).toContain('jades.crit');
    expect(signature.level).toBeUndefined();
  });

  test('a payload is not taken in another form than it was signed in (RFC 7797 8)', async () => {
    const document = forged({ b64: false, crit: ['b64'] }, 'eA');
    expect(await only(document)).toMatchObject({ value: 'verifies', problems: [] });
    const { files: found } = await read(document);
    expect(found).toMatchObject([{ size: 2 }]);
    const { payload, ...plain } = parse(document);
    const { payload: same, ...encoded } = parse(forged({}, 'eA'));
    expect(payload).toBe(same);
    const mixed = await read(JSON.stringify({ payload, signatures: [plain, encoded] }));
    for (const signature of mixed.signatures) expect(codesOf(signature)).toContain('jades.b64');
  });

  test('a payload that the signature passes over is refused (5.2.8)', async () => {
    const document = parse(await sign({ packaging: 'detached', form: 'flattened' }, files));
    const signature = await only(JSON.stringify({ ...document, payload: 'bm90IHNpZ25lZA' }), files);
    expect(codesOf(signature)).toEqual(['jades.payload_not_signed']);
  });

  test.each(['http://uri.etsi.org/19182/HttpHeaders', 'http://uri.etsi.org/19182/ObjectIdByURI', 'x'])(
    'files that are named by %s are not said to be signed',
    async (mId) => {
      const sigD = { mId, pars: ['(request-target)'] };
      const signature = await only(forged({ sigD, b64: false, crit: ['sigD', 'b64'] }, '', ''), files);
      expect(signature.digests).toEqual([{ of: mId, hash: '', outcome: 'unsupported' }]);
      expect(signature.coversWholeDocument).toBe(false);
    },
  );

  test('a time is claimed once, and since July 2025 by iat (6.3)', async () => {
    const levelOf = async (change: Members) => (await only(forged(change))).level;
    expect(await levelOf({ iat: undefined, sigT: '2025-01-01T00:00:00Z' })).toBe('B');
    expect(await levelOf({ iat: undefined, sigT: '2026-01-01T00:00:00Z' })).toBeUndefined();
    expect(await levelOf({ sigT: '2025-01-01T00:00:00Z' })).toBeUndefined();
    expect(await levelOf({ iat: undefined })).toBeUndefined();
  });

  test('a time stamp of another signature is told as such (5.3.4)', async () => {
    const one = parse(
      await raise(await sign({ packaging: 'enveloping', form: 'flattened' }, [named('1')]), 'LTA'),
    );
    const other = parse(
      await raise(await sign({ packaging: 'enveloping', form: 'flattened' }, [named('2')]), 'LTA'),
    );
    const signature = await only(JSON.stringify({ ...one, header: other['header'] }));
    expect(signature.timeStamps.map(({ kind, imprint }) => [kind, imprint])).toEqual([
      ['signature', 'differs'],
      ['archive', 'differs'],
    ]);
    expect(signature.timeStamps.every(({ proves }) => proves.size === 0)).toBe(true);
  });

  test('unsigned components that were moved, removed or added before it break an archive time stamp', async () => {
    const document = parse(
      await raise(await sign({ packaging: 'enveloping', form: 'flattened' }, [named('1')]), 'LTA'),
    );
    const { etsiU } = document['header'] as { etsiU: string[] };
    const archiveOf = async (list: readonly string[]) => {
      const { timeStamps } = await only(JSON.stringify({ ...document, header: { etsiU: list } }));
      return timeStamps.find(({ kind }) => kind === 'archive')?.imprint;
    };
    const [sigTst = '', xVals = '', ...rest] = etsiU;
    expect(await archiveOf(etsiU)).toBe('matches');
    expect(await archiveOf([xVals, sigTst, ...rest])).toBe('differs');
    expect(await archiveOf([sigTst, ...rest])).toBe('differs');
    expect(await archiveOf([sigTst, xVals, xVals, ...rest])).toBe('differs');
    expect(await archiveOf([...etsiU, xVals])).toBe('matches');
  });

  test('components in clear are read, and their archive time stamp is not counted (5.3.6.3.1.2)', async () => {
    const document = parse(
      await raise(await sign({ packaging: 'enveloping', form: 'flattened' }, [named('1')]), 'LTA'),
    );
    const { etsiU } = document['header'] as { etsiU: string[] };
    const clear = JSON.stringify({ ...document, header: { etsiU: etsiU.map(decode) } });
    expect(await only(clear)).toMatchObject({ level: 'LT', value: 'verifies' });
    await expect(raise(clear, 'LTA')).rejects.toMatchObject({ code: 'signature.unsupported' });
    const mixed = JSON.stringify({
      ...document,
      header: { etsiU: [etsiU[0], ...etsiU.slice(1).map(decode)] },
    });
    expect(codesOf(await only(mixed))).toContain('jades.etsiU');
  });

  test('members and unsigned components that nobody reads are told as not signed (RFC 7515 7.2)', async () => {
    const flattened = parse(
      await raise(await sign({ packaging: 'enveloping', form: 'flattened' }, [named('1')]), 'T'),
    );
    const { payload, header, ...signature } = flattened;
    const { etsiU } = header as { etsiU: string[] };
    const note = { note: 'pay 999' };
    const general = { payload, signatures: [{ ...signature, header }] };
    expect(await only(JSON.stringify(general))).toMatchObject({ problems: [], coversWholeDocument: true });
    for (const changed of [
      { ...flattened, ...note },
      { ...flattened, header: { etsiU: [...etsiU, encode(note)] } },
      { ...general, ...note },
      { payload, signatures: [{ ...signature, header, ...note }] },
    ]) {
      const told = await only(JSON.stringify(changed));
      expect(told).toMatchObject({ value: 'verifies', level: 'T', coversWholeDocument: false });
      expect(codesOf(told)).toEqual(['jades.unsigned_content']);
    }
  });

  test('a document whose signed files are not there is not raised to LTA', async () => {
    const document = await sign({ packaging: 'detached', form: 'flattened' }, files);
    await expect(raise(document, 'LTA')).rejects.toMatchObject({ code: 'signature.files_changed' });
    expect((await only(await raise(document, 'LT'))).level).toBe('LT');
  });
});

describe('claims', () => {
  test('are told as they are made (5.2.3 to 5.2.7)', async () => {
    const signature = await only(
      forged({
        sigPId: { id: { id: 'urn:oid:1.2.3' } },
        srCms: [{ commId: { id: 'http://uri.etsi.org/01903/v1.2.2#ProofOfApproval' } }],
        srAts: { claimed: [{ mediaType: 'text/plain', encoding: 'UTF-8', qVals: ['hakim'] }] },
        sigPl: { addressLocality: 'Bakı', addressCountry: 'AZ' },
      }),
    );
    expect(signature.claims).toEqual({
      policy: { id: '1.2.3' },
      commitments: ['http://uri.etsi.org/01903/v1.2.2#ProofOfApproval'],
      roles: ['hakim'],
      place: 'Bakı, AZ',
    });
  });
});

describe('what is refused', () => {
  test.each<[string, string]>([
    [
      'a header with a member twice',
      `${Buffer.from('{"alg":"ES256","alg":"ES256"}').toString('base64url')}.eA.eA`,
    ],
    ['a header that is no object', `${Buffer.from('{"alg":').toString('base64url')}.eA.eA`],
    ['a value that is not base64url', 'eyJhIjoxfQ.eA.e+A'],
    ['a value with bits to spare', 'eyJhIjoxfQ.eA.eB'],
    ['a payload that is no text', '{"payload":1,"protected":"eyJhIjoxfQ","signature":"eA"}'],
    [
      'flattened and general at once',
      '{"payload":"eA","protected":"eyJhIjoxfQ","signature":"eA","signatures":[]}',
    ],
    ['no signatures', '{"payload":"eA","signatures":[]}'],
    ['a signature that is no object', '{"payload":"eA","signatures":[1]}'],
    [
      'an unprotected header that is no object',
      '{"payload":"eA","signatures":[{"protected":"eyJhIjoxfQ","header":1,"signature":"eA"}]}',
    ],
  ])('%s is malformed', async (_name, document) => {
    expect(await refusalOf(document)).toBe('signature.malformed');
  });

  test.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['JSON that is no signature', '{"payload":"eA"}'],
    ['JSON with a member twice', '{"payload":"eA","payload":"eQ","protected":"eyJhIjoxfQ","signature":"eA"}'],
    ['JSON with something behind it', '{"payload":"eA","protected":"eyJhIjoxfQ","signature":"eA"}{}'],
    ['an encrypted JWE', 'eyJhIjoxfQ.eA.eA.eA.eA'],
    ['bytes that are not UTF-8', Buffer.from('{"payload":"\xff"}', 'latin1')],
    ['XML', '<x/>'],
  ])('%s is not this format', async (_name, document) => {
    expect(await refusalOf(document)).toBe('signature.not_this_format');
  });

  test('gigantic counts are refused', async () => {
    const one = parse(forged({}));
    const many = JSON.stringify({
      payload: one['payload'],
      signatures: Array.from({ length: 300 }, () => one),
    });
    expect(await refusalOf(many.replaceAll(`"payload":"${String(one['payload'])}",`, ''))).toBe(
      'signature.too_complex',
    );
    const components = JSON.stringify({
      ...one,
      header: { etsiU: Array.from({ length: 2000 }, () => 'eyJhIjoxfQ') },
    });
    expect(codesOf(await only(components))).toContain('jades.etsiU');
  });

  test('more than can be in memory is not read', async () => {
    const content = {
      size: 2 ** 40,
      async *open() {
        yield Buffer.from('{"payload":"');
        throw new Error('read on');
      },
    };
    const result = await jades.read({ file: { ...named(''), content }, detached: [] });
    expect(result).toMatchObject({ kind: 'refused', code: 'signature.too_large' });
  });
});

describe('work that grows with signatures times files', () => {
  const header = (members: Members) => encode({ alg: 'ES256', ...members });
  const generalOf = (count: number, part: string, payload?: string) =>
    JSON.stringify({
      ...(payload === undefined ? {} : { payload }),
      signatures: Array.from({ length: count }, () => ({ protected: part, signature: 'AAAA' })),
    });

  test('many signatures over a large payload are refused before they are verified', async () => {
    expect(await refusalOf(generalOf(256, header({}), 'A'.repeat(5_000_000)))).toBe('signature.too_complex');
    expect(await refusalOf(generalOf(1, header({}), 'A'.repeat(5_000_000)))).toBe('read');
  });

  test('files that many signatures name are hashed once', async () => {
    let readings = 0;
    const content = sourceOf(Buffer.from('a'));
    const open = () => {
      readings += 1;
      return content.open();
    };
    const counted = [{ name: 'a', mediaType: '', content: { size: 1, open } }, file('b', 'b')];
    const [pars, hashV] = [
      ['x', 'y'],
      ['AAAA', 'AAAA'],
    ];
    const sigD = { mId: 'http://uri.etsi.org/19182/ObjectIdByURIHash', pars, hashM: 'S256', hashV };
    const { signatures } = await read(generalOf(50, header({ sigD, crit: ['sigD'] })), counted);
    expect(signatures).toHaveLength(50);
    expect(readings).toBe(1);
  });

  test('time stamps over a large file are counted', async () => {
    const size = 1024 ** 3;
    const content = { size, open: () => sourceOf(Buffer.from('a')).open() };
    const adoTst = { tstTokens: Array.from({ length: 9 }, () => ({ val: 'AAAA' })) };
    const [pars, hashV] = [['a'], ['AAAA']];
    const sigD = { mId: 'http://uri.etsi.org/19182/ObjectIdByURIHash', pars, hashM: 'S256', hashV };
    const part = header({ sigD, adoTst, b64: false, crit: ['sigD', 'b64'] });
    const detached = [{ name: 'a', mediaType: '', content }];
    const result = await jades.read({ file: named(generalOf(1, part)), detached });
    expect(result).toMatchObject({ kind: 'refused', code: 'signature.too_complex' });
  });
});
