import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { der, oids } from '../../../certs/asn1/index.ts';
import {
  judgeOcsp,
  type Read,
  readCertificate,
  readCrl,
  readOcspResponse,
  validatePath,
} from '../../../certs/index.ts';
import { certIdsOf, readOcspRequest } from '../../../certs/ocsp/index.ts';
import { makeOcsp, readOcsp, revoked, wrap } from '../../support/der-ocsp.ts';
import { extension, issue, issueCa, issueCrl, now, ocspExtensions, signed } from '../../support/der-pki.ts';
import { mutate, mutations } from '../../support/mutate-der.ts';

/** The same inputs in every run unless told otherwise; a failure prints the seed and the path to its smallest case. */
const bounds = {
  seed: Number(process.env['ACAR_FUZZ_SEED'] ?? 20260131),
  numRuns: Number(process.env['ACAR_FUZZ_RUNS'] ?? 600),
};

const uri = der.encode(0x86, Buffer.from('http://example.az/', 'latin1'));
const names = der.sequence(
  der.encode(0x82, Buffer.from('a.example.az', 'latin1')),
  der.encode(0x81, Buffer.from('a@example.az', 'latin1')),
  uri,
  der.encode(0x87, Buffer.of(192, 0, 2, 1)),
);
const point = der.encode(0xa0, der.encode(0xa0, uri));
const policy = '1.3.6.1.4.1.99999.1';
const root = issueCa({
  subject: 'root',
  extensions: [
    extension(oids.subjectKeyIdentifier, der.octetString(Buffer.alloc(20, 1))),
    extension(
      oids.nameConstraints,
      der.sequence(der.encode(0xa0, der.sequence(der.encode(0x82, Buffer.from('az', 'latin1'))))),
      true,
    ),
    extension(oids.policyMappings, der.sequence(der.sequence(der.oid(policy), der.oid(policy)))),
    extension(oids.policyConstraints, der.sequence(der.encode(0x80, Buffer.of(3)))),
    extension(oids.inhibitAnyPolicy, der.integer(2)),
  ],
});
const leaf = issue({
  subject: 'leaf',
  issuer: root,
  extensions: [
    extension(oids.subjectAltName, names),
    extension(oids.authorityKeyIdentifier, der.sequence(der.encode(0x80, Buffer.alloc(20, 1)))),
    extension(oids.certificatePolicies, der.sequence(der.sequence(der.oid(policy)))),
    extension(oids.cRLDistributionPoints, der.sequence(der.sequence(point))),
    ...ocspExtensions,
  ],
});
const crl = issueCrl({
  issuer: root,
  number: 7,
  base: 3,
  revoked: [{ serialNumber: 5, reason: 1 }, { serialNumber: leaf.certificate.serialNumber }],
  extensions: [extension(oids.issuingDistributionPoint, der.sequence(point), true)],
});
const answer = makeOcsp({
  issuer: root,
  about: leaf,
  signer: leaf,
  status: revoked(6),
  extensions: [extension(oids.ocspNonce, der.octetString(Buffer.alloc(16)))],
  singleExtensions: [extension(oids.ocspArchiveCutoff, der.generalizedTime(now))],
});
const request = der.sequence(
  der.sequence(
    der.sequence(der.sequence(certIdsOf(root.certificate, 'sha256')(7n))),
    der.explicit(2, der.sequence(extension(oids.ocspNonce, der.octetString(Buffer.alloc(16))))),
  ),
);

const usable = <T>(read: Read<T>): readonly T[] => (read.kind === 'read' ? [read.value] : []);
const isAnswered = (read: Read<unknown>) => read.kind === 'read' || read.code.startsWith('asn1.');

/** What the signature of an answer covers. */
function dataOf(bytes: Uint8Array): Uint8Array {
  const response = readOcsp(bytes);
  return response.kind === 'basic' ? response.basic.tbs : bytes;
}

/** Whatever a reader gives can be judged, too. */
function isJudged(bytes: Uint8Array): boolean {
  const [asCertificate, asCrl, asAnswer] = [readCertificate(bytes), readCrl(bytes), readOcspResponse(bytes)];
  const [certificate = root.certificate] = usable(asCertificate);
  const ocspResponses = usable(asAnswer);
  const question = { crls: [crl, ...usable(asCrl)], ocspResponses, time: now, revocation: true };
  const common = { anchors: [root.certificate], ...question, profile: true };
  validatePath({ ...common, leaf: certificate, intermediates: [] });
  validatePath({ ...common, leaf: leaf.certificate, intermediates: [certificate], anchors: [certificate] });
  for (const response of ocspResponses)
    judgeOcsp({ response, issuer: certificate, certificate: leaf.certificate, time: now });
  return [asCertificate, asCrl, asAnswer].every(isAnswered);
}

describe('readers of what strangers send', () => {
  it.each([
    ['certificates', leaf.certificate.raw],
    ['authorities', root.certificate.raw],
    ['CRLs', crl.raw],
    ['OCSP answers', answer],
  ])('answer mutated %s with a value or a code, and the value can be judged', (_name, sample) => {
    expect(isJudged(sample)).toBe(true);
    fc.assert(
      fc.property(mutations, (changes) => isJudged(changes.reduce<Uint8Array>(mutate, sample))),
      bounds,
    );
  });

  it.each([
    ['certificates', leaf.certificate.tbs, (tbs: Uint8Array) => signed(tbs, root.key)],
    ['authorities', root.certificate.tbs, (tbs: Uint8Array) => signed(tbs, root.key)],
    ['CRLs', crl.tbs, (tbs: Uint8Array) => signed(tbs, root.key)],
    ['OCSP answers', dataOf(answer), (tbs: Uint8Array) => wrap(signed(tbs, root.key))],
  ])('answer %s that were signed after they were mutated', (_name, tbs, sign) => {
    expect(isJudged(sign(tbs))).toBe(true);
    fc.assert(
      fc.property(mutations, (changes) => isJudged(sign(changes.reduce<Uint8Array>(mutate, tbs)))),
      bounds,
    );
  });

  it('answer mutated OCSP requests with a value or a code', () => {
    const isRead = (bytes: Uint8Array) => {
      const read = readOcspRequest(bytes);
      return read.kind === 'read' || read.code.startsWith('ocsp.request_');
    };
    expect(isRead(request)).toBe(true);
    fc.assert(
      fc.property(mutations, (changes) => isRead(changes.reduce<Uint8Array>(mutate, request))),
      bounds,
    );
  });

  it.each([
    ['a list of a million empty values', der.encode(0x30, Buffer.alloc(2_000_000, Buffer.of(0x30, 0)))],
    ['a serial number of a megabyte', der.unsignedInteger(Buffer.alloc(1_000_000, 0x7f))],
    ['a text of a megabyte', der.utf8String('a'.repeat(1_000_000))],
  ])('refuse a CRL with %s in every place', (_name, large) => {
    const fields = [der.integer(1), crl.signatureAlgorithm.raw, crl.issuer.raw, der.time(now), der.time(now)];
    for (const index of [...fields.keys(), fields.length]) {
      const tbs = der.sequence(...fields.toSpliced(index, 1, large));
      const bytes = der.sequence(tbs, crl.signatureAlgorithm.raw, der.bitString(crl.signature));
      expect(readCrl(bytes)).toMatchObject({ kind: 'malformed', code: expect.stringMatching(/^asn1\./) });
    }
  });
});
