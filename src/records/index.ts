export { RecordError } from './errors.ts';
export {
  type RecordEntry,
  type RecordEvent,
  type Recorder,
  type RecordType,
} from './model.ts';
export { createHistory, createRecorder, eventRecorder, type History, type HistoryPage } from './service.ts';
