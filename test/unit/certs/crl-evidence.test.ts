import { describe, expect, it } from 'vitest';
import { der, oids } from '../../../certs/asn1/index.ts';
import { type Crl, type PathRequest, validatePath } from '../../../certs/index.ts';
import {
  day,
  type Entity,
  extension,
  issue,
  issueCa,
  issueCrl,
  nameOf,
  newKey,
  now,
} from '../../support/der-pki.ts';

const root = issueCa({ subject: 'root' });
const ca = issueCa({ subject: 'ca', issuer: root });
const leaf = issue({ subject: 'leaf', issuer: ca });
const { serialNumber } = leaf.certificate;
const rootCrl = issueCrl({ issuer: root, number: 1 });
const revoked = [{ serialNumber, reason: 1 }];
const held = [{ serialNumber, reason: 6 }];
const released = [{ serialNumber, reason: 8 }];

function judge(crls: readonly Crl[], change: Partial<PathRequest> = {}): string {
  const result = validatePath({
    leaf: leaf.certificate,
    intermediates: [ca.certificate],
    anchors: [root.certificate],
    crls: [rootCrl, ...crls],
    time: now,
    revocation: true,
    ...change,
  });
  return result.kind === 'valid' ? 'valid' : result.code;
}

/** RFC 5280 5.2.5: the parts of an issuing distribution point by their tags. */
const scope = (...parts: readonly (readonly [tag: number, content: Uint8Array])[]) => [
  extension(
    oids.issuingDistributionPoint,
    der.sequence(...parts.map(([tag, content]) => der.encode(tag, content))),
    true,
  ),
];
const yes = Uint8Array.of(0xff);
const place = (uri: string) => [0xa0, der.encode(0xa0, der.encode(0x86, Buffer.from(uri)))] as const;
const point = (uri: string) =>
  extension(oids.cRLDistributionPoints, der.sequence(der.sequence(der.encode(...place(uri)))));

describe('a CRL as evidence (RFC 5280 6.3.3)', () => {
  it('says good of what it does not list, and revoked of what it lists', () => {
    expect(judge([])).toBe('path.revocation_unknown');
    expect(judge([issueCrl({ issuer: ca, number: 1 })])).toBe('valid');
    expect(judge([issueCrl({ issuer: ca, number: 1, revoked })])).toBe('path.revoked');
    expect(judge([issueCrl({ issuer: ca, number: 1, revoked })], { revocation: false })).toBe('path.revoked');
  });

  it.each<[string, Partial<Parameters<typeof issueCrl>[0]>]>([
    ['without a number (5.2.3)', { number: null }],
    ['with a critical number (5.2.3)', { isNumberCritical: true }],
    ['with a negative number (5.2.3)', { number: -1 }],
  ])('%s says nothing good, and still revokes', (_name, change) => {
    expect(judge([issueCrl({ issuer: ca, number: 1, ...change })])).toBe('path.revocation_unknown');
    expect(judge([issueCrl({ issuer: ca, number: 1, revoked, ...change })])).toBe('path.revoked');
  });

  it('revokes for ever, though a newer one says nothing; a hold it ends', () => {
    const newer = issueCrl({ issuer: ca, number: 2, thisUpdate: now - 1000 });
    expect(judge([newer, issueCrl({ issuer: ca, number: 1, revoked })])).toBe('path.revoked');
    expect(judge([newer, issueCrl({ issuer: ca, number: 1, revoked: held })])).toBe('valid');
  });

  it.each<[string, Partial<Parameters<typeof issueCrl>[0]>]>([
    ['of later', { thisUpdate: now + 1000 }],
    ['that is over', { nextUpdate: now - 1000 }],
    ['with an unknown critical extension', { extensions: [extension('2.25.1', der.nullValue(), true)] }],
    ['for authorities alone', { extensions: scope([0x82, yes]) }],
    ['for attribute certificates', { extensions: scope([0x85, yes]) }],
    ['for some reasons alone', { extensions: scope([0x83, Uint8Array.of(6, 0x40)]) }],
    ['of another place', { extensions: scope(place('http://a.az/2.crl')) }],
    ['signed by another key', { issuer: { ...ca, key: newKey() } }],
    ['of another authority', { issuer: root }],
  ])('%s says nothing', (_name, change) =>
    expect(judge([issueCrl({ issuer: ca, number: 1, ...change })])).toBe('path.revocation_unknown'),
  );

  it('speaks for the certificates that name its place', () => {
    const there = issue({ subject: 'there', issuer: ca, extensions: [point('http://a.az/1.crl')] });
    const crl = (uri: string) => issueCrl({ issuer: ca, number: 1, extensions: scope(place(uri)) });
    expect(judge([crl('http://a.az/1.crl')], { leaf: there.certificate })).toBe('valid');
    expect(judge([crl('http://a.az/2.crl')], { leaf: there.certificate })).toBe('path.revocation_unknown');
    expect(judge([crl('http://A.az/1.crl')], { leaf: there.certificate })).toBe('path.revocation_unknown');
  });

  it('for users alone does not speak for an authority', () => {
    const users = issueCrl({ issuer: root, number: 1, extensions: scope([0x81, yes]) });
    const crls = [users, issueCrl({ issuer: ca, number: 1 })];
    expect(judge([], { crls })).toBe('path.revocation_unknown');
  });

  it('is signed by who may: a key of its issuer with cRLSign, under the same anchor', () => {
    const keyUsage = (bit: number) => [extension(oids.keyUsage, der.namedBits([bit]), true)];
    const sign = (extensions: readonly Uint8Array[], issuer: Entity) => {
      const signer = issue({ subject: 'ca', issuer, extensions });
      const crls = [
        rootCrl,
        issueCrl({ issuer: ca, number: 1 }),
        issueCrl({ issuer: signer, number: 2, revoked }),
      ];
      return judge([], { crls, intermediates: [ca.certificate, signer.certificate] });
    };
    expect(sign(keyUsage(6), root)).toBe('path.revoked');
    expect(sign(keyUsage(0), root)).toBe('valid');
    expect(sign(keyUsage(6), issueCa({ subject: 'stranger' }))).toBe('valid');
  });
});

describe('a certificate that signs CRLs', () => {
  const signer = issue({
    subject: 'ca',
    issuer: ca,
    extensions: [extension(oids.keyUsage, der.namedBits([6]), true)],
  });
  const own = issueCrl({ issuer: signer, number: 9, thisUpdate: now });
  const about = { leaf: signer.certificate, intermediates: [ca.certificate, signer.certificate] };

  it('answers for itself where nobody else does, as the NIST suite has it', () =>
    expect(judge([own], about)).toBe('valid'));

  it('does not outvote its issuer, which revoked it', () => {
    const { certificate } = signer;
    const entry = { serialNumber: certificate.serialNumber, reason: 1 };
    const older = issueCrl({ issuer: ca, number: 1, revoked: [entry], thisUpdate: now - 2 * day });
    expect(judge([own, older], about)).toBe('path.revoked');
  });
});

describe('a delta CRL (RFC 5280 5.2.4)', () => {
  const base = (entries: typeof revoked) => issueCrl({ issuer: ca, number: 5, revoked: entries });
  const delta = (entries: typeof revoked, change: Partial<Parameters<typeof issueCrl>[0]> = {}) =>
    issueCrl({ issuer: ca, number: 6, base: 5, revoked: entries, thisUpdate: now - 1000, ...change });

  it('changes what its base says', () => {
    expect(judge([base([]), delta(revoked)])).toBe('path.revoked');
    expect(judge([base(held), delta([])])).toBe('path.revoked');
    expect(judge([base(held), delta(released)])).toBe('valid');
    expect(judge([base([]), delta(held)])).toBe('path.revoked');
  });

  it('releases from a hold and from nothing else, whatever stands between', () => {
    expect(judge([base(revoked), delta(released)])).toBe('path.revoked');
    const older = delta(revoked, { thisUpdate: now - 2000 });
    expect(judge([base([]), older, delta(released, { number: 7 })])).toBe('path.revoked');
    const olderHold = delta(held, { thisUpdate: now - 2000 });
    expect(judge([base([]), olderHold, delta(released, { number: 7 })])).toBe('valid');
    expect(judge([base([]), delta(released)])).toBe('valid');
  });

  it('says nothing alone', () => expect(judge([delta([])])).toBe('path.revocation_unknown'));

  it.each<[string, Partial<Parameters<typeof issueCrl>[0]>]>([
    ['of a later base', { base: 6, number: 7 }],
    ['that is older than the base', { base: 3, number: 4 }],
    ['of the number of the base (5.2.3)', { base: 3, number: 5 }],
    ['of another scope', { extensions: scope([0x81, yes]) }],
    ['signed by another key', { issuer: { ...ca, key: newKey() } }],
    ['of later', { thisUpdate: now + 1000 }],
    ['that is over', { nextUpdate: now - 1000 }],
  ])('%s releases nobody', (_name, change) =>
    expect(judge([base(held), delta(released, change)])).toBe('path.revoked'),
  );
});

describe('an indirect CRL (RFC 5280 5.2.5, 5.3.3)', () => {
  const issuer = issueCa({ subject: 'crl issuer', issuer: root });
  const directory = der.encode(0xa4, nameOf('crl issuer'));
  const named = extension(
    oids.cRLDistributionPoints,
    der.sequence(der.sequence(der.encode(0xa2, directory))),
  );
  const subject = issue({ subject: 'subject', issuer: ca, extensions: [named] });
  const asked = { leaf: subject.certificate, intermediates: [ca.certificate, issuer.certificate] };
  const indirect = scope([0x84, yes]);

  it('speaks for certificates that name its issuer, when it says that it is indirect', () => {
    expect(judge([issueCrl({ issuer, number: 1, extensions: indirect })], asked)).toBe('valid');
    expect(judge([issueCrl({ issuer, number: 1 })], asked)).toBe('path.revocation_unknown');
  });

  it('does not speak for certificates that do not name its issuer', () => {
    const crl = issueCrl({ issuer, number: 1, extensions: indirect });
    expect(judge([crl], { intermediates: asked.intermediates })).toBe('path.revocation_unknown');
  });

  it('lists a number for the issuer of the entry, its own where none is named', () => {
    const entry = { serialNumber: subject.certificate.serialNumber, reason: 1 };
    const crl = issueCrl({ issuer, number: 1, extensions: indirect, revoked: [entry] });
    expect(judge([crl], asked)).toBe('valid');
  });
});
