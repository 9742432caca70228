export { type PhoneIssuingDeps, startPhoneIssuing } from './service.ts';
