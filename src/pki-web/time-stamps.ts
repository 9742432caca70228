import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TimeStampService } from '../pki/time-stamps/index.ts';
import { readPost, send } from './answer.ts';

const maxBytes = 4096;

/** Time stamps over HTTP (RFC 3161 3.4); a rejection is an answer too. */
export function createTimeStampHandler(deps: {
  readonly timeStamps: TimeStampService;
  readonly bodyTimeoutMs: number;
}) {
  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const rules = { mediaType: 'application/timestamp-query', maxBytes, timeoutMs: deps.bodyTimeoutMs };
    const body = await readPost(req, res, rules);
    if (!body) return;
    const headers = { 'content-type': 'application/timestamp-reply', 'cache-control': 'no-store' };
    send(res, 200, headers, await deps.timeStamps.stamp(body));
  };
}
