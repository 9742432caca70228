import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';

/**
 * The certificate, in DER, that the caller proved in the TLS handshake: with our own listener, or at a trusted proxy
 * that passes it on in the `Client-Cert` header (RFC 9440 2.1; the listener drops this header when anybody else sends
 * it). It is not judged here.
 */
export function clientCertificate(req: IncomingMessage): Uint8Array | undefined {
  const { socket } = req;
  if (socket instanceof TLSSocket) return socket.getPeerX509Certificate()?.raw;
  const header = req.headers['client-cert'];
  const encoded = /^:([A-Za-z0-9+/=]{1,8000}):$/.exec(typeof header === 'string' ? header : '')?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64');
}
