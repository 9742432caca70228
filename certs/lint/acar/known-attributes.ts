import { oids } from '../../asn1/index.ts';
import type { CertificateProfile } from '../certificate-profile.ts';
import type { DraftRule } from '../certificate-draft.ts';

const organisation = [oids.countryName, oids.organizationName, oids.organizationIdentifier, oids.commonName];
const person = [
  ...organisation,
  oids.organizationalUnitName,
  oids.title,
  oids.serialNumber,
  oids.surname,
  oids.givenName,
  oids.pseudonym,
];
const attributes: Readonly<Record<CertificateProfile['family'], ReadonlySet<string>>> = {
  authority: new Set(organisation),
  'natural-person': new Set(person),
  'legal-person': new Set(organisation),
  system: new Set(organisation),
  service: new Set(organisation),
};

export const knownAttributes: DraftRule = {
  id: 'acar.known_attributes',
  clause: 'Açar CP: attributes of the family of the profile',
  severity: 'error',
  check({ certificate, profile }) {
    const allowed = attributes[profile.family];
    const wrong = certificate.subject.attributes.find(({ type }) => !allowed.has(type));
    return wrong && `attribute ${wrong.type} is not for ${profile.id}`;
  },
};
