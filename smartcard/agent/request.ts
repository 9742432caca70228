import { compactVerify, decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import { type CardAlgorithm, cardAlgorithms } from '../drivers/card.ts';
import { algorithmFacts } from '../drivers/index.ts';
import type { Issuer } from './config.ts';
import { Refusal } from './errors.ts';
import type { IssuerKeys } from './issuer-keys.ts';
import { languages } from './language.ts';

/** Characters; more documents need more room. */
export const maxRequestLength = { authenticate: 4096, certificate: 4096, sign: 65_536 } as const;
const maxDocuments = 10;
/** Of one document, and of all together: what a person may be asked to read through. */
const maxFiles = { ofOne: 20, inAll: 40 } as const;
const maxLifeSeconds = 300;
/** Clocks of home computers are seldom exact. */
const skewSeconds = 60;

/** PROTOCOL.md 1. */
const commonClaims = {
  iss: z.string(),
  aud: z.literal('acar-card-agent'),
  iat: z.int().nonnegative(),
  exp: z.int().nonnegative(),
  jti: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  return_to: z.string().max(2000),
  service: z.string().min(1).max(200),
  language: z.enum(languages),
};

const nonce = z
  .string()
  .regex(/^[A-Za-z0-9+/]{42,126}={0,2}$/)
  .min(44)
  .max(128);

const octets = (length: number) =>
  z
    .base64url()
    .transform((text) => Buffer.from(text, 'base64url'))
    .refine((bytes) => bytes.length === length, `must be ${length} octets`);

const digestOctets = { 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64 } as const;

const decoded = z.base64url().transform((text) => Buffer.from(text, 'base64url'));
const named = { name: z.string().min(1).max(200), digest: decoded };

/** PROTOCOL.md 7. */
const documentShape = z
  .strictObject({
    ...named,
    hash: z.enum(['SHA-256', 'SHA-384', 'SHA-512']),
    to_be_signed: decoded,
    files: z.array(z.strictObject(named)).min(1).max(maxFiles.ofOne).optional(),
  })
  .transform(({ to_be_signed: toBeSigned, files = [], ...rest }) => ({ ...rest, toBeSigned, files }))
  .refine(
    ({ hash, digest, files }) =>
      [digest, ...files.map((file) => file.digest)].every(({ length }) => length === digestOctets[hash]),
    'a digest of another length',
  );

const claimsShape = z.discriminatedUnion('purpose', [
  z.strictObject({ ...commonClaims, purpose: z.literal('authenticate'), nonce }),
  z.strictObject({ ...commonClaims, purpose: z.literal('certificate') }),
  z.strictObject({
    ...commonClaims,
    purpose: z.literal('sign'),
    certificate: octets(32),
    algorithm: z.enum(cardAlgorithms),
    documents: z
      .array(documentShape)
      .min(1)
      .max(maxDocuments)
      .refine((all) => all.flatMap(({ files }) => files).length <= maxFiles.inAll, 'too many files'),
  }),
]);

const headerShape = z.strictObject({
  alg: z.literal('ES256'),
  typ: z.literal('acar-card-request+jwt'),
  kid: z.string().min(1).max(200),
});

interface RequestCommon {
  readonly issuer: Issuer;
  readonly jti: string;
  /** Seconds since 1970. */
  readonly expiresAt: number;
  readonly returnTo: string;
  readonly service: string;
  readonly language: (typeof languages)[number];
}

export interface AuthenticationRequest extends RequestCommon {
  readonly purpose: 'authenticate';
  readonly nonce: string;
}

/** Asks for the certificate of the signature key. */
export interface CertificateRequest extends RequestCommon {
  readonly purpose: 'certificate';
}

/** What a person reads before it is signed, and compares. */
export interface NamedDigest {
  readonly name: string;
  /** Of the document or file itself. */
  readonly digest: Uint8Array;
}

export interface DocumentToSign extends NamedDigest {
  readonly hash: 'SHA-256' | 'SHA-384' | 'SHA-512';
  /** What is in a container, with digests by the same hash; empty where the document is what is signed. */
  readonly files: readonly NamedDigest[];
  /** What the card is given: the hash, by the algorithm, of the message to be signed. */
  readonly toBeSigned: Uint8Array;
}

export interface DocumentsRequest extends RequestCommon {
  readonly purpose: 'sign';
  /** SHA-256 of the certificate that everything was prepared for. */
  readonly certificate: Uint8Array;
  readonly algorithm: CardAlgorithm;
  readonly documents: readonly DocumentToSign[];
}

/** A request that an issuer of the configuration signed; everything in it was checked. */
export type CardRequest = AuthenticationRequest | CertificateRequest | DocumentsRequest;

export type RequestPurpose = CardRequest['purpose'];

export interface RequestJudge {
  /**
   * Judges a request that a page of `origin` handed over; does not remember it.
   * @throws Refusal
   */
  judge(jws: string, origin: string | undefined): Promise<CardRequest>;
  /** Marks the request as taken. @throws Refusal `agent.request_repeated` for one that was */
  take(request: CardRequest): void;
}

/** `now` in milliseconds since 1970. */
export function createRequestJudge(
  issuers: readonly Issuer[],
  keys: IssuerKeys,
  now: () => number,
): RequestJudge {
  const taken = new Map<string, number>();
  return {
    async judge(jws, origin) {
      const issuer = issuerOf(issuers, origin);
      const claims = await verifiedClaims(jws, issuer, keys);
      if (claims.iss !== issuer.origin) throw new Refusal('agent.issuer_mismatch', claims.iss);
      checkTimes(claims, now() / 1000);
      if (!isAtOrigin(claims.return_to, issuer.origin))
        throw new Refusal('agent.return_to', claims.return_to);
      return toRequest(issuer, claims);
    },
    take({ issuer, jti, expiresAt }) {
      for (const [key, until] of taken) if (until + skewSeconds < now() / 1000) taken.delete(key);
      const key = `${issuer.origin} ${jti}`;
      if (taken.has(key)) throw new Refusal('agent.request_repeated');
      taken.set(key, expiresAt);
    },
  };
}

function toRequest(issuer: Issuer, claims: z.infer<typeof claimsShape>): CardRequest {
  const { jti, exp: expiresAt, return_to: returnTo, service, language } = claims;
  const common = { issuer, jti, expiresAt, returnTo, service, language };
  switch (claims.purpose) {
    case 'authenticate':
      return { ...common, purpose: claims.purpose, nonce: claims.nonce };
    case 'certificate':
      return { ...common, purpose: claims.purpose };
    case 'sign': {
      const { purpose, certificate, algorithm, documents } = claims;
      const { digestOctets: length } = algorithmFacts[algorithm];
      if (documents.some(({ toBeSigned }) => toBeSigned.length !== length))
        throw new Refusal('agent.request_malformed', `a value that is no hash by ${algorithm}`);
      return { ...common, purpose, certificate, algorithm, documents };
    }
  }
}

/** The configured issuer whose page this is. @throws Refusal */
export function issuerOf(issuers: readonly Issuer[], origin: string | undefined): Issuer {
  if (origin === undefined || origin === 'null') throw new Refusal('agent.origin_missing');
  const issuer = issuers.find((one) => one.origin === origin);
  if (!issuer) throw new Refusal('agent.origin_unknown', origin);
  return issuer;
}

async function verifiedClaims(
  jws: string,
  issuer: Issuer,
  keys: IssuerKeys,
): Promise<z.infer<typeof claimsShape>> {
  const { kid } = parse(headerShape, () => decodeProtectedHeader(jws));
  const key = await keys.find(issuer, kid);
  if (!key) throw new Refusal('agent.signature', `no key ${kid}`);
  const { payload } = await compactVerify(jws, key, { algorithms: ['ES256'] }).catch((cause: unknown) => {
    throw new Refusal('agent.signature', String(cause), { cause });
  });
  const claims = parse(claimsShape, () =>
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)),
  );
  if (jws.length > maxRequestLength[claims.purpose]) throw new Refusal('agent.request_malformed', 'too long');
  return claims;
}

function parse<T>(shape: z.ZodType<T>, read: () => unknown): T {
  try {
    return shape.parse(read());
  } catch (cause) {
    throw new Refusal('agent.request_malformed', String(cause), { cause });
  }
}

function checkTimes({ iat, exp }: { iat: number; exp: number }, now: number): void {
  if (exp <= iat || exp - iat > maxLifeSeconds) throw new Refusal('agent.request_malformed', 'life time');
  if (iat > now + skewSeconds || exp < now - skewSeconds) {
    throw new Refusal('agent.request_expired', `from ${iat} to ${exp}, now ${Math.floor(now)}`);
  }
}

function isAtOrigin(address: string, origin: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.origin === origin && !url.username && !url.password;
}
