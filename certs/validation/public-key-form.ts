import { DerError, fieldsOf, oids, readDer, tags } from '../asn1/index.ts';
import { keyBitsOf } from '../keys/index.ts';
import type { Certificate } from './model.ts';

type Holder = Pick<Certificate, 'spki' | 'keyAlgorithm'>;

/**
 * Whether a key is written in the one form that its standard has. OpenSSL reads others too, and not as everybody does:
 * a key that two readers understand differently is nobody's.
 */
export function isWellFormedKey(holder: Holder): boolean {
  const { oid } = holder.keyAlgorithm;
  try {
    if (oid === oids.ecPublicKey) return isPlainPoint(holder);
    if (oid === oids.rsaEncryption) return isNullOrAbsent(holder) && isRsaPublicKey(holder);
    return oid !== oids.rsassaPss || isRsaPublicKey(holder);
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}

const pointForms: ReadonlySet<number | undefined> = new Set([0x02, 0x03, 0x04]);

/** RFC 5480 2.2: compressed or not, and not hybrid. */
function isPlainPoint({ spki }: Holder): boolean {
  return pointForms.has(keyBitsOf(spki)[0]);
}

/** RFC 3279 2.3.1 wants NULL; its absence is understood, as in signatures. */
function isNullOrAbsent({ keyAlgorithm: { parameters } }: Holder): boolean {
  return parameters === undefined || parameters[0] === tags.null;
}

/** RFC 8017 A.1.1: two positive numbers. */
function isRsaPublicKey({ spki }: Holder): boolean {
  const fields = fieldsOf(readDer(keyBitsOf(spki)));
  const numbers = [fields.next(tags.integer), fields.next(tags.integer)];
  fields.end();
  return numbers.every(({ content }) => (content[0] ?? 0xff) < 0x80);
}
