export { createPkcs11Source } from './process-source.ts';
