import { generateKeyPairSync, sign } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { oids } from '../../../certs/asn1/index.ts';
import { policies } from '../../../certs/index.ts';
import { provePhone } from '../../../oidc/phone-proof/prove.ts';
import { revoked } from '../../support/der-ocsp.ts';
import { day, type Entity, issueCa, now } from '../../support/der-pki.ts';
import { testLoginRequest } from '../../support/login-request.ts';
import {
  createTestPhoneMethods,
  issueForPhone,
  type PhoneSigner,
  type TestPhoneMethods,
} from '../../support/phone-methods.ts';
import { citizenName } from '../../support/web-eid.ts';

let its: TestPhoneMethods;
const message = 'what was asked';

beforeEach(() => {
  its = createTestPhoneMethods();
});

interface Spoilt {
  readonly by?: PhoneSigner;
  readonly key?: PhoneSigner['key'];
  readonly signature?: Uint8Array;
  readonly algorithm?: string;
  readonly message?: string;
  readonly personalCode?: string;
  readonly wantedLevel?: 'low' | 'high';
}

function prove(spoilt: Spoilt = {}) {
  const { by = its.signer, wantedLevel = 'low', algorithm = 'SHA256WithECEncryption' } = spoilt;
  const signed = Buffer.from(spoilt.message ?? message);
  const signature =
    spoilt.signature ?? sign('sha256', signed, { key: spoilt.key ?? by.key, dsaEncoding: 'ieee-p1363' });
  const { certificate } = by;
  const evidence = { method: 'some', message, algorithm, signature, certificate, nonce: 'n' };
  const whom = spoilt.personalCode === undefined ? {} : { personalCode: spoilt.personalCode };
  return provePhone(its.deps, { ...evidence, ...whom }, testLoginRequest({ wantedLevel }));
}

const issue = (changes: Parameters<typeof issueForPhone>[1], issuer: Entity = its.authority) =>
  its.issue(issueForPhone(issuer, changes));
const refusal = (trouble: string) => expect.objectContaining({ kind: 'refused', trouble });

describe('the proof of a phone', () => {
  it('names the person, the level of the certificate’s policy and where the key lies', async () => {
    expect(await prove()).toEqual({
      kind: 'person',
      person: { accountId: 'a1', level: 'substantial', amr: ['some', 'swk', 'pin'] },
    });
  });

  it('gives level high and hwk where the policy says so, and the weaker of two', async () => {
    const sim = '1.3.6.1.4.1.32473.9.1';
    const both = { ...its.deps.policies, [sim]: { level: 'high', key: 'hwk' } } as const;
    its = createTestPhoneMethods({ policies: both });
    const strong = await prove({ by: issue({ policies: [sim] }), wantedLevel: 'high' });
    expect(strong).toMatchObject({ person: { level: 'high', amr: ['some', 'hwk', 'pin'] } });
    const mixed = await prove({ by: issue({ policies: [sim, policies.mobileAuthentication] }) });
    expect(mixed).toMatchObject({ person: { level: 'substantial', amr: ['some', 'swk', 'pin'] } });
  });

  it('is refused below the level that the service wants', async () => {
    expect(await prove({ wantedLevel: 'high' })).toEqual(refusal('phone_proof.level'));
    expect(its.orders).toEqual([]);
  });
});

describe('a certificate', () => {
  it.each([
    ['of a card', { policies: [policies.cardAuthentication] }, 'webeid.policy'],
    [
      'of a card and a phone at once',
      { policies: [policies.mobileAuthentication, policies.cardAuthentication] },
      'webeid.policy',
    ],
    ['for everything', { policies: [oids.anyPolicy] }, 'webeid.policy'],
    ['under no policy', { policies: [] }, 'webeid.policy'],
    ['for signatures only (nonRepudiation)', { keyUsage: [1] }, 'webeid.purpose'],
    ['for servers', { extKeyUsage: [oids.serverAuth] }, 'webeid.purpose'],
    ['that has expired', { notAfter: now - day }, 'webeid.expired'],
    ['that is not valid yet', { notBefore: now + day }, 'webeid.not_yet_valid'],
    [
      'of an organisation',
      { subjectName: citizenName({ serialNumber: 'VATAZ-1400000004' }) },
      'phone_proof.no_person',
    ],
  ])('%s is refused', async (_, changes, trouble) => {
    expect(await prove({ by: issue(changes) })).toEqual(refusal(trouble));
  });

  it('of another authority, or no certificate at all, is refused', async () => {
    const strangers = issueCa({ subject: 'strangers' });
    expect(await prove({ by: issue({}, strangers) })).toEqual(refusal('webeid.untrusted'));
    const none = { ...its.signer, certificate: Buffer.from('none') };
    expect(await prove({ by: none })).toEqual(refusal('webeid.certificate'));
  });

  it('that was revoked or suspended meanwhile is refused, each with its word', async () => {
    its.statusIs(revoked(1));
    expect(await prove()).toEqual(refusal('webeid.revoked'));
    its.statusIs(revoked(6));
    expect(await prove()).toEqual(refusal('webeid.suspended'));
    its.statusIs(undefined);
    expect(await prove()).toEqual(refusal('phone_proof.status_unavailable'));
    expect(its.orders).toEqual([]);
  });

  it('of somebody else than was asked is refused', async () => {
    expect(await prove({ personalCode: '7OTHER1' })).toEqual(refusal('phone_proof.other_person'));
    expect(await prove({ personalCode: '5ARPXN9' })).toMatchObject({ kind: 'person' });
  });

  it('whose person is blocked opens nothing', async () => {
    its.accountIs({ kind: 'blocked', accountId: 'a1' });
    expect(await prove()).toEqual({
      kind: 'refused',
      trouble: 'phone_proof.account_blocked',
      accountId: 'a1',
    });
  });
});

describe('a signature', () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

  it('over something else, or by another key, is refused before anybody is asked about the certificate', async () => {
    its.statusIs(undefined);
    expect(await prove({ message: 'something else' })).toEqual(refusal('phone_proof.signature'));
    expect(await prove({ key: other })).toEqual(refusal('phone_proof.signature'));
  });

  it.each([
    ['an algorithm that nobody knows', { algorithm: 'none' }],
    ['an algorithm for another key', { algorithm: 'SHA256WithRSAEncryption' }],
    ['a weaker digest than was sent', { algorithm: 'SHA1WithECEncryption' }],
    ['zeroes', { signature: Buffer.alloc(64) }],
    ['no value', { signature: Buffer.alloc(0) }],
    ['DER in the place of R || S', { signature: sign('sha256', Buffer.from(message), other) }],
    ['a value of another length', { signature: Buffer.alloc(63, 1) }],
  ])('with %s is refused', async (_, spoilt) => {
    expect(await prove(spoilt)).toEqual(refusal('phone_proof.signature'));
  });
});
