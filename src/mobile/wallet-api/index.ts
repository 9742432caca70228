export { createRequestStream, type RequestStream } from './stream.ts';
export { type WalletApiDeps, walletApiRoutes } from './routes.ts';
