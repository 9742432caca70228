import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes, verify } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { projectFolder } from '../../../scripts/source-files.ts';
import type { Card, CardSource } from '../../../smartcard/drivers/card.ts';
import { createTransportSource } from '../../../smartcard/drivers/index.ts';
import { createPcscTransport } from '../../../smartcard/pcsc/index.ts';
import type { CardTransport } from '../../../smartcard/pcsc/transport.ts';
import {
  describeWithPcsc,
  type PcscWorld,
  startPcscWorld,
  untilCard,
  type VirtualReader,
} from '../../support/pcsc-world.ts';
import { testCardKey, testPivState } from '../../support/test-cards.ts';

const patient = { timeoutMs: 20_000 };
const pin = Buffer.from('123456');

describeWithPcsc('cards in the real pcscd', () => {
  let world: PcscWorld;
  let transport: CardTransport;
  let source: CardSource;
  let first: VirtualReader;
  let second: VirtualReader;

  beforeAll(async () => {
    world = await startPcscWorld();
    transport = createPcscTransport();
    source = createTransportSource(transport);
    [first, second] = await Promise.all([
      world.insert(0, testPivState('P-256', '11'.repeat(16))),
      world.insert(1, testPivState('P-384', '22'.repeat(16))),
    ]);
  });

  afterAll(async () => {
    await source.close();
    await world.stop();
  });

  /** Opens the card, signs, and checks the value. */
  const signIn = async (reader: string, algorithm: 'ES256' | 'ES384'): Promise<string> => {
    const opened = await source.open(reader, patient);
    const { card } = opened;
    try {
      const [hash, kind] =
        algorithm === 'ES256' ? ['sha256', 'P-256' as const] : ['sha384', 'P-384' as const];
      const message = randomBytes(64);
      const value = await signed(card, algorithm, message, hash);
      const key = testCardKey(kind, 'authentication').publicKey;
      expect(verify(hash, message, { key, dsaEncoding: 'ieee-p1363' }, value)).toBe(true);
      return card.serial;
    } finally {
      await opened.end();
    }
  };

  const holder = async (reader: string): Promise<ChildProcess> => {
    const main = join(projectFolder, 'test/support/card-program-main.ts');
    const child = spawn(process.execPath, [main, 'hold', reader], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    return child;
  };

  it('sign in two readers at the same time', async () => {
    const found = (await source.readers()).filter(({ hasCard }) => hasCard).map(({ name }) => name);
    expect(found).toEqual([first.name, second.name]);
    const serials = await Promise.all([signIn(first.name, 'ES256'), signIn(second.name, 'ES384')]);
    expect(serials).toEqual(['11'.repeat(16), '22'.repeat(16)]);
  });

  it('are refused as busy while another program holds a transaction, and work when it has ended', async () => {
    const other = await holder(first.name);
    await expect(source.open(first.name, { timeoutMs: 300 })).rejects.toThrow('transport.busy');
    await expect(source.open(first.name, { timeoutMs: 100 })).rejects.toThrow('transport.busy');
    // The other reader is not concerned.
    await signIn(second.name, 'ES384');
    other.stdin?.end();
    await signIn(first.name, 'ES256');
  });

  it('work after another program was killed in the middle of its transaction, which resets the card', async () => {
    const other = await holder(first.name);
    const waiting = signIn(first.name, 'ES256');
    other.kill('SIGKILL');
    await waiting;
  });

  it('say when the service is killed, in the middle of a channel too, and work when it is back', async () => {
    const channel = await transport.open(first.name, patient);
    const noticed = transport.changed(await transport.readers(), AbortSignal.timeout(30_000));
    await world.killService();
    await noticed;
    await expect(channel.transmit(Buffer.from('00a4040000', 'hex'))).rejects.toThrow('transport.no_service');
    await channel.end();
    await expect(transport.readers()).rejects.toThrow('transport.no_service');
    await expect(transport.open(first.name, patient)).rejects.toThrow('transport.no_service');
    await world.startService();
    await untilCard(transport, { reader: 0, isIn: true });
    await untilCard(transport, { reader: 1, isIn: true });
    await signIn(first.name, 'ES256');
  });

  it('say that they were removed, whichever command that was in the middle of', async () => {
    await second.order('drop signature');
    await expect(signIn(second.name, 'ES384')).rejects.toThrow('transport.removed');
    await untilCard(transport, { reader: 1, isIn: false });
    await expect(source.open(second.name, patient)).rejects.toThrow('transport.no_card');
    await second.order('insert');
    await untilCard(transport, { reader: 1, isIn: true });
    await second.order('drop 1');
    await expect(source.open(second.name, patient)).rejects.toThrow('transport.removed');
    await untilCard(transport, { reader: 1, isIn: false });
    await second.order('insert');
    await untilCard(transport, { reader: 1, isIn: true });
    await signIn(second.name, 'ES384');
  });

  it('end a command after the time limit when they do not answer', async () => {
    const impatient = createPcscTransport({ transmitTimeoutMs: 100 });
    const channel = await impatient.open(first.name, patient);
    await first.order('delay 1000');
    await expect(channel.transmit(Buffer.from('00a4040000', 'hex'))).rejects.toThrow('transport.timeout');
    await channel.end();
    await first.order('delay 0');
    // The late channel lets go of the card by itself.
    await signIn(first.name, 'ES256');
  });

  async function signed(
    card: Card,
    algorithm: 'ES256' | 'ES384',
    message: Uint8Array,
    hash: string,
  ): Promise<Uint8Array> {
    expect(await card.verifyPin('authentication', pin)).toEqual({ kind: 'verified' });
    return card.sign('authentication', algorithm, createHash(hash).update(message).digest());
  }
});
