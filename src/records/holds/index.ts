export { type Hold, type HoldErrorCode, type HoldOrder, type HoldScope, holdState } from './model.ts';
export { createHolds, type Holds, holdsOfPayload } from './service.ts';
