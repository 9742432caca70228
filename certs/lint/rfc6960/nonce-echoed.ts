import { der, oids } from '../../asn1/index.ts';
import type { OcspRule } from './subject.ts';

export const nonceEchoed: OcspRule = {
  id: 'rfc6960.nonce_echoed',
  clause: 'RFC 6960 4.4.1, RFC 9654 2.1',
  severity: 'error',
  check({ data, nonce }) {
    const echoed = data.extensions.find(({ oid }) => oid === oids.ocspNonce);
    if (!nonce) return echoed && 'the answer has a nonce that nobody sent';
    if (!echoed) return 'the nonce of the request is missing';
    return Buffer.compare(echoed.value, der.octetString(nonce)) === 0
      ? undefined
      : 'the nonce is not that of the request';
  },
};
