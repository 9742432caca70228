import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { der, fieldsOf, oids, readDer, tags } from '../../../certs/asn1/index.ts';
import { type Certificate, readCertificate, validatePath } from '../../../certs/index.ts';
import { type Entity, extension, issue, issueCa, now, signed } from '../../support/der-pki.ts';
import { putTogether, takeApart } from '../../support/tbs-parts.ts';

const root = issueCa({ subject: 'root' });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

const spki = (algorithm: Uint8Array, key: Uint8Array) => der.sequence(algorithm, der.bitString(key));
const authority = (key: KeyObject, publicKey: Uint8Array): Entity =>
  issueCa({ subject: 'ca', issuer: root, key, publicKey });

function judge(ca: Certificate, leaf: Uint8Array): string {
  const read = readCertificate(leaf);
  if (read.kind !== 'read') return read.code;
  const question = { intermediates: [ca], anchors: [root.certificate], crls: [], revocation: false };
  const result = validatePath({ ...question, leaf: read.value, time: now });
  return result.kind === 'valid' ? 'valid' : result.code;
}

const { x = '', y = '' } = ec.publicKey.export({ format: 'jwk' });
const [abscissa, ordinate] = [Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
const parity = (ordinate[31] ?? 0) & 1;
const onCurve = der.sequence(der.oid(oids.ecPublicKey), der.oid(oids.prime256v1));
const point = (form: number, ...parts: readonly Uint8Array[]) => Buffer.concat([Buffer.of(form), ...parts]);

describe('the point of a key on a curve (RFC 5480 2.2)', () => {
  it.each([
    ['uncompressed', point(4, abscissa, ordinate), 'valid'],
    ['compressed', point(2 + parity, abscissa), 'valid'],
    ['compressed with the other sign', point(3 - parity, abscissa), 'path.bad_signature'],
    ['hybrid', point(6 + parity, abscissa, ordinate), 'path.unsupported_algorithm'],
    ['off the curve', point(4, abscissa, abscissa), 'path.unsupported_algorithm'],
    ['cut', point(4, abscissa, ordinate.subarray(1)), 'path.unsupported_algorithm'],
    ['too long', point(4, abscissa, ordinate, Buffer.of(0)), 'path.unsupported_algorithm'],
    ['of no octets', new Uint8Array(), 'path.unsupported_algorithm'],
    ['at infinity', point(0), 'path.unsupported_algorithm'],
  ])('%s: %s', (_name, key, verdict) => {
    const ca = authority(ec.privateKey, spki(onCurve, key));
    expect(judge(ca.certificate, issue({ subject: 'leaf', issuer: ca }).certificate.raw)).toBe(verdict);
  });
});

const { n = '' } = rsa.publicKey.export({ format: 'jwk' });
const magnitude = Buffer.from(n, 'base64url');
const modulus = der.unsignedInteger(magnitude);
const exponent = der.integer(65537);
const number = (...octets: readonly Uint8Array[]) => der.encode(tags.integer, Buffer.concat(octets));
const plain = der.sequence(modulus, exponent);
const forRsa = (...parameters: readonly Uint8Array[]) =>
  der.sequence(der.oid(oids.rsaEncryption), ...parameters);
const withNull = forRsa(der.nullValue());

const ofLeaf = extension(oids.keyUsage, der.namedBits([0]), true);

/** A leaf that the RSA key signed by the algorithm. */
function signByRsa(ca: Entity, algorithm: Uint8Array, pss?: { saltLength: number }): Uint8Array {
  const made = issue({ subject: 'leaf', issuer: ca, extensions: [ofLeaf] });
  const tbs = putTogether({ ...takeApart(made.certificate.tbs), algorithm });
  const key = pss ? { padding: constants.RSA_PKCS1_PSS_PADDING, ...pss } : {};
  const value = sign('sha256', tbs, { key: rsa.privateKey, ...key });
  return der.sequence(tbs, algorithm, der.bitString(value));
}

const pkcs1 = der.sequence(der.oid(oids.sha256WithRSAEncryption), der.nullValue());

describe('an RSA key (RFC 8017 A.1.1, RFC 3279 2.3.1)', () => {
  it.each([
    ['two numbers', withNull, plain, 'valid'],
    ['without parameters', forRsa(), plain, 'valid'],
    ['with parameters', forRsa(der.oid('2.25.1')), plain, 'path.unsupported_algorithm'],
    ['a negative modulus', withNull, der.sequence(number(magnitude), exponent), 'path.unsupported_algorithm'],
    [
      'a modulus with a zero too many',
      withNull,
      der.sequence(number(Buffer.of(0, 0), magnitude), exponent),
      'path.unsupported_algorithm',
    ],
    ['a third number', withNull, der.sequence(modulus, exponent, exponent), 'path.unsupported_algorithm'],
    ['an exponent of 1', withNull, der.sequence(modulus, der.integer(1)), 'path.unsupported_algorithm'],
    ['an even exponent', withNull, der.sequence(modulus, der.integer(65536)), 'path.unsupported_algorithm'],
    [
      'a negative exponent',
      withNull,
      der.sequence(modulus, number(Buffer.of(0xff))),
      'path.unsupported_algorithm',
    ],
    ['something after it', withNull, Buffer.concat([plain, der.nullValue()]), 'path.unsupported_algorithm'],
    [
      'a length that is not minimal',
      withNull,
      Buffer.concat([Buffer.of(0x30, 0x83, 0), plain.subarray(2)]),
      'path.unsupported_algorithm',
    ],
    ['nothing', withNull, new Uint8Array(), 'path.unsupported_algorithm'],
  ])('of %s', (_name, algorithm, key, verdict) => {
    const ca = authority(ec.privateKey, spki(algorithm, key));
    expect(judge(ca.certificate, signByRsa(ca, pkcs1))).toBe(verdict);
  });
});

const sha256 = (hasNull: boolean) =>
  der.sequence(der.oid(oids.sha256), ...(hasNull ? [der.nullValue()] : []));
const pssWith = (hash: Uint8Array, mask: Uint8Array, salt: number, ...after: readonly Uint8Array[]) =>
  der.sequence(
    der.oid(oids.rsassaPss),
    der.sequence(
      der.explicit(0, hash),
      der.explicit(1, der.sequence(der.oid(oids.mgf1), mask)),
      der.explicit(2, der.integer(salt)),
      ...after,
    ),
  );
const [full, short] = [sha256(true), sha256(false)];
const trailer = (value: number) => der.explicit(3, der.integer(value));

describe('the parameters of RSASSA-PSS (RFC 4055 3.1)', () => {
  const ca = authority(ec.privateKey, spki(withNull, plain));
  it.each([
    ['a NULL with both hashes', pssWith(full, full, 32), 32, 'valid'],
    ['a NULL with none (2.1)', pssWith(short, short, 32), 32, 'valid'],
    ['a NULL with one', pssWith(full, short, 32), 32, 'valid'],
    ['a NULL with the other', pssWith(short, full, 32), 32, 'valid'],
    ['the trailer written out', pssWith(full, full, 32, trailer(1)), 32, 'valid'],
    ['another trailer', pssWith(full, full, 32, trailer(2)), 32, 'path.unsupported_algorithm'],
    ['a salt of 20', pssWith(full, full, 20), 20, 'path.unsupported_algorithm'],
    ['a salt of 20 that is called 32', pssWith(full, full, 32), 20, 'path.bad_signature'],
    ['no parameters', der.sequence(der.oid(oids.rsassaPss)), 32, 'path.unsupported_algorithm'],
  ])('%s', (_name, algorithm, saltLength, verdict) =>
    expect(judge(ca.certificate, signByRsa(ca, algorithm, { saltLength }))).toBe(verdict),
  );
});

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

describe('an ECDSA-Sig-Value (RFC 3279 2.2.3)', () => {
  const { certificate } = issue({ subject: 'leaf', issuer: root });
  const outer = fieldsOf(readDer(signed(certificate.tbs, root.key)));
  outer.next(tags.sequence);
  const algorithm = outer.next(tags.sequence).bytes;
  const value = sign('sha256', certificate.tbs, { key: root.key, dsaEncoding: 'ieee-p1363' });
  const [r, s] = [value.subarray(0, 32), value.subarray(32)].map((one) => BigInt(`0x${one.toString('hex')}`));
  const [first = 0n, second = 0n] = [r, s];
  const two = (one: bigint, other: bigint) => der.sequence(der.integer(one), der.integer(other));
  it.each([
    ['as it is', two(first, second), 'valid'],
    ['with r above the order', two(first + order, second), 'path.bad_signature'],
    ['with s above the order', two(first, second + order), 'path.bad_signature'],
    ['with r of zero', two(0n, second), 'path.bad_signature'],
    ['of zeros', two(0n, 0n), 'path.bad_signature'],
    ['with r of the order', two(order, second), 'path.bad_signature'],
    ['with a negative r', two(first - (1n << 256n), second), 'path.bad_signature'],
    ['with something after it', Buffer.concat([two(first, second), Buffer.of(0)]), 'path.bad_signature'],
    ['as r || s', value, 'path.bad_signature'],
    ['of no octets', new Uint8Array(), 'path.bad_signature'],
  ])('%s: %s', (_name, bytes, verdict) => {
    const made = der.sequence(certificate.tbs, algorithm, der.bitString(bytes));
    expect(judge(root.certificate, made)).toBe(verdict);
  });
});
