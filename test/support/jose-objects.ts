import {
  createHash,
  constants,
  createHmac,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomUUID,
  sign,
} from 'node:crypto';

/** A key pair of a client, or of an attacker. */
export interface TestKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly publicJwk: JsonWebKey;
  readonly kid: string;
}

export function newKey(kind: 'ec' | 'rsa' = 'ec'): TestKey {
  const { publicKey, privateKey } =
    kind === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { privateKey, publicKey, publicJwk: publicKey.export({ format: 'jwk' }), kid: randomUUID() };
}

/** The key as a registration carries it. */
export function registeredJwk({ publicJwk, kid }: TestKey): JsonWebKey {
  return { ...publicJwk, kid, alg: publicJwk.kty === 'EC' ? 'ES256' : 'RS256', use: 'sig' };
}

export interface JwtDraft {
  readonly header: Readonly<Record<string, unknown>>;
  /** Claims that are undefined are left out. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** A secret for HS256; nothing for `alg: none`. */
  readonly key?: KeyObject | string | undefined;
}

/** Signs whatever it is told, also what no honest client would send: the algorithm is only what the header says. */
export function makeJwt({ header, claims, key }: JwtDraft): string {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${signatureOf(input, String(header['alg']), key)}`;
}

function signatureOf(input: string, algorithm: string, key: JwtDraft['key']): string {
  if (key === undefined) return '';
  if (typeof key === 'string') return createHmac('sha256', key).update(input).digest('base64url');
  const hash = algorithm.endsWith('384') ? 'sha384' : 'sha256';
  return sign(hash, Buffer.from(input), { key, ...formOf(key, algorithm) }).toString('base64url');
}

/** RFC 7518 3.4 and 3.5. */
function formOf(key: KeyObject, algorithm: string) {
  if (key.asymmetricKeyType === 'ec') return { dsaEncoding: 'ieee-p1363' } as const;
  if (!algorithm.startsWith('PS')) return {};
  return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** The parts of a JWT without checking it. */
export function decodeJwt(jwt: string) {
  const [header = '', claims = ''] = jwt.split('.');
  return { header: readPart(header), claims: readPart(claims) };
}

function readPart(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
