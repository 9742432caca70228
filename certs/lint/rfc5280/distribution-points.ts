import { type FrameRule, isUri } from '../certificate-draft.ts';

export const distributionPoints: FrameRule = {
  id: 'rfc5280.distribution_points',
  clause: 'RFC 5280 4.2.1.13',
  severity: 'error',
  judges: 'frame',
  check({ certificate }) {
    for (const point of certificate.known.cRLDistributionPoints ?? []) {
      if (point.reasons || point.cRLIssuer)
        return 'a distribution point for some reasons, or of another issuer';
      if (point.name?.kind !== 'fullName' || !point.name.names.every((name) => isUri(name, ['http'])))
        return 'a distribution point is no http URI';
    }
    return undefined;
  },
};
