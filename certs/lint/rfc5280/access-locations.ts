import { oids } from '../../asn1/index.ts';
import { type FrameRule, isUri } from '../certificate-draft.ts';

const methods: ReadonlySet<string> = new Set([oids.accessOcsp, oids.accessCaIssuers]);

export const accessLocations: FrameRule = {
  id: 'rfc5280.access_locations',
  clause: 'RFC 5280 4.2.2.1',
  severity: 'error',
  judges: 'frame',
  check({ access }) {
    const isFit = access.every(({ method, location }) => methods.has(method) && isUri(location, ['http']));
    return isFit
      ? undefined
      : 'authorityInfoAccess has a method that is unknown or a location that is no http URI';
  },
};
