import type { IncomingMessage } from 'node:http';

export type BodyRead =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'too-large' | 'too-slow' | 'aborted' };

/** The body of a request, within bounds of size and time. Never rejects. */
export function readBody(
  req: IncomingMessage,
  { maxBytes, timeoutMs }: { readonly maxBytes: number; readonly timeoutMs: number },
): Promise<BodyRead> {
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve({ kind: 'too-large' });
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let size = 0;
    const end = (result: BodyRead) => {
      clearTimeout(timer);
      req.removeAllListeners('data');
      resolve(result);
    };
    const timer = setTimeout(() => end({ kind: 'too-slow' }), timeoutMs);
    req.on('data', (part: Buffer) => {
      size += part.length;
      parts.push(part);
      if (size > maxBytes) end({ kind: 'too-large' });
    });
    req.once('end', () => {
      const [only] = parts;
      end({ kind: 'read', bytes: only && parts.length === 1 ? only : Buffer.concat(parts) });
    });
    req.once('error', () => end({ kind: 'aborted' }));
    req.once('close', () => end({ kind: 'aborted' }));
  });
}
