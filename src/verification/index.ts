export { verificationSettings } from './config.ts';
export { createForeignLists, type ForeignLists, type ForeignListState } from './foreign-lists.ts';
export { createVerificationErrorPage } from './pages/frame.ts';
export { gatherEvidence } from './evidence.ts';
export { reportSections, type Verdict, verdictNotice, verdictOf } from './pages/result.ts';
export { createReportSeal, type ReportSeal } from './seal.ts';
export { verificationRoutes } from './routes.ts';
export { createSpoolRoom } from './spool.ts';
export {
  createVerificationService,
  type MadeReport,
  type ReceivedFile,
  type RecordedReport,
  type VerificationDeps,
  type VerificationService,
} from './service.ts';
