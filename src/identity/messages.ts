export { after } from './messages/after.ts';
export { signingIn } from './messages/signing-in.ts';
