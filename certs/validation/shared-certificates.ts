import { oids } from '../asn1/index.ts';
import { parseCertificate } from './certificate.ts';
import type { Certificate } from './model.ts';

const mostKept = 500;
const kept = new Map<string, Certificate>();

/**
 * A certificate from DER as {@link parseCertificate} reads it. Authorities and time-stamping units stand in everybody's
 * documents: those that were read lately are at hand, with their keys. Nothing is believed of them.
 * @throws DerError when the bytes are not one
 */
export function parseSharedCertificate(bytes: Uint8Array): Certificate {
  const key = endOf(bytes);
  const known = kept.get(key);
  if (known && Buffer.compare(known.raw, bytes) === 0) return known;
  const read = parseCertificate(bytes);
  if (!isShared(read)) return read;
  // A copy: it must not hold what is around it in memory.
  const own = parseCertificate(new Uint8Array(bytes));
  // A full table is emptied rather than grown.
  if (kept.size >= mostKept) kept.clear();
  kept.set(key, own);
  return own;
}

const keyOctets = 32;

/** The end of the signature: enough to find a certificate by, whose octets are then compared. */
function endOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  const octets = Math.min(keyOctets, byteLength);
  return Buffer.from(buffer, byteOffset + byteLength - octets, octets).toString('latin1');
}

function isShared({ known }: Certificate): boolean {
  return known.basicConstraints?.cA === true || known.extKeyUsage?.includes(oids.timeStamping) === true;
}
