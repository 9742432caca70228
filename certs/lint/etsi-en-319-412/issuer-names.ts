import { oids } from '../../asn1/index.ts';
import type { FrameRule } from '../certificate-draft.ts';

const required = [oids.countryName, oids.organizationName, oids.commonName];

export const issuerNames: FrameRule = {
  id: 'etsi.issuer_names',
  clause: 'EN 319 412-2 4.2.3.1',
  severity: 'error',
  judges: 'frame',
  check({ certificate }) {
    const { attributes } = certificate.issuer;
    const isFit = required.every((type) => attributes.filter((one) => one.type === type).length === 1);
    return isFit ? undefined : 'the issuer has not exactly one country, organizationName and common name';
  },
};
