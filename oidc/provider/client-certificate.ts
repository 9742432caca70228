import { X509Certificate } from 'node:crypto';
import { TLSSocket } from 'node:tls';
import type { KoaContextWithOIDC } from 'oidc-provider';

/**
 * The certificate that the caller proved in the TLS handshake: with our own listener, or at a trusted proxy that passes
 * it on in the `Client-Cert` header (RFC 9440 2.1; the listener drops this header when anybody else sends it).
 */
export function clientCertificate(ctx: KoaContextWithOIDC): X509Certificate | undefined {
  const { socket } = ctx.req;
  if (socket instanceof TLSSocket) return socket.getPeerX509Certificate();
  const header = ctx.get('client-cert');
  const encoded = /^:([A-Za-z0-9+/=]{1,8000}):$/.exec(header)?.[1];
  if (!encoded) return undefined;
  try {
    return new X509Certificate(Buffer.from(encoded, 'base64'));
  } catch {
    return undefined;
  }
}
