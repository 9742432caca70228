import { hash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { readWhole, sourceOf } from '../../certs/signatures/byte-source.ts';
import {
  type Level,
  type LevelSources,
  type NamedFile,
  type ReadSignature,
  SignatureError,
  type SignedDocument,
} from '../../certs/signatures/index.ts';
import { type FormatCase, formatCases } from '../support/signature-formats.ts';
import { createSigningWorld, type SignerName, type SigningWorld } from '../support/signing-world.ts';

const amount = '1000 manat';

let world: SigningWorld;
beforeEach(async () => {
  world = await createSigningWorld();
});

async function sign(one: FormatCase, files: readonly NamedFile[], signer: SignerName = 'p256') {
  const { toBeSigned, state } = await one.format.prepare(world.orderOf(signer, files));
  const signed = await one.format.complete(state, files, world.sign(signer, toBeSigned));
  return readWhole(signed, 1_000_000);
}

async function raise(
  one: FormatCase,
  document: SignedDocument,
  level: Exclude<Level, 'B'>,
  sources: LevelSources = world.sources,
) {
  return readWhole(await one.format.raise(document, level, sources), 10_000_000);
}

async function onlySignature(one: FormatCase, document: SignedDocument): Promise<ReadSignature> {
  const result = await one.format.read(document);
  if (result.kind !== 'read') throw new Error(`${result.code}: ${result.message}`);
  const [signature, ...others] = result.document.signatures;
  if (!signature || others.length > 0) throw new Error('not one signature');
  return signature;
}

async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  const error = await promise.then(
    () => 'nothing',
    (one: unknown) => one,
  );
  return error instanceof SignatureError ? error.code : error;
}

const isIntact = ({ value, digests }: ReadSignature) =>
  value === 'verifies' && digests.every(({ outcome }) => outcome === 'matches');

describe.each(formatCases)('$name', (one) => {
  it.each(['p256', 'p384', 'pss', 'pkcs1', 'seal'] as const)(
    'signs and reads with a key of kind %s',
    async (signer) => {
      const files = one.filesOf(amount);
      const document = one.documentOf(await sign(one, files, signer), files);
      const signature = await onlySignature(one, document);
      expect(signature).toMatchObject({
        value: 'verifies',
        level: 'B',
        scheme: world.schemeOf(signer),
        signer: { reference: 'matches' },
        problems: [],
        coversWholeDocument: true,
      });
      expect(Buffer.from(signature.signer.certificate?.raw ?? [])).toEqual(
        Buffer.from(world.certificateOf(signer).raw),
      );
      expect(signature.claimedTime).toBe(world.clock.now());
      expect(isIntact(signature)).toBe(true);
      expect((await onlySignature(one, document)).id).toBe(signature.id);
    },
  );

  it('tells every file that it covers, with its name in Azerbaijani letters', async () => {
    const files = one.filesOf(amount, 'Müqavilə Əlavə №1 “ŞƏRT” ığöüç.txt');
    const document = one.documentOf(await sign(one, files), files);
    const result = await one.format.read(document);
    if (result.kind !== 'read') throw new Error(result.message);
    const [signature] = result.document.signatures;
    expect(result.document.files.length).toBeGreaterThan(0);
    for (const { coveredBy } of result.document.files) expect(coveredBy).toEqual([signature?.id]);
  });

  if (one.signsEmptyFiles)
    it('signs a file that has nothing in it', async () => {
      const files = one.filesOf('');
      const document = one.documentOf(await sign(one, files), files);
      expect(isIntact(await onlySignature(one, document))).toBe(true);
    });
  else
    it('refuses a file that has nothing in it', async () => {
      const files = [{ name: 'x', mediaType: '', content: sourceOf(new Uint8Array()) }];
      expect(await codeOf(one.format.prepare(world.orderOf('p256', files)))).toBe('signature.malformed');
    });

  it('refuses the value of another key, of another message, and what is no value', async () => {
    const files = one.filesOf(amount);
    const { toBeSigned, state } = await one.format.prepare(world.orderOf('p256', files));
    const complete = (value: Uint8Array) => codeOf(one.format.complete(state, files, value));
    expect(await complete(world.sign('seal', toBeSigned))).toBe('signature.value_mismatch');
    expect(await complete(world.sign('p256', Buffer.from('other')))).toBe('signature.value_mismatch');
    expect(await complete(Buffer.from('no value'))).toBe('signature.value_mismatch');
    expect(await complete(world.sign('p256', toBeSigned))).toBe('nothing');
  });

  it('refuses other files than those that were prepared', async () => {
    const { toBeSigned, state } = await one.format.prepare(world.orderOf('p256', one.filesOf(amount)));
    const completed = one.format.complete(state, one.filesOf('1000 dolar'), world.sign('p256', toBeSigned));
    expect(await codeOf(completed)).toBe('signature.files_changed');
  });

  it('refuses a state that is damaged, of another format or none', async () => {
    const files = one.filesOf(amount);
    const { toBeSigned, state } = await one.format.prepare(world.orderOf('p256', files));
    const value = world.sign('p256', toBeSigned);
    const middle = Math.floor(state.length / 2);
    const damaged = state.slice(0, middle) + (state[middle] === 'A' ? 'B' : 'A') + state.slice(middle + 1);
    const states = [
      damaged,
      '',
      '{}',
      'null',
      '[]',
      state.slice(1),
      JSON.stringify({ format: 'none', check: '', content: '{}' }),
    ];
    for (const other of states)
      expect(await codeOf(one.format.complete(other, files, value))).toBe('signature.state_invalid');
  });

  it('is raised to T, LT and LTA, and tells it', async () => {
    const files = one.filesOf(amount);
    let document = one.documentOf(await sign(one, files), files);
    for (const level of ['T', 'LT', 'LTA'] as const) {
      document = one.documentOf(await raise(one, document, level), files);
      const signature = await onlySignature(one, document);
      expect(signature).toMatchObject({ level, value: 'verifies', problems: [] });
      expect(isIntact(signature)).toBe(true);
      expect(signature.timeStamps.every(({ imprint }) => imprint === 'matches')).toBe(true);
    }
  });

  it('is raised as it was completed, before anybody has stored it', async () => {
    const files = one.filesOf(amount);
    const { toBeSigned, state } = await one.format.prepare(world.orderOf('p256', files));
    const content = await one.format.complete(state, files, world.sign('p256', toBeSigned));
    const { file, detached } = one.documentOf(new Uint8Array(), files);
    const raised = await raise(one, { file: { ...file, content }, detached }, 'LTA');
    const signature = await onlySignature(one, one.documentOf(raised, files));
    expect(signature).toMatchObject({
      level: 'LTA',
      value: 'verifies',
      problems: [],
      coversWholeDocument: true,
    });
    expect(isIntact(signature)).toBe(true);
    expect(signature.timeStamps.every(({ imprint }) => imprint === 'matches')).toBe(true);
  });

  it.each(['T', 'LT', 'LTA'] as const)('is raised to %s at once, with any key', async (level) => {
    for (const signer of ['p384', 'pss'] as const) {
      const files = one.filesOf(amount);
      const document = one.documentOf(await sign(one, files, signer), files);
      const raised = one.documentOf(await raise(one, document, level), files);
      expect((await onlySignature(one, raised)).level).toBe(level);
    }
  });

  it('is left as it is by a level that it has', async () => {
    const files = one.filesOf(amount);
    const document = one.documentOf(await sign(one, files), files);
    const raised = await raise(one, document, 'LT');
    world.clock.advance(3600);
    for (const level of ['T', 'LT'] as const)
      expect(Buffer.from(await raise(one, one.documentOf(raised, files), level)).equals(raised)).toBe(true);
  });

  it('gets one more archive time stamp by LTA, which proves the one before it', async () => {
    const files = one.filesOf(amount);
    const document = one.documentOf(await sign(one, files), files);
    const first = one.documentOf(await raise(one, document, 'LTA'), files);
    world.clock.advance(365 * 86_400);
    const later = { ...world.sources, timestamps: world.secondTimestamps };
    const second = one.documentOf(await raise(one, first, 'LTA', later), files);
    const archives = async (signed: SignedDocument) =>
      (await onlySignature(one, signed)).timeStamps.filter(
        ({ kind }) => kind === 'archive' || kind === 'document',
      );
    const [before, after] = [await archives(first), await archives(second)];
    expect(after).toHaveLength(before.length + 1);
    expect(after.every(({ imprint }) => imprint === 'matches')).toBe(true);
    const [last] = after.slice(-1);
    expect(last?.proves.size).toBeGreaterThan(before[0]?.proves.size ?? 0);
  });

  it('proves by its archive time stamp every certificate and every word on one that it was made with', async () => {
    const files = one.filesOf(amount);
    const document = one.documentOf(await sign(one, files), files);
    const raised = one.documentOf(await raise(one, document, 'LTA'), files);
    const { evidence, timeStamps, signer } = await onlySignature(one, raised);
    const [archive] = timeStamps.slice(-1);
    const proved = (bytes: Uint8Array) => archive?.proves.has(hash('sha256', bytes));
    expect(proved(signer.certificate?.raw ?? new Uint8Array())).toBe(true);
    for (const { raw } of [...evidence.crls, ...evidence.ocspResponses]) expect(proved(raw)).toBe(true);
    expect(proved(timeStamps[0]?.token?.raw ?? new Uint8Array())).toBe(true);
  });

  it.each(['B', 'LTA'] as const)('tells at level %s that something signed is another', async (level) => {
    const files = one.filesOf(amount);
    const signed = await sign(one, files);
    const document = level === 'B' ? signed : await raise(one, one.documentOf(signed, files), level);
    const spoilt = await onlySignature(one, one.spoilt(document, files));
    expect(isIntact(spoilt)).toBe(false);
  });

  it('is not raised when it does not hold, nor without a time stamp or a good word on the signer', async () => {
    const files = one.filesOf(amount);
    const signed = await sign(one, files);
    const document = one.documentOf(signed, files);
    expect(await codeOf(raise(one, one.spoilt(signed, files), 'T'))).toMatch(
      /^signature\.(files_changed|value_mismatch|malformed)$/,
    );
    const away = {
      stamp: () => Promise.reject(new SignatureError('signature.time_stamp_unavailable', 'away')),
    };
    const withoutStamps = { ...world.sources, timestamps: { ...world.timestamps, ...away } };
    expect(await codeOf(raise(one, document, 'T', withoutStamps))).toBe('signature.time_stamp_unavailable');
    world.suspend('p256');
    expect(await codeOf(raise(one, document, 'LT'))).toBe('signature.evidence_unavailable');
  });

  it('raises only the signature that is named', async () => {
    const files = one.filesOf(amount);
    const document = one.documentOf(await sign(one, files), files);
    const { id: signatureId } = await onlySignature(one, document);
    const raised = await raise(one, { ...document, signatureId }, 'T');
    expect((await onlySignature(one, one.documentOf(raised, files))).level).toBe('T');
    expect(await codeOf(raise(one, { ...document, signatureId: 'S-0' }, 'T'))).toBe('signature.malformed');
  });

  it('says of other bytes that they are not of its format, and of no bytes too', async () => {
    const files = one.filesOf(amount);
    for (const bytes of [Buffer.alloc(0), Buffer.from('Salam'), Buffer.alloc(5000, 0x30)])
      expect(await one.format.read(one.documentOf(bytes, files))).toMatchObject({ kind: 'refused' });
  });

  it('never throws for damaged bytes', async () => {
    const files = one.filesOf(amount);
    const signed = await raise(one, one.documentOf(await sign(one, files), files), 'LTA');
    for (let at = 0; at < signed.length; at += 97) {
      const damaged = Buffer.from(signed);
      damaged[at] = (damaged[at] ?? 0) ^ 0xff;
      const result = await one.format.read(one.documentOf(damaged, files));
      expect(['read', 'refused']).toContain(result.kind);
    }
  });
});
