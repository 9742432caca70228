import { hkdfSync } from 'node:crypto';

/** Keys of the service, each derived from the master key for one purpose, so that none can stand in for another. */
export interface ServiceKeys {
  readonly cookies: readonly string[];
  readonly forms: Buffer;
  readonly portalForms: Buffer;
  readonly signingKeyEncryption: Buffer;
  readonly dpopNonces: Buffer;
  readonly oneTimeCodes: Buffer;
  readonly attempts: Buffer;
  readonly portalSessions: Buffer;
}

/** HKDF (RFC 5869) with the purpose as info. Losing or replacing the master key
 * ends sessions and one-time codes, and makes the stored signing keys unreadable: the start is then refused. */
export function deriveServiceKeys(master: Buffer): ServiceKeys {
  const key = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), `acar ${purpose} v1`, 32));
  return {
    cookies: [key('cookies').toString('base64url')],
    forms: key('forms at login'),
    portalForms: key('forms at portal'),
    signingKeyEncryption: key('signing key encryption'),
    dpopNonces: key('dpop nonces'),
    oneTimeCodes: key('one-time codes'),
    attempts: key('attempt limits'),
    portalSessions: key('portal sessions'),
  };
}
