import { der, oids } from '../../asn1/index.ts';
import type { SignatureAlgorithm } from '../../keys/index.ts';
import type { OcspRule } from './subject.ts';

export const algorithmFitsKey: OcspRule = {
  id: 'rfc6960.algorithm_fits_key',
  clause: 'RFC 6960 4.2.2.2, RFC 5280 4.1.1.2',
  severity: 'error',
  check({ algorithm, responder }) {
    const { oid, parameters } = responder.keyAlgorithm;
    if (!keyTypes[algorithm.key].includes(oid)) return 'the algorithm is not for keys of this type';
    const curve = algorithm.curve && curves[algorithm.curve];
    return !curve || (parameters && Buffer.compare(curve, parameters) === 0)
      ? undefined
      : 'the algorithm is for another curve';
  },
};

const keyTypes: Readonly<Record<SignatureAlgorithm['key'], readonly string[]>> = {
  ec: [oids.ecPublicKey],
  rsa: [oids.rsaEncryption, oids.rsassaPss],
  ed25519: [oids.ed25519],
};

const curves = { prime256v1: der.oid(oids.prime256v1), secp384r1: der.oid(oids.secp384r1) };
