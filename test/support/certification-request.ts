import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { der, oids } from '../../certs/asn1/index.ts';

export interface TestRequest {
  readonly privateKey: KeyObject;
  /** PKCS#10 in DER. */
  readonly request: Uint8Array;
}

/** Whose certificate it is, where a test does not care. */
export const sampleCitizen = {
  kind: 'citizen',
  givenName: 'Əli',
  surname: 'Nümunəyev',
  identifier: { scheme: 'PNO', number: '5ARPXN9' },
} as const;

/** A P-256 key and a request with its proof of possession (RFC 2986); host names go into its extension request. */
export function makeRequest(hostNames: readonly string[] = []): TestRequest {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const names = der.sequence(...hostNames.map((name) => der.implicit(2, der.ia5String(name))));
  const extension = der.sequence(der.oid(oids.subjectAltName), der.octetString(names));
  const attribute = der.sequence(der.oid(oids.extensionRequest), der.setOf(der.sequence(extension)));
  const info = der.sequence(
    der.integer(0),
    der.sequence(),
    publicKey.export({ type: 'spki', format: 'der' }),
    der.encode(0xa0, ...(hostNames.length > 0 ? [attribute] : [])),
  );
  const algorithm = der.sequence(der.oid(oids.ecdsaWithSHA256));
  return {
    privateKey,
    request: der.sequence(info, algorithm, der.bitString(sign('sha256', info, privateKey))),
  };
}
