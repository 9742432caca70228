export { type CountedAuthority, countCertificates } from './inventory.ts';
export {
  type ListedAuthority,
  type ListedCertificate,
  type PublicEvent,
  readQuery,
  type RepositoryQuery,
  serialOf,
  type ShownCertificate,
} from './model.ts';
export { createRepository, type Repository, type ServiceState } from './service.ts';
export { findAuthorityId } from './store.ts';
