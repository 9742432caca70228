export { type Der, type DerLimits, readDer } from './der.ts';
export { DerError, type DerErrorCode } from './errors.ts';
export { oids } from './oids.ts';
export * from './structure.ts';
export { decodeText, isTextTag } from './text.ts';
