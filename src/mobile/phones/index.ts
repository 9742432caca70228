export { type Recognised, recognisePhone } from './calls.ts';
export type { Delivered } from './certificates.ts';
export type { CallOrigin, PhonesDeps } from './deps.ts';
export {
  beginEnrolment,
  type CodeDeps,
  type EnrolmentOrder,
  finishEnrolment,
  issueCode,
} from './enrolment.ts';
export { abandonPhones, deleteCodes } from './enrolment-store.ts';
export { formatEnrolmentCode, isAnswering, type Phone, type PhoneState, readPhoneName } from './model.ts';
export { judgePin, type PinUse } from './pin.ts';
export { resealPhones } from './sealed-secrets.ts';
export { changeOwnPhone } from './standing.ts';
export {
  type CertificateRow,
  findAccountByPersonalCode,
  findCertificates,
  findHolder,
  findPhone,
  listPhones,
  lockPhone,
  renamePhone,
} from './store.ts';
export { changePin, renewPhone, unlockKeys } from './upkeep.ts';
export { workChannel } from './work-store.ts';
