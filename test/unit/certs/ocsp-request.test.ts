import { describe, expect, it } from 'vitest';
import { der, oids } from '../../../certs/asn1/index.ts';
import { signatureAlgorithms } from '../../../certs/keys/index.ts';
import {
  certIdsOf,
  issuerKeyOf,
  issuerKeysOf,
  readOcspGetPath,
  readOcspRequest,
} from '../../../certs/ocsp/index.ts';
import { extension, issueCa } from '../../support/der-pki.ts';

const ca = issueCa({ subject: 'ca' });
const certId = certIdsOf(ca.certificate, 'sha256')(7n);
const single = (...after: readonly Uint8Array[]) => der.sequence(certId, ...after);
const nonce = (octets: number) => extension(oids.ocspNonce, der.octetString(Buffer.alloc(octets, 1)));
const unknown = extension('1.3.6.1.4.1.99999.1', der.nullValue());
const critical = extension('1.3.6.1.4.1.99999.1', der.nullValue(), true);

const tbs = (requests: readonly Uint8Array[], extensions: readonly Uint8Array[] = []) =>
  der.sequence(
    der.sequence(...requests),
    ...(extensions.length > 0 ? [der.explicit(2, der.sequence(...extensions))] : []),
  );
const request = (...parts: Parameters<typeof tbs>) => der.sequence(tbs(...parts));

function read(bytes: Uint8Array): string {
  const result = readOcspRequest(bytes);
  return result.kind === 'read'
    ? `${result.request.certIds.length} ${result.request.nonce?.length}`
    : result.code;
}

const requestorName = der.explicit(1, der.encode(0x82, Buffer.from('a.example.az', 'latin1')));
const { identifier } = signatureAlgorithms['ecdsa-p256-sha256'];

describe('reading an OCSP request (RFC 6960 4.1, RFC 9654)', () => {
  it.each([
    ['one certificate', request([single()]), '1 undefined'],
    [
      'the version written out',
      der.sequence(der.sequence(der.explicit(0, der.integer(0)), der.sequence(single()))),
      '1 undefined',
    ],
    [
      'a requestor without a signature',
      der.sequence(der.sequence(requestorName, der.sequence(single()))),
      '1 undefined',
    ],
    ['sixteen certificates', request(Array.from({ length: 16 }, () => single())), '16 undefined'],
    ['a nonce of 1 octet', request([single()], [nonce(1)]), '1 1'],
    ['a nonce of 128 octets', request([single()], [nonce(128)]), '1 128'],
    [
      'an unknown extension',
      request([single(der.explicit(0, der.sequence(unknown)))], [unknown]),
      '1 undefined',
    ],
    [
      'an algorithm preferred critically',
      request([single()], [extension(oids.ocspPreferredSignatureAlgorithms, der.sequence(), true)]),
      '1 undefined',
    ],
    ['no certificate', request([]), 'ocsp.request_malformed'],
    ['seventeen certificates', request(Array.from({ length: 17 }, () => single())), 'ocsp.request_malformed'],
    [
      'another version',
      der.sequence(der.sequence(der.explicit(0, der.integer(1)), der.sequence(single()))),
      'ocsp.request_malformed',
    ],
    [
      'a version that is no number',
      der.sequence(der.sequence(der.explicit(0, Uint8Array.of(0x80, 1, 0)), der.sequence(single()))),
      'ocsp.request_malformed',
    ],
    ['an empty nonce', request([single()], [nonce(0)]), 'ocsp.request_nonce'],
    ['a nonce of 129 octets', request([single()], [nonce(129)]), 'ocsp.request_nonce'],
    [
      'a nonce of another type',
      request([single()], [extension(oids.ocspNonce, der.integer(5))]),
      'ocsp.request_nonce',
    ],
    ['two nonces', request([single()], [nonce(16), nonce(16)]), 'ocsp.request_malformed'],
    ['an unknown critical extension', request([single()], [critical]), 'ocsp.request_extension'],
    [
      'one at a certificate',
      request([single(der.explicit(0, der.sequence(critical)))]),
      'ocsp.request_extension',
    ],
    [
      'a serial of 22 octets',
      request([der.sequence(certIdsOf(ca.certificate, 'sha1')(1n << 170n))]),
      'ocsp.request_malformed',
    ],
    ['trailing bytes', Buffer.concat([request([single()]), Buffer.of(0)]), 'ocsp.request_malformed'],
    ['more than 16 KiB', Buffer.alloc(16 * 1024 + 1, 0x30), 'ocsp.request_malformed'],
    ['no bytes', Buffer.alloc(0), 'ocsp.request_malformed'],
  ] as const)('%s', (_name, bytes, expected) => expect(read(bytes)).toBe(expected));

  it('passes over a signature, which RFC 5019 2.1.2 allows, but not over a malformed one', () => {
    const asked = tbs([single()]);
    const signature = der.sequence(identifier, der.bitString(Buffer.alloc(70, 1)));
    expect(read(der.sequence(asked, der.explicit(0, signature)))).toBe('1 undefined');
    expect(read(der.sequence(asked, der.explicit(0, der.sequence())))).toBe('ocsp.request_malformed');
  });

  it('keeps a CertID by an unknown hash, which is nobody’s', () => {
    const strange = der.sequence(
      der.sequence(der.oid('1.2.840.113549.2.5')),
      der.octetString(Buffer.alloc(16)),
      der.octetString(Buffer.alloc(16)),
      der.integer(1),
    );
    const result = readOcspRequest(request([der.sequence(strange)]));
    expect(result.kind === 'read' && result.request.certIds.map(issuerKeyOf)).toEqual([undefined]);
  });

  it('refuses a hash that is shorter than its algorithm’s', () => {
    const cut = der.sequence(
      der.sequence(der.oid(oids.sha256)),
      der.octetString(Buffer.alloc(20)),
      der.octetString(Buffer.alloc(32)),
      der.integer(1),
    );
    expect(read(request([der.sequence(cut)]))).toBe('ocsp.request_malformed');
  });

  it.each(['sha1', 'sha256', 'sha384', 'sha512'] as const)('finds the authority by %s', (hash) => {
    const result = readOcspRequest(request([der.sequence(certIdsOf(ca.certificate, hash)(7n))]));
    const [asked] = result.kind === 'read' ? result.request.certIds : [];
    expect(asked?.serialNumber).toBe(7n);
    expect(asked && issuerKeysOf(ca.certificate)).toContain(asked && issuerKeyOf(asked));
    expect(asked && issuerKeysOf(issueCa({ subject: 'ca' }).certificate)).not.toContain(
      asked && issuerKeyOf(asked),
    );
  });
});

describe('the GET form (RFC 6960 A.1, RFC 5019 5)', () => {
  const bytes = request([single()], [nonce(32)]);
  const base64 = Buffer.from(bytes).toString('base64');

  it('is URL-encoded base64 of the request', () => {
    expect(readOcspGetPath(encodeURIComponent(base64))).toMatchObject({ kind: 'read' });
    expect(readOcspGetPath(base64)).toMatchObject({ kind: 'read' });
  });

  it.each([
    ['', 'ocsp.request_encoding'],
    ['%', 'ocsp.request_encoding'],
    ['%zz', 'ocsp.request_encoding'],
    ['MA', 'ocsp.request_encoding'],
    ['MA_=', 'ocsp.request_encoding'],
    ['MA==%0A', 'ocsp.request_encoding'],
    ['A'.repeat(2052), 'ocsp.request_encoding'],
    ['MAA=', 'ocsp.request_malformed'],
  ])('refuses %s', (path, code) => expect(readOcspGetPath(path)).toMatchObject({ kind: 'refused', code }));
});
