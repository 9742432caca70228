import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, type Queryable, statement } from '../../../src/db/index.ts';
import { findHeld, insertDocuments, listDocuments } from '../../../src/documents/store.ts';
import { insertSigner } from '../../../src/documents/persons-store.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const judge = '2JDG002';
const [own, notices] = [30, 20_000];
const at = new Date('2026-11-30T06:00:00Z');
const contentId = randomUUID();
let test: TestDatabase;
let db: Database;

const insertContent = statement(
  'test.insert_content',
  `insert into document_content (content_id, sealed_key, created_at, size, digest) values ($1, '', $2, 7, sha256(''))`,
);

function made(kind: 'own' | 'notice', ownerCode: string) {
  const pdf = { mediaType: 'application/pdf', format: 'PAdES', contentId, files: [], at } as const;
  return { ...pdf, documentId: randomUUID(), name: 'a.pdf', ownerCode, kind };
}

beforeAll(async () => {
  test = await createTestDatabase();
  db = test.open();
  await test.owner().query(insertContent, [contentId, at]);
  await db.transaction(async (tx) => {
    const first = Array.from({ length: own }, () => made('own', judge));
    await insertDocuments(tx, first);
    await insertDocuments(
      tx,
      Array.from({ length: notices }, () => made('notice', judge)),
    );
    const asked = Array.from({ length: 500 }, (_, nth) => made('own', `7ABC${nth}`));
    await insertDocuments(tx, asked);
    await insertSigner(tx, asked[0]?.documentId ?? '', judge, at);
  });
  await test.owner().query(statement('test.analyse_documents', 'analyze document, document_person'));
});
afterAll(() => test?.drop());

interface PlanNode {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

function rowsOf(node: PlanNode): number {
  const each = node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0);
  const read = node['Relation Name'] === undefined ? 0 : each * node['Actual Loops'];
  return read + (node.Plans ?? []).reduce((sum, one) => sum + rowsOf(one), 0);
}

/** How many rows of tables the statement that `work` sends reads, by EXPLAIN ANALYZE. */
async function rowsRead(work: (db: Queryable) => Promise<unknown>): Promise<number> {
  let read = 0;
  const explaining: Queryable = {
    async query({ name, text }, values) {
      const explain = statement(`test.explain_${name}`, `explain (analyze, format json) ${text}`);
      const [row] = await test.owner().query(explain, values);
      const [explained] = (row?.['QUERY PLAN'] ?? []) as readonly { readonly Plan: PlanNode }[];
      read += explained ? rowsOf(explained.Plan) : Number.POSITIVE_INFINITY;
      return [];
    },
  };
  await work(explaining);
  return read;
}

describe('the documents of a judge who has signed thousands of notices', () => {
  it('are listed, the newest first and page by page, without a notice', async () => {
    const page = await listDocuments(db, judge, { before: undefined, limit: 20 });
    expect(page).toHaveLength(20);
    expect(page[0]).toMatchObject({ role: 'signer' });
    const rest = await listDocuments(db, judge, { before: page.at(-1)?.number, limit: 20 });
    expect(rest).toHaveLength(own + 1 - 20);
    expect(rest.every(({ role }) => role === 'owner')).toBe(true);
  });

  it('are listed without reading a row for each notice', async () => {
    const read = await rowsRead((on) => listDocuments(on, judge, { before: undefined, limit: 20 }));
    expect(read).toBeGreaterThan(20);
    expect(read).toBeLessThan(300);
  });

  it('alone fill the judge’s share, and are counted without reading a row for each notice', async () => {
    expect(await findHeld(db, judge)).toEqual({ documents: own, octets: own * 7 });
    expect(await rowsRead((on) => findHeld(on, judge))).toBeLessThan(300);
  });

  it('stay in the list where a process of the version before entered them', async () => {
    const owner = test.owner();
    const entered = made('own', '8ABC800');
    await db.transaction((tx) => insertDocuments(tx, [entered]));
    const before = statement(
      'test.insert_as_before',
      `insert into document_person (document_id, personal_code, role, added_at) values ($1, '9ABC900', 'signer', now())`,
    );
    await db.query(before, [entered.documentId]);
    const listed = await listDocuments(db, '9ABC900', { before: undefined, limit: 20 });
    expect(listed.map(({ documentId }) => documentId)).toEqual([entered.documentId]);
    const odd = statement(
      'test.odd_persons',
      `select from document_person p join document d using (document_id)
       where p.kind <> d.kind or p.number is distinct from d.number`,
    );
    expect(await owner.query(odd)).toEqual([]);
  });
});
