import type { Transaction } from '../../db/index.ts';
import { type MobileRefusal, refuse } from '../errors.ts';
import type { Phone, PhonesDeps } from '../phones/index.ts';
import { isRequestId } from '../requests/index.ts';
import { type AskedRequest, lockRequest } from './store.ts';

export interface AnsweringDeps extends PhonesDeps {
  /** Derives the keys of codes. */
  readonly codeKey: Uint8Array;
}

export function isRunning({ state }: AskedRequest): boolean {
  return state === 'open' || state === 'taken';
}

/** The request, locked, if this phone may answer it. */
export async function lockOwn(
  deps: AnsweringDeps,
  tx: Transaction,
  phone: Phone,
  requestId: string,
): Promise<{ readonly kind: 'own'; readonly request: AskedRequest } | MobileRefusal> {
  if (!isRequestId(requestId)) return refuse('mobile.request_unknown');
  const request = await lockRequest(tx, requestId);
  const isFor =
    request?.phoneId === phone.phoneId ||
    (request?.flow === 'push' &&
      request.phoneId === null &&
      request.accountId === phone.accountId &&
      request.phoneNumber === phone.phoneNumber);
  if (!request || !isFor) return refuse('mobile.request_unknown');
  if (!isRunning(request) || request.expiresAt.getTime() <= deps.clock.now())
    return refuse('mobile.request_over');
  return { kind: 'own', request };
}
