export { signatureSourceSettings } from './config.ts';
export { crlAddressesOf, createCrlClient, createTimeStampClient, sourceLimits } from './http-sources.ts';
