import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { der, oids } from '../../certs/asn1/index.ts';
import { type Certificate, type Crl, readCertificate, readCrl } from '../../certs/index.ts';
import { type Signer, signatureAlgorithms } from '../../certs/keys/index.ts';

/** A PKI in memory, written with our own DER: thousands of certificates in a second, also broken ones. */

export interface Entity {
  readonly key: KeyObject;
  readonly certificate: Certificate;
}

export interface Issue {
  readonly subject: string;
  /** The subject's DER where it is not a common name. */
  readonly subjectName?: Uint8Array;
  /** Its own when absent. */
  readonly issuer?: Entity;
  /** The issuer's name where it is not that of the issuer. */
  readonly issuerName?: string;
  /** A new one when absent. */
  readonly key?: KeyObject;
  /** A SubjectPublicKeyInfo in its place. */
  readonly publicKey?: Uint8Array;
  readonly serialNumber?: number | bigint;
  readonly extensions?: readonly Uint8Array[];
  readonly notBefore?: number;
  readonly notAfter?: number;
}

const epoch = Date.UTC(2026, 0, 1);
export const day = 86_400_000;
/** When everything made here is valid. */
export const now = epoch + 10 * day;

let lastSerial = 0;

export function newKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

export function nameOf(text: string): Uint8Array {
  return der.sequence(
    ...(text === '' ? [] : [der.setOf(der.sequence(der.oid('2.5.4.3'), der.utf8String(text)))]),
  );
}

export function extension(oid: string, value: Uint8Array, isCritical = false): Uint8Array {
  return der.sequence(der.oid(oid), ...(isCritical ? [der.boolean(true)] : []), der.octetString(value));
}

const caExtensions: readonly Uint8Array[] = [
  extension(oids.basicConstraints, der.sequence(der.boolean(true)), true),
  extension(oids.keyUsage, der.namedBits([5, 6]), true),
];

export const ocspExtensions: readonly Uint8Array[] = [
  extension(oids.extKeyUsage, der.sequence(der.oid(oids.ocspSigning)), true),
  extension(oids.ocspNoCheck, der.nullValue()),
];

const { identifier } = signatureAlgorithms['ecdsa-p256-sha256'];

export function issue(options: Issue): Entity {
  const { subject, issuer, issuerName, extensions = [] } = options;
  const key = options.key ?? newKey();
  lastSerial += 1;
  const tbs = der.sequence(
    der.explicit(0, der.integer(2)),
    der.integer(options.serialNumber ?? lastSerial),
    identifier,
    issuer && issuerName === undefined ? issuer.certificate.subject.raw : nameOf(issuerName ?? subject),
    der.sequence(der.time(options.notBefore ?? epoch), der.time(options.notAfter ?? epoch + 365 * day)),
    options.subjectName ?? nameOf(subject),
    options.publicKey ?? spkiOf(key),
    ...(extensions.length > 0 ? [der.explicit(3, der.sequence(...extensions))] : []),
  );
  const read = readCertificate(signed(tbs, issuer?.key ?? key));
  if (read.kind !== 'read') throw new Error(read.message);
  return { key, certificate: read.value };
}

export const issueCa = (options: Issue): Entity =>
  issue({ ...options, extensions: [...caExtensions, ...(options.extensions ?? [])] });

function spkiOf(key: KeyObject): Uint8Array {
  return createPublicKey(key).export({ type: 'spki', format: 'der' });
}

/** A signed structure: what is signed, the algorithm, the value, and what may follow. */
export function signed(tbs: Uint8Array, key: KeyObject, ...after: readonly Uint8Array[]): Uint8Array {
  return der.sequence(tbs, identifier, der.bitString(sign('sha256', tbs, key)), ...after);
}

export interface IssueCrl {
  readonly issuer: Entity;
  /** Left out when null. */
  readonly number: number | null;
  readonly isNumberCritical?: boolean;
  readonly base?: number;
  readonly revoked?: readonly { readonly serialNumber: number | bigint; readonly reason?: number }[];
  readonly thisUpdate?: number;
  readonly nextUpdate?: number;
  readonly extensions?: readonly Uint8Array[];
}

export function issueCrl(options: IssueCrl): Crl {
  const { issuer, number, base, revoked = [], extensions = [] } = options;
  const entries = revoked.map(({ serialNumber, reason }) =>
    der.sequence(
      der.integer(serialNumber),
      der.time(epoch),
      ...(reason === undefined ? [] : [der.sequence(extension(oids.cRLReasons, der.enumerated(reason)))]),
    ),
  );
  const all = [
    ...(number === null ? [] : [extension(oids.cRLNumber, der.integer(number), options.isNumberCritical)]),
    ...(base === undefined ? [] : [extension(oids.deltaCRLIndicator, der.integer(base), true)]),
    ...extensions,
  ];
  const tbs = der.sequence(
    der.integer(1),
    identifier,
    issuer.certificate.subject.raw,
    der.time(options.thisUpdate ?? now - day),
    der.time(options.nextUpdate ?? now + day),
    ...(entries.length > 0 ? [der.sequence(Buffer.concat(entries))] : []),
    ...(all.length > 0 ? [der.explicit(0, der.sequence(...all))] : []),
  );
  const read = readCrl(signed(tbs, issuer.key));
  if (read.kind !== 'read') throw new Error(read.message);
  return read.value;
}

/** The seam of the service's keys over a key in memory. */
export function signerOf({ key, certificate }: Entity): Signer {
  return {
    algorithm: signatureAlgorithms['ecdsa-p256-sha256'],
    publicKey: certificate.spki,
    sign: async (message) => sign('sha256', message, key),
  };
}
