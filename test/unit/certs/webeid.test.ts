import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { der, oids } from '../../../certs/asn1/index.ts';
import {
  holderOf,
  judgeKeptEvidence,
  judgeOcspEvidence,
  verifyWebEidToken,
  type VerifiedWebEidToken,
  type WebEidQuestion,
} from '../../../certs/index.ts';
import { good, makeOcsp, readOcsp, revoked, unknown } from '../../support/der-ocsp.ts';
import { day, extension, issueCa, issueCrl, now } from '../../support/der-pki.ts';
import {
  citizenName,
  issueForCard,
  type Signing,
  signToken,
  type TokenMembers,
} from '../../support/web-eid.ts';

const phones = '1.3.6.1.4.1.32473.1.2.2';
const origin = 'https://login.acar.example';
const nonce = Buffer.alloc(32, 7).toString('base64');

const root = issueCa({ subject: 'root' });
const persons = issueCa({ subject: 'persons', issuer: root });
const card = issueForCard(persons);

const ask = (token: string | object, changes: Partial<WebEidQuestion> = {}) =>
  verifyWebEidToken({
    token: typeof token === 'string' ? token : JSON.stringify(token),
    origin,
    nonce,
    anchors: [persons.certificate],
    disallowedPolicies: [phones],
    time: now,
    ...changes,
  });
const tokenOf = (of = card, changes: Partial<Signing> = {}): TokenMembers =>
  signToken({ key: of.key, certificate: of.certificate.raw, origin, nonce, ...changes });
const codeOf = (...asked: Parameters<typeof ask>) => {
  const answer = ask(...asked);
  return answer.kind === 'refused' ? answer.code : answer.kind;
};

const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey;
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

describe('a Web eID token is verified', () => {
  it('when the key of a card certificate signed H(origin) || H(nonce)', () => {
    const answer = ask(tokenOf());
    expect(answer.kind === 'verified' && answer.path.map(({ serialNumber }) => serialNumber)).toEqual(
      [persons, card].map(({ certificate }) => certificate.serialNumber),
    );
  });

  it.each(['PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'])('with %s and an RSA key', (algorithm) => {
    expect(codeOf(tokenOf(issueForCard(persons, { key: rsa }), { algorithm }))).toBe('verified');
  });

  it.each([
    ['ES256', 'P-256'],
    ['ES384', 'P-384'],
    ['ES512', 'P-521'],
  ])('with %s and a key on %s, r and s one after the other (RFC 7518 3.4)', (algorithm, curve) => {
    const token = tokenOf(issueForCard(persons, { key: ec(curve) }), { algorithm });
    expect(codeOf(token)).toBe('verified');
  });

  it('without extKeyUsage, with members that it does not know, and through an intermediate', () => {
    const plain = issueForCard(persons, { extKeyUsage: null });
    const token = { ...tokenOf(plain), more: { format: 'x' }, appVersion: 5 };
    const through = { anchors: [root.certificate], intermediates: [persons.certificate] };
    expect(codeOf(token, through)).toBe('verified');
  });
});

describe('a Web eID token is refused', () => {
  const members = tokenOf();
  const twice = JSON.stringify(members).replace('{', `{"format":"web-eid:1.0",`);
  const hidden = JSON.stringify(members).replace('{', `{"\\u0066ormat" : "web-eid:1.0",`);

  it.each<readonly [string, string | object, string]>([
    ['an empty text', '', 'webeid.length'],
    ['99 characters', JSON.stringify(members).slice(0, 99), 'webeid.length'],
    ['10,001 characters', { ...members, more: 'x'.repeat(10_000) }, 'webeid.length'],
    ['no JSON', 'x'.repeat(200), 'webeid.malformed'],
    ['nesting without end', '['.repeat(5000), 'webeid.malformed'],
    ['a list', JSON.stringify([members]), 'webeid.malformed'],
    ['a member that stands twice', twice, 'webeid.malformed'],
    ['a member that stands twice in other letters', hidden, 'webeid.malformed'],
    ['another format', { ...members, format: 'web-eid:1' }, 'webeid.format'],
    ['a later format', { ...members, format: 'web-eid:1.1' }, 'webeid.format'],
    ['no format', { ...members, format: undefined }, 'webeid.format'],
    ['the algorithm none', { ...members, algorithm: 'none' }, 'webeid.algorithm'],
    ['EdDSA', { ...members, algorithm: 'EdDSA' }, 'webeid.algorithm'],
    ['an inherited name as algorithm', { ...members, algorithm: 'constructor' }, 'webeid.algorithm'],
    ['an algorithm that is no text', { ...members, algorithm: ['ES256'] }, 'webeid.algorithm'],
    ['no signature', { ...members, signature: undefined }, 'webeid.malformed'],
    ['a signature as base64url', { ...members, signature: '_w' }, 'webeid.malformed'],
    ['base64 with a blank in it', { ...members, signature: ` ${members.signature}` }, 'webeid.malformed'],
    ['no certificate', { ...members, unverifiedCertificate: null }, 'webeid.certificate'],
    ['a cut certificate', { ...members, unverifiedCertificate: 'MIIB' }, 'webeid.certificate'],
  ])('for %s', (_name, token, code) => {
    expect(codeOf(token)).toBe(code);
  });

  it.each([
    ['a signature certificate (nonRepudiation alone)', { keyUsage: [1] }, 'webeid.purpose'],
    ['no keyUsage', { keyUsage: null }, 'webeid.purpose'],
    ['keyAgreement alone', { keyUsage: [4] }, 'webeid.purpose'],
    ['a server certificate', { extKeyUsage: [oids.serverAuth] }, 'webeid.purpose'],
    ['any purpose in the place of clientAuth', { extKeyUsage: [oids.anyExtendedKeyUsage] }, 'webeid.purpose'],
    [
      'an authority that may sign certificates',
      { extensions: [extension(oids.basicConstraints, der.sequence(der.boolean(true)), true)] },
      'webeid.purpose',
    ],
    ['a phone posing as a card', { policies: [oids.ncp, phones] }, 'webeid.policy'],
    ['anyPolicy, which includes that of phones', { policies: [oids.anyPolicy] }, 'webeid.policy'],
    ['a certificate that is over', { notAfter: now - day }, 'webeid.expired'],
    ['a certificate of tomorrow', { notBefore: now + day }, 'webeid.not_yet_valid'],
    [
      'a critical extension that nobody knows',
      { extensions: [extension('1.2.3.4', der.nullValue(), true)] },
      'webeid.untrusted',
    ],
  ] as const)('for %s', (_name, changes, code) => {
    expect(codeOf(tokenOf(issueForCard(persons, changes)))).toBe(code);
  });

  it('for the certificate of a foreign issuer, also one of the same name', () => {
    const foreign = issueCa({ subject: 'persons' });
    expect(codeOf(tokenOf(issueForCard(foreign)))).toBe('webeid.untrusted');
    expect(codeOf(tokenOf(issueForCard(issueCa({ subject: 'other' }))))).toBe('webeid.untrusted');
    expect(codeOf(tokenOf(), { anchors: [] })).toBe('webeid.untrusted');
  });

  it('when its issuer is over, which is not told as the end of the card', () => {
    const old = issueCa({ subject: 'old', notAfter: now - day });
    expect(codeOf(tokenOf(issueForCard(old)), { anchors: [old.certificate] })).toBe('webeid.untrusted');
  });

  it.each([
    ['ES384', 'P-256'],
    ['ES256', 'P-384'],
    ['ES512', 'P-384'],
    ['RS256', 'P-256'],
    ['PS256', 'P-256'],
  ])('for %s with a key on %s', (algorithm, curve) => {
    const holder = issueForCard(persons, { key: ec(curve) });
    expect(codeOf({ ...tokenOf(holder, { algorithm: 'ES256' }), algorithm })).toBe('webeid.key_mismatch');
  });

  it('for ES256 with an RSA key, RS256 under the name of PS256, and a short RSA key', () => {
    const holder = issueForCard(persons, { key: rsa });
    const token = tokenOf(holder, { algorithm: 'RS256' });
    expect(codeOf({ ...token, algorithm: 'ES256' })).toBe('webeid.key_mismatch');
    expect(codeOf({ ...token, algorithm: 'PS256' })).toBe('webeid.signature');
    expect(codeOf({ ...token, algorithm: 'RS512' })).toBe('webeid.signature');
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    const weak = issueForCard(persons, { key: short });
    expect(codeOf(tokenOf(weak, { algorithm: 'RS256' }))).toBe('webeid.key_mismatch');
  });

  it.each<readonly [string, Partial<Signing>]>([
    ['another origin', { signedOrigin: 'https://evil.example' }],
    ['our origin with a slash behind it', { signedOrigin: `${origin}/` }],
    ['our origin in capitals', { signedOrigin: origin.toUpperCase() }],
    ['another nonce', { signedNonce: Buffer.alloc(32, 8).toString('base64') }],
    ['the octets of the nonce and not its text', { signedNonce: Buffer.alloc(32, 7) }],
    ['origin and nonce exchanged', { signedOrigin: nonce, signedNonce: origin }],
  ])('when the signature is over %s', (_name, changes) => {
    expect(codeOf(tokenOf(card, changes))).toBe('webeid.signature');
  });

  it('when the key of another signed, the certificate being right', () => {
    expect(codeOf(tokenOf(card, { key: ec('P-256') }))).toBe('webeid.signature');
  });

  it('when the hash is not that of the algorithm', () => {
    const { key } = card;
    const message = Buffer.from('x');
    const signature = sign('sha512', message, { key, dsaEncoding: 'ieee-p1363' }).toString('base64');
    expect(codeOf({ ...members, signature })).toBe('webeid.signature');
  });

  it('when r or s is zero, not below the order, cut, longer, or as DER (RFC 7518 3.4)', () => {
    const value = Buffer.from(members.signature, 'base64');
    const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');
    const zero = Buffer.alloc(32);
    const [r, s] = [value.subarray(0, 32), value.subarray(32)];
    const more = Buffer.from(
      (BigInt(`0x${s.toString('hex')}`) + BigInt(`0x${order.toString('hex')}`)).toString(16),
      'hex',
    );
    const integer = (part: Buffer) => der.unsignedInteger(part);
    const wrong = [
      Buffer.concat([zero, s]),
      Buffer.concat([r, zero]),
      Buffer.concat([order, s]),
      Buffer.concat([r, order]),
      Buffer.concat([r, more]),
      value.subarray(1),
      Buffer.concat([value, Buffer.of(0)]),
      Buffer.concat([Buffer.of(0), r, Buffer.of(0), s]),
      Buffer.from(der.sequence(integer(r), integer(s))),
    ];
    for (const one of wrong)
      expect(codeOf({ ...members, signature: one.toString('base64') })).toBe('webeid.signature');
  });

  it('when the question itself is not that of a sign-in', () => {
    for (const wrong of [
      `${origin}/`,
      `${origin}/login`,
      'login.acar.example',
      'file:///x',
      '',
      'HTTPS://x.az',
    ])
      expect(codeOf(tokenOf(card, { origin: wrong }), { origin: wrong })).toBe('webeid.origin');
    for (const wrong of ['', 'x'.repeat(43), 'x'.repeat(129)])
      expect(codeOf(tokenOf(card, { nonce: wrong }), { nonce: wrong })).toBe('webeid.nonce');
  });

  it('whatever it holds', () => {
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.base64String(), fc.jsonValue());
    const changed = fc
      .dictionary(fc.constantFrom(...Object.keys(members), '__proto__'), value, { minKeys: 1 })
      .map((changes) => JSON.stringify({ ...members, ...changes }));
    const spoilt = fc
      .tuple(fc.nat({ max: JSON.stringify(members).length }), fc.string({ minLength: 1, maxLength: 3 }))
      .map(([at, text]) => JSON.stringify(members).slice(0, at) + text + JSON.stringify(members).slice(at));
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 300 }), changed, spoilt), (token) => {
        const answer = ask(token);
        // What is not signed may be changed: the version, members that are new.
        return answer.kind === 'refused' || answer.certificate.serialNumber === card.certificate.serialNumber;
      }),
      { numRuns: 300 },
    );
  });
});

describe('the OCSP answer about the holder', () => {
  const asked = Buffer.alloc(32, 3);
  const nonceOf = (octets: Uint8Array) => extension(oids.ocspNonce, der.octetString(octets));
  const answer = (changes: Partial<Parameters<typeof makeOcsp>[0]> = {}) =>
    makeOcsp({ issuer: persons, about: card, extensions: [nonceOf(asked)], ...changes });
  const judge = (response: Uint8Array, time = now) =>
    judgeOcspEvidence({ response, nonce: asked, verified: ask(tokenOf()) as VerifiedWebEidToken, time })
      ?.code;

  it('is good when it verifies, is fresh, and repeats our nonce', () => {
    expect(judge(answer())).toBeUndefined();
  });

  it('tells a suspended from a revoked certificate (CRLReason 6)', () => {
    expect(judge(answer({ status: revoked(6) }))).toBe('webeid.suspended');
    expect(judge(answer({ status: revoked(1) }))).toBe('webeid.revoked');
    expect(judge(answer({ status: revoked() }))).toBe('webeid.revoked');
  });

  it.each<readonly [string, () => Uint8Array]>([
    ['no OCSP at all', () => Buffer.from('<html>')],
    ['tryLater', () => der.sequence(der.enumerated(3))],
    ['unknown', () => answer({ status: unknown })],
    ['no nonce', () => answer({ extensions: [] })],
    ['another nonce', () => answer({ extensions: [nonceOf(Buffer.alloc(32, 4))] })],
    ['a nonce that is no OCTET STRING', () => answer({ extensions: [extension(oids.ocspNonce, asked)] })],
    ['another certificate', () => answer({ about: issueForCard(persons) })],
    ['another issuer', () => answer({ issuer: root })],
    ['another key', () => answer({ key: ec('P-256') })],
    ['a responder that its issuer did not appoint', () => answer({ signer: issueForCard(persons) })],
    ['a status of three minutes ago', () => answer({ thisUpdate: now - 180_000 })],
    ['a status of the day after', () => answer({ thisUpdate: now + day / 2 })],
    ['an answer whose next one is due', () => answer({ nextUpdate: now - 60_000 })],
  ])('refuses the sign-in for %s', (_name, make) => {
    expect(judge(make())).toBe('webeid.status_unknown');
  });

  it('may come from a responder whose clock is a minute ahead', () => {
    expect(judge(answer({ status: good, thisUpdate: now + 60_000 }))).toBeUndefined();
  });
});

describe('evidence that was kept', () => {
  const verified = ask(tokenOf());
  const of = verified as VerifiedWebEidToken;
  const judge = (evidence: Partial<Parameters<typeof judgeKeptEvidence>[1]>) =>
    judgeKeptEvidence(of, { crls: [], ocspResponses: [], time: now, ...evidence })?.code;
  const serialNumber = card.certificate.serialNumber;

  it('says good, revoked, suspended, or nothing (RFC 5280 6.3)', () => {
    expect(judge({})).toBe('webeid.status_unknown');
    expect(judge({ crls: [issueCrl({ issuer: persons, number: 1 })] })).toBeUndefined();
    expect(judge({ crls: [issueCrl({ issuer: persons, number: 1, nextUpdate: now - day })] })).toBe(
      'webeid.status_unknown',
    );
    const list = (reason: number) => [
      issueCrl({ issuer: persons, number: 1, revoked: [{ serialNumber, reason }] }),
    ];
    expect(judge({ crls: list(1) })).toBe('webeid.revoked');
    expect(judge({ crls: list(6) })).toBe('webeid.suspended');
    expect(judge({ ocspResponses: [readOcsp(makeOcsp({ issuer: persons, about: card }))] })).toBeUndefined();
  });

  it('must speak for every certificate below the anchor', () => {
    const through = { anchors: [root.certificate], intermediates: [persons.certificate] };
    const below = ask(tokenOf(), through) as VerifiedWebEidToken;
    const crls = [issueCrl({ issuer: persons, number: 1 })];
    const evidence = { ocspResponses: [], time: now };
    expect(judgeKeptEvidence(below, { crls, ...evidence })?.code).toBe('webeid.status_unknown');
    const all = [...crls, issueCrl({ issuer: root, number: 1 })];
    expect(judgeKeptEvidence(below, { crls: all, ...evidence })).toBeUndefined();
    const revokedIssuer = [
      ...crls,
      issueCrl({ issuer: root, number: 1, revoked: [{ serialNumber: persons.certificate.serialNumber }] }),
    ];
    expect(judgeKeptEvidence(below, { crls: revokedIssuer, ...evidence })?.code).toBe(
      'webeid.status_unknown',
    );
  });
});

describe('the holder of a certificate (EN 319 412-1 5.1.3)', () => {
  const holder = (subjectName: Uint8Array) => holderOf(issueForCard(persons, { subjectName }).certificate);

  it('has a FIN and two names', () => {
    expect(holderOf(card.certificate)).toEqual({
      personalCode: '5ARPXN9',
      givenName: 'Əli',
      familyName: 'Nümunəyev',
    });
  });

  it.each([
    ['a foreign number', { serialNumber: 'PNOEE-38001085718' }],
    ['the number of a card', { serialNumber: 'IDCAZ-AA1234567' }],
    ['a number without its kind', { serialNumber: '5ARPXN9' }],
    ['small letters', { serialNumber: 'PNOAZ-5arpxn9' }],
    ['a number with more behind it', { serialNumber: 'PNOAZ-5ARPXN9 ' }],
    ['a number twice', { '2.5.4.5': 'PNOAZ-5ARPXN8' }],
  ])('is unknown with %s', (_name, fields) => {
    expect(holder(citizenName(fields))).toBeUndefined();
  });

  it('is unknown without a name', () => {
    const number = der.setOf(der.sequence(der.oid(oids.serialNumber), der.printableString('PNOAZ-5ARPXN9')));
    expect(holder(der.sequence(number))).toBeUndefined();
  });
});
