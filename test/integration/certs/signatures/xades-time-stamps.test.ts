import { hash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { readOcspResponse } from '../../../../certs/index.ts';
import { type ReadSignature, sourceOf } from '../../../../certs/signatures/index.ts';
import { judgeSignature } from '../../../../certs/signatures/judgement/index.ts';
import { xades } from '../../../../certs/signatures/xades/index.ts';
import { craftSignature, enveloped, exclusive } from '../../../support/crafted-xml-signature.ts';
import { evidenceFor } from '../../../support/read-signature.ts';
import { createSigningWorld, type SigningWorld } from '../../../support/signing-world.ts';

let world: SigningWorld;

beforeAll(async () => {
  world = await createSigningWorld();
});

const order = '<order Id="o"><pay>100</pay></order>';

async function withUnsigned(inner: string): Promise<ReadSignature> {
  const unsigned = `<xades:UnsignedProperties><xades:UnsignedSignatureProperties>${inner}</xades:UnsignedSignatureProperties></xades:UnsignedProperties>`;
  const references = [{ uri: '#o', transforms: [enveloped, exclusive], octets: order }];
  const text = order.replace('</order>', `${craftSignature(world, { references, unsigned })}</order>`);
  const file = { name: 'document.xml', mediaType: '', content: sourceOf(Buffer.from(text)) };
  const result = await xades.read({ file, detached: [] });
  const [signature] = result.kind === 'read' ? result.document.signatures : [];
  if (!signature) throw new Error('no signature');
  return signature;
}

/** A token over what a time stamp of references alone is of when there are none: nothing. */
async function stampOfNothing(name: string): Promise<string> {
  const token = await world.timestamps.stamp(hash('sha256', '', 'buffer'));
  const value = Buffer.from(token).toString('base64');
  return `<xades:${name}><xades:EncapsulatedTimeStamp>${value}</xades:EncapsulatedTimeStamp></xades:${name}>`;
}

describe('a time stamp over references alone (EN 319 132-1 A.1.5.2)', () => {
  it('does not prove that a signature existed, which it is not of', async () => {
    const start = world.clock.now();
    const stamp = await stampOfNothing('RefsOnlyTimeStamp');
    world.clock.advance(60);
    world.revoke('p256');
    world.clock.advance(60);
    const signature = await withUnsigned(stamp);
    expect(signature.timeStamps).toMatchObject([{ kind: 'references', imprint: 'unsupported' }]);
    const judged = judgeSignature(signature, {
      trust: {
        services: [
          { type: 'ca', certificate: world.root },
          { type: 'tsa', certificate: world.root },
        ],
      },
      time: world.clock.now(),
      evidence: await evidenceOfRevoked(start),
    });
    expect(judged).toMatchObject({
      indication: 'INDETERMINATE',
      subIndication: 'REVOKED_NO_POE',
      timeProvedBy: undefined,
      bestSignatureTime: world.clock.now(),
    });
  });
});

async function evidenceOfRevoked(notBefore: number) {
  const [issuer] = world.chainOf('p256');
  if (!issuer) throw new Error('no issuer');
  const answer = await world.status.ocsp.fetch({
    certificate: world.certificateOf('p256'),
    issuer,
    nonce: Buffer.alloc(16, 1),
  });
  const read = readOcspResponse(answer);
  if (read.kind !== 'read') throw new Error(read.message);
  const others = await evidenceFor(world, 'p384', notBefore);
  return { ...others, ocspResponses: [...others.ocspResponses, read.value] };
}
