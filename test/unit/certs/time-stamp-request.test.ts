import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { der, oids } from '../../../certs/asn1/index.ts';
import {
  encodeRejection,
  readTimeStampRequest,
  readTimeStampResponse,
  readTimeStampToken,
  reject,
} from '../../../certs/tsa/index.ts';
import { encodeRequest, type RequestParts } from '../../support/time-stamp-unit.ts';

describe('a request for a time stamp', () => {
  it.each([
    ['SHA-256', oids.sha256, 32],
    ['SHA-384', oids.sha384, 48],
    ['SHA-512', oids.sha512, 64],
  ])('is read with an imprint by %s', (_, hash, octets) => {
    const digest = new Uint8Array(octets).fill(7);
    const read = readTimeStampRequest(encodeRequest({ hash, digest, policy: '1.2.3', nonce: -5n }));
    if (read.kind !== 'read') throw new Error(read.text);
    expect(Buffer.from(read.request.digest)).toEqual(Buffer.from(digest));
    expect(read.request).toMatchObject({ policy: '1.2.3', certReq: true });
    expect(Buffer.from(read.request.nonce ?? [])).toEqual(Buffer.from(der.integer(-5)));
  });

  it('may leave out everything but the imprint', () => {
    const read = readTimeStampRequest(encodeRequest({ certReq: false }));
    expect(read).toMatchObject({
      kind: 'read',
      request: { policy: undefined, nonce: undefined, certReq: false },
    });
  });

  const parts: readonly (readonly [string, Partial<RequestParts>, string])[] = [
    ['version 2', { version: 2 }, 'badRequest'],
    ['an imprint by SHA-1', { hash: oids.sha1, digest: new Uint8Array(20) }, 'badAlg'],
    ['an imprint by an unknown hash', { hash: '1.2.3' }, 'badAlg'],
    ['an imprint that is too short', { digest: new Uint8Array(31) }, 'badDataFormat'],
    ['an imprint that is too long', { digest: new Uint8Array(33) }, 'badDataFormat'],
    ['an extension', { extension: '1.2.3' }, 'unacceptedExtension'],
    ['a nonce of 65 octets', { nonce: 1n << 512n }, 'badRequest'],
    ['more than 4 KiB', { digest: new Uint8Array(5000) }, 'badDataFormat'],
  ];
  it.each(parts)('is rejected with %s (RFC 3161 2.4.1, 2.4.2)', (_, change, failure) => {
    expect(readTimeStampRequest(encodeRequest(change))).toMatchObject({ kind: 'rejected', failure });
  });

  it('is rejected when something follows it, or a field stands out of order', () => {
    const request = encodeRequest();
    const more = Buffer.concat([request, Buffer.from([5, 0])]);
    expect(readTimeStampRequest(more)).toMatchObject({ failure: 'badDataFormat' });
    const swapped = der.sequence(der.boolean(true), der.integer(1));
    expect(readTimeStampRequest(swapped)).toMatchObject({ failure: 'badDataFormat' });
  });

  it('is answered with its failure and a text when it is rejected (RFC 3161 2.4.2)', () => {
    for (const failure of ['badAlg', 'badDataFormat', 'timeNotAvailable', 'systemFailure'] as const)
      expect(readTimeStampResponse(encodeRejection(reject(failure, 'a text')))).toEqual({
        kind: 'rejected',
        status: 2,
        failures: [failure],
        text: 'a text',
      });
  });
});

describe('bytes of strangers', () => {
  const answers = (bytes: Uint8Array) => {
    expect(['read', 'rejected']).toContain(readTimeStampRequest(bytes).kind);
    expect(['read', 'refused']).toContain(readTimeStampToken(bytes).kind);
    expect(['granted', 'rejected', 'refused']).toContain(readTimeStampResponse(bytes).kind);
  };

  it('are answered whatever they are', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), answers), { numRuns: 2000 });
  });

  it('are answered when a good request is mutated', () => {
    const good = encodeRequest({ policy: '1.2.3', nonce: 123456789n, extension: '1.2.3' });
    const change = fc.tuple(fc.nat(good.length - 1), fc.nat(255));
    const run = fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), fc.nat(80), (changes, cut) => {
      const bytes = Uint8Array.from(good);
      for (const [at, octet] of changes) bytes[at] = octet;
      answers(cut < good.length ? bytes.subarray(0, good.length - (cut % 3)) : bytes);
    });
    fc.assert(run, { numRuns: 5000 });
  });
});
