import { describe, expect, it } from 'vitest';
import {
  checkRows,
  checkTree,
  leafHash,
  type LoggedRecord,
  type LogFinding,
  type RawRow,
  type ReadTiles,
  type RowSource,
} from '../../../../certs/index.ts';
import { sampleRecord, startMemoryLog } from '../../../support/memory-log.ts';

const size = 600;

async function sequenced() {
  const log = await startMemoryLog();
  log.append(size);
  const sequencer = await log.open({ mostInBatch: 250 });
  const heads = [];
  while ((await sequencer.sequence()).kind !== 'idle') heads.push(sequencer.head());
  return { log, heads, head: sequencer.head() };
}

async function treeFindings(
  change: (readTiles: ReadTiles) => ReadTiles,
  signed?: readonly { size: number; root: Uint8Array }[],
): Promise<string[]> {
  const { log, head, heads } = await sequenced();
  const findings: LogFinding[] = [];
  const progress: number[] = [];
  async function* earlier() {
    yield* signed ?? heads;
  }
  await checkTree({
    checkpoint: head,
    readTiles: change(log.store.readTiles),
    signed: earlier(),
    onFinding: (one) => findings.push(one),
    onProgress: ({ done }) => progress.push(done),
  });
  if (findings.length === 0) expect(progress.at(-1)).toBe(size);
  return findings.map(({ message }) => message);
}

/** What is read at one address, changed. */
const spoil =
  (where: string, change: (bytes: Buffer) => Buffer | undefined) =>
  (readTiles: ReadTiles): ReadTiles =>
  async (addresses) => {
    const tiles = await readTiles(addresses);
    return tiles.map((tile, at) => {
      const address = addresses[at];
      const isThere = address && `${address.level}/${address.index}` === where;
      return isThere && tile ? change(Buffer.from(tile)) : tile;
    });
  };
const flip = (octet: number) => (bytes: Buffer) => {
  bytes.writeUInt8((bytes[octet] ?? 0) ^ 1, octet);
  return bytes;
};

describe('the checker of tiles', () => {
  it('finds nothing in a log that is whole', async () =>
    expect(await treeFindings((same) => same)).toEqual([]));

  it('names an entry that was altered', async () => {
    const findings = await treeFindings(spoil('entries/1', flip(35 * 4 + 10)));
    expect(findings).toContain('entry 260 is not the one that was logged');
    expect(findings.at(-1)).toBe(`the checkpoint of size ${size} was signed over other leaves`);
  });

  it('names tiles that are absent, cut or altered', async () => {
    expect(await treeFindings(spoil('1/0', flip(3)))).toEqual([
      'tile/1/000.p/2 is not what the leaves below it hash to',
    ]);
    expect(await treeFindings(spoil('0/1', () => undefined))).toEqual(['tile/0/001 is absent or cut']);
    expect(await treeFindings(spoil('0/2', (bytes) => bytes.subarray(1)))).toEqual([
      'tile/0/002.p/88 is absent or cut',
    ]);
    expect(await treeFindings(spoil('entries/2', (bytes) => bytes.subarray(35)))).toEqual([
      'tile/entries/002.p/88 is absent or cut: nothing behind it was checked',
    ]);
  });

  it('names each checkpoint that was signed over other leaves', async () => {
    const roots = [
      { size: 17, root: leafHash(Buffer.from('x')) },
      { size: 400, root: leafHash(Buffer.from('y')) },
    ];
    expect(await treeFindings((same) => same, roots)).toEqual([
      'the checkpoint of size 17 was signed over other leaves',
      'the checkpoint of size 400 was signed over other leaves',
    ]);
  });
});

/** Rows as the log was made of them, to be changed by hand. */
function rowsOf(count: number) {
  const logged: LoggedRecord[] = Array.from({ length: count }, (_, at) => sampleRecord(at + 1));
  const rows = new Map<number, RawRow>(
    logged.map(({ id, entry }) => [id, { id, entry, isWaiting: false }] as const),
  );
  const source: RowSource = {
    bundle: async (index) => logged.slice(index * 256, (index + 1) * 256),
    rowsOf: async (ids) =>
      new Map(
        ids.flatMap((id) => {
          const row = rows.get(id);
          return row ? [[id, row] as const] : [];
        }),
      ),
    rowsAfter: async (id, most) =>
      [...rows.values()]
        .filter((row) => row.id > id)
        .sort((one, other) => one.id - other.id)
        .slice(0, most),
    placesOf: async (first, last) =>
      logged.flatMap(({ id }, index) => (id >= first && id <= last ? [{ id, index }] : [])),
  };
  return { logged, rows, source };
}

async function rowFindings({ source, logged }: ReturnType<typeof rowsOf>) {
  const findings: LogFinding[] = [];
  await checkRows({ source, size: logged.length, onFinding: (one) => findings.push(one) });
  return findings.map(({ kind, record, index }) => ({ kind, record, index }));
}

describe('the checker of rows', () => {
  it('finds nothing where rows and log agree, nor in rows that wait', async () => {
    const world = rowsOf(700);
    world.rows.set(701, { ...sampleRecord(701), isWaiting: true });
    expect(await rowFindings(world)).toEqual([]);
  });

  it('names rows that were deleted and altered', async () => {
    const world = rowsOf(700);
    world.rows.delete(300);
    world.rows.set(20, { ...sampleRecord(9000), id: 20, isWaiting: false });
    expect(await rowFindings(world)).toEqual([
      { kind: 'deleted', record: 300, index: 299 },
      { kind: 'altered', record: 20, index: 19 },
    ]);
  });

  it('names rows that changed places', async () => {
    const world = rowsOf(700);
    const exchange = (id: number, other: number) =>
      world.rows.set(id, { id, entry: sampleRecord(other).entry, isWaiting: false });
    exchange(5, 600);
    exchange(600, 5);
    expect(await rowFindings(world)).toEqual([
      { kind: 'reordered', record: 5, index: 4 },
      { kind: 'reordered', record: 600, index: 599 },
    ]);
  });

  it('names copies of rows, and rows that never went through the log', async () => {
    const world = rowsOf(700);
    world.rows.set(701, { id: 701, entry: sampleRecord(40).entry, isWaiting: false });
    world.rows.set(702, { id: 702, entry: sampleRecord(9000).entry, isWaiting: false });
    expect(await rowFindings(world)).toEqual([
      { kind: 'duplicated', record: 701, index: 39 },
      { kind: 'unlogged', record: 702, index: undefined },
    ]);
  });

  it('names records that stand in the log twice', async () => {
    const world = rowsOf(10);
    world.logged.push(sampleRecord(3));
    expect(await rowFindings(world)).toEqual([{ kind: 'duplicated', record: 3, index: 10 }]);
  });
});
