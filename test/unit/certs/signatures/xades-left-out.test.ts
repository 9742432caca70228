import { describe, expect, it } from 'vitest';
import { readSigned, type ReadSignature } from '../../../../certs/signatures/index.ts';
import { isIntact, sample } from '../../../support/foreign-samples.ts';
import { fileOf } from '../../../support/signature-formats.ts';

const original = sample('dss', 'xades-enveloped-B.xml').toString();
const filter = '/descendant::ds:Signature';

async function signaturesIn(xml: string): Promise<readonly ReadSignature[]> {
  const read = await readSigned({ file: fileOf('application.xml', xml), detached: [] });
  if (read.kind === 'refused') throw new Error(read.message);
  return read.document.signatures;
}

describe('an enveloped signature that leaves out all signatures (XAdES decision 0002)', () => {
  it('is intact, also beside another signature', async () => {
    const [own = ''] = /<ds:Signature .*<\/ds:Signature>/.exec(original) ?? [];
    const second = own.replaceAll(/id-[0-9a-f]{32}/g, 'other');
    const signatures = await signaturesIn(original.replace('</application>', `${second}</application>`));
    expect(signatures.map(({ digests }) => digests.map(({ outcome }) => outcome))).toEqual([
      ['matches', 'matches'],
      ['matches', 'differs'],
    ]);
    expect(signatures.map(isIntact)).toEqual([true, false]);
  });

  it('hides nothing: what stands in an element called a signature is told as one that failed', async () => {
    const hidden =
      '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><text>9000</text></ds:Signature>';
    const signatures = await signaturesIn(original.replace('<text>', `${hidden}<text>`));
    expect(signatures).toHaveLength(2);
    expect(signatures.filter(isIntact)).toHaveLength(1);
  });

  it.each([
    ['more than signatures', '/descendant::ds:Signature | /descendant::text'],
    ['elements of another namespace', '/descendant::xades:Signature'],
    ['a prefix that nothing declares', '/descendant::sig:Signature'],
  ])('is not taken where the filter says %s', async (_, expression) => {
    const [signature] = await signaturesIn(original.replace(filter, expression));
    expect(signature?.digests[0]?.outcome).toBe('unobtainable');
  });

  it('is not taken where the filter keeps them instead', async () => {
    const [signature] = await signaturesIn(original.replace('Filter="subtract"', 'Filter="intersect"'));
    expect(signature?.digests[0]?.outcome).toBe('unobtainable');
  });
});
