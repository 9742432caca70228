import { type Certificate, validatePath } from '../../validation/index.ts';
import type { OcspRule } from './subject.ts';

export const responderIssuedByAuthority: OcspRule = {
  id: 'rfc6960.responder_issued_by_authority',
  clause: 'RFC 6960 4.2.2.2',
  severity: 'error',
  check({ responder, issuer, isIssuer }) {
    return isIssuer || isIssuedBy(responder, issuer)
      ? undefined
      : 'the responder certificate was not issued by the authority it answers for';
  },
};

const verdicts = new WeakMap<Certificate, WeakMap<Certificate, boolean>>();

/** Judged once for each pair, at the moment of the issue: the certificates do not change. */
function isIssuedBy(responder: Certificate, issuer: Certificate): boolean {
  const ofResponder = verdicts.get(responder) ?? new WeakMap<Certificate, boolean>();
  verdicts.set(responder, ofResponder);
  const known = ofResponder.get(issuer);
  if (known !== undefined) return known;
  const { kind } = validatePath({
    leaf: responder,
    anchors: [issuer],
    intermediates: [],
    crls: [],
    time: Math.max(responder.notBefore, issuer.notBefore),
    revocation: false,
  });
  ofResponder.set(issuer, kind === 'valid');
  return kind === 'valid';
}
