import { hash } from 'node:crypto';
import { bitStringOf, fieldsOf, readDer, tags } from '../../asn1/index.ts';
import type { DraftRule } from '../certificate-draft.ts';

/** RFC 7093 2, method 1. */
function isOf(spki: Uint8Array, identifier: string): boolean {
  const fields = fieldsOf(readDer(spki));
  fields.next(tags.sequence);
  const { bytes } = bitStringOf(fields.next(tags.bitString));
  return hash('sha256', bytes).slice(0, 40) === identifier;
}

export const subjectKeyIdentifier: DraftRule = {
  id: 'rfc5280.subject_key_identifier',
  clause: 'RFC 5280 4.2.1.2',
  severity: 'error',
  check({ certificate, profile }) {
    const { subjectKeyIdentifier } = certificate.known;
    if (subjectKeyIdentifier === undefined) return 'subjectKeyIdentifier is missing';
    // A certified authority keeps the identifier that the certificates below it name.
    if (profile.subjects.includes('certified-authority')) return undefined;
    return isOf(certificate.spki, subjectKeyIdentifier)
      ? undefined
      : 'subjectKeyIdentifier does not belong to the key';
  },
};
