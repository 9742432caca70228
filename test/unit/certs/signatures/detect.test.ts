import { expect, it } from 'vitest';
import { detectKind } from '../../../../certs/signatures/detect.ts';
import { sourceOf } from '../../../../certs/signatures/index.ts';

const kindOf = (bytes: string | Uint8Array) =>
  detectKind(sourceOf(typeof bytes === 'string' ? Buffer.from(bytes) : bytes));

it.each([
  ['zip', 'PK\u0003\u0004'],
  ['zip', 'PK\u0005\u0006'],
  ['pdf', '%PDF-1.7'],
  ['pdf', `${' '.repeat(1000)}%PDF-1.7`],
  ['cms', Uint8Array.of(0x30, 0x80)],
  ['cms', '-----BEGIN CMS-----'],
  ['xml', '<?xml version="1.0"?>'],
  ['xml', '\ufeff  <a/>'],
  ['xml', Buffer.from('\ufeff<a/>', 'utf16le')],
  ['json', ' {"payload":""}'],
  ['jws', 'eyJhbGciOiJFUzI1NiJ9.e30.AA'],
  ['jws', `ey${'J'.repeat(3000)}`],
  [undefined, ''],
  [undefined, 'salam'],
  [undefined, 'PK'],
] as const)('%s is told by its first bytes', async (kind, bytes) => {
  expect(await kindOf(bytes)).toBe(kind);
});

it('a document inside a signature is not taken for the whole', async () => {
  expect(await kindOf(Buffer.concat([Buffer.from('3080', 'hex'), Buffer.from('%PDF-1.7')]))).toBe('cms');
  expect(await kindOf('<a>%PDF-1.7</a>')).toBe('xml');
  expect(await kindOf('{"a":"%PDF-1.7"}')).toBe('json');
});
