import { der, oids } from '../../../../certs/asn1/index.ts';
import { profiles } from '../../../../certs/ca/index.ts';
import { signatureAlgorithms } from '../../../../certs/keys/index.ts';
import { testTime } from '../../../support/test-authority.ts';
import {
  set,
  drop,
  subject,
  name,
  uri,
  dns,
  policy,
  validity,
  profile,
  usage,
  names,
  access,
  accesses,
  caIssuers,
  issuerWith,
  mark,
  day,
  type Spoilt,
  withText,
} from './spoil.ts';

const unlimited = { cA: true, pathLenConstraint: undefined };

const point = (...parts: readonly Uint8Array[]) =>
  set(oids.cRLDistributionPoints, der.sequence(der.sequence(...parts)));
const fullName = (url: string) => der.explicit(0, der.explicit(0, uri(url)));
const ownPolicy = profiles['citizen-signature'].policies[0];
const year = (count: number) => testTime + count * 365 * day;

/** Broken rules of RFC 5280. */
export const spoiltByRfc5280: readonly Spoilt[] = [
  { rule: 'rfc5280.serial_number', what: 'zero', parts: (p) => ({ ...p, serial: der.integer(0) }) },
  {
    rule: 'rfc5280.serial_number',
    what: 'negative',
    parts: (p) => ({ ...p, serial: der.integer(-(2n ** 70n)) }),
  },
  {
    rule: 'rfc5280.serial_number',
    what: '21 octets',
    parts: (p) => ({ ...p, serial: der.integer(2n ** 160n) }),
  },
  {
    rule: 'rfc5280.signature_algorithm',
    what: 'another hash',
    parts: (p) => ({ ...p, algorithm: signatureAlgorithms['ecdsa-p384-sha384'].identifier }),
  },
  {
    rule: 'rfc5280.issuer_name',
    what: 'the same letters in another string type',
    context: issuerWith(({ subject }) => ({ subject: { ...subject, raw: name(['countryName', 'AZ']) } })),
  },
  {
    rule: 'rfc5280.validity_order',
    what: 'ends before it begins',
    parts: validity(testTime, testTime - 1000),
  },
  { rule: 'rfc5280.name_bounds', what: '65 letters', parts: subject(...withText('surname', 'Ə'.repeat(65))) },
  { rule: 'rfc5280.name_bounds', what: 'an empty surname', parts: subject(...withText('surname', '')) },
  {
    rule: 'rfc5280.name_encoding',
    what: 'a printable name',
    parts: subject(...withText('surname', 'Aliyeva', 0x13)),
  },
  {
    rule: 'rfc5280.name_encoding',
    what: 'the country in UTF-8',
    parts: subject(...withText('countryName', 'AZ', 0x0c)),
  },
  {
    rule: 'rfc5280.subject_key_identifier',
    what: 'of another key',
    parts: set(oids.subjectKeyIdentifier, der.octetString(new Uint8Array(20))),
  },
  { rule: 'rfc5280.subject_key_identifier', what: 'missing', parts: drop(oids.subjectKeyIdentifier) },
  {
    rule: 'rfc5280.authority_key_identifier',
    what: 'of another issuer',
    parts: set(
      oids.authorityKeyIdentifier,
      der.sequence(der.implicit(0, der.octetString(new Uint8Array(20)))),
    ),
  },
  { rule: 'rfc5280.authority_key_identifier', what: 'missing', parts: drop(oids.authorityKeyIdentifier) },
  { rule: 'rfc5280.key_usage', what: 'missing', parts: drop(oids.keyUsage) },
  {
    rule: 'rfc5280.key_usage_of_authority',
    what: 'keyCertSign in a system',
    of: 'agency-system',
    parts: usage(0, 5),
    context: profile({ keyUsage: ['digitalSignature', 'keyCertSign'] }),
  },
  {
    rule: 'rfc5280.basic_constraints',
    what: 'a citizen who is a CA',
    parts: set(oids.basicConstraints, der.sequence(der.boolean(true)), true),
    context: issuerWith(({ known }) => ({ known: { ...known, basicConstraints: unlimited } })),
  },
  {
    rule: 'rfc5280.path_length_of_authority',
    what: 'a length without a CA',
    parts: set(oids.basicConstraints, der.sequence(der.integer(0)), true),
  },
  {
    rule: 'rfc5280.path_length_of_issuer',
    what: 'a CA below a CA of length 0',
    of: 'issuing-persons',
    context: issuerWith(({ known }) => ({
      known: { ...known, basicConstraints: { cA: true, pathLenConstraint: 0 } },
    })),
  },
  {
    rule: 'rfc5280.issuer_is_authority',
    what: 'an issuer without keyCertSign',
    context: issuerWith(({ known }) => ({ known: { ...known, keyUsage: new Set([6]) } })),
  },
  {
    rule: 'rfc5280.criticality',
    what: 'keyUsage not critical',
    parts: mark(oids.keyUsage, new Uint8Array()),
  },
  {
    rule: 'rfc5280.criticality',
    what: 'policies critical',
    parts: mark(oids.certificatePolicies, der.boolean(true)),
  },
  { rule: 'rfc5280.distribution_points', what: 'ldap', parts: point(fullName('ldap://pki.acar.az/crl')) },
  {
    rule: 'rfc5280.distribution_points',
    what: 'for some reasons',
    parts: point(fullName('http://pki.acar.az/0.crl'), der.implicit(1, der.namedBits([1]))),
  },
  {
    rule: 'rfc5280.access_locations',
    what: 'an unknown method',
    parts: accesses(caIssuers, access('1.3.6.1.5.5.7.48.3', 'http://pki.acar.az')),
  },
  {
    rule: 'rfc5280.access_locations',
    what: 'https, which needs a certificate to be checked',
    parts: accesses(caIssuers, access(oids.accessOcsp, 'https://ocsp.acar.az')),
  },
  {
    rule: 'rfc5280.any_policy',
    what: 'in a citizen',
    parts: set(oids.certificatePolicies, der.sequence(policy(oids.anyPolicy))),
    context: profile({ policies: [oids.anyPolicy] }),
  },
  {
    rule: 'rfc5280.policy_qualifiers',
    what: 'a user notice',
    parts: set(
      oids.certificatePolicies,
      der.sequence(
        policy(ownPolicy, der.sequence(der.oid('1.3.6.1.5.5.7.2.2'), der.sequence())),
        policy(oids.qcpNaturalQscd),
      ),
    ),
  },
  ...['a_b.gov.az', '192.0.2.7', '*.gov.az', 'localnet', 'UPPER.gov.az', '-x.gov.az'].map(
    (host): Spoilt => ({
      rule: 'rfc5280.host_names',
      what: host,
      of: 'agency-system',
      parts: names(dns(host)),
    }),
  ),
  {
    rule: 'rfc5280.purposes_and_key_usage',
    what: 'serverAuth with nonRepudiation',
    of: 'agency-system',
    parts: usage(1),
    context: profile({ keyUsage: ['nonRepudiation'] }),
  },
  {
    rule: 'rfc5280.canonical_encoding',
    what: 'critical FALSE written out',
    parts: mark(oids.certificatePolicies, der.boolean(false)),
  },
  {
    rule: 'rfc5280.canonical_encoding',
    what: 'cA FALSE written out',
    parts: set(oids.basicConstraints, der.sequence(der.boolean(false)), true),
  },
  {
    rule: 'rfc5280.canonical_encoding',
    what: 'GeneralizedTime before 2050',
    parts: (p) => ({
      ...p,
      validity: der.sequence(der.generalizedTime(testTime), der.time(year(2))),
    }),
  },
  {
    rule: 'rfc5280.canonical_encoding',
    what: 'a unique identifier of the subject (RFC 5280 4.1.2.8)',
    parts: (p) => ({ ...p, uniqueIdentifier: der.implicit(2, der.bitString(Uint8Array.of(1))) }),
  },
];
