import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptRequest, profiles } from '../../../certs/ca/index.ts';
import { createTransportSource } from '../../../smartcard/drivers/index.ts';
import {
  beginPersonalisation,
  type CertifiedKeyAlgorithm,
  finishPersonalisation,
  type ForEachKey,
} from '../../../smartcard/personalise/index.ts';
import type { CardTransport } from '../../../smartcard/pcsc/transport.ts';
import {
  blankPivState,
  createPivCard,
  createVirtualTransport,
  factorySecrets,
  openCardFile,
  type PivState,
  saveCardFile,
} from '../../../smartcard/virtual/index.ts';
import { enterClient, readRequestBytes } from '../../../src/pki/index.ts';
import { acar } from '../../support/acar-command.ts';
import { makeRequest } from '../../support/certification-request.ts';
import { type TestAuthority, testIssuing, testRoot } from '../../support/test-authority.ts';
import { startTestPkiService, type TestPkiService } from '../../support/test-pki-service.ts';

const reader = 'Office';
const secrets = { managementKey: factorySecrets.managementKey, pin: Buffer.from(factorySecrets.pin) };
const newPin = Buffer.from('246810');
const puk = { current: Buffer.from(factorySecrets.puk), next: Buffer.from('87654321') };

function withCard(state: PivState): CardTransport {
  const transport = createVirtualTransport(reader);
  transport.slot(reader).insert(createPivCard(state));
  return transport;
}

async function inOffice<Value>(
  transport: CardTransport,
  work: (channel: Awaited<ReturnType<CardTransport['open']>>) => Promise<Value>,
): Promise<Value> {
  const channel = await transport.open(reader, { timeoutMs: 1000 });
  try {
    return await work(channel);
  } finally {
    await channel.end();
  }
}

describe('personalisation', () => {
  let authority: TestAuthority;

  beforeAll(async () => {
    authority = await testIssuing(await testRoot());
  });

  const certify = async (requests: ForEachKey<Uint8Array>): Promise<ForEachKey<Uint8Array>> => {
    const issue = async (purpose: 'authentication' | 'signature') => {
      const profile = profiles[`citizen-${purpose}`];
      const accepted = acceptRequest(requests[purpose], profile);
      if (accepted.kind !== 'accepted') throw new Error(accepted.message);
      return (await authority.issue(profile, { publicKey: accepted.publicKey })).raw;
    };
    return { authentication: await issue('authentication'), signature: await issue('signature') };
  };

  it.each<[CertifiedKeyAlgorithm, 'aes192' | 'tdes', readonly string[]]>([
    ['p256', 'aes192', ['ES256']],
    ['p384', 'tdes', ['ES384']],
    ['rsa3072', 'aes192', ['PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512']],
  ])(
    'makes %s keys on the card, requests that the CA takes, and a card that works (%s)',
    async (algorithm, managementAlgorithm, expected) => {
      const transport = withCard(blankPivState({ managementAlgorithm }));
      const requests = await inOffice(transport, (channel) =>
        beginPersonalisation(channel, secrets, algorithm),
      );
      const certificates = await certify(requests);
      const finish = { ...secrets, certificates, newPin, puk };
      const serial = await inOffice(transport, (channel) => finishPersonalisation(channel, finish));
      const { card } = await createTransportSource(transport).open(reader, { timeoutMs: 1000 });
      expect(card.serial).toBe(serial);
      const keys = await card.keys();
      expect(keys.map((key) => key.algorithms)).toEqual([expected, expected]);
      expect(await card.verifyPin('authentication', secrets.pin)).toEqual({ kind: 'wrong', triesLeft: 2 });
      expect(await card.verifyPin('authentication', newPin)).toEqual({ kind: 'verified' });
      expect(await card.unblockPin('authentication', puk.current, newPin)).toMatchObject({ kind: 'wrong' });
      expect(await card.unblockPin('authentication', puk.next, newPin)).toEqual({ kind: 'verified' });
    },
  );

  it('stops at a wrong management key, also one of another length, before any key is made', async () => {
    const state = blankPivState();
    for (const octets of [24, 16, 32]) {
      const wrong = { ...secrets, managementKey: Buffer.alloc(octets, 9) };
      await expect(
        inOffice(withCard(state), (channel) => beginPersonalisation(channel, wrong, 'p256')),
      ).rejects.toThrow('personalise.management_key');
    }
    expect(state.keys).toEqual({});
  });

  it('stops at a wrong PIN with the tries that are left, and changes no secret', async () => {
    const state = blankPivState();
    const wrong = { ...secrets, pin: Buffer.from('000000') };
    await expect(
      inOffice(withCard(state), (channel) => beginPersonalisation(channel, wrong, 'p256')),
    ).rejects.toThrow('personalise.wrong_secret');
    expect(state.pin).toEqual({ value: '123456', triesLeft: 2, triesMost: 3 });
  });

  it('does not write a certificate for a key that is not on the card', async () => {
    const state = blankPivState();
    const transport = withCard(state);
    const requests = await inOffice(transport, (channel) => beginPersonalisation(channel, secrets, 'p256'));
    const certificates = await certify({ ...requests, signature: makeRequest().request });
    await expect(
      inOffice(transport, (channel) => finishPersonalisation(channel, { ...secrets, certificates })),
    ).rejects.toThrow('personalise.other_key');
    expect(state.objects).toEqual({});
  });
});

describe('acar card', () => {
  let folder: string;
  let service: TestPkiService;

  beforeAll(async () => {
    service = await startTestPkiService();
    folder = mkdtempSync(join(tmpdir(), 'acar-office-'));
    write('secrets', {
      managementKey: secrets.managementKey.toString('hex'),
      pin: '123456',
      newPin: '246810',
      puk: '12345678',
      newPuk: '87654321',
    });
    const person = {
      givenName: 'Şəhla',
      surname: 'Nümunəyeva',
      identifier: { scheme: 'PNO', number: '5ARPXN9' },
    };
    write('order', {
      orderKey: 'card-1',
      authority: 'persons-1',
      isPublic: true,
      subject: { kind: 'citizen', ...person },
    });
    await enterOffice();
  });

  afterAll(async () => {
    await service?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const path = (name: string) => join(folder, name);
  const write = (name: string, content: object | string) =>
    writeFileSync(path(name), typeof content === 'string' ? content : JSON.stringify(content), {
      mode: 0o600,
    });
  const card = (...words: readonly string[]) =>
    acar(['card', ...words, '--virtual', path('card'), '--secrets', path('secrets')]);

  /** The registration office's own certificate, and its right to order for persons. */
  async function enterOffice(): Promise<void> {
    const organisation = {
      name: 'Nümunə ASAN',
      identifier: { scheme: 'VAT', number: '1400000002' },
    } as const;
    const { privateKey, request } = makeRequest();
    const commonName = 'office.example';
    const issued = await service.pki.orders.issue({
      orderedBy: 'desk-1',
      orderKey: 'office',
      authority: 'systems-1',
      profile: 'agency-system',
      request,
      subject: { kind: 'system', organisation, commonName },
      hostNames: [commonName],
      isPublic: true,
    });
    if (issued.kind !== 'issued') throw new Error(JSON.stringify(issued));
    write('office.pem', new X509Certificate(issued.certificate).toString());
    write('office.key', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    const entered = await enterClient(
      { db: service.test.database.open({ role: 'acar_pki' }), clock: { now: () => Date.now() } },
      {
        name: 'office',
        subjectId: 'VATAZ-1400000002',
        subjectName: commonName,
        authorities: ['persons-1'],
        profiles: ['citizen-authentication', 'citizen-signature'],
        hostNames: [],
      },
    );
    if (entered.kind === 'refused') throw new Error(JSON.stringify(entered));
  }

  function online(key: string): string[] {
    const options = {
      service: service.api,
      'client-certificate': path('office.pem'),
      'client-key': path(key),
      ca: join(service.folder, 'server.pem'),
    };
    return Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  }

  it('personalises a card with certificates from the service, shows it, and changes and unblocks its PIN', async () => {
    expect(
      await card('personalise', '--new', '--order', path('order'), ...online('office.key')),
    ).toMatchObject({
      status: 0,
      err: '',
    });
    const shown = await card('show', '--json');
    expect(JSON.parse(shown.out)).toMatchObject({
      driver: 'PIV',
      keys: [
        { purpose: 'authentication', algorithms: ['ES256'], triesLeft: 3 },
        { purpose: 'signature', subject: expect.stringContaining('Nümunəyeva') },
      ],
    });
    write('secrets', { pin: '246810', newPin: '111222', puk: '87654321' });
    expect(await card('change-pin')).toMatchObject({ status: 0, out: 'The PIN is changed.\n' });
    expect(await card('change-pin')).toMatchObject({
      status: 1,
      err: expect.stringContaining('card_cli.pin_wrong'),
    });
    expect(await card('unblock')).toMatchObject({ status: 0 });
    expect(openCardFile(path('card')).state).toMatchObject({ pin: { value: '111222', triesLeft: 3 } });
  });

  it('tells why the service refused an order, and looks at its own key before the card gets new ones', async () => {
    saveCardFile(path('card'), blankPivState());
    write('secrets', { managementKey: secrets.managementKey.toString('hex'), pin: '123456' });
    const stranger = makeRequest();
    write('stranger.key', stranger.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    const wrong = await card('personalise', '--order', path('order'), ...online('stranger.key'));
    expect(wrong).toMatchObject({ status: 1, err: expect.stringContaining('card_cli.file') });
    expect(openCardFile(path('card')).state).toMatchObject({ keys: {} });
    // The order's key belongs to the card before this one.
    const refused = await card('personalise', '--order', path('order'), ...online('office.key'));
    const err = expect.stringContaining('personalise.order: status 409, order.key_reused');
    expect(refused).toMatchObject({ status: 1, err });
  });

  it('works in two steps: orders as acar ca issue takes them out, certificates in', async () => {
    const out = path('two-steps');
    write('secrets', {
      managementKey: secrets.managementKey.toString('hex'),
      pin: '123456',
      newPin: '246810',
      puk: '12345678',
      newPuk: '87654321',
    });
    const order = JSON.parse(readFileSync(path('order'), 'utf8'));
    write('second', { ...order, orderKey: 'card-2' });
    expect(await card('personalise', 'begin', '--order', path('second'), '--out', out)).toMatchObject({
      status: 0,
    });
    const missing = await card('personalise', 'finish', '--certificates', out);
    expect(missing).toMatchObject({ status: 1, err: expect.stringContaining('card_cli.file') });
    for (const purpose of ['authentication', 'signature']) {
      const body = JSON.parse(readFileSync(join(out, `${purpose}.json`), 'utf8'));
      const request = readRequestBytes(readFileSync(join(out, body.request)));
      const issued = await service.pki.orders.issue({ ...body, orderedBy: 'desk-1', request });
      if (issued.kind !== 'issued') throw new Error(JSON.stringify(issued));
      writeFileSync(join(out, `${purpose}.pem`), new X509Certificate(issued.certificate).toString());
    }
    const finished = await card('personalise', 'finish', '--certificates', out);
    expect(finished).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^The card [0-9a-f]{32} is ready/),
    });
  });

  it('keeps secrets off the command line and out of files that others can read', async () => {
    writeFileSync(path('open'), '{}', { mode: 0o644 });
    const words = ['card', 'change-pin', '--virtual', path('card')];
    expect(await acar([...words, '--secrets', path('open')])).toMatchObject({
      status: 1,
      err: expect.stringContaining('others can read it'),
    });
    expect(await acar(words)).toMatchObject({ status: 2, err: expect.stringContaining('no terminal') });
    expect(await acar([...words, '--pin', '123456'])).toMatchObject({ status: 2 });
  });

  it('explains itself', async () => {
    const help = await acar(['card', 'help']);
    for (const command of ['show', 'change-pin', 'unblock', 'personalise begin'])
      expect(help.out).toContain(command);
    expect((await acar(['card', 'show', '--help'])).out).toContain('--reader NAME');
    expect(await acar(['card', 'burn'])).toMatchObject({ status: 2 });
  });
});
