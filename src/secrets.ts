import { hkdfSync } from 'node:crypto';

/** Keys of the service, each derived from the master key for one purpose, so that none can stand in for another. */
export interface ServiceKeys {
  readonly cookies: readonly string[];
  readonly forms: Buffer;
  readonly portalForms: Buffer;
  readonly courtForms: Buffer;
  readonly pkiForms: Buffer;
  readonly signingKeyEncryption: Buffer;
  readonly dpopNonces: Buffer;
  readonly oneTimeCodes: Buffer;
  readonly attempts: Buffer;
  readonly portalSessions: Buffer;
  readonly walletForms: Buffer;
  readonly phoneCodes: Buffer;
  readonly phonePersons: Buffer;
  readonly phoneSecrets: Buffer;
  readonly documents: Buffer;
  readonly payloads: Buffer;
  readonly draws: Buffer;
  readonly courtLookups: Buffer;
  readonly verificationForms: Buffer;
}

/**
 * HKDF (RFC 5869) with the purpose as info. Another master key ends sessions and one-time codes and makes the stored
 * signing keys unreadable: the start is refused until `acar keys reseal` has moved them to it, which needs the old one.
 */
export function deriveServiceKeys(master: Buffer): ServiceKeys {
  const key = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), `acar ${purpose} v1`, 32));
  return {
    cookies: [key('cookies').toString('base64url')],
    forms: key('forms at login'),
    portalForms: key('forms at portal'),
    courtForms: key('forms at court'),
    pkiForms: key('forms at pki'),
    signingKeyEncryption: key('signing key encryption'),
    dpopNonces: key('dpop nonces'),
    oneTimeCodes: key('one-time codes'),
    attempts: key('attempt limits'),
    portalSessions: key('portal sessions'),
    walletForms: key('forms at wallet'),
    phoneCodes: key('phone codes'),
    phonePersons: key('phone persons'),
    phoneSecrets: key('phone secrets'),
    documents: key('documents'),
    payloads: key('payloads of records'),
    draws: key('draws of courts'),
    courtLookups: key('look-ups of courts'),
    verificationForms: key('forms at verification'),
  };
}

/**
 * By it the accesses to a person's data are found in the record. From the pairwise key, which never changes: records
 * keep what was derived from it for ever.
 */
export function deriveSubjectKey(pairwise: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', pairwise, Buffer.alloc(0), 'acar subjects of records v1', 32));
}
