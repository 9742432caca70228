import { constants, hash, type KeyObject, sign, type SigningOptions } from 'node:crypto';
import { der, oids } from '../../certs/asn1/index.ts';
import { type Entity, extension, issue, type Issue } from './der-pki.ts';

/** A card in software: what the card agent and the Web eID extension send, also what they never would. */
export interface Signing {
  readonly key: KeyObject;
  /** DER. */
  readonly certificate: Uint8Array;
  readonly origin: string;
  readonly nonce: string;
  readonly algorithm?: string;
  /** What is hashed and signed in the place of that. */
  readonly signedOrigin?: string;
  readonly signedNonce?: string | Buffer;
}

const pss = (saltLength: number): SigningOptions => ({
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength,
});
const raw: SigningOptions = { dsaEncoding: 'ieee-p1363' };

const ways: Readonly<Record<string, readonly [string, SigningOptions]>> = {
  ES256: ['sha256', raw],
  ES384: ['sha384', raw],
  ES512: ['sha512', raw],
  PS256: ['sha256', pss(32)],
  PS384: ['sha384', pss(48)],
  PS512: ['sha512', pss(64)],
  RS256: ['sha256', {}],
  RS384: ['sha384', {}],
  RS512: ['sha512', {}],
};

export interface TokenMembers {
  readonly unverifiedCertificate: string;
  readonly algorithm: string;
  readonly signature: string;
  readonly format: string;
  readonly appVersion: string;
}

/** The members of a token (Web eID 1.0) that this key signs. */
export function signToken(signing: Signing): TokenMembers {
  const { key, certificate, origin, nonce, algorithm = 'ES256' } = signing;
  const [digest, options] = ways[algorithm] ?? ['sha256', raw];
  const parts = [signing.signedOrigin ?? origin, signing.signedNonce ?? nonce];
  const message = Buffer.concat(parts.map((part) => hash(digest, part, 'buffer')));
  return {
    unverifiedCertificate: Buffer.from(certificate).toString('base64'),
    algorithm,
    signature: sign(digest, message, { key, ...options }).toString('base64'),
    format: 'web-eid:1.0',
    appVersion: 'acar-card-agent/0.1.0',
  };
}

/** The subject of a citizen's certificate (EN 319 412-2 4.2.4). */
export function citizenName(fields: Readonly<Record<string, string>> = {}): Uint8Array {
  const all = { serialNumber: 'PNOAZ-5ARPXN9', surname: 'Nümunəyev', givenName: 'Əli', ...fields };
  const types: Readonly<Record<string, string>> = oids;
  return der.sequence(
    ...Object.entries(all).map(([name, text]) =>
      der.setOf(der.sequence(der.oid(types[name] ?? name), der.utf8String(text))),
    ),
  );
}

const purposes = (...list: readonly string[]) =>
  extension(oids.extKeyUsage, der.sequence(...list.map((oid) => der.oid(oid))));
const usage = (...bits: readonly number[]) => extension(oids.keyUsage, der.namedBits(bits), true);
const under = (...list: readonly string[]) =>
  extension(oids.certificatePolicies, der.sequence(...list.map((oid) => der.sequence(der.oid(oid)))));

export interface CardCertificate extends Partial<Issue> {
  /** Bits of KeyUsage; null = no such extension. */
  readonly keyUsage?: readonly number[] | null;
  readonly extKeyUsage?: readonly string[] | null;
  readonly policies?: readonly string[];
}

/** A certificate for sign-in with the card, or one with what such a certificate must not have. */
export function issueForCard(issuer: Entity, changes: CardCertificate = {}): Entity {
  const {
    keyUsage = [0],
    extKeyUsage = [oids.clientAuth],
    policies = [],
    extensions = [],
    ...rest
  } = changes;
  return issue({
    subject: 'card',
    issuer,
    subjectName: citizenName(),
    ...rest,
    extensions: [
      ...(keyUsage ? [usage(...keyUsage)] : []),
      ...(extKeyUsage ? [purposes(...extKeyUsage)] : []),
      ...(policies.length > 0 ? [under(...policies)] : []),
      ...extensions,
    ],
  });
}
