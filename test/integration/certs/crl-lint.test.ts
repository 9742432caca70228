import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { der, oids } from '../../../certs/asn1/index.ts';
import { type Certificate, readCertificate } from '../../../certs/index.ts';
import { signatureAlgorithms } from '../../../certs/keys/index.ts';
import { type CrlContext, issuingKey, lintCrl } from '../../../certs/lint/index.ts';
import { createOpensslPki, type OpensslPki } from '../../support/openssl-pki.ts';
import { testSigner } from '../../support/test-signer.ts';

let pki: OpensslPki;
let ca: Certificate;

beforeAll(() => {
  pki = createOpensslPki();
  const read = readCertificate(
    pki.issue('ca', {
      extensions: [
        'basicConstraints=critical,CA:TRUE',
        'keyUsage=critical,keyCertSign,cRLSign',
        'subjectKeyIdentifier=hash',
      ],
    }),
  );
  if (read.kind !== 'read') throw new Error(read.message);
  ca = read.value;
});
afterAll(() => pki.remove());

const keyCertSign = 5;
const withoutCrlSign = () => ({ ...ca, known: { ...ca.known, keyUsage: new Set([keyCertSign]) } });

const algorithm = signatureAlgorithms['ecdsa-p256-sha256'];
const point = 'http://crl.example.az/1.crl';
const day = 86_400_000;

const extension = (oid: string, value: Uint8Array, isCritical = false) =>
  der.sequence(der.oid(oid), ...(isCritical ? [der.boolean(true)] : []), der.octetString(value));
const uri = (address: string) => der.explicit(0, der.explicit(0, der.implicit(6, der.ia5String(address))));
const reason = (code: number) => extension(oids.cRLReasons, der.enumerated(code));

/** A row of the table is one change to what is right. */
interface Parts {
  version: readonly Uint8Array[];
  algorithm: Uint8Array;
  name: Uint8Array;
  thisUpdate: Uint8Array;
  nextUpdate: readonly Uint8Array[];
  entries: readonly Uint8Array[] | undefined;
  key: readonly Uint8Array[];
  number: readonly Uint8Array[];
  point: readonly Uint8Array[];
  others: readonly Uint8Array[];
}

const now = () => ca.notBefore + day;
const entry = (serial: bigint | number, time: Uint8Array, ...extensions: readonly Uint8Array[]) =>
  der.sequence(der.integer(serial), time, ...(extensions.length > 0 ? [der.sequence(...extensions)] : []));
const plain = (serial: bigint | number, ...extensions: readonly Uint8Array[]) =>
  entry(serial, der.time(now()), ...extensions);
const delta = (base: number) => extension(oids.deltaCRLIndicator, der.integer(base), true);

function right(): Parts {
  const identifier = Buffer.from(ca.known.subjectKeyIdentifier ?? '', 'hex');
  return {
    version: [der.integer(1)],
    algorithm: algorithm.identifier,
    name: ca.subject.raw,
    thisUpdate: der.time(now()),
    nextUpdate: [der.time(now() + day)],
    entries: [plain(1, reason(1)), plain(300)],
    key: [extension(oids.authorityKeyIdentifier, der.sequence(der.implicit(0, der.octetString(identifier))))],
    number: [extension(oids.cRLNumber, der.integer(9))],
    point: [extension(oids.issuingDistributionPoint, der.sequence(uri(point)), true)],
    others: [],
  };
}

function findings(change: Partial<Parts> = {}, context: Partial<CrlContext> = {}): readonly string[] {
  const parts = { ...right(), ...change };
  const extensions = [...parts.key, ...parts.number, ...parts.point, ...parts.others];
  const tbs = der.sequence(
    ...parts.version,
    parts.algorithm,
    parts.name,
    parts.thisUpdate,
    ...parts.nextUpdate,
    ...(parts.entries ? [der.sequence(...parts.entries)] : []),
    ...(extensions.length > 0 ? [der.explicit(0, der.sequence(...extensions))] : []),
  );
  const result = lintCrl(tbs, {
    issuer: ca,
    algorithm,
    previousNumber: 8n,
    baseNumber: undefined,
    distributionPoint: point,
    ...context,
  });
  return result.kind === 'passed' ? [] : result.findings.map(({ rule }) => rule);
}

describe('the linter of CRLs', () => {
  it('passes what is right, full and delta', () => {
    expect(findings()).toEqual([]);
    expect(findings({ entries: undefined })).toEqual([]);
    expect(findings({ others: [delta(5)], entries: [plain(1, reason(8))] }, { baseNumber: 5n })).toEqual([]);
  });

  const generalized = () => der.generalizedTime(now());
  it.each<[rule: string, change: () => Partial<Parts>, context?: () => Partial<CrlContext>]>([
    ['rfc5280.crl_algorithm', () => ({ algorithm: signatureAlgorithms['ecdsa-p384-sha384'].identifier })],
    [
      'rfc5280.crl_issuer_name',
      () => ({ name: der.sequence(ca.subject.raw.subarray(2), ca.subject.raw.subarray(2)) }),
    ],
    ['rfc5280.crl_issuer_key_usage', () => ({}), () => ({ issuer: withoutCrlSign() })],
    ['rfc5280.crl_update_times', () => ({ nextUpdate: [] })],
    ['rfc5280.crl_update_times', () => ({ nextUpdate: [der.time(now())] })],
    [
      'rfc5280.crl_issuer_validity',
      () => ({ thisUpdate: der.time(ca.notBefore - 1000), entries: undefined }),
    ],
    ['rfc5280.crl_time_encoding', () => ({ thisUpdate: generalized() })],
    ['rfc5280.crl_time_encoding', () => ({ entries: [entry(1, generalized())] })],
    ['rfc5280.crl_empty_list', () => ({ entries: [] })],
    ['rfc5280.crl_authority_key_identifier', () => ({ key: [] })],
    [
      'rfc5280.crl_authority_key_identifier',
      () => ({
        key: [
          extension(
            oids.authorityKeyIdentifier,
            der.sequence(der.implicit(0, der.octetString(Uint8Array.of(1)))),
          ),
        ],
      }),
    ],
    ['rfc5280.crl_number', () => ({ number: [] })],
    ['rfc5280.crl_number', () => ({}), () => ({ previousNumber: 9n })],
    ['rfc5280.crl_number', () => ({ number: [extension(oids.cRLNumber, der.integer(1n << 159n))] })],
    ['rfc5280.crl_delta_base', () => ({ others: [delta(5)] })],
    ['rfc5280.crl_delta_base', () => ({}), () => ({ baseNumber: 5n })],
    ['rfc5280.crl_delta_base', () => ({ others: [delta(9)] }), () => ({ baseNumber: 9n })],
    ['rfc5280.crl_issuing_distribution_point', () => ({ point: [] })],
    ['rfc5280.crl_issuing_distribution_point', () => ({}), () => ({ distributionPoint: undefined })],
    [
      'rfc5280.crl_issuing_distribution_point',
      () => ({ point: [extension(oids.issuingDistributionPoint, der.sequence(), true)] }),
      () => ({ distributionPoint: undefined }),
    ],
    [
      'rfc5280.crl_issuing_distribution_point',
      () => ({
        point: [
          extension(
            oids.issuingDistributionPoint,
            der.sequence(uri(point), der.implicit(4, der.boolean(true))),
            true,
          ),
        ],
      }),
    ],
    [
      'rfc5280.crl_freshest',
      () => ({ others: [delta(5), extension(oids.freshestCRL, der.sequence(der.sequence(uri(point))))] }),
      () => ({ baseNumber: 5n }),
    ],
    ['rfc5280.crl_extensions', () => ({ number: [extension(oids.cRLNumber, der.integer(9), true)] })],
    [
      'rfc5280.crl_extensions',
      () => ({ point: [extension(oids.issuingDistributionPoint, der.sequence(uri(point)))] }),
    ],
    ['rfc5280.crl_extensions', () => ({ others: [extension(oids.keyUsage, der.nullValue())] })],
    [
      'x509.crl_expired_certificates',
      () => ({ others: [extension(oids.expiredCertsOnCRL, der.generalizedTime(now() + 1000))] }),
    ],
    ['rfc5280.crl_serial_numbers', () => ({ entries: [plain(-1)] })],
    ['rfc5280.crl_serial_numbers', () => ({ entries: [plain(0)] })],
    ['rfc5280.crl_serial_numbers', () => ({ entries: [plain(1n << 160n)] })],
    ['rfc5280.crl_unique_entries', () => ({ entries: [plain(5), plain(5)] })],
    ['rfc5280.crl_unique_entries', () => ({ entries: [plain(5), plain(4), plain(5)] })],
    ['rfc5280.crl_revocation_dates', () => ({ entries: [entry(1, der.time(now() + 1000))] })],
    ['rfc5280.crl_unspecified_reason', () => ({ entries: [plain(1, reason(0))] })],
    ['rfc5280.crl_removals', () => ({ entries: [plain(1, reason(8))] })],
    [
      'rfc5280.crl_entry_extensions',
      () => ({ entries: [plain(1, extension(oids.keyUsage, der.nullValue()))] }),
    ],
    [
      'rfc5280.crl_critical_entry_extensions',
      () => ({ entries: [plain(1, extension(oids.cRLReasons, der.enumerated(1), true))] }),
    ],
    [
      'rfc5280.crl_invalidity_dates',
      () => ({ entries: [plain(1, extension(oids.invalidityDate, der.generalizedTime(now() + 1000)))] }),
    ],
    [
      'rfc5280.crl_invalidity_dates',
      () => ({ entries: [plain(1, extension(oids.invalidityDate, der.time(0)))] }),
    ],
    ['der.unreadable', () => ({ version: [] })],
    ['der.unreadable', () => ({ entries: [plain(1, reason(7))] })],
    ['der.unreadable', () => ({ others: [extension(oids.cRLNumber, der.integer(10))] })],
    ['der.unreadable', () => ({ thisUpdate: der.nullValue() })],
  ])('finds a breach of %s', (rule, change, context) => {
    expect(findings(change(), context?.() ?? {})).toEqual([rule]);
  });

  it('wants version 2', () => {
    const nothing = { version: [], key: [], number: [], point: [] };
    expect(findings(nothing)).toContain('der.unreadable');
    expect(findings({ ...nothing, entries: undefined })).toContain('rfc5280.crl_version');
  });

  it('lets the key sign nothing that was not judged', async () => {
    const key = issuingKey(testSigner(join(pki.folder, 'ca.key')));
    const imitation = { kind: 'crl', tbs: Uint8Array.of(1), warnings: [] };
    // @ts-expect-error -- the mark is missing, and so it is at run time
    await expect(key.sign(imitation)).rejects.toMatchObject({ code: 'keys.mismatch' });
  });
});
