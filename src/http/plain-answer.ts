import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { stageMs } from './close-in-stages.ts';
import type { HttpErrorCode } from './errors.ts';
import { emptyPolicy, securityHeaders } from './security-headers.ts';

/** Answers without a site: a problem document in English, and the connection ends. */
export function refusePlainly(res: ServerResponse, status: number, code: HttpErrorCode): void {
  res.writeHead(status, {
    'content-type': 'application/problem+json',
    'content-security-policy': emptyPolicy,
    connection: 'close',
  });
  res.end(problem(status, code));
}

const answered = new WeakSet<Duplex>();

/** Answers what the parser refused before there was a request: malformed, too long, or too slow. */
export function answerClientError(error: Error & { code?: string }, socket: Duplex, isSecure: boolean): void {
  // The rest of what was refused comes as errors too, until the client has read the answer (RFC 9112 9.6).
  if (answered.has(socket) && error.code !== 'ECONNRESET') return;
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  answered.add(socket);
  const [status, code] = judge(error.code ?? '');
  const body = problem(status, code);
  const headers = {
    ...securityHeaders(isSecure),
    'content-security-policy': emptyPolicy,
    'content-type': 'application/problem+json',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const text = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`;
  // Who is too slow is not waited for again.
  socket.end(text, () => void (status === 408 && socket.destroy()));
  const timer = setTimeout(() => socket.destroy(), stageMs);
  socket.once('close', () => clearTimeout(timer));
}

function judge(parserCode: string): [status: number, code: HttpErrorCode] {
  switch (parserCode) {
    case 'HPE_HEADER_OVERFLOW':
      return [431, 'http.headers_too_large'];
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return [408, 'http.too_slow'];
    default:
      return [400, 'http.bad_request'];
  }
}

function problem(status: number, code: HttpErrorCode): string {
  return JSON.stringify({ type: `urn:acar:error:${code}`, title: STATUS_CODES[status], status, code });
}
