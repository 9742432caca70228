import type { DraftRule } from '../certificate-draft.ts';

export const authorityKeyIdentifier: DraftRule = {
  id: 'rfc5280.authority_key_identifier',
  clause: 'RFC 5280 4.2.1.1',
  severity: 'error',
  check({ certificate, issuer }) {
    const { authorityKeyIdentifier, subjectKeyIdentifier } = certificate.known;
    if (authorityKeyIdentifier?.keyIdentifier === undefined)
      return 'authorityKeyIdentifier is missing or has no keyIdentifier';
    if (authorityKeyIdentifier.issuers || authorityKeyIdentifier.serialNumber !== undefined)
      return 'authorityKeyIdentifier names the issuer by more than its key';
    const expected = issuer ? issuer.known.subjectKeyIdentifier : subjectKeyIdentifier;
    return authorityKeyIdentifier.keyIdentifier === expected
      ? undefined
      : 'authorityKeyIdentifier is not the subjectKeyIdentifier of the issuer';
  },
};
