import { type OcspRequestRead, readOcspRequest } from './request.ts';

/** RFC 5019 5 keeps clients within 255 octets; older ones ask longer. */
const longestPath = 2048;

/**
 * The request inside the path of a GET (RFC 6960 A.1): what follows the responder's address and one slash, URL-encoded
 * base64 of the DER. Never throws.
 */
export function readOcspGetPath(path: string): OcspRequestRead {
  const text = path.length <= longestPath ? urlDecode(path) : undefined;
  if (text === undefined || !/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0)
    return { kind: 'refused', code: 'ocsp.request_encoding', message: 'the path is not base64 of a request' };
  return readOcspRequest(Buffer.from(text, 'base64'));
}

function urlDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
