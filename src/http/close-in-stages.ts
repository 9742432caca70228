import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';

/** So long is a client given to read an answer and to close. */
export const stageMs = 2_000;

/**
 * Lets a refusal arrive whose request is still on its way. To close at once would reset the connection, and the reset
 * takes the answer from a client that is sending (RFC 9112 9.6): where an answer ends its connection, only our side is
 * closed first, and what still comes is thrown away until the client has closed, or sent all, or time is up.
 */
export function closeInStages(req: IncomingMessage): void {
  const { socket, headers } = req;
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return;
  // Node calls this when the last answer of a connection has been written.
  socket.destroySoon = () => {
    const close = () => Socket.prototype.destroySoon.call(socket);
    if (req.complete) return close();
    socket.end();
    const timer = setTimeout(() => socket.destroy(), stageMs);
    socket.once('close', () => clearTimeout(timer));
    req.once('end', close);
    req.resume();
  };
}
