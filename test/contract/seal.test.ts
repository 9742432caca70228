import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Certificate,
  generatePkcs11Key,
  openPkcs11Token,
  profiles,
  signatureAlgorithms,
} from '../../certs/index.ts';
import { cades } from '../../certs/signatures/cades/index.ts';
import { readAll, sourceOf } from '../../certs/signatures/index.ts';
import { openFileSeal, openTokenSeal, sealDocument } from '../../src/seals/index.ts';
import { describeWithSoftHsm, softhsmModule, startSoftHsm } from '../support/softhsm.ts';
import { testRoot, type TestAuthority } from '../support/test-authority.ts';

const time = Date.now();
let root: TestAuthority;
beforeAll(async () => {
  root = await testRoot(time - 86_400_000);
});

type Seal = Awaited<ReturnType<typeof openTokenSeal>>;

function issueFor(publicKey: Uint8Array): Promise<Certificate> {
  return root.issue(profiles['organisation-seal'], { publicKey, notBefore: time - 3_600_000 });
}

function spki(key: KeyObject): Uint8Array {
  return createPublicKey(key).export({ type: 'spki', format: 'der' });
}

/** What every seal keeps, wherever its key lies. */
async function keepsTheContract(seal: Seal): Promise<void> {
  const file = { name: 'Qərar.txt', mediaType: 'text/plain', content: sourceOf(Buffer.from('mətn')) };
  const order = { format: cades, options: { packaging: 'enveloping' }, files: [file], time } as const;
  const sealed = await sealDocument(seal, order);
  const read = await cades.read({ file: { ...file, name: 'Qərar.txt.p7m', content: sealed }, detached: [] });
  if (read.kind !== 'read') throw new Error(read.message);
  expect(read.document.signatures).toMatchObject([
    { value: 'verifies', level: 'B', claimedTime: Math.floor(time / 1000) * 1000 },
  ]);
  const signer = read.document.signatures[0]?.signer.certificate;
  expect(Buffer.from(signer?.raw ?? []).equals(seal.certificate.raw)).toBe(true);
  expect((await readAll(sealed, 1_000_000))?.length).toBe(sealed.size);
}

describe('a seal in a file', () => {
  const keys = {
    'P-256': () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
    'P-384': () => generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
    'RSA-3072': () => generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey,
  };

  it.each(['P-256', 'P-384', 'RSA-3072'] as const)('on %s seals documents', async (kind) => {
    const key = keys[kind]();
    const certificate = await issueFor(spki(key));
    const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
    await keepsTheContract(openFileSeal({ key: pkcs8, certificates: [certificate] }));
  });

  it('is refused with the certificate of another key', async () => {
    const certificate = await issueFor(spki(keys['P-256']()));
    const key = keys['P-256']().export({ type: 'pkcs8', format: 'der' });
    expect(() => openFileSeal({ key, certificates: [certificate] })).toThrow('seal.key_mismatch');
  });
});

describeWithSoftHsm('a seal on a token', () => {
  const hsm = startSoftHsm();
  const pin = Buffer.from('739164');
  afterAll(() => hsm.remove());

  it('seals documents, and is refused with the certificate of another key', async () => {
    hsm.createToken('seals', pin.toString());
    const place = { modulePath: softhsmModule, tokenLabel: 'seals', pin };
    const token = await openPkcs11Token(place);
    const signer = await generatePkcs11Key(token, 'seal', signatureAlgorithms['ecdsa-p256-sha256']);
    const certificate = await issueFor(signer.publicKey);
    await token.close();
    const seal = await openTokenSeal({ ...place, keyLabel: 'seal', certificates: [certificate] });
    await keepsTheContract(seal);
    await seal.close();
    const other = await issueFor(spki(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey));
    await expect(openTokenSeal({ ...place, keyLabel: 'seal', certificates: [other] })).rejects.toMatchObject({
      code: 'seal.key_mismatch',
    });
  });
});
