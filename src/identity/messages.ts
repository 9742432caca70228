export { after } from './messages/after.ts';
export { card } from './messages/card.ts';
export { phone } from './messages/phone.ts';
export { phoneTroubles } from './messages/phone-troubles.ts';
export { signingIn } from './messages/signing-in.ts';
