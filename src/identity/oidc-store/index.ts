export { createOidcStore, type OidcStoreDeps } from './store.ts';
