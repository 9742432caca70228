export { etsiReport } from './etsi.ts';
export { makeReport, type ReportParts } from './make-report.ts';
export type {
  AskedAddress,
  Outcome,
  ReportedCertificate,
  ReportedFile,
  ReportedInput,
  ReportedProblem,
  ReportedSignature,
  ReportedStatus,
  ReportedTimeStamp,
  ValidationReport,
} from './model.ts';
