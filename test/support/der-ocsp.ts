import { type KeyObject } from 'node:crypto';
import { der, oids } from '../../certs/asn1/index.ts';
import { type OcspResponse, readOcspResponse } from '../../certs/index.ts';
import { certIdsOf } from '../../certs/ocsp/index.ts';
import { type CertIdHash } from '../../certs/validation/index.ts';
import { day, type Entity, nameOf, now, signed } from './der-pki.ts';

/** One answer, whole or with what should not be. */
export interface MadeAnswer {
  readonly issuer: Entity;
  readonly about: Entity;
  readonly signer?: Entity;
  readonly key?: KeyObject;
  readonly status?: Uint8Array;
  readonly hash?: CertIdHash;
  readonly thisUpdate?: number;
  readonly nextUpdate?: number | null;
  readonly extensions?: readonly Uint8Array[];
  readonly singleExtensions?: readonly Uint8Array[];
  /** The signer's, unless it is the issuer. */
  readonly certificates?: readonly Entity[];
  readonly responderName?: string;
}

export const good = Uint8Array.of(0x80, 0);
export const unknown = Uint8Array.of(0x82, 0);
export const revoked = (reason?: number): Uint8Array =>
  der.encode(
    0xa1,
    der.generalizedTime(now - 2 * day),
    ...(reason === undefined ? [] : [der.explicit(0, der.enumerated(reason))]),
  );

const list = (number: number, extensions: readonly Uint8Array[] = []) =>
  extensions.length > 0 ? [der.explicit(number, der.sequence(...extensions))] : [];

/** The DER of an OCSP answer that any key signs. */
export function makeOcsp(options: MadeAnswer): Uint8Array {
  const { issuer, about, signer = issuer, thisUpdate = now - 1000, nextUpdate = now + day } = options;
  const certId = certIdsOf(issuer.certificate, options.hash ?? 'sha1')(about.certificate.serialNumber);
  const single = der.sequence(
    certId,
    options.status ?? good,
    der.generalizedTime(thisUpdate),
    ...(nextUpdate === null ? [] : [der.explicit(0, der.generalizedTime(nextUpdate))]),
    ...list(1, options.singleExtensions),
  );
  const name =
    options.responderName === undefined ? signer.certificate.subject.raw : nameOf(options.responderName);
  const data = der.sequence(
    der.explicit(1, name),
    der.generalizedTime(thisUpdate),
    der.sequence(single),
    ...list(1, options.extensions),
  );
  const certificates = options.certificates ?? (signer === issuer ? [] : [signer]);
  const sent =
    certificates.length > 0
      ? [der.explicit(0, der.sequence(...certificates.map(({ certificate }) => certificate.raw)))]
      : [];
  return wrap(signed(data, options.key ?? signer.key, ...sent));
}

/** A basic response inside a successful answer. */
export function wrap(basic: Uint8Array): Uint8Array {
  const bytes = der.sequence(der.oid(oids.ocspBasic), der.octetString(basic));
  return der.sequence(der.enumerated(0), der.explicit(0, bytes));
}

export function readOcsp(bytes: Uint8Array): OcspResponse {
  const read = readOcspResponse(bytes);
  if (read.kind !== 'read') throw new Error(`${read.code}: ${read.message}`);
  return read.value;
}
