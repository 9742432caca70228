export { id as mobileMethodId } from './id.ts';
export { createMobileMethod } from './mobile-method.ts';
export type { MobileMethodDeps } from './ports.ts';
