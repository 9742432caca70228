export { type NotifyConfig, notifySettings, openTransports } from './config.ts';
export { NotifyError } from './errors.ts';
export type {
  Attachment,
  BulkNotifier,
  Channel,
  MessageOutcome,
  MessageState,
  MessageStatus,
  Notification,
  Notifier,
  OnOutcomes,
  ReceiptSummary,
  SendResult,
  Transport,
} from './model.ts';
export { createOutbox, type Sender, type SenderOptions, startSender } from './service.ts';
export { createSmppTransport, type SmppOptions } from './smpp.ts';
export { createSmtpTransport, type SmtpOptions } from './smtp.ts';
export { listMessages, outboxBacklog, sweepOutbox, withdrawMessages } from './store.ts';
