import { type ClientRequestArgs, type IncomingHttpHeaders, request } from 'node:http';
import { type RequestOptions, request as secureRequest } from 'node:https';
import { connect } from 'node:net';

export interface WireAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface WireRequest {
  readonly port: number;
  /** The Host header. */
  readonly host: string;
  readonly method?: string;
  /** Sent as it is, also when it is no path. */
  readonly target?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** PEM of the authority to trust; with it the request goes over TLS. */
  readonly ca?: string;
}

/** One request to loopback as a client of any kind could send it; nothing is followed or mended. */
export function send(options: WireRequest): Promise<WireAnswer> {
  const { port, host, method = 'GET', target = '/', headers = {}, body, ca } = options;
  const settings: ClientRequestArgs & RequestOptions = {
    host: '127.0.0.1',
    port,
    method,
    path: target,
    headers: { host, connection: 'close', ...headers },
    agent: false,
  };
  return new Promise((done, fail) => {
    const call = ca ? secureRequest({ ...settings, ca, servername: host }) : request(settings);
    call.on('error', fail);
    call.on('response', (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('error', fail);
      answer.on('end', () =>
        done({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(parts).toString('utf8'),
        }),
      );
    });
    call.end(body);
  });
}

/** Writes bytes to a port and resolves to all that comes back before the other side closes. */
export function sendBytes(port: number, bytes: string): Promise<string> {
  return new Promise((done, fail) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const parts: Buffer[] = [];
    socket.on('data', (part: Buffer) => parts.push(part));
    socket.on('error', fail);
    socket.on('close', () => done(Buffer.concat(parts).toString('utf8')));
  });
}
