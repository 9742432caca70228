export { activationTexts, registrationTexts } from './messages/activation.ts';
export { frameTexts } from './messages/frame.ts';
export { notificationTexts } from './messages/notifications.ts';
export { recoveryTexts } from './messages/recovery.ts';
