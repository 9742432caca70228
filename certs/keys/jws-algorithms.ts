import { der } from '../asn1/index.ts';
import { type Curve, curves, keyKinds, type SignatureScheme, signatureSchemes } from './algorithms.ts';

/** How a JWS is signed (RFC 7518 3.1): the scheme, and with ECDSA the one curve that goes with it. */
export interface JwsAlgorithm {
  readonly name: string;
  readonly scheme: SignatureScheme & { readonly hash: 'sha256' | 'sha384' | 'sha512' };
  readonly curve?: Curve;
}

/** Every algorithm that a JWS or a Web eID token may name. */
const algorithms: readonly JwsAlgorithm[] = [
  { name: 'ES256', scheme: signatureSchemes['ecdsa-sha256'], curve: curves.prime256v1 },
  { name: 'ES384', scheme: signatureSchemes['ecdsa-sha384'], curve: curves.secp384r1 },
  { name: 'ES512', scheme: signatureSchemes['ecdsa-sha512'], curve: curves.secp521r1 },
  { name: 'PS256', scheme: signatureSchemes['rsa-pss-sha256'] },
  { name: 'PS384', scheme: signatureSchemes['rsa-pss-sha384'] },
  { name: 'PS512', scheme: signatureSchemes['rsa-pss-sha512'] },
  { name: 'RS256', scheme: signatureSchemes['rsa-pkcs1-sha256'] },
  { name: 'RS384', scheme: signatureSchemes['rsa-pkcs1-sha384'] },
  { name: 'RS512', scheme: signatureSchemes['rsa-pkcs1-sha512'] },
];

const byName: ReadonlyMap<string, JwsAlgorithm> = new Map(algorithms.map((one) => [one.name, one]));

export function jwsAlgorithm(name: string): JwsAlgorithm | undefined {
  return byName.get(name);
}

/** The algorithm that says how a key signs by a scheme; undefined where JWS has none for the two. */
export function jwsAlgorithmOf(scheme: SignatureScheme, key: KeyOfCertificate): JwsAlgorithm | undefined {
  return algorithms.find((one) => one.scheme === scheme && fitsKey(one, key));
}

export interface KeyOfCertificate {
  readonly keyAlgorithm: { readonly oid: string; readonly parameters: Uint8Array | undefined };
}

/** Whether the certificate's key is of the kind, and on the curve, that the algorithm means (RFC 7518 3.4). */
export function fitsKey({ scheme, curve }: JwsAlgorithm, { keyAlgorithm }: KeyOfCertificate): boolean {
  if (keyKinds[keyAlgorithm.oid] !== scheme.key) return false;
  return curve === undefined || Buffer.compare(identifierOf(curve), keyAlgorithm.parameters ?? nothing) === 0;
}

const identifiers = new Map<string, Uint8Array>(
  Object.values(curves).map((curve) => [curve.oid, der.oid(curve.oid)]),
);

/** Written once: every signature that is read asks for it. */
function identifierOf({ oid }: Curve): Uint8Array {
  return identifiers.get(oid) ?? der.oid(oid);
}

const nothing = new Uint8Array();
