import { constants, createHash, randomBytes, verify } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Card, CardAlgorithm, CardSource, KeyPurpose, OpenCard } from '../../smartcard/drivers/card.ts';
import { createTransportSource } from '../../smartcard/drivers/index.ts';
import {
  createPivCard,
  createPkcs15Card,
  createVirtualTransport,
  type VirtualCard,
} from '../../smartcard/virtual/index.ts';
import { type TestKeyKind, testCardKey, testPivState, testPkcs15State } from '../support/test-cards.ts';

/** A family of cards with the driver for it: fresh cards with both keys of a kind, PIN 123456 for both. */
interface Family {
  readonly name: string;
  readonly kinds: readonly TestKeyKind[];
  readonly source: (kind: TestKeyKind) => Promise<CardSource>;
  readonly puk: string;
}

const reader = 'Contract reader';
const pin = Buffer.from('123456');
const wrongPin = Buffer.from('654321');
const newPin = Buffer.from('777888');

function inVirtualReader(card: VirtualCard): CardSource {
  const transport = createVirtualTransport(reader);
  transport.slot(reader).insert(card);
  return createTransportSource(transport);
}

const families: readonly Family[] = [
  {
    name: 'PIV',
    kinds: ['P-256', 'P-384', 'RSA-2048', 'RSA-3072'],
    source: async (kind) => inVirtualReader(createPivCard(testPivState(kind))),
    puk: '12345678',
  },
  {
    name: 'PKCS#15',
    kinds: ['P-256', 'P-384', 'RSA-2048', 'RSA-3072'],
    source: async (kind) => inVirtualReader(createPkcs15Card(testPkcs15State(kind))),
    puk: '12345678',
  },
];

const purposes: readonly KeyPurpose[] = ['authentication', 'signature'];

describe.each(families)('a $name card through its driver', ({ name, kinds, source, puk }) => {
  let opened: OpenCard;
  let card: Card;

  const open = async (kind: TestKeyKind): Promise<Card> => {
    opened = await (await source(kind)).open(reader, { timeoutMs: 5000 });
    return opened.card;
  };

  beforeEach(async () => {
    card = await open('P-256');
    return () => opened.end();
  });

  it('tells its family, its serial number and its keys with certificates, without a PIN', async () => {
    expect(card.driver).toBe(name);
    expect(card.serial).not.toBe('');
    const keys = await card.keys();
    expect(keys.map((key) => key.purpose)).toEqual(purposes);
    for (const { purpose, certificate, algorithms } of keys) {
      expect(Buffer.from(certificate)).toEqual(Buffer.from(testCardKey('P-256', purpose).certificate));
      expect(algorithms).toEqual(['ES256']);
    }
  });

  describe.each(kinds)('with %s keys', (kind) => {
    it.each(purposes)('makes values with the %s key that others verify', async (purpose) => {
      await opened.end();
      card = await open(kind);
      const key = (await card.keys()).find((one) => one.purpose === purpose);
      const algorithms = key?.algorithms ?? [];
      expect(algorithms.length).toBeGreaterThan(0);
      for (const algorithm of algorithms) {
        await card.verifyPin(purpose, pin);
        const message = randomBytes(100);
        const value = await card.sign(purpose, algorithm, digestOf(algorithm, message));
        expect(verifies(algorithm, message, testCardKey(kind, purpose), value)).toBe(true);
      }
    });
  });

  it('refuses to sign before the PIN is verified', async () => {
    for (const purpose of purposes)
      await expect(card.sign(purpose, 'ES256', randomBytes(32))).rejects.toThrow('card.pin_needed');
  });

  it('wants the PIN again before each signature where a key says so', async () => {
    for (const { purpose, pinAlways } of await card.keys()) {
      await card.verifyPin(purpose, pin);
      await card.sign(purpose, 'ES256', randomBytes(32));
      const second = card.sign(purpose, 'ES256', randomBytes(32));
      if (pinAlways) await expect(second).rejects.toThrow('card.pin_needed');
      else await expect(second).resolves.toHaveLength(64);
    }
  });

  it('refuses an algorithm that the key cannot do, and a digest of another length', async () => {
    await card.verifyPin('authentication', pin);
    await expect(card.sign('authentication', 'RS256', randomBytes(32))).rejects.toThrow('card.unsupported');
    await expect(card.sign('authentication', 'ES256', randomBytes(48))).rejects.toThrow(RangeError);
  });

  it('counts wrong PINs, tells how many tries are left without taking one, and blocks', async () => {
    expect(await card.triesLeft('authentication')).toBe(3);
    expect(await card.verifyPin('authentication', wrongPin)).toEqual({ kind: 'wrong', triesLeft: 2 });
    expect(await card.triesLeft('authentication')).toBe(2);
    expect(await card.verifyPin('authentication', wrongPin)).toEqual({ kind: 'wrong', triesLeft: 1 });
    expect(await card.verifyPin('authentication', wrongPin)).toEqual({ kind: 'blocked' });
    expect(await card.triesLeft('authentication')).toBe(0);
    expect(await card.verifyPin('authentication', pin)).toEqual({ kind: 'blocked' });
  });

  it('gives all tries back after the right PIN', async () => {
    await card.verifyPin('authentication', wrongPin);
    expect(await card.verifyPin('authentication', pin)).toEqual({ kind: 'verified' });
    await card.verifyPin('authentication', wrongPin);
    expect(await card.triesLeft('authentication')).toBe(2);
  });

  it('refuses a PIN that breaks the rules before the card sees it', async () => {
    const { minLength, maxLength } = card.pinRules('authentication');
    for (const text of ['1'.repeat(minLength - 1), '1'.repeat(maxLength + 1), '12345x', ''])
      await expect(card.verifyPin('authentication', Buffer.from(text))).rejects.toThrow('card.pin_length');
    expect(await card.triesLeft('authentication')).toBe(3);
  });

  it('does not ask for a PIN at a reader without keys', async () => {
    expect(card.hasPinPad).toBe(false);
    await expect(card.verifyPin('authentication', undefined)).rejects.toThrow('card.unsupported');
  });

  it('changes the PIN for who knows it', async () => {
    expect(await card.changePin('authentication', wrongPin, newPin)).toEqual({ kind: 'wrong', triesLeft: 2 });
    expect(await card.changePin('authentication', pin, newPin)).toEqual({ kind: 'verified' });
    expect(await card.verifyPin('authentication', pin)).toMatchObject({ kind: 'wrong' });
    expect(await card.verifyPin('authentication', newPin)).toEqual({ kind: 'verified' });
  });

  it('unblocks the PIN with the PUK', async () => {
    for (let tries = 0; tries < 3; tries += 1) await card.verifyPin('authentication', wrongPin);
    expect(await card.unblockPin('authentication', Buffer.from('00000000'), newPin)).toMatchObject({
      kind: 'wrong',
    });
    expect(await card.unblockPin('authentication', Buffer.from(puk), newPin)).toEqual({ kind: 'verified' });
    expect(await card.verifyPin('authentication', newPin)).toEqual({ kind: 'verified' });
  });

  it('leaves the PIN that was handed in as it was, for its owner to wipe', async () => {
    const handed = Buffer.from(pin);
    await card.verifyPin('authentication', handed);
    expect(handed).toEqual(pin);
  });
});

function hashOf(algorithm: CardAlgorithm): string {
  return `sha${algorithm.slice(2)}`;
}

function digestOf(algorithm: CardAlgorithm, message: Uint8Array): Uint8Array {
  return createHash(hashOf(algorithm)).update(message).digest();
}

function verifies(
  algorithm: CardAlgorithm,
  message: Uint8Array,
  { publicKey }: ReturnType<typeof testCardKey>,
  value: Uint8Array,
): boolean {
  const padding = algorithm.startsWith('PS') ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
  const options = algorithm.startsWith('ES')
    ? { dsaEncoding: 'ieee-p1363' as const }
    : { padding, ...(algorithm.startsWith('PS') ? { saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : {}) };
  return verify(hashOf(algorithm), message, { key: publicKey, ...options }, value);
}
