import { type Checkpoint, writeCheckpoint } from './checkpoint.ts';
import { LogError } from './errors.ts';
import { emptyRoot, isSame, leafHash } from './hashing.ts';
import type { NoteSigner } from './note-signer.ts';
import { writeNote } from './note.ts';
import type { Bundle, LogHead, LoggedRecord, RecordStore, StagedBatch } from './record-store.ts';
import { tileWidth } from './tile-address.ts';
import { createTileTree } from './tile-tree.ts';
import { emptyEdge, grow, readEdge, rootOf, type Tile, type TreeEdge } from './tree-edge.ts';
import type { WitnessClient } from './witness-client.ts';

/** The largest tree that this place ever signed, kept apart from the log's store. */
export interface HighWater {
  read(): Promise<SignedTree | undefined>;
  /** Durable when it resolves. */
  write(tree: SignedTree): Promise<void>;
}

export interface SignedTree {
  readonly size: number;
  readonly root: Uint8Array;
}

/** The effects of a batch, in their order; what holds after a crash behind each of them is in decision 0002. */
export type SequencerStep = 'stage' | 'mark' | 'sign' | 'swap' | 'publish' | 'answer';

export interface SequencerDeps {
  /** Names the log; also the name of its key. */
  readonly origin: string;
  readonly store: RecordStore;
  readonly signer: NoteSigner;
  readonly highWater: HighWater;
  readonly clock: { now(): number };
  /** Asked about the head where this place remembers none. */
  readonly witnesses: readonly WitnessClient[];
  readonly mostInBatch: number;
  /** Told when a step is behind; tests end the process there. */
  readonly onStep?: (step: SequencerStep) => void;
}

export type Sequenced =
  | { readonly kind: 'grown'; readonly head: LogHead; readonly count: number }
  | { readonly kind: 'idle' }
  /** Another sequencer is at work; what it did was taken over. */
  | { readonly kind: 'reloaded' };

/** Gives waiting records their places in the log and signs it. */
export interface Sequencer {
  readonly head: () => LogHead;
  /**
   * One batch, up to the head.
   * @throws LogError: the log stands still until somebody has looked; any other error may be tried again
   */
  sequence(): Promise<Sequenced>;
}

/** What is behind the head, so that growing reads nothing. */
interface Loaded {
  readonly head: LogHead;
  readonly edge: TreeEdge;
  /** The records of the last, partial bundle. */
  readonly partial: readonly LoggedRecord[];
}

/**
 * Opens the log, after it is sure that its head is the latest that was ever signed.
 * @throws LogError `log.rolled_back`, `log.forked`, `log.unconfirmed_head`, `log.tile_missing`, `log.damaged`
 */
export async function openSequencer(deps: SequencerDeps): Promise<Sequencer> {
  const { store } = deps;
  if (!(await store.head())) await store.createHead(await signHead(deps, 0, emptyRoot));
  let loaded = await confirmHead(deps);
  return {
    head: () => loaded.head,
    async sequence() {
      // What was staged before a crash, or by another sequencer, comes first: its places are fixed.
      const batch = (await store.staged()) ?? (await store.stage(loaded.head, deps.mostInBatch));
      if (batch === 'nothing') return { kind: 'idle' };
      if (batch === 'conflict' || batch.baseSize !== loaded.head.size) {
        loaded = await reload(deps, loaded);
        return { kind: 'reloaded' };
      }
      deps.onStep?.('stage');
      const next = await extend(deps, loaded, batch);
      if (!next) {
        loaded = await reload(deps, loaded);
        return { kind: 'reloaded' };
      }
      loaded = next;
      return { kind: 'grown', head: loaded.head, count: batch.records.length };
    },
  };
}

/**
 * From staged rows to the new head: 2 mark, 3 sign, 4 swap. Undefined when another sequencer was quicker: it signed the
 * same rows in the same order, so that there is one history.
 */
async function extend(
  deps: SequencerDeps,
  { head, edge, partial }: Loaded,
  { records }: StagedBatch,
): Promise<Loaded | undefined> {
  const grown = grow(
    edge,
    records.map(({ entry }) => leafHash(entry)),
  );
  const tree = { size: grown.edge.size, root: rootOf(grown.edge) };
  refuseEarlier(deps, head);
  if (!(await mayBeSigned(deps, head, tree))) return undefined;
  await deps.highWater.write(tree);
  deps.onStep?.('mark');
  const to = await signHead(deps, tree.size, tree.root);
  deps.onStep?.('sign');
  const bundles = bundlesOf(head.size, partial, records);
  const isSwapped = await deps.store.swapHead({ from: head, to, tiles: lastOfEach(grown.tiles), bundles });
  if (!isSwapped) return undefined;
  deps.onStep?.('swap');
  return { head: to, edge: grown.edge, partial: partialOf(to.size, bundles) };
}

async function signHead({ origin, signer, clock }: SequencerDeps, size: number, root: Uint8Array) {
  const signedAt = clock.now();
  const checkpoint: Checkpoint = { origin, size, root, extensions: [] };
  const text = writeCheckpoint(checkpoint);
  // Ed25519 has one signature for one text: signed again after a crash, the note says the same.
  const signatures = [await signer.sign(text), await signer.cosign(text, Math.floor(signedAt / 1000))];
  return { size, root, note: writeNote({ text, signatures }), signedAt };
}

function refuseEarlier({ clock }: SequencerDeps, head: LogHead): void {
  const behind = head.signedAt - clock.now();
  if (behind > 0) throw new LogError('log.clock_backwards', `${behind} ms before the head was signed`);
}

/**
 * Two histories begin where something is signed twice: whatever the store says, no tree that is not the marked one or
 * larger. False when another sequencer, which shares the mark, has left the head behind.
 */
async function mayBeSigned({ highWater, store }: SequencerDeps, head: LogHead, tree: SignedTree) {
  const mark = await highWater.read();
  if (!mark || tree.size > mark.size) return true;
  if (tree.size === mark.size && isSame(tree.root, mark.root)) return true;
  if ((await store.head())?.size !== head.size) return false;
  throw tree.size === mark.size
    ? new LogError('log.forked', `another tree of ${tree.size} was signed`)
    : new LogError('log.rolled_back', `a tree of ${tree.size}, but one of ${mark.size} was signed`);
}

/** Tiles and bundle are read behind the head: what does not fit it is judged only where no other sequencer moved on. */
async function load(deps: SequencerDeps): Promise<Loaded> {
  for (;;) {
    const head = await deps.store.head();
    if (!head) throw new LogError('log.rolled_back', 'the head is gone');
    try {
      return await loadAt(head, deps);
    } catch (error) {
      if (!(error instanceof LogError) || (await deps.store.head())?.size === head.size) throw error;
    }
  }
}

async function loadAt(head: LogHead, { store }: SequencerDeps): Promise<Loaded> {
  const edge = head.size === 0 ? emptyEdge : await readEdge(head.size, store.readTiles);
  if (!isSame(rootOf(edge), head.root))
    throw new LogError('log.damaged', `the tiles are not those of the head of size ${head.size}`);
  const place = head.size % tileWidth;
  const bundle = place === 0 ? undefined : await store.bundle(Math.floor(head.size / tileWidth));
  const partial = bundle?.records ?? [];
  if (partial.length !== place)
    throw new LogError('log.damaged', `the last bundle has ${partial.length} entries and not ${place}`);
  return { head, edge, partial };
}

/** Takes over what another sequencer did; a head that became smaller is no work of one. */
async function reload(deps: SequencerDeps, before: Loaded): Promise<Loaded> {
  const loaded = await load(deps);
  if (loaded.head.size < before.head.size)
    throw new LogError('log.rolled_back', `the head went from ${before.head.size} to ${loaded.head.size}`);
  await refuseForked(deps, loaded, before.head);
  return loaded;
}

/** Before anything is signed: is the head the latest that was? */
async function confirmHead(deps: SequencerDeps): Promise<Loaded> {
  for (;;) {
    const loaded = await load(deps);
    const { head } = loaded;
    const staged = await deps.store.staged();
    const mark = await deps.highWater.read();
    if (!mark) {
      if (!(await isConfirmedByWitnesses(deps, head))) continue;
    }
    // A mark between head and staged rows is theirs; its root is compared when they are signed.
    else if (mark.size <= head.size) await refuseForked(deps, loaded, mark);
    else if (mark.size > head.size + stagedBehind(head, staged)) {
      if ((await deps.store.head())?.size !== head.size) continue;
      throw new LogError('log.rolled_back', `the head has ${head.size} leaves, but ${mark.size} were signed`);
    }
    return loaded;
  }
}

function stagedBehind(head: LogHead, staged: StagedBatch | undefined): number {
  return staged?.baseSize === head.size ? staged.records.length : 0;
}

async function refuseForked({ store }: SequencerDeps, { head }: Loaded, earlier: SignedTree): Promise<void> {
  if (earlier.size === 0) return;
  const root = await createTileTree(head.size, store.readTiles).rootAt(earlier.size);
  if (!isSame(root, earlier.root))
    throw new LogError('log.forked', `another tree of ${earlier.size} leaves was signed`);
}

/**
 * A place without a memory, such as a new machine: somebody else must know. False when another sequencer has left the
 * head behind, so that a witness may well have seen more.
 */
async function isConfirmedByWitnesses({ witnesses, store }: SequencerDeps, head: LogHead): Promise<boolean> {
  const outcomes = await Promise.all(
    witnesses.map(async (witness) => ({
      name: witness.name,
      outcome: await witness.cosign(head.note, store.readTiles),
    })),
  );
  for (const { name, outcome } of outcomes) {
    // A head is in the store before a witness is shown it: asked after the witness, the store knows at least as much.
    if (outcome.kind === 'ahead' && ((await store.head())?.size ?? 0) >= outcome.size) return false;
    if (outcome.kind === 'ahead')
      throw new LogError('log.rolled_back', `${name} has seen ${outcome.size} leaves, not ${head.size}`);
    if (outcome.kind === 'disagrees')
      throw new LogError('log.forked', `${name} has seen another tree of ${outcome.size}`);
  }
  const isConfirmed = outcomes.some(({ outcome }) => outcome.kind === 'cosigned');
  if (head.size > 0 && !isConfirmed)
    throw new LogError('log.unconfirmed_head', 'neither this place nor a witness remembers the head');
  return true;
}

/** A tile may grow more than once in one batch, and is stored once. */
function lastOfEach(tiles: readonly Tile[]): readonly Tile[] {
  return [...new Map(tiles.map((tile) => [`${tile.level}/${tile.index}`, tile] as const)).values()];
}

function bundlesOf(
  size: number,
  partial: readonly LoggedRecord[],
  added: readonly LoggedRecord[],
): readonly Bundle[] {
  const records = [...partial, ...added];
  const first = Math.floor(size / tileWidth);
  const count = Math.ceil(records.length / tileWidth);
  return Array.from({ length: count }, (_, at) => ({
    index: first + at,
    records: records.slice(at * tileWidth, (at + 1) * tileWidth),
  }));
}

function partialOf(size: number, bundles: readonly Bundle[]): readonly LoggedRecord[] {
  return size % tileWidth === 0 ? [] : (bundles.at(-1)?.records ?? []);
}
