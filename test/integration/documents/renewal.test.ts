import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asic } from '../../../certs/signatures/asic/index.ts';
import { type ByteSource, type NamedFile, readSigned, sourceOf } from '../../../certs/signatures/index.ts';
import { judgeDocument, lastsUntil } from '../../../certs/signatures/judgement/index.ts';
import { pades } from '../../../certs/signatures/pades/index.ts';
import { type Database, statement } from '../../../src/db/index.ts';
import { createContents, type Contents } from '../../../src/documents/contents/index.ts';
import { documentFormats, readRenewalBacklog } from '../../../src/documents/index.ts';
import { type RenewalDeps, renewDocuments } from '../../../src/documents/renewal/index.ts';
import { claimDue } from '../../../src/documents/renewal/store.ts';
import { insertSigning } from '../../../src/documents/signing/store.ts';
import { insertDocuments, writeSigned } from '../../../src/documents/store.ts';
import { gatherEvidence } from '../../../src/verification/evidence.ts';
import { createRecorder } from '../../../src/records/index.ts';
import { createSigningWorld, type SigningWorld } from '../../support/signing-world.ts';
import { pdfOfText } from '../../support/pdf-documents.ts';
import { addHolder } from '../../support/test-phones.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const day = 86_400;
const leadMs = 180 * day * 1000;
const key = randomBytes(32);

let database: TestDatabase;
let web: Database;
let owner: Database;
let world: SigningWorld;
let contents: Contents;
let errors: unknown[];

beforeEach(async () => {
  database = await createTestDatabase();
  web = database.open();
  owner = database.owner();
  world = await createSigningWorld();
  contents = createContents({ db: web, clock: world.clock, key });
  errors = [];
});
afterEach(() => database.drop());

/** A worker as another process has it. */
function worker(over: Partial<RenewalDeps['sources']> = {}): RenewalDeps {
  const db = database.open({ role: 'acar_worker' });
  const { clock } = world;
  return {
    db,
    clock,
    random: () => 0.5,
    recorder: createRecorder({ clock }),
    contents: createContents({ db, clock, key }),
    formats: documentFormats('https://verify.example.az'),
    sources: { ...world.sources, ...over },
    leadMs,
    onError: (error) => errors.push(error),
  };
}

const named = (name: string, content: ByteSource): NamedFile => ({ name, mediaType: '', content });

async function signPdf(): Promise<ByteSource> {
  const files = [named('a.pdf', sourceOf(pdfOfText()))];
  const { toBeSigned, state } = await pades.prepare(world.orderOf('p256', files), { signerName: 'Aygün' });
  const signed = await pades.complete(state, files, world.sign('p256', toBeSigned));
  return pades.raise({ file: named('a.pdf', signed), detached: [] }, 'LT', world.sources);
}

async function signContainer(): Promise<ByteSource> {
  const files = [named('a.txt', sourceOf(Buffer.from('salam')))];
  const options = { container: 'ASiC-E', signature: 'XAdES' } as const;
  const { toBeSigned, state } = await asic.prepare(world.orderOf('p256', files), options);
  const signed = await asic.complete(state, files, world.sign('p256', toBeSigned));
  return asic.raise({ file: named('a.asice', signed), detached: [] }, 'LT', world.sources);
}

/** A document as a signing leaves it, at level LT. */
async function keepSigned(format: 'PAdES' | 'ASiC-E' = 'PAdES'): Promise<string> {
  const documentId = randomUUID();
  const signed = format === 'PAdES' ? await signPdf() : await signContainer();
  const original = await contents.put(sourceOf(pdfOfText()).open(), 1_000_000);
  const stored = await contents.put(signed.open(), 10_000_000);
  if (!original || !stored) throw new Error('not stored');
  const at = new Date(world.clock.now());
  const document = {
    documentId,
    name: 'a',
    mediaType: 'application/pdf',
    format,
    ownerCode: 'X',
    files: [],
    at,
  };
  await web.transaction(async (tx) => {
    await insertDocuments(tx, [{ ...document, contentId: original.contentId, kind: 'notice' }]);
    await writeSigned(tx, [{ documentId, contentId: stored.contentId }], { personalCode: 'X', at });
  });
  world.clock.advance(11 * 60);
  return documentId;
}

const selectRow = statement(
  'test.document_row',
  `select signed_content_id as "contentId", version, renew_at as "renewAt", renew_error as error from document
   where document_id = $1`,
);

async function rowOf(documentId: string) {
  const [row] = await owner.query<{
    contentId: string;
    version: number;
    renewAt: Date;
    error: string | null;
  }>(selectRow, [documentId]);
  if (!row) throw new Error('no document');
  return row;
}

async function readKept(documentId: string) {
  const content = await contents.open((await rowOf(documentId)).contentId);
  const read = content && (await readSigned({ file: named('a', content), detached: [] }));
  if (read?.kind !== 'read') throw new Error(read?.message);
  return read.document;
}

const selectRecords = statement(
  'test.renewed_records',
  `select facts from interaction_record where type = 'document.renewed' order by id`,
);
const records = () => owner.query<{ facts: Record<string, string> }>(selectRecords);

/** So long that the first unit's certificate ends within the lead. */
const years = () =>
  world.clock.advance(Math.floor((world.timeStampUnit.notAfter - world.clock.now()) / 1000) - 100 * day);

describe('the renewal of signed documents', () => {
  it.each(['PAdES', 'ASiC-E'] as const)(
    'raises %s that is at level LT to LTA, and records it',
    async (format) => {
      const id = await keepSigned(format);
      const before = await rowOf(id);
      expect(await renewDocuments(worker())).toBe(1);
      expect(errors).toEqual([]);
      const document = await readKept(id);
      expect(document.signatures.map(({ level }) => level)).toEqual(['LTA']);
      const until = lastsUntil(document) ?? 0;
      expect(until).toBe(world.timeStampUnit.notAfter);
      const after = await rowOf(id);
      expect(after).toMatchObject({ version: before.version + 1, error: null });
      expect(after.renewAt.getTime()).toBe(until - leadMs);
      expect(await contents.open(before.contentId)).toBeUndefined();
      const expected = { document: id, format, level: 'LTA', until: new Date(until).toISOString() };
      expect((await records()).map(({ facts }) => facts)).toMatchObject([expected]);
      expect(await renewDocuments(worker())).toBe(0);
    },
  );

  it('adds a stamp of a newer unit before the certificate of the last one ends, so that it is believed after', async () => {
    const id = await keepSigned();
    await renewDocuments(worker());
    years();
    const timestamps = await world.addUnit();
    expect(await renewDocuments(worker({ timestamps }))).toBe(1);
    expect(errors).toEqual([]);
    world.clock.advance(150 * day);
    const document = await readKept(id);
    expect(lastsUntil(document)).toBeGreaterThan(world.clock.now());
    const services = (['ca', 'tsa'] as const).map((type) => ({ type, certificate: world.root }));
    const trust = { services };
    const [{ intermediates, status }, now] = [world, () => world.clock.now()];
    const issuers = { fetch: () => Promise.resolve([]) };
    const sources = { ...status, issuers };
    const evidence = await gatherEvidence(document, { trust, intermediates, sources, now });
    const { signatures } = judgeDocument(document, { trust, time: now(), evidence });
    expect(signatures).toMatchObject([{ indication: 'TOTAL-PASSED', level: 'LTA' }]);
    expect(await records()).toHaveLength(2);
  });

  it('keeps no stamp of a unit that ends no later, tells it, and tries again after a pause', async () => {
    const id = await keepSigned();
    await renewDocuments(worker());
    const before = await rowOf(id);
    years();
    expect(await renewDocuments(worker())).toBe(0);
    const after = await rowOf(id);
    expect(after).toMatchObject({ contentId: before.contentId, error: 'document.renewal_no_gain' });
    expect(after.renewAt.getTime()).toBeGreaterThan(world.clock.now());
    expect(errors).toHaveLength(1);
    const now = new Date(world.clock.now());
    expect(await readRenewalBacklog(database.open({ role: 'acar_worker' }), now)).toEqual({
      due: 0,
      failing: 1,
    });
    world.clock.advance(day);
    expect(await renewDocuments(worker({ timestamps: await world.addUnit() }))).toBe(1);
    expect((await rowOf(id)).error).toBeNull();
  });

  it('leaves the document as it was while no time stamp can be had, with pauses that grow', async () => {
    const id = await keepSigned();
    const before = await rowOf(id);
    const down = worker({
      timestamps: { hash: 'sha256', stamp: () => Promise.reject(new Error('away')) },
    });
    const pauses: number[] = [];
    for (let count = 0; count < 3; count += 1) {
      expect(await renewDocuments(down)).toBe(0);
      const { renewAt } = await rowOf(id);
      pauses.push(renewAt.getTime() - world.clock.now());
      world.clock.advance(Math.ceil((renewAt.getTime() - world.clock.now()) / 1000));
    }
    expect(pauses.map((pause, index) => pause > (pauses[index - 1] ?? 0))).toEqual([true, true, true]);
    expect(await rowOf(id)).toMatchObject({ contentId: before.contentId, version: before.version });
    expect(await renewDocuments(worker())).toBe(1);
  });

  it('is done once by two workers', async () => {
    const ids = [await keepSigned(), await keepSigned()];
    const counts = await Promise.all([renewDocuments(worker()), renewDocuments(worker())]);
    expect(counts.reduce((sum, count) => sum + count)).toBe(2);
    expect((await records()).map(({ facts }) => facts['document']).sort()).toEqual(ids.sort());
  });

  it('goes on at another worker when the first died, and not before', async () => {
    await keepSigned();
    const now = world.clock.now();
    const lease = { now: new Date(now), leaseEnds: new Date(now + 15 * 60_000) };
    expect(await claimDue(worker().db, 5, lease)).toHaveLength(1);
    expect(await renewDocuments(worker())).toBe(0);
    world.clock.advance(16 * 60);
    expect(await renewDocuments(worker())).toBe(1);
  });

  it('waits while somebody signs the document', async () => {
    const documentId = await keepSigned();
    const { accountId } = await addHolder(owner);
    const at = new Date(world.clock.now());
    await web.transaction((tx) =>
      insertSigning(tx, {
        signingId: randomUUID(),
        accountId,
        kind: 'notice',
        way: 'by_card',
        stampLanguage: undefined,
        items: [{ documentId, version: 2 }],
        createdAt: at,
        expiresAt: new Date(at.getTime() + 60_000),
      }),
    );
    expect(await renewDocuments(worker())).toBe(0);
    await owner.query(statement('test.end_signing', 'update document_signing_item set is_open = false'));
    expect(await renewDocuments(worker())).toBe(1);
  });

  it('gives way to a signing that was quicker', async () => {
    const id = await keepSigned();
    const slow = worker({
      timestamps: {
        hash: 'sha256',
        async stamp(digest) {
          await owner.query(statement('test.signed_meanwhile', 'update document set version = version + 1'));
          return world.timestamps.stamp(digest);
        },
      },
    });
    const before = await rowOf(id);
    expect(await renewDocuments(slow)).toBe(0);
    expect(await rowOf(id)).toMatchObject({ contentId: before.contentId, error: null });
    expect(await records()).toEqual([]);
    world.clock.advance(16 * 60);
    expect(await renewDocuments(worker())).toBe(1);
  });
});

describe('how long a document lasts', () => {
  it('ends with the first algorithm of its newest archive time stamp, and is nothing below level LTA', async () => {
    const id = await keepSigned();
    expect(lastsUntil(await readKept(id))).toBeUndefined();
    await renewDocuments(worker());
    const document = await readKept(id);
    const end = world.clock.now() + day * 1000;
    const suite = { hash: () => Infinity, signature: () => Infinity };
    expect(lastsUntil(document, suite)).toBe(world.timeStampUnit.notAfter);
    expect(lastsUntil(document, { ...suite, hash: () => end })).toBe(end);
    expect(lastsUntil(document, { ...suite, signature: () => end })).toBe(end);
    expect(lastsUntil(document, { ...suite, hash: () => undefined })).toBeUndefined();
  });
});
