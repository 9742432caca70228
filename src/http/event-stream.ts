import type { ServerResponse } from 'node:http';

const mediaType = 'text/event-stream';
/** How long a reader waits before it comes back after a break; by itself it would take three seconds or more. */
const retryMs = 1_000;

export function isEventStream(res: ServerResponse): boolean {
  return res.getHeader('content-type') === mediaType;
}

/**
 * Writes an event stream (HTML Living Standard 9.2) until its source ends or its reader is gone. A reader that does not
 * keep up holds the source back.
 */
export async function sendEvents(
  res: ServerResponse,
  source: (signal: AbortSignal) => AsyncIterable<unknown>,
): Promise<void> {
  const reader = new AbortController();
  const isGone = () => reader.signal.aborted || res.writableEnded;
  res.once('close', () => reader.abort());
  res.statusCode = 200;
  res.setHeader('content-type', mediaType);
  // Proxies would collect events otherwise.
  res.setHeader('x-accel-buffering', 'no');
  // Asked for the head alone: there is nothing to wait for.
  if (res.req.method === 'HEAD') return void res.end();
  res.write(`retry: ${retryMs}\n\n`);
  for await (const event of source(reader.signal)) {
    if (isGone()) break;
    if (!res.write(`data: ${JSON.stringify(event)}\n\n`)) await drained(res, reader.signal);
  }
  if (!isGone()) res.end();
}

function drained(res: ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const go = () => {
      res.off('drain', go);
      signal.removeEventListener('abort', go);
      done();
    };
    res.once('drain', go);
    signal.addEventListener('abort', go);
    if (signal.aborted) go();
  });
}
