import { oids } from '../../asn1/index.ts';
import type { OcspRule } from './subject.ts';

/** The standard lets the extension stand in any answer; here it stands only where it says something. */
export const extendedRevoke: OcspRule = {
  id: 'rfc6960.extended_revoke',
  clause: 'RFC 6960 2.2 and 4.4.8',
  severity: 'error',
  check({ data }) {
    const isExtended = data.extensions.some(({ oid }) => oid === oids.ocspExtendedRevoke);
    const isNeverIssued = data.responses.some(
      ({ status }) =>
        status.kind === 'revoked' && status.revocationTime === 0 && status.reason === certificateHold,
    );
    if (
      data.responses.some(({ extensions }) => extensions.some(({ oid }) => oid === oids.ocspExtendedRevoke))
    )
      return 'extended-revoke stands at a single status';
    if (isNeverIssued && !isExtended) return 'a never issued serial is revoked without extended-revoke';
    return isExtended && !isNeverIssued ? 'extended-revoke stands without such a status' : undefined;
  },
};

const certificateHold = 6;
