import { describe, expect, it } from 'vitest';
import { derBlocks } from '../../../certs/asn1/index.ts';
import { issue, issueCa, nameOf } from '../../support/der-pki.ts';

const root = issueCa({ subject: 'root' });
const { raw } = issue({ subject: 'leaf', issuer: root }).certificate;
const pem = (bytes: Uint8Array, label = 'CERTIFICATE') =>
  `-----BEGIN ${label}-----\n${Buffer.from(bytes).toString('base64')}\n-----END ${label}-----\n`;
const blocksOf = (file: Uint8Array | string, most?: number) =>
  derBlocks(Buffer.from(file), 'CERTIFICATE', most).map((one) => Buffer.from(one));
const [leaf, authority] = [Buffer.from(raw), Buffer.from(root.certificate.raw)];

describe('the DER inside a file (RFC 7468)', () => {
  it.each<[string, Uint8Array | string, readonly Buffer[]]>([
    ['DER itself', leaf, [leaf]],
    ['one block', pem(leaf), [leaf]],
    ['several, with text around them', `a\r\n${pem(leaf)}b\n${pem(authority)}c`, [leaf, authority]],
    ['blocks of other labels beside it', `${pem(authority, 'X509 CRL')}${pem(leaf)}`, [leaf]],
    ['none of its label', pem(leaf, 'X509 CRL'), []],
    ['a block without an end', `${pem(leaf)}-----BEGIN CERTIFICATE-----\nMIIB`, [leaf, Buffer.alloc(0)]],
    ['nothing', '', [Buffer.alloc(0)]],
  ])('is found in %s', (_name, file, expected) => expect(blocksOf(file)).toEqual(expected));

  it('is not what a name inside DER holds, though something follows the value', () => {
    const text = pem(leaf);
    const stranger = issue({ subject: '', subjectName: nameOf(text), issuer: issueCa({ subject: 'other' }) });
    const file = Buffer.from(stranger.certificate.raw);
    expect(blocksOf(file)).toEqual([file]);
    expect(blocksOf(Buffer.concat([file, Buffer.from('\n')]))).toHaveLength(1);
    expect(blocksOf(Buffer.concat([file, Buffer.from('\n')]))[0]).toHaveLength(file.length + 1);
  });

  it('is no more than is asked', () => expect(blocksOf(pem(leaf).repeat(5), 2)).toHaveLength(2));
});
