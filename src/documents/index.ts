export { actionRoutes } from './action-routes.ts';
export { documentSettings } from './config.ts';
export { type Contents, createContents, resealContents, sweepContents } from './contents/index.ts';
export type { DocumentErrorCode } from './errors.ts';
export { errorText } from './error-texts.ts';
export { documentFormats } from './known-formats.ts';
export { type DocumentRoutesDeps, documentRoutes, jwksRoute } from './routes.ts';
export { createMadeDocuments, type MadeDocument, type MadeDocuments } from './made.ts';
export { mostAtOnce } from './model.ts';
export { readRenewalBacklog, type RenewalBacklog, renewDocuments } from './renewal/index.ts';
export { createDocuments, type Documents } from './service.ts';
export { createSignedFiles, type SignedFiles } from './signed-files.ts';
export {
  createSignings,
  type SignatureFollowing,
  type Signing,
  type Signings,
  type SignerTrust,
  sweepSignings,
} from './signing/index.ts';
export { signingRoutes } from './portal-signing.ts';
export { cardSigningRoutes } from './signing-routes.ts';
export type { CardAsking, SigningRequest, SigningSite } from './signing-site.ts';
