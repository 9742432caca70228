import { createCipheriv, createDecipheriv, pbkdf2, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import {
  countOf,
  type Der,
  DerError,
  der,
  type Fields,
  fieldsOf,
  oidOf,
  oids,
  readDer,
  tags,
} from '../asn1/index.ts';
import { SigningError } from './signer.ts';

/** EncryptedPrivateKeyInfo (RFC 5958 3) under PBES2 (RFC 8018 6.2) with AES-256-CBC, and no other protection. */

/**
 * RFC 7914: 16 MiB, five times over. More memory would be better still, but the openssl program refuses more than
 * 32 MiB, and whoever has lost this service must be able to open its keys.
 */
const scryptCost = { cost: 2 ** 14, blockSize: 8, parallelization: 5 };

/** What a file may ask for: less protects too little, more is an attack on the process that opens it. */
const limits = {
  fileBytes: 64 * 1024,
  saltBytes: { least: 8, most: 128 },
  /** cost * block size * parallelization */
  scryptWork: { least: 2 ** 17, most: 2 ** 23 },
  scryptMemoryBytes: 256 * 1024 * 1024,
  iterations: { least: 600_000, most: 10_000_000 },
};

const keyBytes = 32;
const blockBytes = 16;

type Derivation = (passphrase: Uint8Array) => Promise<Buffer>;

/** Encrypts a PrivateKeyInfo. @throws SigningError `keys.wrong_secret` for an empty passphrase */
export async function encryptPrivateKey(
  privateKeyInfo: Uint8Array,
  passphrase: Uint8Array,
): Promise<Uint8Array> {
  if (passphrase.length === 0) throw new SigningError('keys.wrong_secret', 'the passphrase is empty');
  const [salt, iv] = [randomBytes(blockBytes), randomBytes(blockBytes)];
  const key = await byScrypt({ salt, ...scryptCost })(passphrase);
  try {
    const cipher = createCipheriv('aes-256-cbc', key, iv);
    const encrypted = Buffer.concat([cipher.update(privateKeyInfo), cipher.final()]);
    const { cost, blockSize, parallelization } = scryptCost;
    const work = [cost, blockSize, parallelization, keyBytes].map(der.integer);
    const derivation = der.sequence(der.oid(oids.scrypt), der.sequence(der.octetString(salt), ...work));
    const encryption = der.sequence(der.oid(oids.aes256Cbc), der.octetString(iv));
    const scheme = der.sequence(der.oid(oids.pbes2), der.sequence(derivation, encryption));
    return der.sequence(scheme, der.octetString(encrypted));
  } finally {
    key.fill(0);
  }
}

/**
 * Decrypts to a PrivateKeyInfo; the caller wipes it. PEM and DER are read.
 * @throws SigningError `keys.malformed` for what is no such file, or protects its key too little; `keys.wrong_secret`
 */
export async function decryptPrivateKey(file: Uint8Array | string, passphrase: Uint8Array): Promise<Buffer> {
  const { derive, iv, encrypted } = readFile(unarmour(file));
  const key = await derive(passphrase);
  try {
    const decipher = createDecipheriv('aes-256-cbc', key, iv);
    return joinAndWipe(decipher.update(encrypted), decipher.final());
  } catch {
    throw new SigningError('keys.wrong_secret', 'the passphrase does not open the key');
  } finally {
    key.fill(0);
  }
}

function joinAndWipe(...parts: readonly Buffer[]): Buffer {
  const whole = Buffer.concat(parts);
  for (const part of parts) part.fill(0);
  return whole;
}

function unarmour(file: Uint8Array | string): Uint8Array {
  if (file.length > 2 * limits.fileBytes) throw new SigningError('keys.malformed', 'the file is too large');
  const text = typeof file === 'string' ? file : Buffer.from(file).toString('latin1');
  const pem = /^\s*-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\s]*)-----END \1-----\s*$/.exec(text);
  if (!pem) return typeof file === 'string' ? Buffer.from(file, 'latin1') : file;
  if (pem[1] !== 'ENCRYPTED PRIVATE KEY')
    throw new SigningError('keys.malformed', 'the file holds no encrypted private key (PKCS #8)');
  return Buffer.from(pem[2] ?? '', 'base64');
}

interface EncryptedFile {
  readonly derive: Derivation;
  readonly iv: Uint8Array;
  readonly encrypted: Uint8Array;
}

function readFile(bytes: Uint8Array): EncryptedFile {
  try {
    const file = fieldsOf(readDer(bytes, { maxBytes: limits.fileBytes, maxDepth: 8, maxValues: 32 }));
    const scheme = algorithmOf(file.next(tags.sequence), oids.pbes2);
    const encrypted = file.next(tags.octetString).content;
    file.end();
    const fields = fieldsOf(scheme);
    const derive = readDerivation(fields.next(tags.sequence));
    const iv = algorithmOf(fields.next(tags.sequence), oids.aes256Cbc);
    fields.end();
    if (iv.tag !== tags.octetString || iv.content.length !== blockBytes) throw protection();
    return { derive, iv: iv.content, encrypted };
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw new SigningError('keys.malformed', 'the file holds no encrypted private key (PKCS #8)');
  }
}

function algorithmOf(value: Der, wanted: string): Der {
  const fields = fieldsOf(value);
  if (oidOf(fields.next(tags.oid)) !== wanted) throw protection();
  return fields.next(tags.sequence, tags.octetString);
}

function protection(): SigningError {
  return new SigningError(
    'keys.malformed',
    'the key is not under PBES2 with AES-256-CBC and scrypt or PBKDF2 with HMAC-SHA-256 at a cost of today',
  );
}

function readDerivation(value: Der): Derivation {
  const algorithm = fieldsOf(value);
  const name = oidOf(algorithm.next(tags.oid));
  const fields = fieldsOf(algorithm.next(tags.sequence));
  const salt = fields.next(tags.octetString).content;
  if (!isWithin(salt.length, limits.saltBytes)) throw protection();
  if (name === oids.scrypt) return readScrypt(salt, fields);
  if (name === oids.pbkdf2) return readPbkdf2(salt, fields);
  throw protection();
}

function checkKeyLength(fields: Fields): void {
  const length = fields.optional(tags.integer);
  if (length && countOf(length) !== keyBytes) throw protection();
}

/** RFC 8018 A.2. The pseudo-random function must be named: its default is HMAC-SHA-1. */
function readPbkdf2(salt: Uint8Array, fields: Fields): Derivation {
  const iterations = countOf(fields.next(tags.integer));
  checkKeyLength(fields);
  const hash = oidOf(fieldsOf(fields.next(tags.sequence)).next(tags.oid));
  fields.end();
  if (hash !== oids.hmacWithSHA256 || !isWithin(iterations, limits.iterations)) throw protection();
  return (passphrase) => promisify(pbkdf2)(passphrase, salt, iterations, keyBytes, 'sha256');
}

/** RFC 7914 7.1. */
function readScrypt(salt: Uint8Array, fields: Fields): Derivation {
  const cost = countOf(fields.next(tags.integer));
  const blockSize = countOf(fields.next(tags.integer));
  const parallelization = countOf(fields.next(tags.integer));
  checkKeyLength(fields);
  fields.end();
  const parameters = { salt, cost, blockSize, parallelization };
  const isFit =
    Number.isInteger(Math.log2(cost)) &&
    isWithin(cost * blockSize * parallelization, limits.scryptWork) &&
    memoryOf(parameters) <= limits.scryptMemoryBytes;
  if (!isFit) throw protection();
  return byScrypt(parameters);
}

interface ScryptParameters {
  readonly salt: Uint8Array;
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelization: number;
}

function memoryOf({ cost, blockSize, parallelization }: ScryptParameters): number {
  return 128 * blockSize * (cost + parallelization + 2);
}

function byScrypt({ salt, ...options }: ScryptParameters): Derivation {
  const maxmem = memoryOf({ salt, ...options });
  return (passphrase) =>
    new Promise((resolve, reject) => {
      scrypt(passphrase, salt, keyBytes, { ...options, maxmem }, (error, key) =>
        error ? reject(error) : resolve(key),
      );
    });
}

function isWithin(
  value: number,
  { least, most }: { readonly least: number; readonly most: number },
): boolean {
  return value >= least && value <= most;
}
