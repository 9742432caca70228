import { createHash, randomBytes, verify } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createPivCard, type PivState, type VirtualCard } from '../../../../smartcard/virtual/index.ts';
import { handedBack, startTestAgent, type TestAgent } from '../../../support/card-agent.ts';
import { type CardIssuer, startCardIssuer } from '../../../support/card-issuer.ts';
import {
  testCardKey,
  type TestKeyKind,
  testPivState,
  testPkcs15State,
  TestReaders,
} from '../../../support/test-cards.ts';
import { createPkcs15Card } from '../../../../smartcard/virtual/index.ts';

const pin = '123456';
let issuer: CardIssuer;
let readers: TestReaders;
let agent: TestAgent;
let state: PivState;
beforeAll(async () => {
  issuer = await startCardIssuer();
});
afterAll(() => issuer.close());
afterEach(() => agent.stop());

async function withCard(card: VirtualCard): Promise<void> {
  readers = new TestReaders();
  readers.put('Reader A', card);
  agent = await startTestAgent({ issuer, source: readers });
}

async function withPiv(kind: TestKeyKind = 'P-256'): Promise<void> {
  state = testPivState(kind);
  await withCard(createPivCard(state));
}

const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest();

function claimsFor(messages: readonly string[], kind: TestKeyKind = 'P-256', algorithm = 'ES256') {
  const hash = algorithm.endsWith('384') ? 'sha384' : 'sha256';
  return {
    purpose: 'sign',
    nonce: undefined,
    certificate: sha256(testCardKey(kind, 'signature').certificate).toString('base64url'),
    algorithm,
    documents: messages.map((message) => ({
      name: `${message}.pdf`,
      hash: 'SHA-256',
      digest: sha256(`document ${message}`).toString('base64url'),
      to_be_signed: createHash(hash).update(message).digest('base64url'),
    })),
  };
}

function withFiles(names: readonly string[], documents = ['Müqavilə + 19'], digestOctets = 32) {
  const { documents: all, ...claims } = claimsFor(documents);
  const files = names.map((name) => ({
    name,
    digest: sha256(name).subarray(0, digestOctets).toString('base64url'),
  }));
  return { ...claims, documents: all.map((document) => ({ ...document, files })) };
}

const twentyOne = Array.from({ length: 21 }, (_, at) => `${at}`);

async function send(path: string, changes: Readonly<Record<string, unknown>>) {
  const request = await issuer.sign({ language: 'en', ...changes });
  return handedBack((await agent.post(path, { request, state: 'state-1' })).body);
}

const next = () => agent.screen.next();

describe('the signature certificate (PROTOCOL.md 7)', () => {
  it('is handed over after consent, without a PIN, and the window says who asks', async () => {
    await withPiv();
    const done = send('/certificate', { purpose: 'certificate', nonce: undefined });
    const window = await next();
    expect(window.kind).toBe('CONFIRM');
    expect(window.texts.get('SETDESC')?.split('\n')).toEqual([
      'Purpose: to hand your signature certificate to the service. Nothing is signed yet, and no PIN is needed.',
      `Asked by: Açar (${new URL(issuer.origin).host})`,
      'Service: Vergi xidməti',
      'Certificate holder: signature P-256',
    ]);
    window.press('ok');
    expect(await done).toMatchObject({
      state: 'state-1',
      certificate: Buffer.from(testCardKey('P-256', 'signature').certificate).toString('base64'),
      algorithms: 'ES256',
      protocol: '2',
    });
  });

  it('stays on the card when its holder says no', async () => {
    await withPiv();
    const done = send('/certificate', { purpose: 'certificate', nonce: undefined });
    (await next()).press('cancel');
    expect(await done).toMatchObject({ error: 'card.cancelled' });
  });
});

describe('documents signed with the card (PROTOCOL.md 7)', () => {
  it.each<[TestKeyKind, string]>([
    ['P-256', 'ES256'],
    ['P-384', 'ES384'],
    ['RSA-2048', 'PS256'],
  ])('by a key on %s with %s, with one PIN although the card wants it each time', async (kind, algorithm) => {
    await withPiv(kind);
    const messages = ['Bildiriş', 'Qərar'];
    const done = send('/sign', claimsFor(messages, kind, algorithm));
    const window = await next();
    const lines = window.texts.get('SETDESC')?.split('\n') ?? [];
    expect(lines[0]).toBe('Purpose: TO SIGN A DOCUMENT. This signature stands for the one by your hand.');
    expect(lines).toContain('Document 1/2: Bildiriş.pdf');
    const groups = sha256('document Bildiriş').toString('hex').match(/.{4}/g) ?? [];
    expect(lines).toContain(`   SHA-256: ${groups.slice(0, 4).join(' ')} … ${groups.slice(-4).join(' ')}`);
    window.type(pin);
    const values = ((await done)['signatures'] ?? '').split(' ');
    const { publicKey } = testCardKey(kind, 'signature');
    const key = { key: publicKey, dsaEncoding: 'ieee-p1363', padding: 6, saltLength: 32 } as const;
    const hash = algorithm.endsWith('384') ? 'sha384' : 'sha256';
    const verified = messages.map((message, index) =>
      verify(hash, Buffer.from(message), key, Buffer.from(values[index] ?? '', 'base64url')),
    );
    expect(verified).toEqual([true, true]);
    expect(agent.screen.isEmpty()).toBe(true);
  });

  it('on a PKCS#15 card too, whose PIN counts for more than one value', async () => {
    await withCard(createPkcs15Card(testPkcs15State()));
    const done = send('/sign', claimsFor(['a', 'b']));
    (await next()).type(pin);
    expect(((await done)['signatures'] ?? '').split(' ')).toHaveLength(2);
  });

  it('are all shown before the PIN is asked for, where they do not fit into one window', async () => {
    await withPiv();
    const done = send('/sign', claimsFor(['a', 'b', 'c', 'd', 'e'].map((name) => name.repeat(40))));
    const texts: string[] = [];
    for (let page = 0; page < 2; page += 1) {
      const window = await next();
      expect(window.kind).toBe('CONFIRM');
      texts.push(window.texts.get('SETDESC') ?? '');
      window.press('ok');
    }
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      expect(texts.join('\n')).toContain(`${name.repeat(40)}.pdf`);
    const asked = await next();
    expect(asked.texts.get('SETDESC')).toContain('Documents: 5');
    asked.type(pin);
    expect(((await done)['signatures'] ?? '').split(' ')).toHaveLength(5);
  });

  it('that are containers are shown with the name and digest of every file in them (version 2)', async () => {
    await withPiv();
    const names = Array.from({ length: 20 }, (_, at) => `Əlavə ${at + 1} – ${'ə'.repeat(30)}.docx`);
    const done = send('/sign', withFiles(names));
    const lines: string[] = [];
    let window = await next();
    for (; window.kind === 'CONFIRM'; window = await next()) {
      const shown = window.texts.get('SETDESC') ?? '';
      // What a line of the Assuan protocol holds, with its line breaks escaped.
      expect(Buffer.byteLength(shown.replaceAll('\n', '%0A'))).toBeLessThan(990);
      lines.push(...shown.split('\n'));
      window.press('ok');
    }
    for (const [at, name] of names.entries()) {
      const told = lines.indexOf(`   File ${at + 1}/20: ${name}`);
      const groups = sha256(name).toString('hex').match(/.{4}/g) ?? [];
      const digest = `   SHA-256: ${groups.slice(0, 4).join(' ')} … ${groups.slice(-4).join(' ')}`;
      expect([told > 0, lines[told + 1]]).toEqual([true, digest]);
    }
    expect(window.texts.get('SETDESC')).toContain('Documents: 1');
    window.type(pin);
    expect(((await done)['signatures'] ?? '').split(' ')).toHaveLength(1);
  });

  it('with files in them are signed by none when one window is cancelled', async () => {
    await withPiv();
    const done = send('/sign', withFiles(['a'.repeat(60), 'b'.repeat(60), 'c'.repeat(60), 'd'.repeat(60)]));
    (await next()).press('ok');
    (await next()).press('cancel');
    expect(await done).toMatchObject({ error: 'card.cancelled' });
    expect(agent.screen.isEmpty()).toBe(true);
  });

  it('are not signed by a card that they were not prepared for', async () => {
    await withPiv();
    const certificate = randomBytes(32).toString('base64url');
    expect(await send('/sign', { ...claimsFor(['a']), certificate })).toMatchObject({
      error: 'card.other_card',
    });
    expect(agent.screen.isEmpty()).toBe(true);
  });

  it('are signed by none when the PIN is wrong, and tries are told', async () => {
    await withPiv();
    const done = send('/sign', claimsFor(['a', 'b']));
    (await next()).type('654321');
    const again = await next();
    expect(again.texts.get('SETERROR')).toBe('The PIN is wrong.');
    expect(again.texts.get('SETDESC')).toContain('Tries left: 2');
    again.press('cancel');
    expect(await done).toMatchObject({ error: 'card.cancelled' });
  });

  it('are told once: a request that was taken is not taken again', async () => {
    await withPiv();
    const request = await issuer.sign({ language: 'en', ...claimsFor(['a']) });
    const first = agent.post('/sign', { request, state: 's' });
    (await next()).press('cancel');
    await first;
    expect((await agent.post('/sign', { request, state: 's' })).status).toBe(409);
  });

  it.each<[string, string, Readonly<Record<string, unknown>>]>([
    ['a sign-in at the address for documents', '/sign', {}],
    ['documents at the address for sign-ins', '/authenticate', claimsFor(['a'])],
    ['documents at the address for certificates', '/certificate', claimsFor(['a'])],
    ['no document', '/sign', { ...claimsFor([]) }],
    ['more than ten documents', '/sign', claimsFor(Array.from({ length: 11 }, (_, index) => `${index}`))],
    ['a value of another hash', '/sign', { ...claimsFor(['a']), algorithm: 'ES384' }],
    ['an unknown algorithm', '/sign', { ...claimsFor(['a']), algorithm: 'none' }],
    ['a container of nothing', '/sign', withFiles([])],
    ['a container of more than twenty files', '/sign', withFiles(twentyOne)],
    ['more than forty files in all', '/sign', withFiles(twentyOne.slice(7), ['a', 'b', 'c'])],
    ['a file with a digest of another length', '/sign', withFiles(['a'], ['b'], 31)],
    ['a file without a name', '/sign', withFiles([''])],
    ['a claim too many', '/sign', { ...claimsFor(['a']), nonce: 'x' }],
  ])('are refused with %s', async (_, path, changes) => {
    await withPiv();
    const answer = await agent.post(path, { request: await issuer.sign(changes), state: 's' });
    expect([answer.status, answer.body.includes('agent.request_malformed')]).toEqual([400, true]);
  });
});
