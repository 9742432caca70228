import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
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

/** Answers what the parser refused before there was a request: malformed, too long, or too slow. */
export function answerClientError(error: Error & { code?: string }, socket: Duplex, isSecure: boolean): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
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
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`, () =>
    socket.destroy(),
  );
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
