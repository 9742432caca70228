import { oids } from '../../asn1/index.ts';
import type { Rule } from '../linter.ts';
import type { CrlSubject } from './subject.ts';

const isCriticalByOid: ReadonlyMap<string, boolean> = new Map([
  [oids.authorityKeyIdentifier, false],
  [oids.cRLNumber, false],
  [oids.deltaCRLIndicator, true],
  [oids.issuingDistributionPoint, true],
  [oids.freshestCRL, false],
  [oids.expiredCertsOnCRL, false],
]);

/** Which extensions a CRL of ours may have, and which of them are critical. */
export const extensions: Rule<CrlSubject> = {
  id: 'rfc5280.crl_extensions',
  clause: 'RFC 5280 5.2',
  severity: 'error',
  check({ crl }) {
    for (const { oid, isCritical } of crl.extensions) {
      const wanted = isCriticalByOid.get(oid);
      if (wanted === undefined) return `extension ${oid} does not belong on a CRL`;
      if (wanted !== isCritical) return `extension ${oid} must ${wanted ? '' : 'not '}be critical`;
    }
    return undefined;
  },
};
