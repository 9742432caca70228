import type { IncomingMessage } from 'node:http';

const running = new WeakMap<IncomingMessage, (milliseconds: number) => void>();

/** Calls back when the body of a request has not arrived in time; a request without a body costs nothing. */
export function limitBodyTime(req: IncomingMessage, milliseconds: number, onOver: () => void): void {
  const hasBody = req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length']) > 0;
  if (!hasBody) return;
  const look = () => {
    if (!req.complete) onOver();
  };
  let timer = setTimeout(look, milliseconds);
  const end = () => clearTimeout(timer);
  req.once('end', end);
  req.once('close', end);
  running.set(req, (longer) => {
    end();
    timer = setTimeout(look, longer);
  });
}

/** Gives the body of this request so much time from now on. */
export function allowBodyTime(req: IncomingMessage, milliseconds: number): void {
  if (!req.complete) running.get(req)?.(milliseconds);
}
