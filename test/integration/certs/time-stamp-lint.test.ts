import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { der, oids } from '../../../certs/asn1/index.ts';
import { encodeAttribute, encodeSigningCertificateV2 } from '../../../certs/cms/index.ts';
import type { Certificate } from '../../../certs/index.ts';
import { signatureAlgorithms } from '../../../certs/keys/index.ts';
import { lintTimeStamp, type TimeStampContext } from '../../../certs/lint/index.ts';
import { createTimeStampPki, testPolicy, type TimeStampPki } from '../../support/time-stamp-unit.ts';

let made: TimeStampPki;
let tsa: Certificate;
let other: Certificate;

beforeAll(() => {
  made = createTimeStampPki();
  tsa = made.unit('tsa').certificate;
  other = made.issue('other', {
    issuer: 'root',
    extensions: ['keyUsage=critical,keyAgreement', 'extendedKeyUsage=critical,timeStamping'],
  });
});
afterAll(() => made.remove());

const imprint = (oid: string, octets: number) =>
  der.sequence(der.sequence(der.oid(oid)), der.octetString(new Uint8Array(octets)));

interface Parts {
  policy: string;
  imprint: Uint8Array;
  serial: bigint;
  time: number;
  accuracy: readonly Uint8Array[];
  rest: readonly Uint8Array[];
  nonce: readonly Uint8Array[];
  attributes: (tstInfo: Uint8Array) => readonly Uint8Array[];
  set: (attributes: readonly Uint8Array[]) => Uint8Array;
}

const contentType = () => encodeAttribute(oids.contentType, der.oid(oids.tSTInfo));
const digestOf = (tstInfo: Uint8Array) =>
  encodeAttribute(oids.messageDigest, der.octetString(hash('sha256', tstInfo, 'buffer')));
const certificateId = (certificate: Certificate) =>
  encodeAttribute(oids.signingCertificateV2, encodeSigningCertificateV2(certificate, 'sha256'));

function findings(change: Partial<Parts> = {}, context: Partial<TimeStampContext> = {}): readonly string[] {
  const parts: Parts = {
    policy: testPolicy,
    imprint: imprint(oids.sha256, 32),
    serial: 7n,
    time: tsa.notBefore + 3_600_000,
    accuracy: [der.sequence(der.integer(1))],
    rest: [],
    nonce: [der.integer(3)],
    attributes: (tstInfo) => [contentType(), digestOf(tstInfo), certificateId(tsa)],
    set: (attributes) => der.setOf(...attributes),
    ...change,
  };
  const tstInfo = der.sequence(
    der.integer(1),
    der.oid(parts.policy),
    parts.imprint,
    der.integer(parts.serial),
    der.generalizedTime(parts.time),
    ...parts.accuracy,
    ...parts.nonce,
    ...parts.rest,
  );
  const result = lintTimeStamp(parts.set(parts.attributes(tstInfo)), {
    tstInfo,
    certificate: tsa,
    algorithm: signatureAlgorithms['ecdsa-p256-sha256'],
    request: { messageImprint: imprint(oids.sha256, 32), policy: undefined, nonce: der.integer(3) },
    policies: [testPolicy],
    previous: undefined,
    ...context,
  });
  return result.kind === 'passed' ? [] : result.findings.map(({ rule }) => rule);
}

const qualified = (isCritical: boolean) =>
  der.implicit(
    1,
    der.sequence(
      der.sequence(
        der.oid(oids.qcStatements),
        ...(isCritical ? [der.boolean(true)] : []),
        der.octetString(der.sequence()),
      ),
    ),
  );
const nameOf = (certificate: Certificate) => der.explicit(0, der.explicit(4, certificate.subject.raw));
const asked = (imprintBytes: Uint8Array) => ({
  request: { messageImprint: imprintBytes, policy: undefined, nonce: der.integer(3) },
});
const sha1Id = () =>
  encodeAttribute(
    oids.signingCertificateV2,
    der.sequence(
      der.sequence(
        der.sequence(
          der.sequence(der.oid(oids.sha1)),
          der.octetString(hash('sha1', tsa.raw, 'buffer')),
          der.sequence(der.sequence(der.explicit(4, tsa.issuer.raw)), der.integer(tsa.serialNumber)),
        ),
      ),
    ),
  );

describe('the linter of time stamps', () => {
  it('passes what is right', () => {
    expect(findings()).toEqual([]);
    expect(findings({ rest: [nameOf(tsa), qualified(false)] })).toEqual([]);
    expect(findings({}, { previous: { serialNumber: 6n, genTime: tsa.notBefore } })).toEqual([]);
  });

  it.each<[rule: string, change: () => Partial<Parts>, context?: () => Partial<TimeStampContext>]>([
    [
      'rfc3161.certificate_key_usage',
      () => ({ attributes: (tst) => [contentType(), digestOf(tst), certificateId(other)] }),
      () => ({ certificate: other }),
    ],
    ['rfc3161.certificate_validity', () => ({ time: tsa.notBefore - 1000 })],
    ['rfc3161.certificate_validity', () => ({ time: tsa.notAfter + 1000 })],
    [
      'rfc5652.signed_attributes',
      () => ({
        attributes: (tst) => [
          contentType(),
          digestOf(tst),
          certificateId(tsa),
          encodeAttribute(oids.signingTime, der.time(0)),
        ],
      }),
    ],
    [
      'rfc3161.content_type',
      () => ({
        attributes: (tst) => [
          encodeAttribute(oids.contentType, der.oid(oids.signedData)),
          digestOf(tst),
          certificateId(tsa),
        ],
      }),
    ],
    [
      'rfc5652.message_digest',
      () => ({ attributes: () => [contentType(), digestOf(new Uint8Array()), certificateId(tsa)] }),
    ],
    [
      'rfc5816.signing_certificate',
      () => ({ attributes: (tst) => [contentType(), digestOf(tst), certificateId(other)] }),
    ],
    [
      'rfc5816.signing_certificate',
      () => ({ attributes: (tst) => [contentType(), digestOf(tst), sha1Id()] }),
    ],
    ['x690.attribute_order', () => ({ set: (attributes) => der.encode(0x31, ...attributes.toReversed()) })],
    ['rfc3161.message_imprint', () => ({}), () => asked(imprint(oids.sha512, 64))],
    [
      'rfc3161.imprint_hash',
      () => ({ imprint: imprint(oids.sha1, 20) }),
      () => asked(imprint(oids.sha1, 20)),
    ],
    [
      'rfc3161.imprint_hash',
      () => ({ imprint: imprint(oids.sha256, 31) }),
      () => asked(imprint(oids.sha256, 31)),
    ],
    ['rfc3161.nonce', () => ({ nonce: [] })],
    ['rfc3161.nonce', () => ({ nonce: [der.integer(4)] })],
    ['rfc3161.policy', () => ({ policy: '1.2.3' })],
    [
      'rfc3161.policy',
      () => ({}),
      () => ({ request: { ...asked(imprint(oids.sha256, 32)).request, policy: '1.2.3' } }),
    ],
    ['rfc3161.serial_number', () => ({ serial: 0n })],
    ['rfc3161.serial_number', () => ({ serial: 1n << 160n })],
    ['acar.time_stamp_order', () => ({}), () => ({ previous: { serialNumber: 7n, genTime: 0 } })],
    ['acar.time_stamp_order', () => ({}), () => ({ previous: { serialNumber: 6n, genTime: tsa.notAfter } })],
    ['etsi_en_319_422.accuracy', () => ({ accuracy: [] })],
    ['etsi_en_319_422.accuracy', () => ({ accuracy: [der.sequence(der.integer(2))] })],
    ['etsi_en_319_422.accuracy', () => ({ accuracy: [der.sequence()] })],
    ['etsi_en_319_422.ordering', () => ({ accuracy: [der.sequence(der.integer(1)), der.boolean(false)] })],
    ['rfc3161.tsa_name', () => ({ rest: [nameOf(other)] })],
    ['etsi_en_319_422.extensions', () => ({ rest: [qualified(true)] })],
    ['der.unreadable', () => ({ attributes: (tst) => [contentType(), digestOf(tst)] })],
    [
      'der.unreadable',
      () => ({ attributes: (tst) => [contentType(), digestOf(tst), digestOf(tst), certificateId(tsa)] }),
    ],
    ['der.unreadable', () => ({ accuracy: [der.nullValue()] })],
  ])('finds a breach of %s', (rule, change, context) => {
    expect(findings(change(), context?.() ?? {})).toEqual([rule]);
  });
});
