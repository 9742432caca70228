import { der, oids } from '../../../../certs/asn1/index.ts';
import { profiles } from '../../../../certs/ca/index.ts';
import { testSigner, testTime } from '../../../support/test-authority.ts';
import {
  set,
  drop,
  subject,
  dns,
  policy,
  validity,
  profile,
  usage,
  purposes,
  names,
  issuerWith,
  mark,
  flatName,
  day,
  type Spoilt,
  person,
  withText,
} from './spoil.ts';

const ownPolicy = profiles['citizen-signature'].policies[0];
const year = (count: number) => testTime + count * 365 * day;

/** Broken rules of our own. */
export const spoiltByAcar: readonly Spoilt[] = [
  { rule: 'acar.serial_entropy', what: '64 bits', parts: (p) => ({ ...p, serial: der.integer(2n ** 63n) }) },
  {
    rule: 'acar.signing_key',
    what: 'another key',
    context: (context) => ({ ...context, key: { ...context.key, publicKey: testSigner().publicKey } }),
  },
  { rule: 'acar.self_signature', what: 'a root with an issuer', context: profile({ isSelfSigned: true }) },
  {
    rule: 'acar.new_key',
    what: 'the issuer’s key',
    of: 'issuing-phones',
    context: (context, certificate) => ({
      ...issuerWith(() => ({ spki: certificate.spki }))(context, certificate),
      key: { ...context.key, publicKey: certificate.spki },
    }),
  },
  {
    rule: 'acar.public_key',
    what: 'P-256 where only P-384 is allowed',
    context: profile({ publicKeys: ['p384'] }),
  },
  { rule: 'acar.term', what: 'three years and a day', parts: validity(testTime, year(3) + 3 * day) },
  {
    rule: 'acar.nested_validity',
    what: 'longer than the issuer',
    context: issuerWith(() => ({ notAfter: testTime + day })),
  },
  {
    rule: 'acar.timely_validity',
    what: 'backdated by a week',
    context: (context) => ({ ...context, time: testTime + 7 * day }),
  },
  { rule: 'acar.country', what: 'TR', parts: subject(...withText('countryName', 'TR')) },
  {
    rule: 'acar.single_valued_names',
    what: 'all in one',
    parts: (p) => ({ ...p, subject: flatName(...person) }),
  },
  ...['Аygün', 'Aygün ', 'Ay  gün', 'Aygu\u0308n', 'Aygün7', 'Ay\u200bgün'].map(
    (text): Spoilt => ({
      rule: 'acar.name_text',
      what: JSON.stringify(text),
      parts: subject(...withText('givenName', text)),
    }),
  ),
  {
    rule: 'acar.known_attributes',
    what: 'an e-mail address',
    parts: subject(...person, ['emailAddress', 'a-b.az']),
  },
  {
    rule: 'acar.known_extensions',
    what: 'a stranger',
    parts: set('1.3.6.1.4.1.11129.2.4.2', der.nullValue()),
  },
  { rule: 'acar.key_usage', what: 'digitalSignature too', parts: usage(0, 1) },
  {
    rule: 'acar.purposes',
    what: 'serverAuth left out',
    of: 'agency-system',
    parts: purposes(oids.clientAuth),
  },
  {
    rule: 'acar.purposes',
    what: 'critical',
    of: 'agency-system',
    parts: mark(oids.extKeyUsage, der.boolean(true)),
  },
  {
    rule: 'acar.path_length',
    what: 'unlimited',
    of: 'issuing-persons',
    parts: set(oids.basicConstraints, der.sequence(der.boolean(true))),
  },
  {
    rule: 'acar.policies',
    what: 'one left out',
    parts: set(oids.certificatePolicies, der.sequence(policy(ownPolicy))),
  },
  { rule: 'acar.issuer_addresses', what: 'no CRL', parts: drop(oids.cRLDistributionPoints) },
  { rule: 'acar.alternative_names', what: 'none', of: 'agency-system', parts: drop(oids.subjectAltName) },
  {
    rule: 'acar.alternative_names',
    what: 'a mailbox',
    of: 'agency-system',
    parts: names(dns('x.gov.az'), der.implicit(1, der.ia5String('a@x.gov.az'))),
  },
  {
    rule: 'acar.host_names_once',
    what: 'twice',
    of: 'agency-system',
    parts: names(dns('x.gov.az'), dns('x.gov.az')),
  },
  { rule: 'acar.reserved_host_names', what: '.local', of: 'agency-system', parts: names(dns('x.local')) },
];
