import { oids } from '../../asn1/index.ts';

/**
 * The arc of our own policies. PLACEHOLDER: 32473 is the private enterprise number that RFC 5612 reserves for
 * documentation. The operator of the national centre puts its own number here before the first ceremony.
 */
const placeholderArc = '1.3.6.1.4.1.32473.1';

/** Certificate policies: ours, and those of ETSI EN 319 411-1 and -2 that they keep. */
export const policies = {
  cardSignature: `${placeholderArc}.1.1`,
  cardAuthentication: `${placeholderArc}.1.2`,
  mobileSignature: `${placeholderArc}.2.1`,
  mobileAuthentication: `${placeholderArc}.2.2`,
  organisationSeal: `${placeholderArc}.3.1`,
  agencySystem: `${placeholderArc}.4.1`,
  timeStamping: `${placeholderArc}.5.1`,
  any: oids.anyPolicy,
  ncp: oids.ncp,
  ncpPlus: oids.ncpPlus,
  qcpNatural: oids.qcpNatural,
  qcpNaturalQscd: oids.qcpNaturalQscd,
  qcpLegalQscd: oids.qcpLegalQscd,
} as const;
