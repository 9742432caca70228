export type { NoticeFile, NoticeFiles } from './model.ts';
export { type InboxRoutesDeps, inboxRoutes } from './routes.ts';
export { createInbox, type Inbox } from './service.ts';
export { createValidity, type NoticeVerification } from './validity.ts';
