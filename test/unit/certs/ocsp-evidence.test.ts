import { describe, expect, it } from 'vitest';
import { der, oids } from '../../../certs/asn1/index.ts';
import {
  type Certificate,
  judgeOcsp,
  type OcspQuestion,
  type PathRequest,
  validatePath,
} from '../../../certs/index.ts';
import { good, type MadeAnswer, makeOcsp, readOcsp, revoked, unknown } from '../../support/der-ocsp.ts';
import {
  day,
  type Entity,
  extension,
  issue,
  issueCa,
  issueCrl,
  newKey,
  now,
  ocspExtensions,
} from '../../support/der-pki.ts';

const root = issueCa({ subject: 'root' });
const ca = issueCa({ subject: 'ca', issuer: root });
const other = issueCa({ subject: 'other', issuer: root });
const leaf = issue({ subject: 'leaf', issuer: ca });
const sibling = issue({ subject: 'sibling', issuer: ca });
const delegate = (change: Partial<Parameters<typeof issue>[0]> = {}): Entity =>
  issue({ subject: 'responder', issuer: ca, extensions: ocspExtensions, ...change });

const answer = (change: Partial<MadeAnswer> = {}) =>
  readOcsp(makeOcsp({ issuer: ca, about: leaf, ...change }));

function judge(change: Partial<MadeAnswer> = {}, question: Partial<OcspQuestion> = {}): string {
  const result = judgeOcsp({
    response: answer(change),
    issuer: ca.certificate,
    certificate: leaf.certificate,
    time: now,
    ...question,
  });
  return result.status === 'invalid' ? result.code : result.status;
}

const unknownCritical = extension('1.3.6.1.4.1.99999.1', der.nullValue(), true);
const ocspPurpose = extension(oids.extKeyUsage, der.sequence(der.oid(oids.ocspSigning)));
const uri = der.encode(0x86, Buffer.from('http://crl.example.az/a.crl', 'latin1'));
const crlPoint = extension(
  oids.cRLDistributionPoints,
  der.sequence(der.sequence(der.encode(0xa0, der.encode(0xa0, uri)))),
);

describe('the name in a CertID (RFC 6960 4.1.1)', () => {
  const written = issue({ subject: 'leaf', issuer: ca, issuerName: 'CA' });
  const named = (name: Certificate['issuer']) => ({
    ...ca,
    certificate: { ...ca.certificate, subject: name },
  });
  it.each([
    ['the certificate in question', 'good', written.certificate.issuer],
    ['its issuer', 'good', ca.certificate.subject],
    ['somebody else', 'ocsp.no_status', other.certificate.subject],
  ])('is hashed as it is written by %s: %s', (_name, status, name) => {
    const response = readOcsp(makeOcsp({ issuer: named(name), about: written }));
    expect(judge({}, { response, certificate: written.certificate })).toBe(status);
  });
});

describe('one OCSP answer about one certificate (RFC 6960 3.2)', () => {
  it.each([
    ['good', 'good', {}],
    ['a SHA-256 CertID', 'good', { hash: 'sha256' }],
    ['a SHA-384 CertID', 'good', { hash: 'sha384' }],
    ['revoked', 'revoked', { status: revoked(1) }],
    ['on hold', 'revoked', { status: revoked(6) }],
    ['unknown', 'unknown', { status: unknown }],
    ['another serial', 'ocsp.no_status', { about: sibling }],
    ['not yet valid', 'ocsp.not_yet_valid', { thisUpdate: now + 1000 }],
    ['expired', 'ocsp.stale', { nextUpdate: now - 1000, thisUpdate: now - day }],
    ['without nextUpdate', 'ocsp.stale', { nextUpdate: null }],
    ['another key', 'ocsp.bad_signature', { key: newKey() }],
    ['a stranger', 'ocsp.unauthorized_responder', { responderName: 'stranger' }],
    ['critical for all', 'ocsp.unknown_critical_extension', { extensions: [unknownCritical] }],
    ['critical for one', 'ocsp.unknown_critical_extension', { singleExtensions: [unknownCritical] }],
  ] as const)('%s: %s', (_name, verdict, change) => expect(judge(change)).toBe(verdict));

  it('wants the same issuer by name and by key', () => {
    const sameName = issueCa({ subject: 'ca', issuer: root });
    const sameKey = issueCa({ subject: 'ca of another name', issuer: root, key: ca.key });
    for (const issuer of [other, sameName, sameKey])
      expect(judge({ issuer, signer: ca, certificates: [] })).toBe('ocsp.no_status');
    expect(judge({}, { issuer: other.certificate })).toBe('ocsp.wrong_issuer');
    expect(judge({}, { issuer: sameName.certificate })).toBe('ocsp.wrong_issuer');
  });

  it('counts the age from thisUpdate', () => {
    const late = { thisUpdate: now - 3600_000 };
    expect(judge({ ...late, nextUpdate: null }, { maxAgeSeconds: 3600 })).toBe('good');
    expect(judge({ ...late, nextUpdate: null }, { maxAgeSeconds: 3599 })).toBe('ocsp.stale');
    expect(judge(late, { maxAgeSeconds: 3599 })).toBe('ocsp.stale');
  });

  it('holds through the second of nextUpdate', () => {
    expect(judge({ nextUpdate: now }, { time: now + 999 })).toBe('good');
    expect(judge({ nextUpdate: now }, { time: now + 1000 })).toBe('ocsp.stale');
  });

  it('is nothing when the responder refused or the issuer is over', () => {
    const response = readOcsp(der.sequence(der.enumerated(3)));
    expect(judge({}, { response })).toBe('ocsp.error_status');
    const over = issueCa({ subject: 'ca', key: ca.key, issuer: root, notAfter: now - day });
    expect(judge({}, { issuer: over.certificate })).toBe('ocsp.issuer_not_valid');
    expect(judge({}, { issuer: leaf.certificate, certificate: leaf.certificate })).toBe('ocsp.wrong_issuer');
  });
});

describe('who may answer (RFC 6960 4.2.2.2)', () => {
  it.each([
    ['a delegate of the authority', 'good', () => delegate()],
    ['a delegate whose status nobody can ask', 'good', () => delegate({ extensions: [ocspPurpose] })],
    [
      'a delegate whose status should be asked',
      'ocsp.unauthorized_responder',
      () => delegate({ extensions: [ocspPurpose, crlPoint] }),
    ],
    ['no purpose', 'ocsp.unauthorized_responder', () => delegate({ extensions: [] })],
    [
      'any purpose',
      'ocsp.unauthorized_responder',
      () =>
        delegate({
          extensions: [extension(oids.extKeyUsage, der.sequence(der.oid(oids.anyExtendedKeyUsage)))],
        }),
    ],
    ['an expired one', 'ocsp.unauthorized_responder', () => delegate({ notAfter: now - 1000 })],
    ['a future one', 'ocsp.unauthorized_responder', () => delegate({ notBefore: now + 1000 })],
    [
      'one with a critical extension',
      'ocsp.unauthorized_responder',
      () => delegate({ extensions: [...ocspExtensions, unknownCritical] }),
    ],
    [
      'one for other key usages',
      'ocsp.unauthorized_responder',
      () => delegate({ extensions: [...ocspExtensions, extension(oids.keyUsage, der.namedBits([2]))] }),
    ],
    ['another authority’s', 'ocsp.unauthorized_responder', () => delegate({ issuer: other })],
    ['the root’s', 'ocsp.unauthorized_responder', () => delegate({ issuer: root })],
    [
      'one that names the authority but is signed by another',
      'ocsp.unauthorized_responder',
      () => delegate({ issuer: other, issuerName: 'ca' }),
    ],
    ['one of a delegate', 'ocsp.unauthorized_responder', () => delegate({ issuer: delegate() })],
  ] as const)('%s: %s', (_name, verdict, make) => expect(judge({ signer: make() })).toBe(verdict));

  it('believes nobody about itself', () => {
    const about = delegate();
    const asked = { certificate: about.certificate };
    expect(judge({ about, signer: about }, asked)).toBe('ocsp.unauthorized_responder');
    const renewed = issue({ subject: 'responder', issuer: ca, key: about.key, extensions: ocspExtensions });
    expect(judge({ about, signer: renewed }, asked)).toBe('ocsp.unauthorized_responder');
    expect(judge({ about, signer: delegate() }, asked)).toBe('good');
  });

  it('believes a responder that is trusted locally, while it is valid', () => {
    const local = issue({ subject: 'local' });
    const over = issue({ subject: 'local', notAfter: now - day });
    expect(judge({ signer: local, certificates: [] })).toBe('ocsp.unauthorized_responder');
    expect(judge({ signer: local, certificates: [] }, { trustedResponders: [local.certificate] })).toBe(
      'good',
    );
    expect(judge({ signer: over }, { trustedResponders: [over.certificate] })).toBe(
      'ocsp.unauthorized_responder',
    );
  });

  it('refuses a delegate outside the name constraints of its authority', () => {
    const permitted = der.encode(0xa0, der.sequence(der.encode(0xa4, leaf.certificate.subject.raw)));
    const narrow = issueCa({
      subject: 'narrow',
      extensions: [extension(oids.nameConstraints, der.sequence(permitted), true)],
    });
    const [own, strange] = ['leaf', 'responder'].map((subject) =>
      issue({ subject, issuer: narrow, extensions: ocspExtensions }),
    );
    const about = issue({ subject: 'leaf', issuer: narrow });
    const asked = { issuer: narrow.certificate, certificate: about.certificate };
    expect(own && judge({ issuer: narrow, about, signer: own }, asked)).toBe('good');
    expect(strange && judge({ issuer: narrow, about, signer: strange }, asked)).toBe(
      'ocsp.unauthorized_responder',
    );
  });
});

const ofCa = (change: Partial<MadeAnswer> = {}) => answer({ issuer: root, about: ca, ...change });

function path(change: Partial<PathRequest>): string {
  const result = validatePath({
    leaf: leaf.certificate,
    intermediates: [ca.certificate],
    anchors: [root.certificate],
    crls: [],
    time: now,
    revocation: true,
    ...change,
  });
  return result.kind === 'valid' ? 'valid' : result.code;
}

describe('OCSP answers as evidence of a path', () => {
  it('wants an answer for every certificate below the anchor', () => {
    expect(path({ ocspResponses: [answer(), ofCa()] })).toBe('valid');
    expect(path({ ocspResponses: [answer()] })).toBe('path.revocation_unknown');
    expect(path({ ocspResponses: [answer()], crls: [issueCrl({ issuer: root, number: 1 })] })).toBe('valid');
    expect(path({ ocspResponses: [answer({ status: unknown }), ofCa()] })).toBe('path.revocation_unknown');
    expect(path({ ocspResponses: [answer({ signer: delegate() }), ofCa()] })).toBe('valid');
  });

  it('refuses what any valid answer calls revoked', () => {
    const crls = [issueCrl({ issuer: root, number: 1 }), issueCrl({ issuer: ca, number: 1 })];
    const old = { status: revoked(1), thisUpdate: now - day };
    expect(path({ crls })).toBe('valid');
    expect(path({ crls, ocspResponses: [answer(old), answer()] })).toBe('path.revoked');
    expect(path({ crls, ocspResponses: [answer(old)], revocation: false })).toBe('path.revoked');
    expect(path({ crls, ocspResponses: [answer({ ...old, key: newKey() })] })).toBe('valid');
    const listed = [{ serialNumber: leaf.certificate.serialNumber, reason: 1 }];
    const crl = issueCrl({ issuer: ca, number: 2, revoked: listed });
    expect(path({ crls: [crl], ocspResponses: [answer(), ofCa()] })).toBe('path.revoked');
  });

  it('lets a newer "good" end a hold, and only a hold', () => {
    const held = answer({ status: revoked(6), thisUpdate: now - day });
    expect(path({ ocspResponses: [held, answer(), ofCa()] })).toBe('valid');
    const older = answer({ status: good, thisUpdate: now - 2 * day });
    expect(path({ ocspResponses: [held, older, ofCa()] })).toBe('path.revoked');
    expect(path({ ocspResponses: [held, ofCa()] })).toBe('path.revoked');
    const crl = issueCrl({
      issuer: ca,
      number: 3,
      thisUpdate: now - day,
      revoked: [{ serialNumber: leaf.certificate.serialNumber, reason: 6 }],
    });
    expect(path({ crls: [crl], ocspResponses: [answer(), ofCa()] })).toBe('valid');
    expect(path({ crls: [crl], ocspResponses: [older, ofCa()] })).toBe('path.revoked');
  });

  it('asks for the status of a delegate that does not say otherwise', () => {
    const asking = delegate({ extensions: [ocspPurpose] });
    const believed = [answer({ signer: asking }), ofCa()];
    expect(path({ ocspResponses: believed })).toBe('path.revocation_unknown');
    expect(path({ ocspResponses: [...believed, answer({ about: asking })] })).toBe('valid');
    expect(path({ ocspResponses: [...believed, answer({ about: asking, signer: asking })] })).toBe(
      'path.revocation_unknown',
    );
  });

  it('never believes a delegate that is known to be revoked', () => {
    const lost = delegate();
    const crls = [issueCrl({ issuer: other, number: 1 }), issueCrl({ issuer: root, number: 1 })];
    const ocspResponses = [answer({ signer: lost })];
    expect(path({ ocspResponses, crls })).toBe('valid');
    const told = answer({ about: lost, status: revoked(1) });
    expect(path({ ocspResponses: [...ocspResponses, told], crls })).toBe('path.revocation_unknown');
  });

  it('finds a responder among the intermediates', () => {
    const known = delegate();
    const ocspResponses = [answer({ signer: known, certificates: [] }), ofCa()];
    expect(path({ ocspResponses })).toBe('path.revocation_unknown');
    expect(path({ ocspResponses, intermediates: [ca.certificate, known.certificate] })).toBe('valid');
  });

  it('takes the age that the caller allows', () => {
    const ocspResponses = [answer({ nextUpdate: null }), ofCa({ nextUpdate: null })];
    expect(path({ ocspResponses })).toBe('path.revocation_unknown');
    expect(path({ ocspResponses, maxOcspAgeSeconds: 60 })).toBe('valid');
  });
});
