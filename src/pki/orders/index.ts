export {
  type CertificateOrder,
  type IssuedCertificate,
  type OrderErrorCode,
  type OrderRefusal,
  type OrderResult,
} from './model.ts';
export { createOrderService, type OrderService } from './service.ts';
export { orderRenewal, type Renewal, withoutUndefined } from './renewal.ts';
export {
  hostNamesSchema,
  orderKeySchema,
  profileSchema,
  readRequestBytes,
  subjectSchema,
} from './subject.ts';
export { issueOwnCertificate, type OwnCertificateDeps } from './own-certificate.ts';
