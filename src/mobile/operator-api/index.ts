export { ownBackend } from './backend.ts';
export { createMobileClient, longestPollMs, type MobileClientOptions } from './client.ts';
export { createOperatorApi } from './handler.ts';
export type { OperatorBackend, OperatorOrder } from './model.ts';
