export { qrCode } from './model.ts';
export type { AnsweringDeps } from './own-request.ts';
export { type Answering, createAnswering, type ShownRequest } from './service.ts';
