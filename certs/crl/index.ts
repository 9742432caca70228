export { type CrlContent, type CrlScope } from './build.ts';
export { columnsOf, createEntryList, type EntryColumns, type EntryList } from './entries.ts';
export type { CrlErrorCode, CrlRefusal } from './errors.ts';
export { issueCrl, type IssuedCrl, prepareCrl, type PreparedCrl, type PrepareCrlResult } from './issue.ts';
export {
  type CrlEntry,
  type DeltaCrlMoment,
  entryOnDelta,
  entryOnFull,
  type FullCrlMoment,
} from './model.ts';
export {
  type RevocationReason,
  type Status,
  statusAt,
  type StatusEvent,
  type StatusHistory,
} from './status.ts';
