import { constants, createHash, verify } from 'node:crypto';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CardAlgorithm, CardSource, KeyPurpose } from '../../../smartcard/drivers/card.ts';
import { createPkcs11Source } from '../../../smartcard/pkcs11/index.ts';
import {
  describeWithPcsc,
  type PcscWorld,
  startPcscWorld,
  type VirtualReader,
} from '../../support/pcsc-world.ts';
import { testCardKey, testPivState } from '../../support/test-cards.ts';

/** The makers' modules are many; OpenSC's is one that everybody has. */
const modulePath = ['x86_64', 'aarch64']
  .map((machine) => `/usr/lib/${machine}-linux-gnu/opensc-pkcs11.so`)
  .find((path) => existsSync(path));

const patient = { timeoutMs: 20_000 };
const pin = Buffer.from('123456');
const wrongPin = Buffer.from('654321');
const message = Buffer.from('Məhkəmənin bildirişi');

describeWithPcsc('a card behind the PKCS #11 module of somebody else', () => {
  let world: PcscWorld;
  let source: CardSource;
  let reader: VirtualReader;

  beforeAll(async () => {
    world = await startPcscWorld();
    reader = await world.insert(0, testPivState('P-256'));
    source = createPkcs11Source(modulePath ?? 'absent', { callTimeoutMs: 2000 });
  });

  afterAll(async () => {
    await source.close();
    await world.stop();
  });

  const sign = async (purpose: KeyPurpose, algorithm: CardAlgorithm): Promise<Uint8Array> => {
    const opened = await source.open(reader.name, patient);
    const { card } = opened;
    try {
      expect(await card.verifyPin(purpose, pin)).toEqual({ kind: 'verified' });
      const digest = createHash(`sha${algorithm.slice(2)}`)
        .update(message)
        .digest();
      return await card.sign(purpose, algorithm, digest);
    } finally {
      await opened.end();
    }
  };

  it('shows readers, both keys and their certificates', async () => {
    const states = await source.readers();
    expect(states.find(({ name }) => name === reader.name)?.hasCard).toBe(true);
    const opened = await source.open(reader.name, patient);
    const { card } = opened;
    expect(card.driver).toBe('PKCS#11');
    const keys = await card.keys();
    expect(keys.map(({ purpose }) => purpose)).toEqual(['authentication', 'signature']);
    for (const { purpose, certificate } of keys)
      expect(Buffer.from(certificate)).toEqual(Buffer.from(testCardKey('P-256', purpose).certificate));
    await opened.end();
  });

  it('signs with both keys, also with the one that asks for the PIN each time', async () => {
    for (const purpose of ['authentication', 'signature'] as const) {
      const key = testCardKey('P-256', purpose).publicKey;
      const value = await sign(purpose, 'ES256');
      expect(verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, value)).toBe(true);
    }
  });

  it('wants the PIN before it signs', async () => {
    const opened = await source.open(reader.name, patient);
    const { card } = opened;
    await expect(card.sign('authentication', 'ES256', Buffer.alloc(32))).rejects.toThrow('card.pin_needed');
    await opened.end();
  });

  it('says which reader is not there, and that a module cannot be loaded', async () => {
    await expect(source.open('No such reader', patient)).rejects.toThrow('transport.no_reader');
    await expect(createPkcs11Source('/nowhere.so').readers()).rejects.toThrow('transport.no_service');
  });

  it('counts wrong PINs as far as the module tells, changes the PIN, and does not unblock', async () => {
    const opened = await source.open(reader.name, patient);
    const { card } = opened;
    expect(await card.verifyPin('authentication', wrongPin)).toMatchObject({ kind: 'wrong' });
    expect(await card.verifyPin('authentication', wrongPin)).toEqual({ kind: 'wrong', triesLeft: 1 });
    expect(await card.triesLeft('authentication')).toBe(1);
    expect(await card.changePin('authentication', pin, wrongPin)).toEqual({ kind: 'verified' });
    expect(await card.verifyPin('authentication', wrongPin)).toEqual({ kind: 'verified' });
    await expect(card.unblockPin('authentication', pin, pin)).rejects.toThrow('card.unsupported');
    for (let tries = 0; tries < 3; tries += 1) await card.verifyPin('authentication', pin);
    expect(await card.verifyPin('authentication', wrongPin)).toEqual({ kind: 'blocked' });
    await opened.end();
  });

  it('tells of a card that goes, and signs by RSA with both paddings of the next one', async () => {
    const noticed = source.changed(await source.readers(), AbortSignal.timeout(30_000));
    await reader.order('remove');
    await noticed;
    reader = await world.insert(0, testPivState('RSA-2048'));
    const key = testCardKey('RSA-2048', 'authentication').publicKey;
    expect(verify('sha256', message, key, await sign('authentication', 'RS256'))).toBe(true);
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    const pss = { key, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    expect(verify('sha384', message, pss, await sign('authentication', 'PS384'))).toBe(true);
  });

  // OpenSC 0.23 hangs in C_Login then, which ends its process.
  it('is refused when it was removed, also where the module hangs, and works again', async () => {
    const opened = await source.open(reader.name, patient);
    const { card } = opened;
    await reader.order('remove');
    await expect(card.verifyPin('authentication', pin)).rejects.toThrow(/transport\.(removed|timeout)/);
    await opened.end();
    await expect(source.open(reader.name, patient)).rejects.toThrow('transport.no_card');
    await world.insert(0, testPivState('P-256'));
    await sign('authentication', 'ES256');
  });
});
