import { execFileSync } from 'node:child_process';
import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Certificate, judgeOcsp, readCertificate, readOcspResponse } from '../../../certs/index.ts';
import { signatureAlgorithms } from '../../../certs/keys/index.ts';
import { issuingKey } from '../../../certs/lint/index.ts';
import {
  createOcspSigner,
  type OcspAnswer,
  type OcspSigner,
  type OcspStatus,
  prepareOcspResponder,
  readOcspRequest,
} from '../../../certs/ocsp/index.ts';
import { hasNss, verifyByNss } from '../../support/nss-ocsp.ts';
import { answerByOpenssl, askByOpenssl, type OpensslAnswer, tell } from '../../support/openssl-ocsp.ts';
import { describeWithOpenssl } from '../../support/openssl.ts';
import { createOpensslPki, type IssueOptions, type OpensslPki } from '../../support/openssl-pki.ts';

let pki: OpensslPki;
let signer: OcspSigner;
const certificates = new Map<string, Certificate>();

const ca = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign,digitalSignature'];
const forOcsp = ['extendedKeyUsage=OCSPSigning', 'noCheck=ignored'];
const day = 86_400_000;

function issue(name: string, options: IssueOptions): void {
  const read = readCertificate(pki.issue(name, options));
  if (read.kind !== 'read') throw new Error(read.message);
  certificates.set(name, read.value);
}

function certificate(name: string): Certificate {
  const found = certificates.get(name);
  if (!found) throw new Error(name);
  return found;
}

beforeAll(() => {
  pki = createOpensslPki();
  issue('root', { extensions: ca });
  issue('ca', { issuer: 'root', extensions: ca });
  issue('other', { issuer: 'root', extensions: ca });
  issue('leaf', { issuer: 'ca' });
  issue('sibling', { issuer: 'ca' });
  issue('delegate', { issuer: 'ca', extensions: forOcsp });
  issue('no-purpose', { issuer: 'ca' });
  issue('expiring', { issuer: 'ca', extensions: forOcsp, days: 1 });
  issue('strange', { issuer: 'other', extensions: forOcsp });
  const responder = prepareOcspResponder({
    certificate: certificate('delegate'),
    issuer: certificate('ca'),
    algorithm: signatureAlgorithms['ecdsa-p256-sha256'],
  });
  const key = createPrivateKey(readFileSync(join(pki.folder, 'delegate.key')));
  signer = createOcspSigner({
    responder,
    key: issuingKey({
      algorithm: responder.algorithm,
      publicKey: responder.certificate.spki,
      sign: async (message) => sign('sha256', message, key),
    }),
  });
});
afterAll(() => pki.remove());

interface Asked {
  readonly issuer?: string;
  readonly about?: string;
  readonly later?: number;
  readonly maxAgeSeconds?: number;
}

function judge(bytes: Uint8Array, { issuer = 'ca', about = 'leaf', later = 0, ...age }: Asked = {}): string {
  const read = readOcspResponse(bytes);
  if (read.kind !== 'read') return read.code;
  const result = judgeOcsp({
    response: read.value,
    issuer: certificate(issuer),
    certificate: certificate(about),
    time: Date.now() + later,
    ...age,
  });
  return result.status === 'invalid' ? result.code : result.status;
}

describeWithOpenssl('answers made by openssl', () => {
  const leaf = { issuer: 'ca', about: 'leaf' };
  it.each<[string, string, OpensslAnswer, Asked]>([
    ['good', 'good', leaf, {}],
    ['good by a delegate', 'good', { ...leaf, signer: 'delegate' }, {}],
    ['good by a SHA-256 CertID', 'good', { ...leaf, hash: 'sha256' }, {}],
    ['good by a SHA-384 CertID', 'good', { ...leaf, hash: 'sha384' }, {}],
    ['revoked', 'revoked', { ...leaf, status: { reason: 'keyCompromise' } }, {}],
    ['unknown', 'unknown', { ...leaf, status: 'unknown' }, {}],
    ['expired', 'ocsp.stale', leaf, { later: 8 * day }],
    ['before its issuer', 'ocsp.issuer_not_valid', leaf, { later: -3600_000 }],
    ['for another serial', 'ocsp.no_status', leaf, { about: 'sibling' }],
    ['for another issuer', 'ocsp.wrong_issuer', leaf, { issuer: 'other' }],
    ['with a spoilt signature', 'ocsp.bad_signature', { ...leaf, isSpoilt: true }, {}],
    ['by one without the purpose', 'ocsp.unauthorized_responder', { ...leaf, signer: 'no-purpose' }, {}],
    [
      'by an expired delegate',
      'ocsp.unauthorized_responder',
      { ...leaf, signer: 'expiring' },
      { later: 2 * day },
    ],
    ['by another authority’s delegate', 'ocsp.unauthorized_responder', { ...leaf, signer: 'strange' }, {}],
    ['by the root', 'ocsp.unauthorized_responder', { ...leaf, signer: 'root' }, {}],
    ['without nextUpdate', 'ocsp.stale', { ...leaf, days: null }, {}],
    ['without nextUpdate, young enough', 'good', { ...leaf, days: null }, { maxAgeSeconds: 600 }],
    [
      'without nextUpdate, too old',
      'ocsp.stale',
      { ...leaf, days: null },
      { maxAgeSeconds: 600, later: day },
    ],
  ])('%s: %s', (_name, verdict, made, asked) => {
    expect(judge(answerByOpenssl(pki, made), asked)).toBe(verdict);
  });

  it('believes no copy with a changed octet', () => {
    const bytes = answerByOpenssl(pki, { issuer: 'ca', about: 'leaf', signer: 'delegate' });
    const verdicts = Array.from(bytes, (octet, index) => {
      const copy = Buffer.from(bytes);
      copy[index] = octet ^ 1;
      return judge(copy);
    });
    expect(judge(bytes)).toBe('good');
    expect(verdicts.filter((verdict) => verdict === 'good').length).toBe(0);
  });

  it('refuses what is malformed, gigantic or no answer', () => {
    expect(judge(Buffer.from('no DER'))).toMatch(/^asn1\./);
    expect(judge(Buffer.alloc(300 * 1024, 0x30))).toBe('asn1.too_large');
    expect(judge(Buffer.of(0x30, 3, 0x0a, 1, 6))).toBe('ocsp.error_status');
    expect(judge(Buffer.of(0x30, 3, 0x0a, 1, 0))).toBe('asn1.structure');
    expect(judge(Buffer.of(0x30, 3, 0x0a, 1, 4))).toBe('asn1.structure');
  });
});

/** Our answer to a request that openssl made. */
async function answer(request: Uint8Array, status: OcspStatus): Promise<Uint8Array> {
  const read = readOcspRequest(request);
  if (read.kind !== 'read') throw new Error(read.message);
  const now = Math.floor(Date.now() / 1000) * 1000;
  const times = { thisUpdate: now, nextUpdate: now + day };
  const answers = read.request.certIds.map(({ raw }): OcspAnswer => ({ certId: raw, status, ...times }));
  const signed = await signer.answer({ answers, producedAt: now, nonce: read.request.nonce });
  if (signed.kind !== 'signed') throw new Error(JSON.stringify(signed.findings));
  return signed.response;
}

const askedAgain = [
  'ocsp',
  '-reqin',
  'asked.der',
  '-respin',
  'ours.der',
  '-CAfile',
  'root.pem',
  '-verify_other',
  'ca.pem',
];
const statusAsked = [
  'ocsp',
  '-issuer',
  'ca.pem',
  '-cert',
  'leaf.pem',
  '-respin',
  'ours.der',
  '-CAfile',
  'root.pem',
];
const gnutls = [
  '--verify-response',
  '--load-issuer',
  'ca.pem',
  '--load-trust',
  'ca.pem',
  '--load-response',
  'ours.der',
  '--inder',
];

function hasOcsptool(): boolean {
  try {
    execFileSync('ocsptool', ['--version'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

describeWithOpenssl('our answers', () => {
  it.each<[string, OcspStatus, RegExp]>([
    ['good', { kind: 'good' }, /leaf\.pem: good/],
    [
      'revoked',
      { kind: 'revoked', since: Date.UTC(2026, 0, 1), reason: 1 },
      /leaf\.pem: revoked[^]*keyCompromise/,
    ],
    ['on hold', { kind: 'revoked', since: Date.UTC(2026, 0, 1), reason: 6 }, /certificateHold/],
    [
      'revoked without a reason',
      { kind: 'revoked', since: Date.UTC(2026, 0, 1), reason: undefined },
      /leaf\.pem: revoked/,
    ],
    ['unknown', { kind: 'unknown' }, /leaf\.pem: unknown/],
    ['never issued', { kind: 'never-issued' }, /certificateHold[^]*Jan  1 00:00:00 1970/],
  ])('are read by openssl: %s', async (_name, status, expected) => {
    const request = askByOpenssl(pki, 'ca', 'leaf');
    writeFileSync(join(pki.folder, 'ours.der'), await answer(request, status));
    const told = tell(pki.folder, 'openssl', askedAgain);
    expect(told).toContain('Response verify OK');
    expect(told).not.toMatch(/nonce/i);
    expect(tell(pki.folder, 'openssl', [...statusAsked, '-no_nonce'])).toMatch(expected);
  });

  it('answer several certificates and a SHA-256 CertID of openssl', async () => {
    const request = askByOpenssl(pki, 'ca', 'leaf', '-sha256', '-cert', 'sibling.pem');
    writeFileSync(join(pki.folder, 'ours.der'), await answer(request, { kind: 'good' }));
    expect(tell(pki.folder, 'openssl', askedAgain)).toContain('Response verify OK');
  });

  it('are refused by openssl when spoilt, or when the nonce is another', async () => {
    const ours = await answer(askByOpenssl(pki, 'ca', 'leaf'), { kind: 'good' });
    const spoilt = Buffer.from(ours);
    const at = spoilt.indexOf(Buffer.of(0x80, 0, 0x18));
    spoilt[at] = 0x82;
    writeFileSync(join(pki.folder, 'ours.der'), spoilt);
    expect(tell(pki.folder, 'openssl', askedAgain)).not.toContain('Response verify OK');
    writeFileSync(join(pki.folder, 'ours.der'), ours);
    askByOpenssl(pki, 'ca', 'leaf');
    expect(tell(pki.folder, 'openssl', askedAgain)).toMatch(/nonce verify error/i);
  });

  it.skipIf(!hasOcsptool())('are accepted by GnuTLS, and a spoilt copy refused', async () => {
    const ours = await answer(askByOpenssl(pki, 'ca', 'leaf'), { kind: 'good' });
    writeFileSync(join(pki.folder, 'ours.der'), ours);
    expect(tell(pki.folder, 'ocsptool', gnutls)).toContain('Verifying OCSP Response: Success');
    const spoilt = Buffer.from(ours);
    const at = spoilt.indexOf(Buffer.of(0x80, 0, 0x18));
    spoilt[at] = 0x82;
    writeFileSync(join(pki.folder, 'ours.der'), spoilt);
    expect(tell(pki.folder, 'ocsptool', gnutls)).toContain('Verifying OCSP Response: Failure');
  });

  it.skipIf(!hasNss())('are asked for by NSS and accepted, and a spoilt copy refused', async () => {
    const ask = (status: OcspStatus, spoil: (response: Buffer) => void = () => {}) =>
      verifyByNss(pki, async (request) => {
        const ours = Buffer.from(await answer(request, status));
        spoil(ours);
        return ours;
      });
    expect(await ask({ kind: 'good' })).toMatchObject({ asked: true, accepts: true });
    const revoked = { kind: 'revoked', since: Date.UTC(2026, 0, 1), reason: 1 } as const;
    const refused = await ask(revoked);
    expect(refused).toMatchObject({ asked: true, accepts: false });
    expect(refused.output).toContain('revoked');
    // The last digit of thisUpdate: good still, but not what was signed.
    const spoilt = await ask({ kind: 'good' }, (response) => {
      const at = response.indexOf(Buffer.of(0x80, 0, 0x18)) + 17;
      response[at] = (response[at] ?? 0) ^ 1;
    });
    expect(spoilt).toMatchObject({ asked: true, accepts: false });
  });
});
