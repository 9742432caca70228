import { createHash, createPublicKey, verify } from 'node:crypto';

/** A phone's call as its header `Acar-Device` tells it. */
export interface DeviceCall {
  readonly phoneId: string;
  /** Seconds since 1970, by the phone's clock. */
  readonly timestamp: number;
  /** Grows with every call. */
  readonly counter: number;
  /** R || S. */
  readonly signature: Uint8Array;
}

const form =
  /^([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})\.(\d{1,12})\.(\d{1,15})\.([\w-]{86})$/;

/** Undefined when it is none. */
export function readDeviceCall(header: string): DeviceCall | undefined {
  const [, phoneId, timestamp, counter, signature] = form.exec(header) ?? [];
  if (phoneId === undefined || signature === undefined) return undefined;
  return {
    phoneId,
    timestamp: Number(timestamp),
    counter: Number(counter),
    signature: Buffer.from(signature, 'base64url'),
  };
}

/** What a device key signs; nothing of the call can be changed or used elsewhere. */
export function deviceCallText(
  call: Omit<DeviceCall, 'signature'>,
  at: {
    readonly origin: string;
    readonly method: string;
    readonly target: string;
    readonly body: Uint8Array;
  },
): string {
  const digest = createHash('sha256').update(at.body).digest('base64url');
  const { phoneId, timestamp, counter } = call;
  return ['acar-device-1', at.origin, at.method, at.target, digest, phoneId, timestamp, counter].join('\n');
}

/** ECDSA with SHA-256, R || S; false also for a key that is none. */
export function isSignedBy(publicKey: Uint8Array, text: string, signature: Uint8Array): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    return verify('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false;
  }
}

/** Whether these octets are a P-256 public key on the curve (SubjectPublicKeyInfo in DER). */
export function isDeviceKey(publicKey: Uint8Array): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}
