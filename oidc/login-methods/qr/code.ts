import { createHmac } from 'node:crypto';

/** Codes appear for so long after a request was opened; then a press opens another. */
export const codeSeconds = 60;

export interface CodeSource {
  /** Origin of the wallet; codes are links, so that a phone's own camera opens it. */
  readonly wallet: string;
  readonly token: string;
  readonly secret: Uint8Array;
}

const macBytes = 16;

/** What the QR code holds in second `elapsed` of its request (src/mobile/PROTOCOL.md, section 2). Pure. */
export function codeAt({ wallet, token, secret }: CodeSource, elapsed: number): string {
  return `${wallet}/q?r=${token}&s=${elapsed}&c=${authenticationCode(secret, token, elapsed)}`;
}

/** base64url of the first 16 octets of HMAC-SHA-256 (RFC 2104) over token and second. */
export function authenticationCode(secret: Uint8Array, token: string, elapsed: number): string {
  const mac = createHmac('sha256', secret).update(`acar-qr-1|${token}|${elapsed}`).digest();
  return mac.subarray(0, macBytes).toString('base64url');
}
