import { isJsonObject, type JsonObject } from '../../json/index.ts';
import { type HashName, type JwsAlgorithm, jwsAlgorithm } from '../../keys/index.ts';
import type { Problem, ReadClaims } from '../model.ts';
import type { JadesProblemCode } from '../problem-codes.ts';
import { claimsOf } from './claims.ts';
import { decodeBase64, decodeBase64Url } from './encoding.ts';

/** What the protected header says (ETSI TS 119 182-1 clause 5). */
export interface SignedHeader {
  /** As written; empty where it is no text. */
  readonly algorithmName: string;
  readonly algorithm: JwsAlgorithm | undefined;
  /** RFC 7797 3: false where the payload is signed as it is. */
  readonly isBase64: boolean;
  /** The DER of each certificate of x5c, the signer's first. */
  readonly chain: readonly Uint8Array[];
  readonly references: readonly CertificateDigest[];
  /** Milliseconds since 1970. */
  readonly claimedTime: number | undefined;
  readonly contentType: string;
  readonly sigD: unknown;
  readonly contentTimeStamps: readonly unknown[];
  readonly claims: ReadClaims;
  readonly problems: readonly Problem[];
  /** Whether all is there that a baseline signature must have in it (clause 6.3). */
  readonly isBaseline: boolean;
}

/** A digest of a certificate, by a hash that may not be known. */
export interface CertificateDigest {
  readonly hash: HashName | undefined;
  readonly digest: Buffer;
}

export function readHeader(header: JsonObject, unprotected: JsonObject | undefined): SignedHeader {
  const problems: Problem[] = [];
  const fail = (code: JadesProblemCode, message: string, clause: string) =>
    problems.push({ severity: 'failure', code, message, clause });
  const name = typeof header['alg'] === 'string' ? header['alg'] : '';
  const algorithm = jwsAlgorithm(name);
  if (!algorithm) fail('jades.algorithm', `${name} is no signature by a certificate's key`, '5.1.2');
  const crit = checkCrit(header, unprotected);
  if (crit) fail('jades.crit', crit, 'RFC 7515 4.1.11');
  const misplaced = Object.keys(unprotected ?? {}).filter((member) => member !== 'etsiU');
  if (misplaced.length > 0)
    fail('jades.unprotected_header', `not protected: ${misplaced.join(', ')}`, '5.1 and 5.3.1');
  const chain = chainOf(header['x5c']);
  if (!chain) fail('jades.x5c', 'x5c is no list of certificates', '5.1.8');
  if (header['b64'] !== undefined && typeof header['b64'] !== 'boolean')
    fail('jades.b64', 'b64 is neither true nor false', 'RFC 7797 3');
  const references = referencesOf(header);
  const claimedTime = timeOf(header);
  return {
    algorithmName: name,
    algorithm,
    isBase64: header['b64'] !== false,
    chain: chain ?? [],
    references,
    claimedTime,
    contentType: mediaTypeOf(header['cty']),
    sigD: header['sigD'],
    contentTimeStamps: Array.isArray(header['adoTst']) ? header['adoTst'] : tokensOf(header['adoTst']),
    claims: claimsOf(header),
    problems,
    isBaseline: problems.length === 0 && hasOneReference(header) && claimedTime !== undefined,
  };
}

function tokensOf(container: unknown): readonly unknown[] {
  return container === undefined ? [] : [container];
}

/** Header parameters of JAdES and RFC 7797 that are understood here, and so may be critical. */
const understood: ReadonlySet<string> = new Set([
  'b64',
  'iat',
  'sigT',
  'x5t#o',
  'sigX5ts',
  'srCms',
  'sigPl',
  'srAts',
  'adoTst',
  'sigPId',
  'sigD',
  'etsiU',
]);

/** Those that change what is signed: a reader that passes them over would verify something else. */
const necessary = ['b64', 'sigD'] as const;

/** What is wrong with crit (RFC 7515 4.1.11, ETSI TS 119 182-1 5.1.9). */
function checkCrit(header: JsonObject, unprotected: JsonObject | undefined): string | undefined {
  const crit = header['crit'] ?? [];
  if (!Array.isArray(crit) || ('crit' in header && crit.length === 0)) return 'crit is no list of names';
  const names: readonly unknown[] = crit;
  if (new Set(names).size !== names.length) return 'crit has a name twice';
  const unknown = names.find((name) => typeof name !== 'string' || !understood.has(name));
  if (unknown !== undefined) return `critical and not understood: ${JSON.stringify(unknown)}`;
  const all = { ...unprotected, ...header };
  const missing = names.find((name) => !Object.hasOwn(all, String(name)));
  if (missing !== undefined) return `critical and not there: ${JSON.stringify(missing)}`;
  const untold = necessary.find((name) => Object.hasOwn(header, name) && !names.includes(name));
  return untold && `${untold} is not said to be critical`;
}

const maxChain = 32;

function chainOf(value: unknown): readonly Uint8Array[] | undefined {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length > maxChain) return undefined;
  const octets = value.map((one: unknown) => decodeBase64(one));
  const known = octets.filter((one) => one !== undefined);
  return known.length === octets.length ? known : undefined;
}

const referenceNames = ['x5t#S256', 'x5t#o', 'sigX5ts'] as const;

function hasOneReference(header: JsonObject): boolean {
  return referenceNames.filter((name) => Object.hasOwn(header, name)).length === 1;
}

/** Of the signer's certificate; more than one where several headers name it (5.1.7, 5.2.2). */
function referencesOf(header: JsonObject): readonly CertificateDigest[] {
  const list = header['sigX5ts'];
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  const thumbprint = header['x5t#S256'];
  const plain = thumbprint === undefined ? [] : [{ digAlg: 'S256', digVal: thumbprint }];
  return [...plain, header['x5t#o'], first].flatMap((one) => {
    if (!isJsonObject(one)) return [];
    const digest = decodeBase64Url(one['digVal']) ?? Buffer.alloc(0);
    return [{ hash: hashOf(one['digAlg']), digest }];
  });
}

const hashes: ReadonlyMap<unknown, HashName> = new Map([
  ['S256', 'sha256'],
  ['S384', 'sha384'],
  ['S512', 'sha512'],
]);

/** The hashes that JAdES names (5.2.2.1 and 5.2.8.3.3). */
export function hashOf(name: unknown): HashName | undefined {
  return hashes.get(name);
}

/** 15 July 2025, from when iat is the only place for the time (6.3). */
const endOfSigT = Date.UTC(2025, 6, 15);

/** Undefined where it is said in no way, twice, or in a way that is over. */
function timeOf({ iat, sigT }: JsonObject): number | undefined {
  if (typeof iat === 'number' && sigT === undefined)
    return Number.isSafeInteger(iat) ? iat * 1000 : undefined;
  if (iat !== undefined || typeof sigT !== 'string') return undefined;
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(sigT) ? Date.parse(sigT) : Number.NaN;
  return time < endOfSigT ? time : undefined;
}

/** RFC 7515 4.1.10: what has no slash is a kind of application. */
export function mediaTypeOf(cty: unknown): string {
  if (typeof cty !== 'string' || cty === '') return '';
  return cty.includes('/') ? cty : `application/${cty}`;
}

/** The same the other way. */
export function contentTypeOf(mediaType: string): string {
  const short = mediaType.replace(/^application\//, '');
  return short.includes('/') ? mediaType : short;
}
