export { adoptRecords } from './adoption.ts';
export { recordLogSettings } from './log/config.ts';
export { createLogHandler } from './log/handler.ts';
export { type LogHealth, type LogHealthDeps, readLogHealth, refuseStandstill } from './log/health.ts';
export { type RecordLogDeps, type RunningLog, startRecordLog } from './log/service.ts';
export { createRowSource } from './log/row-source.ts';
export {
  createLogReader,
  createRecordStore,
  readCheckpoints,
  readLogIdentity,
} from './log/store.ts';
export {
  type CourtRecordRow,
  type CourtRecords,
  createCourtRecords,
} from './court-records.ts';
export { RecordError } from './errors.ts';
export { createOwnRecords } from './own-records.ts';
export { createPartyRecords, type PartyRecords } from './party-records.ts';
export { recordSubject } from './subject.ts';
export {
  type BulkRecorder,
  type RecordEntry,
  type RecordEvent,
  type Recorder,
  type RecordType,
  type StatementRecorder,
} from './model.ts';
export {
  createHistory,
  createRecorder,
  eventRecorder,
  type History,
  type HistoryPage,
  oneLine,
  singleStatement,
} from './service.ts';
export { recordingClauses } from './store.ts';
export {
  createHolds,
  type Hold,
  type HoldErrorCode,
  type HoldOrder,
  type Holds,
  type HoldScope,
  holdsOfPayload,
  holdState,
} from './holds/index.ts';
export {
  checkPayloads,
  createPayloads,
  eraseDuePayloads,
  erasePayload,
  type ErasedPayload,
  type ErasureOutcome,
  type KeptPayload,
  PayloadError,
  type PayloadErrorCode,
  type PayloadFinding,
  type PayloadReading,
  payloadSettings,
  type PayloadStore,
  recordOfPayload,
  resealPayloads,
  type RetentionClass,
  sweepPayloads,
} from './payloads/index.ts';
export { recordSettings } from './redaction/config.ts';
export { redactRecords } from './redaction/service.ts';
