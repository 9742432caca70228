export { sealSettings } from './config.ts';
export { SealError, type SealErrorCode } from './errors.ts';
export {
  openFileSeal,
  openTokenSeal,
  readSealCertificates,
  type Seal,
  sealDocument,
} from './service.ts';
