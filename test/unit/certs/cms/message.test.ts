import { hash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { der } from '../../../../certs/asn1/index.ts';
import {
  derFromBer,
  encodeOcspRevocationInfo,
  extendSignedData,
  parseSignedData,
  type SignedData,
} from '../../../../certs/cms/index.ts';
import {
  assembleSignedData,
  encodeSignedAttributes,
  readMessage,
  readSignatures,
} from '../../../../certs/signatures/cades/index.ts';
import { createSigningWorld, type SigningWorld } from '../../../support/signing-world.ts';

const limits = { maxBytes: 1_000_000, maxDepth: 32, maxValues: 10_000 };
const content = Buffer.from('Bakı şəhəri, Nəsimi rayonu');

let world: SigningWorld;
let message: Uint8Array;
beforeAll(async () => {
  world = await createSigningWorld();
  const certificate = world.certificateOf('p256');
  const digest = hash('sha256', content, 'buffer');
  const signedAttributes = encodeSignedAttributes({
    certificate,
    hash: 'sha256',
    digest,
    signingTime: world.clock.now(),
  });
  const value = world.sign('p256', signedAttributes);
  message = assembleSignedData(
    { signedAttributes, certificate, scheme: world.schemeOf('p256'), value },
    { chain: world.chainOf('p256'), content },
  );
});

function read(bytes: Uint8Array): SignedData {
  const result = readMessage(bytes);
  if (result.kind !== 'read') throw new Error(result.message);
  return result.signedData;
}

function signatureOf(bytes: Uint8Array) {
  const digests = new Map([['sha256', hash('sha256', content, 'buffer')]] as const);
  const signedData = read(bytes);
  const [signature] = readSignatures({ signedData, format: 'CAdES', packaging: 'enveloping', digests });
  return signature;
}

/** Every constructed value of an indefinite length, and each OCTET STRING in pieces of three octets. */
function toBer(bytes: Uint8Array): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at] ?? 0;
    const first = bytes[at + 1] ?? 0;
    const size = first < 0x80 ? 0 : first & 0x7f;
    const start = at + 2 + size;
    const length =
      size === 0 ? first : Number(`0x${Buffer.from(bytes.subarray(at + 2, start)).toString('hex')}`);
    const inside = bytes.subarray(start, start + length);
    if ((tag & 0x20) !== 0) parts.push(Buffer.of(tag, 0x80), toBer(inside), Buffer.of(0, 0));
    else if (tag === 4) parts.push(Buffer.of(0x24, 0x80), piecesOf(inside), Buffer.of(0, 0));
    else parts.push(Buffer.from(bytes.subarray(at, start + length)));
    at = start + length;
  }
  return Buffer.concat(parts);
}

function piecesOf(content: Uint8Array): Buffer {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < content.length; at += 3) pieces.push(der.octetString(content.subarray(at, at + 3)));
  return Buffer.concat(pieces);
}

describe('a message in BER (X.690 8)', () => {
  it('becomes the DER that it stands for', () => {
    expect(Buffer.from(derFromBer(toBer(message), limits)).equals(message)).toBe(true);
  });

  it('verifies, whatever form its lengths have (RFC 5652 5.4)', () => {
    expect(signatureOf(toBer(message))).toMatchObject({ value: 'verifies', level: 'B', problems: [] });
  });

  it('in DER comes back as it is', () => {
    expect(derFromBer(message, limits)).toBe(message);
  });

  it.each([
    ['an end that does not come', Buffer.from('3080', 'hex')],
    ['pieces of another type', Buffer.from('24800201000000', 'hex')],
    ['a primitive of indefinite length', Buffer.from('0480010000', 'hex')],
    ['more behind it', Buffer.from('3080000000', 'hex')],
    ['more depth than is allowed', Buffer.alloc(200, Buffer.from('3080', 'hex'))],
    ['a length beyond its surroundings', Buffer.from('308004050000', 'hex')],
  ])('is refused for %s', (_, bytes) => {
    expect(() => derFromBer(bytes, limits)).toThrow(/^(?!.*RangeError)/);
  });
});

describe('a message that is extended', () => {
  it('keeps what is signed octet for octet, and has nothing twice', () => {
    const before = read(message);
    const info = before.signerInfos[0];
    if (!info) throw new Error('no signer');
    const attribute = der.sequence(der.oid('1.2.3.4'), der.setOf(der.nullValue()));
    const after = read(
      extendSignedData(before, {
        certificates: [world.root.raw, ...before.certificateChoices],
        unsignedAttributes: new Map([[info, [attribute]]]),
      }),
    );
    expect(after.certificates).toHaveLength(3);
    expect(after.signerInfos[0]?.signedPart).toEqual(info.signedPart);
    expect(after.signerInfos[0]?.unsignedAttributes.map(({ oid }) => oid)).toEqual(['1.2.3.4']);
    expect(signatureOf(extendSignedData(before, {}))).toMatchObject({ value: 'verifies' });
  });

  it('is of version 5 with OCSP answers among its revocation data (RFC 5652 5.1)', () => {
    const info = encodeOcspRevocationInfo(der.sequence(der.enumerated(3)));
    const after = parseSignedData(extendSignedData(read(message), { revocationInfos: [info] }), limits);
    expect(after.version).toBe(5);
    expect(after.revocationInfos).toMatchObject([{ kind: 'ocsp' }]);
  });
});
