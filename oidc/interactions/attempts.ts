import type { LoginMethod } from '../login-methods/index.ts';
import type { LimitKey, RequestOrigin } from '../ports.ts';
import type { FlowRequest, Live } from './model.ts';

/** What a try counts for; a step that guesses nothing about an account counts for nothing. */
export function limitKeys(account: string | undefined, address: string): LimitKey[] {
  if (account === undefined) return [];
  return [
    { scope: 'account', value: account },
    { scope: 'address', value: address },
    { scope: 'account-and-address', value: `${account} ${address}` },
  ];
}

/** What the record of a try says of its request. */
export function traceOf(request: FlowRequest, live: Live, method: LoginMethod) {
  return { clientId: live.flow.clientId, method: method.id, ...originOf(request) };
}

export function originOf({ address, userAgent }: FlowRequest): RequestOrigin {
  return { address, userAgent };
}
