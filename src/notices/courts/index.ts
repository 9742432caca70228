export { absentJudges } from './absence-store.ts';
export type { CourtDeskErrorCode } from './errors.ts';
export type { Court, CourtRoom, Office, StaffMember, Workplace } from './model.ts';
export { type CourtDesk, type Courts, createCourtDesk, createCourts } from './service.ts';
