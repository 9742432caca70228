export { checkRows, type RawRow, type RowSource, type RowsQuestion } from './check-rows.ts';
export {
  type CheckProgress,
  checkTree,
  type FoundRow,
  type LogFinding,
  type TreeQuestion,
} from './check-tree.ts';
export {
  type Checkpoint,
  isSignedBy,
  readSignedCheckpoint,
  type SignedCheckpoint,
  timeSignedBy,
  writeCheckpoint,
} from './checkpoint.ts';
export {
  entryOf,
  openParts,
  type OpenPart,
  type RecordPart,
  redact,
  seedOctets,
  type RedactedPart,
  type ShownPart,
} from './entry.ts';
export { readEntryBundle, writeEntryBundle } from './entry-bundle.ts';
export { LogError, type LogErrorCode } from './errors.ts';
export { emptyRoot, leafHash, nodeHash } from './hashing.ts';
export { createMemoryRecordStore, type MemoryRecordStore } from './memory-store.ts';
export {
  noteKey,
  type NoteKey,
  type NoteKeyType,
  rawPublicKey,
  readVerifierKey,
  writeVerifierKey,
} from './note-key.ts';
export { createNoteSigner, type NoteSigner } from './note-signer.ts';
export { type NoteSignature, readNote, type SignedNote, writeNote } from './note.ts';
export { payloadCommitment, payloadSaltOctets } from './payload.ts';
export { createPublisher, type Publisher, type PublisherDeps, type PublishingTrouble } from './publisher.ts';
export {
  readReceipt,
  type ReadReceipt,
  type Receipt,
  type ReceiptErrorCode,
  type ReceiptVerdict,
  verifyReceipt,
  writeReceipt,
} from './receipt.ts';
export { createReceipts, readReceiptExtra, type ReceiptExtra, type Receipts } from './receipts.ts';
export { readRecordDocument, type RecordDocument, writeRecordDocument } from './record-document.ts';
export type {
  Bundle,
  HeadChange,
  LoggedRecord,
  LogHead,
  LogReader,
  PublishedCheckpoint,
  RecordStore,
  StagedBatch,
} from './record-store.ts';
export {
  type HighWater,
  openSequencer,
  type Sequenced,
  type Sequencer,
  type SequencerDeps,
  type SequencerStep,
  type SignedTree,
} from './sequencer.ts';
export { readTilePath, type TileAddress, tilePath, tileWidth, widthIn } from './tile-address.ts';
export { createTileTree, type ReadTiles, type TileTree } from './tile-tree.ts';
export { emptyEdge, grow, rootOf, type Tile, type TreeEdge } from './tree-edge.ts';
export {
  type ConsistencyQuestion,
  type InclusionQuestion,
  verifyConsistency,
  verifyInclusion,
} from './verify-proof.ts';
export {
  createWitnessClient,
  type SubmitCheckpoint,
  type WitnessClient,
  type WitnessOutcome,
} from './witness-client.ts';
export {
  createWitness,
  type Submission,
  type Witness,
  type WitnessAnswer,
  type WitnessDeps,
  type WitnessedTree,
  type WitnessMemory,
  writeSubmission,
} from './witness.ts';
