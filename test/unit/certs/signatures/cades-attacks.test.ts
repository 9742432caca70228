import { hash, sign } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { der, oids } from '../../../../certs/asn1/index.ts';
import { encodeAttribute, extendSignedData, type SignedData } from '../../../../certs/cms/index.ts';
import { signatureSchemes } from '../../../../certs/keys/index.ts';
import { readWhole } from '../../../../certs/signatures/byte-source.ts';
import { cades, readMessage } from '../../../../certs/signatures/cades/index.ts';
import type { NamedFile, ReadSignature } from '../../../../certs/signatures/index.ts';
import {
  contentType,
  type CraftedMessage,
  craftedContent,
  craftMessage,
  craftSignerInfo,
  goodAttributes,
  messageDigest,
  signingCertificate,
  signingTime,
} from '../../../support/crafted-message.ts';
import { fileOf, replaced } from '../../../support/signature-formats.ts';
import { createSigningWorld, type SigningWorld } from '../../../support/signing-world.ts';

let world: SigningWorld;
beforeAll(async () => {
  world = await createSigningWorld();
});

const read = (message: Uint8Array, detached: readonly NamedFile[] = []) =>
  cades.read({ file: fileOf('x.p7m', message), detached });

async function signaturesOf(
  message: Uint8Array,
  detached?: readonly NamedFile[],
): Promise<readonly ReadSignature[]> {
  const result = await read(message, detached);
  if (result.kind !== 'read') throw new Error(`${result.code}: ${result.message}`);
  return result.document.signatures;
}

async function signatureOf(message: Uint8Array, detached?: readonly NamedFile[]): Promise<ReadSignature> {
  const [signature] = await signaturesOf(message, detached);
  if (!signature) throw new Error('no signature');
  return signature;
}

const crafted = (parts: CraftedMessage = {}) => signatureOf(craftMessage(world, parts));
const failures = ({ problems }: ReadSignature) =>
  problems.filter(({ severity }) => severity === 'failure').map(({ code }) => code);
const outcomes = ({ digests }: ReadSignature) =>
  digests.filter(({ of }) => of === 'message-digest').map(({ outcome }) => outcome);

async function raised(level: 'T' | 'LT' | 'LTA', message = craftMessage(world)): Promise<Uint8Array> {
  const signed = { file: fileOf('x.p7m', message), detached: [] };
  return readWhole(await cades.raise(signed, level, world.sources), 1_000_000);
}

function parsed(message: Uint8Array): SignedData {
  const result = readMessage(message);
  if (result.kind !== 'read') throw new Error(result.message);
  return result.signedData;
}

describe('a signature in CMS', () => {
  it('is sound when it is crafted without a fault', async () => {
    const signature = await crafted();
    expect(signature).toMatchObject({
      value: 'verifies',
      level: 'B',
      problems: [],
      signer: { reference: 'matches' },
    });
    expect(outcomes(signature)).toEqual(['matches']);
  });

  it('does not carry over to another document (digests swapped)', async () => {
    const attributes = goodAttributes(world, Buffer.from('Qərar: 1 manat'));
    const signature = await crafted({ attributes });
    expect(signature.value).toBe('verifies');
    expect(outcomes(signature)).toEqual(['differs']);
  });

  it('does not verify when its digest is replaced together with the document', async () => {
    const other = Buffer.from('Qərar: 9000 manat');
    const digest = (content: Uint8Array) => hash('sha256', content, 'buffer');
    const message = replaced(
      replaced(craftMessage(world), craftedContent, other),
      digest(craftedContent),
      digest(other),
    );
    const signature = await signatureOf(message);
    expect(signature.value).toBe('fails');
    expect(outcomes(signature)).toEqual(['matches']);
  });

  it('tells another certificate for the same key in the place of the one that was signed (EN 319 102-1 5.2.3)', async () => {
    const twin = await world.twinOf('p256');
    const attributes = goodAttributes(world);
    const swapped = await crafted({ attributes, named: twin, certificates: [twin] });
    expect(swapped).toMatchObject({ value: 'verifies', level: undefined, signer: { reference: 'mismatch' } });
    const besides = await crafted({
      attributes,
      named: twin,
      certificates: [twin, world.certificateOf('p256')],
    });
    expect(besides).toMatchObject({ level: undefined, signer: { reference: 'mismatch' } });
  });

  it('tells a signed reference whose issuer and serial number are those of another certificate', async () => {
    const twin = await world.twinOf('p256');
    const reference = signingCertificate(world.certificateOf('p256'));
    const serial = (one: typeof twin) => der.integer(one.serialNumber);
    const wrong = replaced(reference, serial(world.certificateOf('p256')), serial(twin));
    const attributes = [...goodAttributes(world).slice(0, 2), wrong, signingTime(world.clock.now())];
    expect(await crafted({ attributes })).toMatchObject({
      signer: { reference: 'mismatch' },
      level: undefined,
    });
  });

  it('names no certificate without signing-certificate', async () => {
    const [type, digest, , time] = goodAttributes(world);
    const attributes = [type, digest, time].filter((one) => one !== undefined);
    expect(await crafted({ attributes })).toMatchObject({
      signer: { reference: 'absent' },
      level: undefined,
    });
  });

  it('has no key when its certificate is not there', async () => {
    expect(await crafted({ certificates: world.chainOf('p256') })).toMatchObject({
      value: 'no_key',
      level: undefined,
      signer: { reference: 'mismatch', certificate: undefined },
    });
  });

  it('does not verify by the key of somebody else', async () => {
    const sign = (message: Uint8Array) => world.sign('seal', message);
    expect((await crafted({ sign })).value).toBe('fails');
  });

  it('fails when its digests are by a weaker hash than its value (downgrade)', async () => {
    const attributes = [
      contentType(),
      messageDigest(craftedContent, 'sha1'),
      ...goodAttributes(world).slice(2),
    ];
    const signature = await crafted({ attributes, digestAlgorithm: 'sha1' });
    expect(failures(signature)).toEqual(['cades.digest_algorithm_mismatch']);
    expect(signature.digests[0]).toMatchObject({ hash: 'sha1' });
  });

  it('tells SHA-1 wherever it stands on it', async () => {
    const certificate = world.certificateOf('pkcs1');
    const attributes = [
      contentType(),
      messageDigest(craftedContent, 'sha1'),
      signingCertificate(certificate, 'sha1'),
      signingTime(world.clock.now()),
    ];
    const scheme = signatureSchemes['rsa-pkcs1-sha1'];
    const signature = await crafted({
      signer: 'pkcs1',
      attributes,
      digestAlgorithm: 'sha1',
      signatureAlgorithm: scheme.identifiers[0],
      sign: (message) => sign('sha1', message, world.keyPemOf('pkcs1')),
    });
    expect(signature).toMatchObject({ value: 'verifies', scheme });
    expect(signature.digests).toMatchObject([
      { of: 'message-digest', hash: 'sha1' },
      { of: 'signing-certificate', hash: 'sha1' },
    ]);
  });

  it('says of an algorithm that it does not know that nothing was checked', async () => {
    const signatureAlgorithm = der.sequence(der.oid('1.2.3.4.5'));
    expect(await crafted({ signatureAlgorithm })).toMatchObject({
      value: 'unsupported',
      algorithm: '1.2.3.4.5',
    });
  });

  it.each([
    [
      'message-digest twice',
      () => [messageDigest(craftedContent), messageDigest(Buffer.from('x'))],
      'cades.message_digest',
    ],
    [
      'message-digest with two values',
      () => [
        encodeTwo(
          oids.messageDigest,
          der.octetString(hash('sha256', craftedContent, 'buffer')),
          der.octetString(new Uint8Array(32)),
        ),
      ],
      'cades.message_digest',
    ],
    ['no message-digest', () => [], 'cades.message_digest'],
    [
      'message-digest of another type',
      () => [encodeAttribute(oids.messageDigest, der.integer(1))],
      'cades.message_digest',
    ],
  ] as const)('fails with %s (RFC 5652 11.2)', async (_, digests, code) => {
    const attributes = [contentType(), ...digests(), ...goodAttributes(world).slice(2)];
    const signature = await crafted({ attributes });
    expect(failures(signature)).toContain(code);
    expect(outcomes(signature)).toEqual(['differs']);
    expect(signature.level).toBeUndefined();
  });

  it.each([
    ['another content-type', () => [contentType(oids.tSTInfo)]],
    ['no content-type', () => []],
    ['content-type twice', () => [contentType(), contentType()]],
  ] as const)('fails with %s (RFC 5652 11.1)', async (_, types) => {
    const signature = await crafted({ attributes: [...types(), ...goodAttributes(world).slice(1)] });
    expect(failures(signature)).toContain('cades.content_type');
  });

  it('fails without signed attributes, and over attributes that are passed off as a document', async () => {
    const plain = await crafted({ attributes: null });
    expect(plain).toMatchObject({ value: 'unsupported', level: undefined });
    expect(failures(plain)).toEqual(['cades.no_signed_attributes']);
    const stolen = der.setOf(...goodAttributes(world));
    const reused = await crafted({
      attributes: null,
      content: stolen,
      sign: () => world.sign('p256', stolen),
    });
    expect(failures(reused)).toEqual(['cades.no_signed_attributes']);
  });

  it('fails with an attribute that stands twice (RFC 5652 5.3)', async () => {
    const attributes = [...goodAttributes(world), signingTime(0)];
    expect(failures(await crafted({ attributes }))).toContain('cades.attribute_repeated');
  });

  it('with an empty list of unsigned attributes, as other makers write it, is read and raised', async () => {
    const message = craftMessage(world, { unsigned: [] });
    expect(await signatureOf(message)).toMatchObject({ value: 'verifies', level: 'B', problems: [] });
    expect(await signatureOf(await raised('T', message))).toMatchObject({ level: 'T', problems: [] });
  });

  it('is read as text (RFC 7468 9), and not with anything around it', async () => {
    const lines = Buffer.from(craftMessage(world)).toString('base64').replace(/.{64}/g, '$&\n');
    const textOf = (label: string) => `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
    for (const label of ['CMS', 'PKCS7'])
      expect(await signatureOf(Buffer.from(textOf(label)))).toMatchObject({ value: 'verifies', level: 'B' });
    for (const text of [textOf('CERTIFICATE'), `${textOf('CMS')}Pay 999`, textOf('CMS').repeat(2)])
      expect(await read(Buffer.from(text))).toMatchObject({ code: 'signature.not_this_format' });
  });

  it('whose certificate is named by a hash that is not known here is not broken for that', async () => {
    const sha224 = der.sequence(der.oid('2.16.840.1.101.3.4.2.4'));
    const id = der.sequence(sha224, der.octetString(Buffer.alloc(28)));
    const [type, digest, , time] = goodAttributes(world);
    const named = encodeAttribute(oids.signingCertificateV2, der.sequence(der.sequence(id)));
    const attributes = [type, digest, named, time].flatMap((one) => one ?? []);
    const signature = await crafted({ attributes });
    expect(signature).toMatchObject({ value: 'verifies', problems: [], signer: { reference: 'mismatch' } });
    expect(signature.level).toBeUndefined();
  });

  it('verifies over the DER of attributes that came in another order (RFC 5652 5.4)', async () => {
    const attributes = goodAttributes(world).toSorted((left, right) => Buffer.compare(right, left));
    expect(await crafted({ attributes, isUnsorted: true })).toMatchObject({
      value: 'verifies',
      problems: [],
    });
  });

  it('is of a document that is not at hand, or of one of several', async () => {
    const files = [fileOf('a.txt', 'a'), fileOf('b.txt', craftedContent)];
    const prepared = await cades.prepare(world.orderOf('p256', files.slice(1)), { packaging: 'detached' });
    const value = world.sign('p256', prepared.toBeSigned);
    const message = await readWhole(await cades.complete(prepared.state, files.slice(1), value), 1_000_000);
    expect(outcomes(await signatureOf(message, []))).toEqual(['absent']);
    const result = await read(message, files);
    if (result.kind !== 'read') throw new Error(result.message);
    const [signature] = result.document.signatures;
    expect(signature).toMatchObject({ value: 'verifies', coversWholeDocument: false });
    expect(result.document.files.map(({ coveredBy }) => coveredBy)).toEqual([[], [signature?.id]]);
    expect(outcomes(await signatureOf(message, files.slice(0, 1)))).toEqual(['differs']);
  });
});

function encodeTwo(oid: string, ...values: readonly Uint8Array[]): Uint8Array {
  return der.sequence(der.oid(oid), der.setOf(...values));
}

describe('time stamps of a signature', () => {
  const stampOf = (data: Uint8Array) => world.timestamps.stamp(hash('sha256', data, 'buffer'));
  const stamped = (kind: string, token: Uint8Array) => crafted({ unsigned: [encodeAttribute(kind, token)] });

  it('do not count when they are of another signature (foreign time stamp)', async () => {
    const signature = await stamped(oids.signatureTimeStamp, await stampOf(Buffer.from('another value')));
    expect(signature).toMatchObject({ level: 'B', timeStamps: [{ kind: 'signature', imprint: 'differs' }] });
  });

  it('of another signature are no reason to leave a signature without one of its own', async () => {
    const foreign = encodeAttribute(oids.signatureTimeStamp, await stampOf(Buffer.from('another value')));
    const message = await raised('LT', craftMessage(world, { unsigned: [foreign] }));
    const signature = await signatureOf(message);
    expect(signature.level).toBe('LT');
    expect(signature.timeStamps.map(({ imprint }) => imprint).toSorted()).toEqual(['differs', 'matches']);
  });

  it('of an older kind are told and fail nothing', async () => {
    const signature = await stamped(oids.archiveTimeStampV2, await stampOf(craftedContent));
    expect(signature).toMatchObject({
      level: 'B',
      timeStamps: [{ kind: 'archive', imprint: 'unsupported' }],
      problems: [{ severity: 'warning', code: 'cades.time_stamp_unsupported' }],
    });
  });

  it('that cannot be read are told and fail nothing', async () => {
    const signature = await stamped(oids.signatureTimeStamp, der.sequence(der.integer(1)));
    expect(signature).toMatchObject({
      level: 'B',
      timeStamps: [{ token: undefined, imprint: 'unsupported' }],
      problems: [{ severity: 'warning', code: 'cades.time_stamp_unreadable' }],
    });
  });

  it('of the content are read, and told when they are of another (EN 319 122-1 5.2.8)', async () => {
    const attribute = async (data: Uint8Array) => encodeAttribute(oids.contentTimeStamp, await stampOf(data));
    for (const [data, imprint] of [
      [craftedContent, 'matches'],
      [Buffer.from('x'), 'differs'],
    ] as const) {
      const signature = await crafted({ attributes: [...goodAttributes(world), await attribute(data)] });
      expect(signature).toMatchObject({ value: 'verifies', timeStamps: [{ kind: 'content', imprint }] });
    }
  });
});

describe('an archive time stamp', () => {
  const archiveOf = ({ timeStamps }: ReadSignature) => timeStamps.find(({ kind }) => kind === 'archive');

  /** The same message without one certificate or one piece of revocation data. */
  function without(message: Uint8Array, field: 0xa0 | 0xa1, index: number): Uint8Array {
    const { certificateChoices, revocationInfos } = parsed(message);
    const all = field === 0xa0 ? certificateChoices : revocationInfos.map(({ raw }) => raw);
    const rest = all.filter((_, at) => at !== index);
    const bytes = Buffer.from(message);
    const before = der.encode(field, ...all);
    const at = bytes.indexOf(before);
    if (at < 0) throw new Error('the field is not there');
    const inner = bytes.subarray(0, at);
    const after = bytes.subarray(at + before.length);
    return relength(inner, der.encode(field, ...rest), after);
  }

  /** ContentInfo around the parts of SignedData. */
  function relength(before: Buffer, field: Uint8Array, after: Buffer): Uint8Array {
    const start = before.indexOf(Buffer.from('020105', 'hex'));
    const signedData = der.sequence(before.subarray(start), field, after);
    return der.sequence(der.oid(oids.signedData), der.explicit(0, signedData));
  }

  it('is one of another document when a certificate or a word that it lists is gone (EN 319 122-1 5.5.2)', async () => {
    const message = await raised('LTA');
    expect(archiveOf(await signatureOf(message))?.imprint).toBe('matches');
    const { certificateChoices, revocationInfos } = parsed(message);
    for (let index = 0; index < revocationInfos.length; index += 1) {
      const archive = archiveOf(await signatureOf(without(message, 0xa1, index)));
      expect(archive).toMatchObject({ imprint: 'differs' });
      expect(archive?.proves.size).toBe(0);
    }
    expect(archiveOf(await signatureOf(without(message, 0xa0, certificateChoices.length - 1)))?.imprint).toBe(
      'differs',
    );
  });

  it('does not prove what was put in after it', async () => {
    const message = await raised('LTA');
    const foreign = await createSigningWorld({ rootName: 'Yad kök' });
    const grown = extendSignedData(parsed(message), { certificates: [foreign.root.raw] });
    const archive = archiveOf(await signatureOf(grown));
    expect(archive?.imprint).toBe('matches');
    const proves = (bytes: Uint8Array) => archive?.proves.has(hash('sha256', bytes));
    expect(proves(foreign.root.raw)).toBe(false);
    expect(proves(world.root.raw)).toBe(true);
  });

  it('is one of another document when a time stamp that it lists is gone or another', async () => {
    const message = await raised('LTA');
    const signedData = parsed(message);
    const [info] = signedData.signerInfos;
    if (!info) throw new Error('no signer');
    const archive = info.unsignedAttributes.filter(({ oid }) => oid === oids.archiveTimeStampV3);
    const bare = parsed(craftMessage(world, { signerInfos: [der.sequence(info.signedPart)] }));
    const additions = {
      certificates: signedData.certificateChoices,
      revocationInfos: signedData.revocationInfos.map(({ raw }) => raw),
    };
    const alone = extendSignedData(bare, {
      ...additions,
      unsignedAttributes: new Map(bare.signerInfos.map((one) => [one, archive.map(({ raw }) => raw)])),
    });
    expect(archiveOf(await signatureOf(alone))?.imprint).toBe('differs');
  });

  it('does not carry over to another signature of the same document', async () => {
    const first = parsed(await raised('LTA'));
    const [info] = first.signerInfos;
    const other = craftMessage(world, {
      unsigned: info?.unsignedAttributes.map(({ raw }) => raw) ?? [],
      attributes: [...goodAttributes(world).slice(0, 3), signingTime(0)],
    });
    const grown = extendSignedData(parsed(other), {
      certificates: first.certificateChoices,
      revocationInfos: first.revocationInfos.map(({ raw }) => raw),
    });
    const signature = await signatureOf(grown);
    expect(signature.level).toBe('B');
    expect(signature.timeStamps.map(({ imprint }) => imprint)).toEqual(['differs', 'differs']);
  });
});

describe('counter-signatures (RFC 5652 11.4)', () => {
  const counterOf = (signed: Uint8Array, extra: readonly Uint8Array[] = []) => {
    const attributes = [messageDigest(signed), ...goodAttributes(world).slice(2), ...extra];
    return encodeAttribute(oids.countersignature, craftSignerInfo(world, { attributes }));
  };
  const valueOf = (message: Uint8Array) => parsed(message).signerInfos[0]?.signature ?? new Uint8Array();
  const counterSigned = (message: Uint8Array, counter: Uint8Array) => {
    const signedData = parsed(message);
    return extendSignedData(signedData, {
      unsignedAttributes: new Map(signedData.signerInfos.map((info) => [info, [counter]])),
    });
  };

  it('are signatures of the signature that they stand in', async () => {
    const message = craftMessage(world);
    const [signature, counter] = await signaturesOf(counterSigned(message, counterOf(valueOf(message))));
    expect(counter).toMatchObject({ counterSigns: signature?.id, value: 'verifies', problems: [] });
    expect(counter && outcomes(counter)).toEqual(['matches']);
  });

  it('do not carry over to another signature (replay)', async () => {
    const counter = counterOf(valueOf(craftMessage(world)));
    const [, replayed] = await signaturesOf(counterSigned(craftMessage(world), counter));
    expect(replayed && outcomes(replayed)).toEqual(['differs']);
  });

  it('fail with a content-type, which they must not have', async () => {
    const message = craftMessage(world);
    const [, counter] = await signaturesOf(
      counterSigned(message, counterOf(valueOf(message), [contentType()])),
    );
    expect(counter && failures(counter)).toEqual(['cades.content_type']);
  });

  it('in counter-signatures without end are told and cut', async () => {
    const attributes = [messageDigest(craftedContent)];
    const nested = (depth: number): readonly Uint8Array[] => {
      if (depth === 0) return [];
      const unsigned = nested(depth - 1);
      const info = craftSignerInfo(world, { attributes, ...(unsigned.length > 0 ? { unsigned } : {}) });
      return [encodeAttribute(oids.countersignature, info)];
    };
    const eight = await signaturesOf(craftMessage(world, { unsigned: nested(8) }));
    expect(eight).toHaveLength(9);
    const nine = await signaturesOf(craftMessage(world, { unsigned: nested(9) }));
    expect(nine).toHaveLength(9);
    expect(nine[8]?.problems).toContainEqual(
      expect.objectContaining({ severity: 'warning', code: 'cades.counter_signature_unreadable' }),
    );
    const endless = await read(craftMessage(world, { unsigned: nested(30) }));
    expect(endless).toMatchObject({ kind: 'refused', code: 'signature.too_complex' });
  });
});

describe('bytes that are hostile', () => {
  it.each([
    ['nothing', new Uint8Array(), 'signature.not_this_format'],
    ['a text', Buffer.from('salam'), 'signature.not_this_format'],
    ['a nest without end', Buffer.alloc(100_000, Buffer.from('3080', 'hex')), 'signature.too_complex'],
    [
      'a million values',
      der.encode(0x30, new Uint8Array(Buffer.alloc(1_200_000, Buffer.from('0500', 'hex')))),
      'signature.too_complex',
    ],
    ['a length that lies', Buffer.from('30820fff06092a864886f70d010702', 'hex'), 'signature.malformed'],
    [
      'a message without signers',
      () => craftMessage(world, { signerInfos: [] }),
      'signature.not_this_format',
    ],
  ] as const)('are refused: %s', async (_, bytes, code) => {
    const result = await read(typeof bytes === 'function' ? bytes() : bytes);
    expect(result).toMatchObject({ kind: 'refused', code });
  });

  it('with more signers, certificates or attributes than anybody has are refused as too complex', async () => {
    const info = craftSignerInfo(world, {});
    const certificate = world.certificateOf('p256');
    const attribute = encodeAttribute('1.2.3.4', der.nullValue());
    const many = [
      craftMessage(world, { signerInfos: Array.from({ length: 501 }, () => info) }),
      craftMessage(world, { certificates: Array.from({ length: 2001 }, () => certificate) }),
      craftMessage(world, { unsigned: Array.from({ length: 10_001 }, () => attribute) }),
    ];
    for (const message of many)
      expect(await read(message)).toMatchObject({ kind: 'refused', code: 'signature.too_complex' });
  });

  it('larger than is read at all are refused before they are read', async () => {
    const content = {
      size: 200 * 1024 * 1024,
      open: (): AsyncIterable<Uint8Array> => {
        throw new Error('it was read');
      },
    };
    const result = await cades.read({ file: { name: 'x.p7m', mediaType: '', content }, detached: [] });
    expect(result).toMatchObject({ kind: 'refused', code: 'signature.too_large' });
  });

  it('give copies of one signature names of their own', async () => {
    const info = craftSignerInfo(world, {});
    const ids = (await signaturesOf(craftMessage(world, { signerInfos: [info, info] }))).map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
  });
});

describe('a signature beside others', () => {
  it('is added without a change to them, and each is raised alone', async () => {
    const first = await raised('LT');
    const file = fileOf('x.p7m', first);
    const options = { packaging: 'enveloping', adds: true } as const;
    const { toBeSigned, state } = await cades.prepare(world.orderOf('p384', [file]), options);
    const value = world.sign('p384', toBeSigned);
    const both = await readWhole(await cades.complete(state, [file], value), 1_000_000);
    const signatures = await signaturesOf(both);
    expect(signatures.map(({ level }) => level).toSorted()).toEqual(['B', 'LT']);
    expect(signatures.every((one) => one.value === 'verifies' && outcomes(one)[0] === 'matches')).toBe(true);
    const [second] = signatures.filter(({ level }) => level === 'B');
    const document = { file: fileOf('x.p7m', both), detached: [], signatureId: second?.id ?? '' };
    const alone = await readWhole(await cades.raise(document, 'LTA', world.sources), 1_000_000);
    const levels = (await signaturesOf(alone)).map(({ level }) => level).toSorted();
    expect(levels).toEqual(['LT', 'LTA']);
  });

  it('is not added to a file that was signed further meanwhile', async () => {
    const file = fileOf('x.p7m', craftMessage(world));
    const options = { packaging: 'enveloping', adds: true } as const;
    const { toBeSigned, state } = await cades.prepare(world.orderOf('seal', [file]), options);
    const later = fileOf('x.p7m', await raised('T', craftMessage(world)));
    const completed = cades.complete(state, [later], world.sign('seal', toBeSigned));
    await expect(completed).rejects.toMatchObject({ code: 'signature.files_changed' });
  });
});
