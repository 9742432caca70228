import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Certificate, type PathRequest, readCertificate, validatePath } from '../../../certs/index.ts';
import { describeWithOpenssl } from '../../support/openssl.ts';
import { createOpensslPki, type IssueOptions, type OpensslPki } from '../../support/openssl-pki.ts';

let pki: OpensslPki;
let root: Certificate;
let issuing: Certificate;
let leaf: Certificate;

const ca = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'];
const day = 86_400_000;

function issue(name: string, options: IssueOptions): Certificate {
  const read = readCertificate(pki.issue(name, options));
  if (read.kind !== 'read') throw new Error(read.message);
  return read.value;
}

beforeAll(() => {
  pki = createOpensslPki();
  root = issue('root', { curve: 'P-384', extensions: ca });
  const constraints = [
    'nameConstraints=critical,permitted;IP:192.0.2.0/255.255.255.0,permitted;DNS:example.az,excluded;DNS:secret.example.az',
  ];
  issuing = issue('issuing', { issuer: 'root', curve: 'P-521', extensions: [...ca, ...constraints] });
  leaf = issue('leaf', {
    issuer: 'issuing',
    extensions: [
      'subjectAltName=DNS:www.example.az,DNS:*.a.example.az,IP:192.0.2.7',
      'extendedKeyUsage=serverAuth',
    ],
  });
});
afterAll(() => pki.remove());

function judge(change: Partial<PathRequest> = {}): string {
  const result = validatePath({
    leaf,
    intermediates: [issuing],
    anchors: [root],
    crls: [],
    time: leaf.notBefore + day,
    revocation: false,
    ...change,
  });
  return result.kind === 'valid' ? 'valid' : result.code;
}

describeWithOpenssl('paths made by openssl', () => {
  it('accepts a chain of P-384, P-521 and P-256 keys', () => {
    expect(judge({ purpose: 'serverAuth', peerNames: [{ kind: 'DNS', value: 'www.example.az' }] })).toBe(
      'valid',
    );
  });

  it('refuses outside the validity (RFC 5280 6.1.3 (a)(2))', () => {
    expect(judge({ time: leaf.notAfter + 1000 })).toBe('path.expired');
    expect(judge({ time: leaf.notBefore - 1 })).toBe('path.not_yet_valid');
  });

  it.each([
    ['DNS', 'x.a.example.az', 'valid'],
    ['IP', '192.0.2.7', 'valid'],
    ['DNS', 'WWW.Example.AZ', 'valid'],
    ['DNS', 'x.y.a.example.az', 'path.peer_name'],
    ['DNS', 'a.example.az', 'path.peer_name'],
    ['DNS', '192.0.2.7', 'path.peer_name'],
    ['IP', '192.0.2.8', 'path.peer_name'],
    ['IP', '::ffff:192.0.2.7', 'path.peer_name'],
    ['RFC822', 'a@example.az', 'path.peer_name'],
    ['DNS', 'leaf', 'path.peer_name'],
  ] as const)('judges the peer name %s %s (RFC 9525 6)', (kind, value, verdict) => {
    expect(judge({ peerNames: [{ kind, value }] })).toBe(verdict);
  });

  it.each([
    'IP:192.0.3.7',
    'DNS:www.example.com',
    'DNS:deep.secret.example.az',
    'DNS:*.example.az',
    'DNS:notexample.az',
  ])('refuses %s under name constraints (RFC 5280 4.2.1.10)', (name) => {
    const other = issue('other', { issuer: 'issuing', extensions: [`subjectAltName=${name}`] });
    expect(judge({ leaf: other })).toBe('path.name_constraints');
  });

  it('refuses another purpose, a missing issuer, a missing answer and a spoilt signature', () => {
    expect(judge({ purpose: 'clientAuth' })).toBe('path.purpose');
    expect(judge({ intermediates: [] })).toBe('path.no_issuer');
    expect(judge({ revocation: true })).toBe('path.revocation_unknown');
    expect(judge({ maxDepth: 0 })).toBe('path.too_long');
    const raw = Buffer.from(leaf.raw);
    raw[raw.length - 1] = (raw[raw.length - 1] ?? 0) ^ 1;
    const spoilt = readCertificate(raw);
    expect(spoilt.kind === 'read' && judge({ leaf: spoilt.value })).toBe('path.bad_signature');
  });
});
