export { controlCode } from './control-code.ts';
export { highestOf, type PhonePolicies, type PhonePolicy } from './levels.ts';
export { challengeOf, differingMember, writePayload } from './payload.ts';
export { displayOf, isHandheld, type Pause, type PhoneMethodDeps } from './ports.ts';
export { type PhoneVerdict, provePhone } from './prove.ts';
export { endingOf, type PhoneProofErrorCode, type PhoneTrouble, reasonOf, troubleOf } from './troubles.ts';
