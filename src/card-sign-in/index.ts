export { authorityFiles, cardSignInSettings, responderAddresses } from './config.ts';
export { createOcspClient, ocspLimits } from './ocsp-client.ts';
