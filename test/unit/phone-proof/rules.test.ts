import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { controlCode } from '../../../oidc/phone-proof/control-code.ts';
import { highestOf } from '../../../oidc/phone-proof/levels.ts';
import {
  type AskedPayload,
  challengeOf,
  differingMember,
  writePayload,
} from '../../../oidc/phone-proof/payload.ts';
import { payloadText } from '../../../src/mobile/answering/model.ts';
import { isHandheld, roughNetwork } from '../../../oidc/phone-proof/ports.ts';
import { endingOf, troubleOf } from '../../../oidc/phone-proof/troubles.ts';

describe('the control code', () => {
  it('has the first six and the last seven bits of the digest (login-protocols 2, vector)', () => {
    expect(controlCode(Buffer.from('2f665f6a6999e0ef0752e00ec9f453adf59d8cb6', 'hex'))).toBe('1462');
  });

  it('has four digits from 0000 to 8191', () => {
    expect(controlCode(Buffer.alloc(32))).toBe('0000');
    expect(controlCode(Buffer.alloc(32, 0xff))).toBe('8191');
  });

  it('is not made of fewer than twenty octets', () => {
    expect(() => controlCode(Buffer.alloc(19))).toThrow(RangeError);
  });
});

const asked: AskedPayload = {
  flow: 'qr',
  request: 'r1',
  client: 'tax',
  service: 'Vergi “xidməti”',
  number: '42',
  nonce: 'n1',
};

describe('what a phone signs', () => {
  it('is the text of PROTOCOL 3, members in order, no spaces', () => {
    expect(writePayload(asked)).toBe(
      '{"type":"acar-sign-in-1","flow":"qr","request":"r1","client":"tax","service":"Vergi “xidməti”","number":"42","nonce":"n1"}',
    );
    const { number: _, ...linked } = asked;
    expect(writePayload({ ...linked, flow: 'same-device', challenge: 'c1' })).toBe(
      '{"type":"acar-sign-in-1","flow":"same-device","request":"r1","client":"tax","service":"Vergi “xidməti”","challenge":"c1","nonce":"n1"}',
    );
  });

  it('is written alike by the provider and by the phones’ service', () => {
    const { flow, request: requestId, client: clientId, service: serviceName, number } = asked;
    const nonce = Buffer.alloc(32, 9);
    const theirs = payloadText({ flow, requestId, clientId, serviceName, number, nonce });
    expect(theirs).toBe(writePayload({ ...asked, nonce: nonce.toString('base64url') }));
  });

  it('differs from what was asked in no member', () => {
    expect(differingMember(writePayload(asked), asked)).toBeUndefined();
  });

  it.each(['flow', 'request', 'client', 'service', 'number', 'nonce'] as const)(
    'is told apart when %s is another or missing',
    (member) => {
      const members = JSON.parse(writePayload(asked));
      expect(differingMember(JSON.stringify({ ...members, [member]: 'another' }), asked)).toBe(member);
      expect(differingMember(JSON.stringify({ ...members, [member]: undefined }), asked)).toBe(member);
    },
  );

  it.each([
    ['no JSON', 'qr'],
    ['a list', '[]'],
    ['nothing', 'null'],
    ['another member', writePayload(asked).replace('}', ',"more":1}')],
    ['a doubled member', writePayload(asked).replace('{', '{"client":"bank",')],
    ['spaces', writePayload(asked).replaceAll(',', ', ')],
  ])('is refused as %s', (_, text) => {
    expect(differingMember(text, asked)).toBeDefined();
  });

  it('with a challenge belongs to one verifier of 32 octets', () => {
    const verifier = Buffer.alloc(32, 7);
    const digest = createHash('sha256').update(verifier).digest('base64url');
    expect(challengeOf(verifier.toString('base64url'))).toBe(digest);
    for (const bad of ['', 'x', Buffer.alloc(31).toString('base64url'), `${verifier.toString('base64url')}=`])
      expect(challengeOf(bad)).toBeUndefined();
  });
});

describe('what a phone is told of the starting browser', () => {
  it('holds the network without the household', () => {
    expect(roughNetwork('203.0.113.7')).toBe('203.0.*.*');
    expect(roughNetwork('::ffff:203.0.113.7')).toBe('203.0.*.*');
    expect(roughNetwork('2001:db8:1234:5678:9abc:def0:1234:5678')).toBe('2001:db8:1234:*');
    expect(roughNetwork('')).toBe('');
    expect(roughNetwork('::1')).toBe('');
  });

  it('never holds the whole address', () => {
    fc.assert(fc.property(fc.ipV4(), (address) => !roughNetwork(address).includes(address)));
    fc.assert(fc.property(fc.ipV6(), (address) => roughNetwork(address) !== address));
  });

  it('tells phones and tablets from computers', () => {
    const android = 'Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/142.0.0.0 Mobile Safari/537.36';
    expect(isHandheld(android)).toBe(true);
    expect(isHandheld('Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Firefox/145.0')).toBe(false);
  });
});

describe('endings', () => {
  it('have a word each, and what goes on has none', () => {
    expect(endingOf({ kind: 'open' })).toBeUndefined();
    expect(endingOf({ kind: 'taken' })).toBeUndefined();
    expect(endingOf({ kind: 'reported' })).toBe('phone_proof.reported');
    expect(endingOf({ kind: 'failed', reason: 'pin_blocked' })).toBe('phone_proof.pin_blocked');
  });

  it.each([
    ['TIMEOUT', 'phone_proof.expired'],
    ['NOT_MID_CLIENT', 'phone_proof.not_client'],
    ['USER_CANCELLED', 'phone_proof.refused'],
    ['SIGNATURE_HASH_MISMATCH', 'phone_proof.hash_mismatch'],
    ['PHONE_ABSENT', 'phone_proof.phone_absent'],
    ['DELIVERY_ERROR', 'phone_proof.not_delivered'],
    ['SIM_ERROR', 'phone_proof.sim_failed'],
  ] as const)('of the operator’s protocol: %s', (result, trouble) => {
    expect(troubleOf(result)).toBe(trouble);
  });
});

it('the highest level of a table of policies is that of its best entry', () => {
  expect(highestOf({})).toBe('low');
  const some = { a: { level: 'substantial', key: 'swk' }, b: { level: 'high', key: 'hwk' } } as const;
  expect(highestOf(some)).toBe('high');
});
