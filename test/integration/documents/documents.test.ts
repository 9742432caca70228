import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statement } from '../../../src/db/index.ts';
import { createContents, resealContents, sweepContents } from '../../../src/documents/index.ts';
import { type DocumentsWorld, filesOf, from, startDocumentsWorld } from '../../support/documents-world.ts';
import { pdfOfText } from '../../support/pdf-documents.ts';
import { createShiftedClock } from '../../support/test-clock.ts';

const clock = createShiftedClock();
let world: DocumentsWorld;
beforeAll(async () => {
  world = await startDocumentsWorld(clock);
});
afterAll(() => world?.stop());

type Person = Awaited<ReturnType<DocumentsWorld['addPerson']>>;

async function* inChunks(bytes: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function upload(person: Person, bytes: Uint8Array = pdfOfText(), name = 'Ərizə.pdf') {
  const outcome = await world.documents.upload(person, filesOf({ name, content: inChunks(bytes) }), from);
  if (outcome.kind !== 'uploaded') throw new Error(outcome.code);
  return outcome.documentId;
}

async function bytesOf(source: { open(): AsyncIterable<Uint8Array> }): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.open()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function found(person: Person, id: string) {
  const document = await world.documents.find(person, id);
  if (!document) throw new Error('no such document');
  return document;
}

const sealed = statement('test.sealed', 'select octets from document_piece order by place');

describe('a document', () => {
  it('comes back as it was, piece by piece and in parts, and lies sealed in the database', async () => {
    const person = await world.addPerson();
    const bytes = Buffer.concat([Buffer.from('açıq mətn '.repeat(10)), randomBytes(700_000)]);
    const document = await found(person, await upload(person, bytes, 'C:\\x\\Şəkil.bin'));
    expect(document).toMatchObject({
      name: 'Şəkil.bin',
      format: 'ASiC-E',
      size: bytes.length,
      role: 'owner',
    });
    expect(document.digest).toEqual(createHash('sha256').update(bytes).digest());
    const file = await world.documents.open(document, 'original');
    if (!file) throw new Error('no content');
    expect((await bytesOf(file.content)).equals(bytes)).toBe(true);
    for (const [start, end] of [
      [0, 10],
      [262_140, 262_150],
      [699_000, bytes.length],
      [5, 5],
    ] as const) {
      const part = file.content.slice?.(start, end);
      expect(part && (await bytesOf(part)).equals(bytes.subarray(start, end))).toBe(true);
    }
    const pieces = await world.database.owner().query<{ octets: Buffer }>(sealed);
    expect(Buffer.concat(pieces.map(({ octets }) => octets)).includes('açıq mətn')).toBe(false);
  });

  it('cannot be read under another key, nor with a piece that was changed', async () => {
    const person = await world.addPerson();
    const document = await found(person, await upload(person));
    const other = createContents({ db: world.db, clock, key: randomBytes(32) });
    await expect(other.open(document.originalContentId)).rejects.toThrow();
    await world.database
      .owner()
      .query(
        statement(
          'test.spoil',
          'update document_piece set octets = set_byte(octets, 0, get_byte(octets, 0) # 1) where content_id = $1',
        ),
        [document.originalContentId],
      );
    const file = await world.documents.open(document, 'original');
    await expect(file && bytesOf(file.content)).rejects.toThrow();
  });

  it('is read under another master key once its key was sealed anew, by the operator', async () => {
    const person = await world.addPerson();
    const document = await found(person, await upload(person));
    const operator = world.database.open({ role: 'acar_operator' });
    const to = randomBytes(32);
    const all = await operator.transaction((tx) => resealContents(tx, { from: world.contentsKey, to }));
    expect(all).toBeGreaterThan(0);
    const content = await createContents({ db: world.db, clock, key: to }).open(document.originalContentId);
    expect(content && (await bytesOf(content)).equals(pdfOfText())).toBe(true);
    expect(await operator.transaction((tx) => resealContents(tx, { from: world.contentsKey, to }))).toBe(0);
    await operator.transaction((tx) => resealContents(tx, { from: to, to: world.contentsKey }));
    expect(await world.contents.open(document.originalContentId)).toBeDefined();
  });

  it('is told to be a PDF by its bytes, whatever its name says', async () => {
    const person = await world.addPerson();
    expect(await found(person, await upload(person, pdfOfText(), 'mətn.txt'))).toMatchObject({
      format: 'PAdES',
    });
    expect(await found(person, await upload(person, Buffer.from('x'), 'a.pdf'))).toMatchObject({
      format: 'ASiC-E',
      mediaType: 'application/octet-stream',
    });
  });

  it.each<[string, Uint8Array, string]>([
    ['is empty', Buffer.alloc(0), 'document.empty'],
    ['is larger than is allowed', Buffer.alloc(3_000_001), 'document.too_large'],
  ])('that %s is not taken', async (_, bytes, code) => {
    const person = await world.addPerson();
    const outcome = await world.documents.upload(
      person,
      filesOf({ name: 'a', content: inChunks(bytes, 65_536) }),
      from,
    );
    expect(outcome).toEqual({ kind: 'refused', code });
  });

  it('has no room beside what fills the person’s share', async () => {
    const person = await world.addPerson();
    for (let turn = 0; turn < 3; turn += 1) await upload(person, Buffer.alloc(2_500_000));
    const outcome = await world.documents.upload(
      person,
      filesOf({ name: 'a', content: inChunks(Buffer.from('x')) }),
      from,
    );
    expect(outcome).toEqual({ kind: 'refused', code: 'document.too_many' });
  });

  it('has no room beside what fills the person’s share while it is on its way', async () => {
    const person = await world.addPerson();
    const slow = (async function* () {
      yield Buffer.from('x');
      for (let turn = 0; turn < 3; turn += 1) await upload(person, Buffer.alloc(2_500_000));
    })();
    const outcome = await world.documents.upload(person, filesOf({ name: 'a', content: slow }), from);
    expect(outcome).toEqual({ kind: 'refused', code: 'document.too_many' });
    expect((await world.documents.list(person, { limit: 10 })).documents).toHaveLength(3);
  });

  it('is seen by its owner and by whom the owner asks, and by nobody else', async () => {
    const [owner, signer, stranger] = [
      await world.addPerson(),
      await world.addPerson(),
      await world.addPerson(),
    ];
    const id = await upload(owner);
    expect(await world.documents.find(signer, id)).toBeUndefined();
    const typed = ` ${signer.personalCode.toLowerCase()} `;
    expect(await world.documents.invite(owner, id, typed, from)).toEqual({ kind: 'invited' });
    expect(await found(signer, id)).toMatchObject({ role: 'signer', persons: 2, signatures: 0 });
    expect((await world.documents.list(signer, { limit: 10 })).documents).toHaveLength(1);
    expect(await world.documents.find(stranger, id)).toBeUndefined();
    expect(await world.documents.find(stranger, 'x')).toBeUndefined();
    const refused = { kind: 'refused', code: 'document.not_owner' };
    expect(await world.documents.invite(signer, id, stranger.personalCode, from)).toEqual(refused);
    expect(await world.documents.remove(signer, id, from)).toEqual(refused);
    expect(await world.documents.remove(stranger, id, from)).toMatchObject({ code: 'document.unknown' });
    expect(await world.documents.invite(owner, id, signer.personalCode, from)).toMatchObject({
      code: 'document.person_present',
    });
    expect(await world.documents.invite(owner, id, '??', from)).toMatchObject({
      code: 'document.person_code',
    });
    await world.documents.withdraw(owner, id, signer.personalCode);
    expect(await world.documents.find(signer, id)).toBeUndefined();
  });

  it('is gone with its bytes when its owner deletes it, and its history stays recorded', async () => {
    const person = await world.addPerson();
    const id = await upload(person);
    const document = await found(person, id);
    expect(await world.documents.remove(person, id, from)).toEqual({ kind: 'removed' });
    expect(await world.documents.find(person, id)).toBeUndefined();
    expect(await world.contents.open(document.originalContentId)).toBeUndefined();
    expect((await world.documents.history(document)).map(({ type }) => type)).toEqual([
      'document.deleted',
      'document.uploaded',
    ]);
  });

  it('is listed page by page', async () => {
    const person = await world.addPerson();
    const ids = [await upload(person), await upload(person), await upload(person)].toReversed();
    const first = await world.documents.list(person, { limit: 2 });
    const second = await world.documents.list(person, { limit: 2, before: first.next });
    expect([...first.documents, ...second.documents].map(({ documentId }) => documentId)).toEqual(ids);
    expect(second.next).toBeUndefined();
  });

  it('that was broken off while it came is swept away after a day, and no other', async () => {
    const person = await world.addPerson();
    const kept = await found(person, await upload(person));
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(300_000);
      throw new Error('the browser left');
    }
    await expect(
      world.documents.upload(person, filesOf({ name: 'a', content: broken() }), from),
    ).rejects.toThrow();
    const count = statement('test.contents', 'select count(*)::int as n from document_content');
    const owner = world.database.owner();
    const [before] = await owner.query<{ n: number }>(count);
    await sweepContents(world.database.open({ role: 'acar_worker' }), clock.now() + 25 * 3_600_000);
    const [after] = await owner.query<{ n: number }>(count);
    expect((before?.n ?? 0) - (after?.n ?? 0)).toBeGreaterThanOrEqual(1);
    expect(await world.contents.open(kept.originalContentId)).toBeDefined();
  });
});
