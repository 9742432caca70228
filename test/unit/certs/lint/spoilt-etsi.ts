import { der, oids } from '../../../../certs/asn1/index.ts';
import type { Certificate } from '../../../../certs/index.ts';
import {
  set,
  drop,
  subject,
  name,
  statement,
  profile,
  person,
  without,
  usage,
  access,
  accesses,
  issuerWith,
  mark,
  type Spoilt,
  type Attribute,
  type Spoil,
  withText,
} from './spoil.ts';

const organisation: readonly Attribute[] = [
  ['countryName', 'AZ'],
  ['organizationName', 'Şura'],
  ['organizationIdentifier', 'VATAZ-1400057421'],
  ['commonName', 'Möhür'],
];
const qualified = [
  statement(oids.qcSyntaxV2, der.sequence(der.oid(oids.naturalPersonSemantics))),
  statement(oids.qcCompliance),
  statement(oids.qcLegislation, der.sequence(der.printableString('AZ'))),
  statement(oids.qcSscd),
  statement(oids.qcType, der.sequence(der.oid(oids.qcTypeEsign))),
  statement(oids.qcPds, der.sequence(location('https://pki.acar.az/pds.pdf', 'en'))),
] as const;

function location(url: string, language: string): Uint8Array {
  return der.sequence(der.ia5String(url), der.printableString(language));
}

const statements = (...list: readonly Uint8Array[]) => set(oids.qcStatements, der.sequence(...list));
const replaced = (index: number, ...by: readonly Uint8Array[]) =>
  statements(...qualified.slice(0, index), ...by, ...qualified.slice(index + 1));

/** Both the name inside and the name of the issuer's certificate, so that they still agree. */
const issuerNamed = (raw: Uint8Array, attributes: Certificate['subject']['attributes']) => ({
  parts: ((parts) => ({ ...parts, issuer: raw })) satisfies Spoil,
  context: issuerWith(({ subject }) => ({ subject: { ...subject, raw, attributes } })),
});

/** Broken rules of EN 319 412. */
export const spoiltByEtsi: readonly Spoilt[] = [
  {
    rule: 'etsi.natural_person_identifier',
    what: 'a FIN with the letter O',
    parts: subject(...withText('serialNumber', 'PNOAZ-5ZKOA7B')),
  },
  {
    rule: 'etsi.natural_person_identifier',
    what: 'of another country',
    parts: subject(...withText('serialNumber', 'PNOEE-5ZK1A7B')),
  },
  {
    rule: 'etsi.legal_person_identifier',
    what: 'a VOEN of nine digits',
    of: 'organisation-seal',
    parts: subject(
      ...organisation.map((one) =>
        one[0] === 'organizationIdentifier' ? ([one[0], 'VATAZ-140005742'] as const) : one,
      ),
    ),
  },
  {
    rule: 'etsi.semantics',
    what: 'of a legal person in a citizen',
    parts: replaced(0, statement(oids.qcSyntaxV2, der.sequence(der.oid(oids.legalPersonSemantics)))),
  },
  {
    rule: 'etsi.natural_person_names',
    what: 'names and a pseudonym',
    parts: subject(...person, ['pseudonym', 'Nizami']),
  },
  { rule: 'etsi.natural_person_names', what: 'no common name', parts: subject(...without('commonName')) },
  { rule: 'etsi.natural_person_number', what: 'no serialNumber', parts: subject(...without('serialNumber')) },
  {
    rule: 'etsi.legal_person_names',
    what: 'no organizationName',
    of: 'organisation-seal',
    parts: subject(...organisation.filter(([type]) => type !== 'organizationName')),
  },
  {
    rule: 'etsi.organisation_identifier_differs',
    what: 'the identifier as the name',
    of: 'organisation-seal',
    parts: subject(
      ['countryName', 'AZ'],
      ['organizationName', 'VATAZ-1400057421'],
      ['organizationIdentifier', 'VATAZ-1400057421'],
      ['commonName', 'Möhür'],
    ),
  },
  {
    rule: 'etsi.attributes_once',
    what: 'two common names',
    parts: subject(...person, ['commonName', 'Aygün']),
  },
  {
    rule: 'etsi.issuer_names',
    what: 'an issuer without organizationName',
    ...issuerNamed(name(['countryName', 'AZ'], ['commonName', 'CA']), []),
  },
  {
    rule: 'etsi.key_usage_type',
    what: 'dataEncipherment',
    parts: usage(1, 3),
    context: profile({ keyUsage: ['nonRepudiation', 'dataEncipherment'] }),
  },
  {
    rule: 'etsi.key_usage_of_signatures',
    what: 'digitalSignature alone',
    parts: usage(0),
    context: profile({ keyUsage: ['digitalSignature'] }),
  },
  {
    rule: 'etsi.policies',
    what: 'missing',
    parts: drop(oids.certificatePolicies),
    context: profile({ policies: [] }),
  },
  {
    rule: 'etsi.access',
    what: 'OCSP alone',
    parts: accesses(access(oids.accessOcsp, 'http://ocsp.acar.az')),
  },
  {
    rule: 'etsi.forbidden_extensions',
    what: 'inhibitAnyPolicy',
    parts: set(oids.inhibitAnyPolicy, der.integer(0), true),
  },
  {
    rule: 'etsi.statements_criticality',
    what: 'critical',
    parts: mark(oids.qcStatements, der.boolean(true)),
  },
  {
    rule: 'etsi.statements_known',
    what: 'a limit of value',
    parts: statements(...qualified, statement('0.4.0.1862.1.2')),
  },
  { rule: 'etsi.qualified_compliance', what: 'missing', parts: replaced(1) },
  {
    rule: 'etsi.qualified_compliance',
    what: 'for sign-in',
    of: 'citizen-authentication',
    parts: statements(qualified[0], qualified[1]),
  },
  { rule: 'etsi.legislation', what: 'missing: qualified in the Union', parts: replaced(2) },
  {
    rule: 'etsi.legislation',
    what: 'two countries',
    parts: replaced(
      2,
      statement(oids.qcLegislation, der.sequence(der.printableString('AZ'), der.printableString('TR'))),
    ),
  },
  {
    rule: 'etsi.signature_device',
    what: 'a phone',
    of: 'mobile-signature',
    parts: statements(...qualified),
  },
  {
    rule: 'etsi.qualified_type',
    what: 'a seal',
    parts: replaced(4, statement(oids.qcType, der.sequence(der.oid(oids.qcTypeEseal)))),
  },
  {
    rule: 'etsi.disclosure',
    what: 'http',
    parts: replaced(5, statement(oids.qcPds, der.sequence(location('http://pki.acar.az/pds.pdf', 'en')))),
  },
  {
    rule: 'etsi.disclosure',
    what: 'not in English',
    parts: replaced(5, statement(oids.qcPds, der.sequence(location('https://pki.acar.az/pds.pdf', 'az')))),
  },
  {
    rule: 'etsi.policy_and_statements',
    what: 'QCP-n-qscd without QcSSCD',
    parts: replaced(3),
    context: profile({ qualified: { type: 'esign', hasSscd: false } }),
  },
];
