import { hash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { createTimestampSource, SignatureError } from '../../../../certs/signatures/index.ts';
import { readTimeStampToken } from '../../../../certs/tsa/index.ts';
import { createSigningWorld, type SigningWorld } from '../../../support/signing-world.ts';

let world: SigningWorld;
beforeEach(async () => {
  world = await createSigningWorld();
});

const ask = (name: Parameters<SigningWorld['certificateOf']>[0], notBefore = world.clock.now()) =>
  world.evidence.evidenceOf({
    certificate: world.certificateOf(name),
    known: [],
    notBefore,
    purpose: 'signature',
  });

const codeOf = async (asked: Promise<unknown>) => {
  const error = await asked.catch((one: unknown) => one);
  return error instanceof SignatureError ? error.code : error;
};

describe('evidence about a certificate', () => {
  it('is its path with the anchor, an OCSP answer about it and the CRL of the root about its issuer', async () => {
    const evidence = await ask('p256');
    expect(evidence.certificates).toHaveLength(3);
    expect(evidence.certificates[0]).toBe(world.certificateOf('p256'));
    expect(evidence.certificates[2]?.raw).toEqual(world.root.raw);
    expect(evidence.ocspResponses).toHaveLength(1);
    expect(evidence.crls.map(({ issuer }) => issuer.key)).toEqual([world.root.subject.key]);
  });

  it('is found for a time-stamping unit', async () => {
    const evidence = await world.evidence.evidenceOf({
      certificate: world.timeStampUnit,
      known: [],
      notBefore: world.clock.now(),
      purpose: 'timeStamping',
    });
    expect(evidence.ocspResponses).toHaveLength(1);
  });

  it('comes from a CRL where no OCSP service answers', async () => {
    world.status.setOcspReachable(false);
    const evidence = await ask('p384');
    expect(evidence.ocspResponses).toHaveLength(0);
    expect(evidence.crls).toHaveLength(2);
  });

  it.each(['revoke', 'suspend'] as const)('is refused after a %s', async (what) => {
    world[what]('seal');
    expect(await codeOf(ask('seal'))).toBe('signature.evidence_unavailable');
    world.status.setOcspReachable(false);
    expect(await codeOf(ask('seal'))).toBe('signature.evidence_unavailable');
  });

  it('is there again when a suspension was lifted', async () => {
    world.suspend('seal');
    world.clock.advance(60);
    world.restore('seal');
    expect((await ask('seal')).ocspResponses).toHaveLength(1);
  });

  it('is not believed when it is older than the time stamp', async () => {
    expect(await codeOf(ask('p256', world.clock.now() + 1000))).toBe('signature.evidence_unavailable');
    expect((await ask('p256', world.clock.now() + 999)).ocspResponses).toHaveLength(1);
  });

  it('is refused for a certificate that had ended before the time stamp', async () => {
    expect(await codeOf(ask('expired'))).toBe('signature.evidence_unavailable');
  });

  it('is refused for a certificate of another hierarchy', async () => {
    const foreign = await createSigningWorld();
    const asked = world.evidence.evidenceOf({
      certificate: foreign.certificateOf('p256'),
      known: [...foreign.intermediates, foreign.root],
      notBefore: world.clock.now(),
      purpose: 'signature',
    });
    expect(await codeOf(asked)).toBe('signature.evidence_unavailable');
  });
});

describe('a source of time stamps', () => {
  const digest = new Uint8Array(hash('sha256', 'məhkəmə', 'buffer'));

  it('gives a token over the digest, at the time of the service', async () => {
    const read = readTimeStampToken(await world.timestamps.stamp(digest));
    expect(read).toMatchObject({
      kind: 'read',
      token: { tstInfo: { genTime: world.clock.now(), messageImprint: { digest } } },
    });
  });

  it('refuses the answer to another question (RFC 3161 2.4.2)', async () => {
    let first: Uint8Array | undefined;
    const replaying = createTimestampSource({
      hash: 'sha256',
      send: async (request) => {
        first ??= await world.sendToUnit(request);
        return first;
      },
    });
    await replaying.stamp(digest);
    expect(await codeOf(replaying.stamp(digest))).toBe('signature.time_stamp_unavailable');
  });

  it('says so when the service is away, says no or sends what is no answer', async () => {
    const from = (send: (request: Uint8Array) => Promise<Uint8Array>) =>
      codeOf(createTimestampSource({ hash: 'sha256', send }).stamp(digest));
    expect(await from(() => Promise.reject(new Error('away')))).toBe('signature.time_stamp_unavailable');
    expect(await from(async () => Buffer.from('no'))).toBe('signature.time_stamp_unavailable');
    expect(await from(() => world.sendToUnit(Buffer.from('no')))).toBe('signature.time_stamp_unavailable');
  });
});
