import type { Provider } from 'oidc-provider';
import type { LogoutQueue } from '../ports.ts';

type SendLogout = (subject: string, sid: string) => Promise<unknown>;

export interface LogoutNotice {
  readonly clientId: string;
  /** The account; the client sees its own (pairwise) subject. */
  readonly subject: string;
  readonly sid: string;
}

/**
 * The library sends back-channel logout at once and forgets what failed. Here its call is replaced by the queue, and the
 * returned function makes the original call when the queue's worker says so; it rejects unless the client answers 200 or 204.
 */
export function queueBackchannelLogout(
  provider: Provider,
  queue: LogoutQueue,
): (notice: LogoutNotice) => Promise<void> {
  const prototype = provider.Client.prototype as unknown as {
    clientId: string;
    backchannelLogout: SendLogout;
  };
  const sendNow = prototype.backchannelLogout;
  prototype.backchannelLogout = function (this: { clientId: string }, subject, sid) {
    return queue.enqueue({ clientId: this.clientId, subject, sid });
  };
  return async ({ clientId, subject, sid }) => {
    const client = await provider.Client.find(clientId);
    // A client that was removed, or that no longer wants to be told, has nothing left to sign out of.
    if (!client?.backchannelLogoutUri) return;
    await sendNow.call(client, subject, sid);
  };
}
