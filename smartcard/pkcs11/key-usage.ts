import { childOf, findTlv, readTlvs } from '../apdu/index.ts';
import type { KeyPurpose } from '../drivers/card.ts';

const tag = { sequence: 0x30, extensions: 0xa3, oid: 0x06, octetString: 0x04, bitString: 0x03 };
/** id-ce-keyUsage, 2.5.29.15. */
const keyUsage = Buffer.from('551d0f', 'hex');
const bit = { digitalSignature: 0x80, nonRepudiation: 0x40, keyCertSign: 0x04 };

/**
 * What the key of a certificate is for, by its key usage (RFC 5280 4.2.1.3): non-repudiation is the hand's own
 * signature. Undefined for authorities and for keys that do not sign. @throws CardError `card.malformed`
 */
export function purposeOfCertificate(certificate: Uint8Array): KeyPurpose | undefined {
  const extensions = findTlv(readTlvs(childOf(certificate, tag.sequence, tag.sequence)), tag.extensions);
  const usage = extensions ? usageIn(childOf(extensions, tag.sequence)) : undefined;
  if (usage === undefined) return 'authentication';
  if ((usage & bit.keyCertSign) !== 0) return undefined;
  if ((usage & bit.nonRepudiation) !== 0) return 'signature';
  return (usage & bit.digitalSignature) !== 0 ? 'authentication' : undefined;
}

function usageIn(extensions: Uint8Array): number | undefined {
  for (const { value } of readTlvs(extensions)) {
    const fields = readTlvs(value);
    if (!keyUsage.equals(findTlv(fields, tag.oid) ?? new Uint8Array())) continue;
    const bits = childOf(findTlv(fields, tag.octetString) ?? new Uint8Array(), tag.bitString);
    return bits[1] ?? 0;
  }
  return undefined;
}
