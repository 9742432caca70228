import type { Rule } from '../linter.ts';
import type { CrlSubject } from './subject.ts';

/** It says something, does not contradict itself, and names the partition; we issue no indirect CRLs. */
export const issuingDistributionPoint: Rule<CrlSubject> = {
  id: 'rfc5280.crl_issuing_distribution_point',
  clause: 'RFC 5280 5.2.5',
  severity: 'error',
  check({ crl, context }) {
    const scope = crl.issuingDistributionPoint;
    const named = scope?.name?.kind === 'fullName' ? scope.name.names : [];
    const addresses = named.flatMap((name) => (name.kind === 'uniformResourceIdentifier' ? [name.text] : []));
    const wanted = context.distributionPoint;
    if (wanted === undefined ? scope?.name !== undefined : !addresses.includes(wanted))
      return 'issuingDistributionPoint does not name the partition that the certificates name';
    if (!scope) return undefined;
    const { onlyContainsUserCerts, onlyContainsCACerts, onlyContainsAttributeCerts } = scope;
    const kinds = [onlyContainsUserCerts, onlyContainsCACerts, onlyContainsAttributeCerts].filter(Boolean);
    if (kinds.length > 1) return 'issuingDistributionPoint has more than one scope';
    if (kinds.length === 0 && !scope.name) return 'issuingDistributionPoint says nothing';
    return scope.indirectCRL || scope.onlySomeReasons || onlyContainsAttributeCerts
      ? 'an indirect CRL, one of some reasons or one of attribute certificates is not issued here'
      : undefined;
  },
};
