import { generateKeyPairSync, sign } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Judgement,
  type JudgementQuestion,
  judgeSignature,
  type TrustModel,
} from '../../../../certs/signatures/judgement/index.ts';
import type { Evidence, ReadSignature, ReadTimeStamp } from '../../../../certs/signatures/index.ts';
import {
  readCertificate,
  readCrl,
  readOcspResponse,
  verifyArithmetic,
  verifyByScheme,
} from '../../../../certs/index.ts';
import { ts119312 } from '../../../../certs/signatures/judgement/algorithms.ts';
import { signatureSchemes } from '../../../../certs/keys/index.ts';
import {
  evidenceFor,
  joined,
  provedBy,
  readSignature,
  readTimeStamp,
} from '../../../support/read-signature.ts';
import { createSigningWorld, type SigningWorld } from '../../../support/signing-world.ts';

const year = 365.25 * 86_400;
const start = Date.UTC(2026, 5, 1);

let world: SigningWorld;

beforeEach(async () => {
  world = await createSigningWorld({ time: start });
});

function trustIn({ root }: SigningWorld): TrustModel {
  return {
    services: [
      { type: 'ca', certificate: root, name: 'Kök' },
      { type: 'tsa', certificate: root },
    ],
  };
}

function judge(read: ReadSignature, changes: Partial<JudgementQuestion> = {}): Judgement {
  return judgeSignature(read, { trust: trustIn(world), time: world.clock.now(), ...changes });
}

function verdictOf({ indication, subIndication }: Judgement): string {
  return subIndication === undefined ? indication : `${indication} ${subIndication}`;
}

/** A signature with a time stamp and the evidence that was gathered after it. */
async function longTerm(changes: Partial<ReadSignature> = {}): Promise<ReadSignature> {
  const stamp = await readTimeStamp(world.timestamps);
  world.clock.advance(2);
  const evidence = await evidenceFor(world, 'p256', start);
  return readSignature(world, 'p256', { level: 'LT', timeStamps: [stamp], evidence, ...changes });
}

async function archived(
  read: ReadSignature,
  source = world.secondTimestamps,
  id = 'A-1',
): Promise<ReadSignature> {
  const proves = provedBy(read.evidence, read.timeStamps);
  const stamp = await readTimeStamp(source, { id, kind: 'archive', proves });
  return { ...read, level: 'LTA', timeStamps: [...read.timeStamps, stamp] };
}

describe('a signature of level B', () => {
  it('passes with a fresh word on its certificates', async () => {
    const evidence = await evidenceFor(world, 'p256', start);
    const judged = judge(readSignature(world, 'p256'), { evidence });
    expect(verdictOf(judged)).toBe('TOTAL-PASSED');
    expect(judged).toMatchObject({
      bestSignatureTime: start,
      timeProvedBy: undefined,
      trustedBy: 'Kök',
      intact: true,
    });
    expect(judged.path).toHaveLength(3);
  });

  it('has to wait where nothing tells the status (TRY_LATER)', () => {
    expect(verdictOf(judge(readSignature(world, 'p256')))).toBe('INDETERMINATE TRY_LATER');
  });

  it('has to wait where the last word is too old (5.2.5)', async () => {
    const evidence = await evidenceFor(world, 'p256', start);
    world.clock.advance(2 * 3600);
    const judged = judge(readSignature(world, 'p256'), { evidence });
    expect(verdictOf(judged)).toBe('INDETERMINATE TRY_LATER');
    expect(judged.steps).toContainEqual(expect.objectContaining({ code: 'certificate.status_too_old' }));
  });

  it('is out of bounds once the certificate has ended, for nothing proves that it is older', () => {
    const judged = judge(readSignature(world, 'expired'));
    expect(verdictOf(judged)).toBe('INDETERMINATE OUT_OF_BOUNDS_NO_POE');
  });

  it('was made too early where the certificate is not valid yet (NOT_YET_VALID)', () => {
    const time = world.certificateOf('p256').notBefore - 1000;
    expect(verdictOf(judge(readSignature(world, 'p256'), { time }))).toBe('TOTAL-FAILED NOT_YET_VALID');
  });

  it('has no proof of having been made before a revocation (REVOKED_NO_POE)', async () => {
    world.revoke('p256');
    const evidence = await answersFor('p256');
    const judged = judge(readSignature(world, 'p256'), { evidence });
    expect(verdictOf(judged)).toBe('INDETERMINATE REVOKED_NO_POE');
  });

  it('has to wait while the certificate is suspended (5.2.6.4)', async () => {
    world.suspend('p256');
    const judged = judge(readSignature(world, 'p256'), { evidence: await answersFor('p256') });
    expect(verdictOf(judged)).toBe('INDETERMINATE TRY_LATER');
    expect(judged.steps).toContainEqual(expect.objectContaining({ code: 'certificate.suspended' }));
  });

  it('has no path where nobody is believed, and is intact all the same', () => {
    const judged = judge(readSignature(world, 'p256'), { trust: null });
    expect(verdictOf(judged)).toBe('INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND');
    expect(judged.intact).toBe(true);
  });

  it('is not believed for a service of another kind', () => {
    const trust: TrustModel = { services: [{ type: 'tsa', certificate: world.root }] };
    const judged = judge(readSignature(world, 'p256'), { trust });
    expect(verdictOf(judged)).toBe('INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND');
  });

  it('is not believed after the service of its anchor was withdrawn', async () => {
    const granted = [{ from: 0, until: start - 1 }];
    const trust: TrustModel = { services: [{ type: 'ca', certificate: world.root, granted }] };
    const evidence = await evidenceFor(world, 'p256', start);
    const judged = judge(readSignature(world, 'p256'), { trust, evidence });
    expect(verdictOf(judged)).toBe('INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND_NO_POE');
  });
});

describe('what is broken is told before what nobody can say', () => {
  const cases: readonly (readonly [string, Partial<ReadSignature>, string])[] = [
    [
      'a signature that breaks its format',
      { problems: [{ severity: 'failure', code: 'pades.byte_range', message: 'a gap' }] },
      'TOTAL-FAILED FORMAT_FAILURE',
    ],
    [
      'a file that was changed',
      { digests: [{ of: 'a', hash: 'sha256', outcome: 'differs' }] },
      'TOTAL-FAILED HASH_FAILURE',
    ],
    ['a value of another key', { value: 'fails' }, 'TOTAL-FAILED SIG_CRYPTO_FAILURE'],
    [
      'a file that is not there',
      { digests: [{ of: 'a', hash: 'sha256', outcome: 'absent' }] },
      'INDETERMINATE SIGNED_DATA_NOT_FOUND',
    ],
    [
      'a hash that nobody knows',
      { digests: [{ of: 'a', hash: 'md2', outcome: 'unsupported' }] },
      'INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE',
    ],
    ['an algorithm that nobody knows', { value: 'unsupported' }, 'INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE'],
    [
      'no certificate',
      { value: 'no_key', signer: { certificate: undefined, reference: 'absent' } },
      'INDETERMINATE NO_SIGNING_CERTIFICATE_FOUND',
    ],
  ];
  it.each(cases)('%s', (_name, changes, expected) => {
    const judged = judge(readSignature(world, 'p256', changes), { trust: { services: [] } });
    expect(verdictOf(judged)).toBe(expected);
    expect(judged.intact).toBe(changes.problems !== undefined);
  });

  it('a signed reference to another certificate (5.2.3)', () => {
    const certificate = world.certificateOf('p256');
    const read = (reference: 'mismatch' | 'absent') =>
      judge(readSignature(world, 'p256', { signer: { certificate, reference } }));
    expect(verdictOf(read('mismatch'))).toBe('INDETERMINATE NO_SIGNING_CERTIFICATE_FOUND');
    expect(verdictOf(read('absent'))).toBe('INDETERMINATE SIG_CONSTRAINTS_FAILURE');
  });
});

describe('a signature with a time stamp and evidence', () => {
  it('passes at the time of the stamp, also later and when the evidence has run out', async () => {
    const read = await longTerm();
    expect(judge(read)).toMatchObject({
      indication: 'TOTAL-PASSED',
      bestSignatureTime: start,
      timeProvedBy: 'T-1',
    });
    world.clock.advance(2 * year);
    expect(verdictOf(judge(read))).toBe('TOTAL-PASSED');
  });

  it('passes although the signer’s certificate has ended (5.5.4), while that of the unit has not', async () => {
    const read = await longTerm();
    world.clock.advance(3.5 * year);
    expect(verdictOf(judge(read))).toBe('TOTAL-PASSED');
  });

  it('proves nothing once the unit’s certificate has ended, unless an archive time stamp came before', async () => {
    const read = await longTerm();
    world.clock.advance(5.5 * year);
    const judged = judge(read);
    expect(verdictOf(judged)).toBe('INDETERMINATE OUT_OF_BOUNDS_NO_POE');
    expect(judged.timeStamps[0]).toMatchObject({ subIndication: 'OUT_OF_BOUNDS_NO_POE', intact: true });
  });

  it('passes when the certificate was revoked after the stamp, and not when before', async () => {
    const early = await longTerm();
    world.clock.advance(60);
    world.revoke('p256');
    const late = await readTimeStamp(world.timestamps);
    world.clock.advance(60);
    const evidence = await answersFor('p256');
    expect(verdictOf(judge(early, { evidence }))).toBe('TOTAL-PASSED');
    const judged = judge(
      { ...early, timeStamps: [late], evidence: { ...early.evidence, ocspResponses: [] } },
      { evidence },
    );
    expect(verdictOf(judged)).toBe('INDETERMINATE REVOKED_NO_POE');
  });

  it('wants a word that was made after the stamp: the certificate could have been suspended', async () => {
    const before = await evidenceFor(world, 'p256', start);
    world.clock.advance(60);
    const stamp = await readTimeStamp(world.timestamps);
    const judged = judge(readSignature(world, 'p256', { timeStamps: [stamp], evidence: before }));
    expect(verdictOf(judged)).toBe('INDETERMINATE TRY_LATER');
    expect(judged.steps).toContainEqual(
      expect.objectContaining({ code: 'certificate.status_before_time_stamp' }),
    );
  });

  it('was made while the certificate was suspended, whatever is said after the suspension', async () => {
    world.suspend('p256');
    world.clock.advance(60);
    const stamp = await readTimeStamp(world.timestamps);
    world.clock.advance(60);
    const held = await answersFor('p256');
    world.clock.advance(60);
    world.restore('p256');
    world.clock.advance(60);
    const restored = await evidenceFor(world, 'p256', world.clock.now());
    const read = readSignature(world, 'p256', { timeStamps: [stamp], evidence: joined([held, restored]) });
    expect(verdictOf(judge(read))).toBe('INDETERMINATE REVOKED_NO_POE');
  });

  it('was proved to be made after the revocation by a content time stamp (REVOKED)', async () => {
    world.revoke('p256');
    world.clock.advance(60);
    const content = await readTimeStamp(world.timestamps, { id: 'C-1', kind: 'content' });
    const units = await world.evidence.evidenceOf({
      certificate: world.timeStampUnit,
      known: [],
      notBefore: start,
      purpose: 'timeStamping',
    });
    const evidence = joined([await answersFor('p256'), units]);
    const judged = judge(readSignature(world, 'p256', { timeStamps: [content], evidence }));
    expect(verdictOf(judged)).toBe('TOTAL-FAILED REVOKED');
  });

  it('was proved to be made after the certificate had ended by a content time stamp (EXPIRED)', async () => {
    const content = await readTimeStamp(world.timestamps, { id: 'C-1', kind: 'content' });
    const units = await world.evidence.evidenceOf({
      certificate: world.timeStampUnit,
      known: [],
      notBefore: start,
      purpose: 'timeStamping',
    });
    const evidence = joined([units, readSignature(world, 'expired').evidence]);
    const judged = judge(readSignature(world, 'expired', { timeStamps: [content], evidence }));
    expect(verdictOf(judged)).toBe('TOTAL-FAILED EXPIRED');
  });
});

describe('time stamps that do not hold', () => {
  it('spoil the signature when they are broken', async () => {
    const spoil = async (changes: Partial<ReadTimeStamp>) => {
      const stamp = await readTimeStamp(world.timestamps, changes);
      return judge(await longTerm({ timeStamps: [stamp] }), { time: start + 60_000 });
    };
    for (const changes of [{ imprint: 'differs' }, { token: undefined, unreadable: 'no DER' }] as const) {
      const judged = await spoil(changes);
      expect(verdictOf(judged)).toBe('INDETERMINATE SIG_CONSTRAINTS_FAILURE');
      expect(judged.timeProvedBy).toBeUndefined();
    }
  });

  it('prove nothing when their unit is not believed', async () => {
    const other = await createSigningWorld({ time: start, rootName: 'Yad kök' });
    const stamp = await readTimeStamp(other.timestamps);
    const judged = judge(await longTerm({ timeStamps: [stamp] }), { time: start + 60_000 });
    expect(judged.timeStamps[0]).toMatchObject({ subIndication: 'NO_CERTIFICATE_CHAIN_FOUND', intact: true });
    expect(judged).toMatchObject({ indication: 'TOTAL-PASSED', timeProvedBy: undefined });
    expect(judged.bestSignatureTime).toBe(start + 60_000);
  });

  it('must be in the order of their kinds (5.5.4)', async () => {
    const archive = await readTimeStamp(world.timestamps, { id: 'A-1', kind: 'archive' });
    world.clock.advance(60);
    const read = await longTerm();
    const judged = judge({ ...read, timeStamps: [...read.timeStamps, archive] });
    expect(verdictOf(judged)).toBe('INDETERMINATE TIMESTAMP_ORDER_FAILURE');
  });

  it('cannot tell a time after that of the judgement', async () => {
    const read = await longTerm();
    const judged = judge(read, { time: start - 3600_000 });
    expect(judged.timeStamps[0]).toMatchObject({ subIndication: 'TIMESTAMP_ORDER_FAILURE' });
    expect(judged.timeProvedBy).toBeUndefined();
  });

  it('are believed by a unit that the list holds itself, whenever its certificate ends', async () => {
    const trust: TrustModel = {
      services: [
        { type: 'ca', certificate: world.root },
        { type: 'tsa', certificate: world.timeStampUnit },
      ],
    };
    const read = await longTerm();
    world.clock.advance(5.5 * year);
    expect(verdictOf(judge(read, { trust }))).toBe('TOTAL-PASSED');
  });
});

describe('archive time stamps', () => {
  it('carry a signature past the end of the first unit’s certificate, and of the algorithms (5.6)', async () => {
    let read = await archived(await longTerm());
    world.clock.advance(4 * year);
    // Before the certificates of the units end, new ones are there: a world of the same root is out of reach, so the
    // list holds the later unit.
    const later = await createSigningWorld({ time: world.clock.now(), rootName: 'Açar kök 2' });
    const evidence = await world.evidence.evidenceOf({
      certificate: unitOf(read.timeStamps.at(-1)),
      known: [],
      notBefore: world.clock.now(),
      purpose: 'timeStamping',
    });
    read = await archived({ ...read, evidence: joined([read.evidence, evidence]) }, later.timestamps, 'A-2');
    const trust: TrustModel = {
      services: [...trustIn(world).services, { type: 'tsa', certificate: later.timeStampUnit }],
    };
    world.clock.advance(4 * year);
    const judged = judge(read, { trust });
    expect(judged.timeStamps.map(({ indication }) => indication)).toEqual(Array(3).fill('TOTAL-PASSED'));
    expect(judged).toMatchObject({ indication: 'TOTAL-PASSED', bestSignatureTime: start });
  });

  it('prove only what they are of', async () => {
    const read = await longTerm();
    const stamp = await readTimeStamp(world.secondTimestamps, { id: 'A-1', kind: 'archive' });
    const trust: TrustModel = {
      services: [...trustIn(world).services, { type: 'tsa', certificate: unitOf(stamp) }],
    };
    world.clock.advance(5.5 * year);
    const without = judge({ ...read, timeStamps: [...read.timeStamps, stamp] }, { trust });
    expect(without.timeStamps[0]).toMatchObject({ subIndication: 'OUT_OF_BOUNDS_NO_POE' });
    const proves = provedBy(read.evidence, read.timeStamps);
    const withProof = judge({ ...read, timeStamps: [...read.timeStamps, { ...stamp, proves }] }, { trust });
    expect(withProof.timeStamps[0]).toMatchObject({ indication: 'TOTAL-PASSED' });
  });
});

describe('algorithms end (TS 119 312)', () => {
  const sha1: Partial<ReadSignature> = { digests: [{ of: 'a', hash: 'sha1', outcome: 'matches' }] };

  it('a signature by SHA-1 of today is not believed', async () => {
    expect(verdictOf(judge(await longTerm(sha1)))).toBe('INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE_NO_POE');
  });

  it('RSA PKCS#1 v1.5 ends with 2028 unless a time stamp is older, RSASSA-PSS with 3072 bits does not', async () => {
    const evidence = async (name: 'pkcs1' | 'pss') =>
      joined([await evidenceFor(world, name, world.clock.now())]);
    const stamp = await readTimeStamp(world.timestamps);
    const time = Date.UTC(2029, 0, 2);
    const stamped = readSignature(world, 'pkcs1', { timeStamps: [stamp], evidence: await evidence('pkcs1') });
    expect(verdictOf(judge(stamped, { time }))).toBe('TOTAL-PASSED');
    world.clock.set(time / 1000);
    const bare = readSignature(world, 'pkcs1', { evidence: await evidence('pkcs1') });
    expect(verdictOf(judge(bare))).toBe('INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE_NO_POE');
    expect(verdictOf(judge(readSignature(world, 'pss', { evidence: await evidence('pss') })))).toBe(
      'TOTAL-PASSED',
    );
  });

  it('a small RSA key verifies by arithmetic, and is in no suite', () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const scheme = signatureSchemes['rsa-pkcs1-sha256'];
    const spki = publicKey.export({ type: 'spki', format: 'der' });
    const { keyAlgorithm } = world.certificateOf('pkcs1');
    const message = Buffer.from('salam');
    const signed = { key: { spki, keyAlgorithm }, message, signature: sign('sha256', message, privateKey) };
    expect(verifyByScheme(scheme, signed)).toBe('unsupported');
    expect(verifyArithmetic(scheme, signed)).toBe('good');
    expect(verifyArithmetic(scheme, { ...signed, message: Buffer.from('sağ ol') })).toBe('bad');
    expect(ts119312.signature(scheme, { spki })).toBeUndefined();
  });

  it('an algorithm that the suite does not have is never believed', async () => {
    const read = await longTerm({ scheme: signatureSchemes.ed25519, algorithm: 'Ed25519' });
    expect(verdictOf(judge(read))).toBe('INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE');
  });
});

describe('warnings change nothing and are told', () => {
  it('a claimed time after the proved one, a policy that was not checked, a warning of the format', async () => {
    const read = await longTerm({
      claimedTime: start + 3600_000,
      claims: { policy: { id: '1.2.3' } },
      problems: [
        {
          severity: 'warning',
          code: 'pades.stamp_after_signature',
          message: 'a revision after the signature',
        },
      ],
    });
    const judged = judge(read);
    expect(judged.indication).toBe('TOTAL-PASSED');
    expect(judged.steps.filter(({ outcome }) => outcome === 'warning').map(({ code }) => code)).toEqual([
      'pades.stamp_after_signature',
      'acceptance.claimed_time',
      'acceptance.policy_not_checked',
    ]);
  });
});

/** What OCSP says now, good or not, with the CRL for the authority above. */
async function answersFor(name: 'p256'): Promise<Evidence> {
  const [issuer] = world.chainOf(name);
  if (!issuer) throw new Error('no issuer');
  const nonce = new Uint8Array(32).fill(7);
  const certificate = world.certificateOf(name);
  const answer = readOcspResponse(await world.status.ocsp.fetch({ certificate, issuer, nonce }));
  const [list] = await world.status.crls.fetch({ certificate: issuer, issuer: world.root });
  const crl = list && readCrl(list);
  if (answer.kind !== 'read' || crl?.kind !== 'read') throw new Error('no status');
  return { certificates: [issuer], ocspResponses: [answer.value], crls: [crl.value] };
}

function unitOf(stamp: ReadTimeStamp | undefined) {
  for (const raw of stamp?.token?.certificates ?? []) {
    const read = readCertificate(raw);
    if (read.kind === 'read' && read.value.known.extKeyUsage) return read.value;
  }
  throw new Error('no certificate');
}
