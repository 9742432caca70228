import { createHmac, timingSafeEqual } from 'node:crypto';
import { codeSecret } from '../requests/index.ts';

/** How old a code may be when it arrives, and for how long codes are made. Milliseconds. */
const codeAgeMs = 3_000;
const codesForMs = 60_000;
/** Nodes' clocks differ a little: a code from one of them may look as if from the future. */
const clockSpreadMs = 500;

export type CodeVerdict = 'good' | 'forged' | 'stale';

/** The code of a second: what a QR picture carries (PROTOCOL section 2). */
export function qrCode(secret: Uint8Array, token: string, elapsed: number): string {
  const digest = createHmac('sha256', secret).update(`acar-qr-1|${token}|${elapsed}`).digest();
  return digest.subarray(0, 16).toString('base64url');
}

/** Judges a scanned code by our own clock. */
export function judgeCode(
  scanned: { readonly token: string; readonly elapsed: number; readonly code: string },
  request: { readonly requestId: string; readonly createdAt: Date },
  at: { readonly codeKey: Uint8Array; readonly now: number },
): CodeVerdict {
  const expected = Buffer.from(
    qrCode(codeSecret(at.codeKey, request.requestId), scanned.token, scanned.elapsed),
  );
  const given = Buffer.from(scanned.code);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'forged';
  const shownMs = scanned.elapsed * 1000;
  const elapsedMs = at.now - request.createdAt.getTime();
  const isFresh = elapsedMs - shownMs <= codeAgeMs && shownMs <= elapsedMs + clockSpreadMs;
  return isFresh && shownMs <= codesForMs ? 'good' : 'stale';
}

const numbers = 100;

/**
 * The three numbers that a phone offers, the right one among them, in an order that tells nothing. The same at every
 * look, so that asking again does not narrow them down.
 */
export function offeredNumbers(codeKey: Uint8Array, requestId: string, right: string): readonly string[] {
  const draw = (what: string) =>
    createHmac('sha256', codeKey).update(`number ${requestId} ${what}`).digest().readUInt32BE();
  const offered = new Set([right]);
  for (let round = 0; offered.size < 3; round += 1)
    offered.add(String(draw(`decoy ${round}`) % numbers).padStart(2, '0'));
  return [...offered].sort((one, other) => draw(`place ${one}`) - draw(`place ${other}`));
}

/** What a payload is made of (PROTOCOL section 3). */
export interface PayloadParts {
  readonly flow: 'qr' | 'same-device';
  readonly requestId: string;
  readonly clientId: string;
  readonly serviceName: string;
  /** QR: chosen on the phone. */
  readonly number?: string | undefined;
  /** Same device: SHA-256 of the verifier, base64url. */
  readonly challenge?: string | undefined;
  readonly nonce: Uint8Array;
}

/** The text that the phone signs. Both sides write it themselves; it is compared as text. */
export function payloadText(parts: PayloadParts): string {
  const { flow, requestId, clientId, serviceName, number, challenge, nonce } = parts;
  return JSON.stringify({
    type: 'acar-sign-in-1',
    flow,
    request: requestId,
    client: clientId,
    service: serviceName,
    ...(flow === 'qr' ? { number } : { challenge }),
    nonce: Buffer.from(nonce).toString('base64url'),
  });
}
