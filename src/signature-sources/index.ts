export { signatureSourceSettings } from './config.ts';
export { createNamedSources, type EvidenceSources, type IssuerSource, type Tell } from './named-sources.ts';
export { crlAddressesOf, createCrlClient, createTimeStampClient, sourceLimits } from './http-sources.ts';
