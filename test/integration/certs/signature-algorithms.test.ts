import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { der, fieldsOf, oids, readDer } from '../../../certs/asn1/index.ts';
import { type Certificate, readCertificate, validatePath } from '../../../certs/index.ts';

let folder: string;
const openssl = (...words: string[]) => execFileSync('openssl', words, { stdio: 'pipe', cwd: folder });

interface Issuer {
  /** Words of `openssl genpkey`. */
  readonly key: readonly string[];
  /** Words for the signature. */
  readonly sign: readonly string[];
}

const rsa = ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'];
const ec = (curve: string) => ['-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${curve}`];
const option = (text: string) => ['-sigopt', text];
const pss = (hash: string, salt: string, mask = hash) =>
  [`-${hash}`].concat(
    option('rsa_padding_mode:pss'),
    option(`rsa_pss_saltlen:${salt}`),
    option(`rsa_mgf1_md:${mask}`),
  );

const accepted: Readonly<Record<string, Issuer>> = {
  'RSASSA-PSS with SHA-256': { key: rsa, sign: pss('sha256', '32') },
  'RSASSA-PSS with SHA-384': { key: rsa, sign: pss('sha384', '48') },
  'RSASSA-PSS with SHA-512': { key: rsa, sign: pss('sha512', '64') },
  'RSASSA-PSS with a key for it alone': {
    key: ['-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048'],
    sign: pss('sha256', '32'),
  },
  'RSA PKCS#1 with SHA-384': { key: rsa, sign: ['-sha384'] },
  'RSA PKCS#1 with SHA-512': { key: rsa, sign: ['-sha512'] },
  Ed25519: { key: ['-algorithm', 'ED25519'], sign: [] },
  'ECDSA P-521 with SHA-512': { key: ec('P-521'), sign: ['-sha512'] },
  'ECDSA P-384 with SHA-256': { key: ec('P-384'), sign: ['-sha256'] },
};

const dsa: Issuer = { key: ['-paramfile', 'dsa.pem'], sign: ['-sha256'] };

const refused: Readonly<Record<string, Issuer>> = {
  'a salt that is shorter than the hash': { key: rsa, sign: pss('sha256', '20') },
  'a mask of another hash': { key: rsa, sign: pss('sha256', '32', 'sha512') },
  'SHA-1': { key: rsa, sign: ['-sha1'] },
  'SHA-224': { key: ec('P-256'), sign: ['-sha224'] },
  secp256k1: { key: ec('secp256k1'), sign: ['-sha256'] },
  'RSA of 1024 bits': {
    key: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'],
    sign: ['-sha256'],
  },
  // The parameters of a curve that only looks like a known one may be anybody's (CVE-2020-0601).
  'a curve by its parameters': {
    key: [...ec('P-256'), '-pkeyopt', 'ec_param_enc:explicit'],
    sign: ['-sha256'],
  },
  'DSA with SHA-256': dsa,
  Ed448: { key: ['-algorithm', 'ED448'], sign: [] },
};

function read(bytes: Uint8Array): Certificate {
  const result = readCertificate(bytes);
  if (result.kind !== 'read') throw new Error(result.message);
  return result.value;
}

/** An anchor with the key, and a leaf that it signed. */
function issue({ key, sign }: Issuer): { readonly root: Certificate; readonly leaf: Certificate } {
  openssl('genpkey', ...key, '-out', 'ca.key');
  const self = ['-new', '-x509', '-key', 'ca.key', '-subj', '/CN=CA', '-days', '9', '-config', 'ca.cnf'];
  openssl('req', ...self, ...sign, '-out', 'ca.pem');
  const by = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '9', '-extfile', 'leaf.cnf'];
  openssl('x509', '-req', '-in', 'leaf.csr', ...by, ...sign, '-outform', 'DER', '-out', 'leaf.der');
  openssl('x509', '-in', 'ca.pem', '-outform', 'DER', '-out', 'ca.der');
  return {
    root: read(readFileSync(join(folder, 'ca.der'))),
    leaf: read(readFileSync(join(folder, 'leaf.der'))),
  };
}

function judge(root: Certificate, leaf: Certificate, allowsSha1 = false): string {
  const time = leaf.notBefore + 60_000;
  const result = validatePath({
    leaf,
    intermediates: [],
    anchors: [root],
    crls: [],
    time,
    revocation: false,
    algorithms: { allowsSha1 },
  });
  return result.kind === 'valid' ? 'valid' : result.code;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'acar-algorithms-'));
  const ca = ['[req]', 'distinguished_name=dn', 'x509_extensions=ext', '[dn]', '[ext]'];
  const rules = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign'];
  writeFileSync(join(folder, 'ca.cnf'), [...ca, ...rules].join('\n'));
  writeFileSync(join(folder, 'leaf.cnf'), 'keyUsage=digitalSignature');
  openssl('genpkey', ...ec('P-256'), '-out', 'leaf.key');
  openssl('req', '-new', '-key', 'leaf.key', '-subj', '/CN=leaf', '-config', 'ca.cnf', '-out', 'leaf.csr');
  const parameters = [
    '-algorithm',
    'DSA',
    '-pkeyopt',
    'dsa_paramgen_bits:2048',
    '-pkeyopt',
    'dsa_paramgen_q_bits:256',
  ];
  openssl('genpkey', '-genparam', ...parameters, '-out', 'dsa.pem');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('signatures made by openssl', () => {
  it.each(Object.entries(accepted))('accepts %s, and refuses a spoilt copy', (_name, issuer) => {
    const { root, leaf } = issue(issuer);
    expect(judge(root, leaf)).toBe('valid');
    const endOfKey = Buffer.from(leaf.raw).indexOf(leaf.spki) + leaf.spki.length - 1;
    for (const place of [endOfKey, leaf.raw.length - 1]) {
      const raw = Buffer.from(leaf.raw);
      raw[place] = (raw[place] ?? 0) ^ 1;
      expect(judge(root, read(raw))).toBe('path.bad_signature');
    }
  });

  it.each(Object.entries(refused))('refuses %s (decision 0001)', (_name, issuer) => {
    const { root, leaf } = issue(issuer);
    expect(judge(root, leaf)).toBe('path.unsupported_algorithm');
  });

  it('takes a key of another kind for another authority of the same name (RFC 5280 6.1.3 (a)(1))', () => {
    const keys = [ec('P-384'), rsa, ['-algorithm', 'ED25519']];
    const issued = keys.map((key) => issue({ key, sign: key.includes('ED25519') ? [] : ['-sha256'] }));
    const codes = issued.flatMap(({ leaf }) => issued.map(({ root }) => judge(root, leaf)));
    const bad = 'path.bad_signature';
    expect(codes).toEqual(['valid', bad, bad, bad, 'valid', bad, bad, bad, 'valid']);
  });

  it('accepts DSA and SHA-1 of old archives where that is allowed (decision 0002)', () => {
    for (const issuer of [dsa, { key: rsa, sign: ['-sha1'] }]) {
      const { root, leaf } = issue(issuer);
      expect(judge(root, leaf, true)).toBe('valid');
    }
  });

  it('refuses RSA PKCS#1 under a key for RSASSA-PSS alone (RFC 4055 1.2)', () => {
    const { root, leaf } = issue({ key: rsa, sign: ['-sha256'] });
    const [, bits] = fieldsOf(readDer(root.spki)).rest();
    const raw = der.sequence(der.oid(oids.rsassaPss));
    const keyAlgorithm = { oid: oids.rsassaPss, parameters: undefined, raw };
    const spki = der.sequence(raw, bits?.bytes ?? der.nullValue());
    expect(judge(root, leaf)).toBe('valid');
    expect(judge({ ...root, keyAlgorithm, spki }, leaf)).toBe('path.unsupported_algorithm');
  });
});
