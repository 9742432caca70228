import { beforeEach, describe, expect, it } from 'vitest';
import { type Certificate, readOcspResponse } from '../../../../certs/index.ts';
import { oids } from '../../../../certs/asn1/index.ts';
import type { Evidence, ReadSignature } from '../../../../certs/signatures/index.ts';
import {
  judgeSignature,
  type JudgementQuestion,
  type TrustModel,
} from '../../../../certs/signatures/judgement/index.ts';
import { evidenceFor, joined, readSignature, readTimeStamp } from '../../../support/read-signature.ts';
import { createSigningWorld, type SigningWorld } from '../../../support/signing-world.ts';

const start = Date.UTC(2026, 5, 1);

let world: SigningWorld;

beforeEach(async () => {
  world = await createSigningWorld({ time: start });
});

function judge(read: ReadSignature, changes: Partial<JudgementQuestion> = {}) {
  const trust: TrustModel = {
    services: [
      { type: 'ca', certificate: world.root },
      { type: 'tsa', certificate: world.root },
    ],
  };
  return judgeSignature(read, { trust, time: world.clock.now(), ...changes });
}

/** What the OCSP service says of the signer now. */
async function answerNow(nonce: number): Promise<Evidence> {
  const [issuer] = world.chainOf('p256');
  if (!issuer) throw new Error('no issuer');
  const read = readOcspResponse(
    await world.status.ocsp.fetch({
      certificate: world.certificateOf('p256'),
      issuer,
      nonce: Buffer.alloc(16, nonce),
    }),
  );
  if (read.kind !== 'read') throw new Error(read.message);
  return { certificates: [], crls: [], ocspResponses: [read.value] };
}

describe('evidence that the document brings', () => {
  it('in heaps does not hide a revocation that was asked for', async () => {
    const good = await evidenceFor(world, 'p256', start);
    const copies = await Promise.all(Array.from({ length: 64 }, (_, index) => answerNow(index)));
    world.clock.advance(60);
    world.revoke('p256');
    world.clock.advance(60);
    const read = readSignature(world, 'p256', { evidence: joined([...copies, good]) });
    const judged = judge(read, { evidence: await answerNow(200) });
    expect(judged).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'REVOKED_NO_POE' });
  });
});

describe('a responder that forgets certificates after their end (RFC 6960 4.4.4)', () => {
  it('says nothing by good, for it would say so of a revoked one too', async () => {
    const { notAfter } = world.certificateOf('p256');
    world.clock.advance((notAfter - world.clock.now()) / 1000 - 60);
    const stamp = await readTimeStamp(world.timestamps);
    const others = await evidenceFor(world, 'p384', start);
    world.clock.advance(120);
    const evidence = joined([await answerNow(1), others]);
    const judged = judge(readSignature(world, 'p256', { timeStamps: [stamp], evidence }));
    expect(judged).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'TRY_LATER' });
  });
});

describe('a certificate that was suspended and then revoked from a later time on', () => {
  it('was suspended when the signature was made', async () => {
    world.suspend('p256');
    const held = await answerNow(1);
    world.clock.advance(60);
    const stamp = await readTimeStamp(world.timestamps);
    world.clock.advance(60);
    // An authority that lets a revocation begin when it is told of it.
    world.restore('p256');
    world.revoke('p256');
    world.clock.advance(60);
    const revoked = await answerNow(2);
    const others = await evidenceFor(world, 'p384', start);
    const evidence = joined([held, revoked, others]);
    const judged = judge(readSignature(world, 'p256', { timeStamps: [stamp], evidence }));
    expect(judged).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'TRY_LATER' });
    expect(judged.steps).toContainEqual(expect.objectContaining({ code: 'certificate.suspended' }));
  });
});

describe('a certificate that is not for documents (decision 0003)', () => {
  const by = (certificate: Certificate) =>
    readSignature(world, 'p256', { signer: { certificate, reference: 'matches' } });

  async function verdictFor(certificate: Certificate, trust?: TrustModel) {
    const evidence = await evidenceFor(world, 'p256', start);
    const { indication, subIndication, steps } = judge(by(certificate), {
      evidence,
      ...(trust ? { trust } : {}),
    });
    const code = steps.find(({ step }) => step === 'certificate')?.code;
    return [indication, subIndication, code];
  }

  const refusedFor = (code: string) => ['INDETERMINATE', 'CHAIN_CONSTRAINTS_FAILURE', `certificate.${code}`];

  it('passes no signature: one for signing in, by digitalSignature alone (EN 319 412-2 4.3.2)', async () => {
    const signing = world.certificateOf('p256');
    expect(await verdictFor(signing)).toEqual(['TOTAL-PASSED', undefined, 'certificate.believed']);
    const known = { ...signing.known, keyUsage: new Set([0]), extKeyUsage: [oids.clientAuth] };
    expect(await verdictFor({ ...signing, known })).toEqual(refusedFor('key_usage'));
  });

  it('passes no signature: one of a unit or a responder, whatever its keyUsage (RFC 5280 4.2.1.12)', async () => {
    expect(await verdictFor(world.timeStampUnit)).toEqual(refusedFor('key_usage'));
    const signing = world.certificateOf('p256');
    for (const purpose of [oids.timeStamping, oids.ocspSigning, oids.serverAuth]) {
      const known = { ...signing.known, extKeyUsage: [purpose] };
      expect(await verdictFor({ ...signing, known })).toEqual(refusedFor('extended_key_usage'));
    }
  });

  it('passes no signature: an authority, though the list of trusted services has it', async () => {
    expect(await verdictFor(world.root)).toEqual(refusedFor('key_usage'));
  });
});
