import { der, oids } from '../../../../certs/asn1/index.ts';
import { testTime } from '../../../support/test-authority.ts';
import { set, drop, validity, profile, purposes, mark, day, type Spoilt } from './spoil.ts';

/** Broken rules of responders and time-stamping units. */
export const spoiltByServices: readonly Spoilt[] = [
  { rule: 'rfc6960.no_check', what: 'missing', of: 'ocsp-responder', parts: drop(oids.ocspNoCheck) },
  { rule: 'rfc6960.no_check', what: 'in a citizen', parts: set(oids.ocspNoCheck, der.nullValue()) },
  {
    rule: 'rfc6960.responder_lifetime',
    what: '40 days',
    of: 'ocsp-responder',
    parts: validity(testTime, testTime + 40 * day),
    context: profile({ longestTerm: { years: 1 } }),
  },
  {
    rule: 'rfc6960.responder_alone',
    what: 'with clientAuth',
    of: 'ocsp-responder',
    parts: purposes(oids.ocspSigning, oids.clientAuth),
    context: profile({ extKeyUsage: { purposes: [oids.ocspSigning, oids.clientAuth], isCritical: false } }),
  },
  {
    rule: 'rfc3161.time_stamping_purpose',
    what: 'not critical',
    of: 'time-stamping',
    parts: mark(oids.extKeyUsage, new Uint8Array()),
    context: profile({ extKeyUsage: { purposes: [oids.timeStamping], isCritical: false } }),
  },
];
