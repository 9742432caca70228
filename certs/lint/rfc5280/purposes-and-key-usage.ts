import { oids } from '../../asn1/index.ts';
import { keyUsageBits } from '../certificate-profile.ts';
import type { FrameRule } from '../certificate-draft.ts';

const { digitalSignature, nonRepudiation, keyEncipherment, keyAgreement } = keyUsageBits;
const fitting: ReadonlyMap<string, readonly number[]> = new Map([
  [oids.serverAuth, [digitalSignature, keyEncipherment, keyAgreement]],
  [oids.clientAuth, [digitalSignature, keyAgreement]],
  [oids.timeStamping, [digitalSignature, nonRepudiation]],
  [oids.ocspSigning, [digitalSignature, nonRepudiation]],
]);

export const purposesAndKeyUsage: FrameRule = {
  id: 'rfc5280.purposes_and_key_usage',
  clause: 'RFC 5280 4.2.1.12',
  severity: 'error',
  judges: 'frame',
  check({ certificate }) {
    const { extKeyUsage = [], keyUsage } = certificate.known;
    const wrong = extKeyUsage.find(
      (purpose) => !fitting.get(purpose)?.some((bit) => keyUsage?.has(bit) ?? true),
    );
    return wrong && `no key usage fits the purpose ${wrong}`;
  },
};
