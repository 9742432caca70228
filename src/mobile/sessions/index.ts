export {
  createDocumentSignatures,
  type DocumentSignatures,
  type DocumentsState,
  type SigningPhone,
} from './document-signatures.ts';
export { controlCode } from '../../../oidc/phone-proof/index.ts';
export { algorithmName, hashLengths } from './model.ts';
export {
  createMobileSessions,
  type MobileSessions,
  type MobileSessionsDeps,
  pushLimitKeys,
  type SessionOrder,
} from './service.ts';
