import { describe, expect, it } from 'vitest';
import { der, oids } from '../../../certs/asn1/index.ts';
import { readCertificate, validatePath } from '../../../certs/index.ts';
import { signatureAlgorithms } from '../../../certs/keys/index.ts';
import { extension, issue, issueCa, nameOf, now, signed } from '../../support/der-pki.ts';
import { putTogether, takeApart, type TbsParts } from '../../support/tbs-parts.ts';

const root = issueCa({ subject: 'root' });
const ca = issueCa({ subject: 'ca', issuer: root });
const leaf = issue({
  subject: 'leaf',
  issuer: ca,
  extensions: [extension(oids.extKeyUsage, der.sequence(der.oid(oids.serverAuth)))],
});
const parts = takeApart(leaf.certificate.tbs);
const one = (oid: string, value: Uint8Array) => ({ oid, critical: new Uint8Array(), value });
const version = (number: number) => der.explicit(0, der.integer(number));
const time = (tag: number, text: string) => der.encode(tag, Buffer.from(text));
const [utc, general] = [0x17, 0x18];
const from = (start: Uint8Array) => ({ validity: der.sequence(start, time(utc, '300101000000Z')) });
const only = (oid: string, value: Uint8Array) => ({ extensions: [one(oid, value)] });

const mailHost = der.encode(0x81, Buffer.from('example.az'));
const bound = (number: number) => der.encode(0x80 | number, Uint8Array.of(0));
const subtree = (...fields: readonly Uint8Array[]) => der.sequence(der.encode(0xa0, der.sequence(...fields)));

const malformed: readonly (readonly [name: string, change: Partial<TbsParts>])[] = [
  ['an extension that stands twice (4.2)', { extensions: [...parts.extensions, ...parts.extensions] }],
  ['extensions in version 1 (4.1.2.9)', { version: new Uint8Array() }],
  ['extensions in version 2 (4.1.2.9)', { version: version(1) }],
  ['a version of the future', { version: version(3) }],
  ['a version that is no number', { version: der.explicit(0, der.encode(0x0c, Uint8Array.of(2))) }],
  ['a version of another class', { version: der.explicit(0, der.encode(0x82, Uint8Array.of(2))) }],
  ['version 1 written out', { version: version(0), extensions: [] }],
  [
    'a unique identifier in version 1 (4.1.2.8)',
    {
      version: new Uint8Array(),
      extensions: [],
      uniqueIdentifier: der.encode(0x81, Uint8Array.of(0, 1)),
    },
  ],
  [
    'a unique identifier that is no BIT STRING (4.1)',
    { uniqueIdentifier: der.encode(0x81, Uint8Array.of(8, 1)) },
  ],
  ['UTCTime without seconds (4.1.2.5.1)', from(time(utc, '2601010000Z'))],
  ['UTCTime with an offset (4.1.2.5.1)', from(time(utc, '260101000000+0400'))],
  ['GeneralizedTime with a fraction (4.1.2.5.2)', from(time(general, '20260101000000.5Z'))],
  ['GeneralizedTime without Z (4.1.2.5.2)', from(time(general, '20260101000000'))],
  ['a day that is not there', from(time(utc, '260229000000Z'))],
  ['a second of 60', from(time(utc, '260101000060Z'))],
  ['a serial number with a leading zero', { serial: der.encode(0x02, Uint8Array.of(0, 1)) }],
  ['a serial number without octets', { serial: der.encode(0x02, new Uint8Array()) }],
  ['alternative names without a name (4.2.1.6)', only(oids.subjectAltName, der.sequence())],
  ['alternative names that are text', only(oids.subjectAltName, Buffer.from('example.az'))],
  [
    'a name beyond ASCII (4.2.1.6)',
    only(oids.subjectAltName, der.sequence(der.encode(0x82, Buffer.from('ə.az')))),
  ],
  ['a key usage without a usage (4.2.1.3)', only(oids.keyUsage, der.bitString(new Uint8Array()))],
  ['a key usage with trailing zeros', only(oids.keyUsage, der.encode(0x03, Uint8Array.of(0, 0x80)))],
  ['no purpose (4.2.1.12)', only(oids.extKeyUsage, der.sequence())],
  ['no name constraint (4.2.1.10)', only(oids.nameConstraints, der.sequence())],
  ['a subtree with two bases (4.2.1.10)', only(oids.nameConstraints, subtree(mailHost, mailHost))],
  ['a subtree whose bounds have no order', only(oids.nameConstraints, subtree(mailHost, bound(1), bound(0)))],
  ['a subtree with two minima', only(oids.nameConstraints, subtree(mailHost, bound(0), bound(0)))],
  [
    'a subtree with a negative minimum',
    only(oids.nameConstraints, subtree(mailHost, der.encode(0x80, Uint8Array.of(0xff)))),
  ],
  ['empty name constraints', only(oids.nameConstraints, der.sequence(der.encode(0xa0, new Uint8Array())))],
  [
    'a negative path length (4.2.1.9)',
    only(oids.basicConstraints, der.sequence(der.boolean(true), der.integer(-1))),
  ],
  ['a BOOLEAN that is 01', only(oids.basicConstraints, der.sequence(der.encode(0x01, Uint8Array.of(1))))],
  [
    'a policy that stands twice (4.2.1.4)',
    only(
      oids.certificatePolicies,
      der.sequence(der.sequence(der.oid('2.25.1')), der.sequence(der.oid('2.25.1'))),
    ),
  ],
  ['empty policy constraints (4.2.1.11)', only(oids.policyConstraints, der.sequence())],
  [
    'something after an extension',
    only(oids.inhibitAnyPolicy, Buffer.concat([der.integer(1), der.nullValue()])),
  ],
];

const remade = (change: Partial<TbsParts>) => putTogether({ ...parts, ...change });

describe('the form of a certificate (RFC 5280 4.1)', () => {
  it('is kept by what is taken apart and put together again', () =>
    expect(readCertificate(signed(remade({}), ca.key)).kind).toBe('read'));

  it.each(malformed)('is not kept by %s', (_name, change) =>
    expect(readCertificate(signed(remade(change), ca.key)).kind).toBe('malformed'),
  );

  it('is not kept with a length that is indefinite or not minimal, nor with something after it', () => {
    const raw = Buffer.from(signed(remade({}), ca.key));
    const content = raw.subarray(4);
    const forms = [
      Buffer.concat([Buffer.of(0x30, 0x80), content, Buffer.of(0, 0)]),
      Buffer.concat([Buffer.of(0x30, 0x83, 0), raw.subarray(2)]),
      Buffer.concat([raw, Buffer.of(0)]),
    ];
    for (const form of forms) expect(readCertificate(form).kind).toBe('malformed');
  });
});

function judge(leafRaw: Uint8Array, caRaw: Uint8Array = ca.certificate.raw): string {
  const [subject, issuer] = [readCertificate(leafRaw), readCertificate(caRaw)];
  if (subject.kind !== 'read' || issuer.kind !== 'read') return 'malformed';
  const question = {
    intermediates: [issuer.value],
    anchors: [root.certificate],
    crls: [],
    revocation: false,
  };
  const result = validatePath({ ...question, leaf: subject.value, time: now });
  return result.kind === 'valid' ? 'valid' : result.code;
}

describe('a path (RFC 5280 6.1)', () => {
  it('leads over no certificate of version 1 (6.1.4 (k))', () => {
    const old = { ...takeApart(ca.certificate.tbs), version: new Uint8Array(), extensions: [] };
    expect(judge(leaf.certificate.raw)).toBe('valid');
    expect(judge(leaf.certificate.raw, signed(putTogether(old), root.key))).toBe('path.not_a_ca');
  });

  it('wants one algorithm inside and outside (4.1.1.2)', () => {
    const { identifier } = signatureAlgorithms['ecdsa-p384-sha384'];
    expect(judge(signed(remade({ algorithm: identifier }), ca.key))).toBe('path.algorithm_mismatch');
    const withNull = der.sequence(der.oid(oids.ecdsaWithSHA256), der.nullValue());
    expect(judge(signed(remade({ algorithm: withNull }), ca.key))).toBe('path.algorithm_mismatch');
  });

  it('needs the issuer by name (6.1.3 (a)(4)), whatever the key', () =>
    expect(judge(signed(remade({ issuer: nameOf('another') }), ca.key))).toBe('path.no_issuer'));
});
