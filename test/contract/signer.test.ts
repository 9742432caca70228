import { execFileSync } from 'node:child_process';
import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createSoftwareKey,
  generatePkcs11Key,
  openPkcs11Signer,
  openPkcs11Token,
  openSoftwareSigner,
  keyInputOf,
  type Pkcs11Token,
  type SignatureAlgorithm,
  type Signer,
  SigningError,
  signatureAlgorithms,
} from '../../certs/keys/index.ts';
import { describeWithSoftHsm, softhsmModule, startSoftHsm } from '../support/softhsm.ts';

/** One way to keep keys. The suite sees a key that was made, closed, and is opened again. */
interface Keeping {
  prepare?(): Promise<void>;
  remove?(): Promise<void>;
  make(algorithm: SignatureAlgorithm): Promise<Kept>;
  readonly secret: string;
}

interface Kept {
  readonly made: Signer;
  open(change?: { readonly secret?: string; readonly algorithm?: SignatureAlgorithm }): Promise<Signer>;
}

const secret = 'gizli 4711 söz';
const pin = '47114711';

const software: Keeping = {
  secret,
  async make(algorithm) {
    const key = await createSoftwareKey(algorithm);
    const pkcs8 = await key.encrypt(Buffer.from(secret));
    return {
      made: key.signer,
      open: (change = {}) =>
        openSoftwareSigner({
          pkcs8,
          passphrase: Buffer.from(change.secret ?? secret),
          algorithm: change.algorithm ?? algorithm,
        }),
    };
  },
};

function onToken(): Keeping {
  const options = { modulePath: softhsmModule, tokenLabel: 'signing' };
  let token: Pkcs11Token;
  let end = () => {};
  return {
    secret: pin,
    async prepare() {
      const hsm = startSoftHsm();
      end = () => hsm.remove();
      hsm.createToken('signing', pin);
      token = await openPkcs11Token({ ...options, pin: Buffer.from(pin) });
    },
    async remove() {
      await token.close();
      end();
    },
    async make(algorithm) {
      const made = await generatePkcs11Key(token, `key of ${algorithm.name}`, algorithm);
      return {
        made,
        async open(change = {}) {
          const own = await openPkcs11Token({ ...options, pin: Buffer.from(change.secret ?? pin) });
          return openPkcs11Signer(own, { label: `key of ${algorithm.name}` }, change.algorithm ?? algorithm);
        },
      };
    },
  };
}

const algorithms: readonly SignatureAlgorithm[] = Object.values(signatureAlgorithms);

function isSignature(signer: Signer, message: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.from(signer.publicKey), format: 'der', type: 'spki' });
  return verify(signer.algorithm.hash, message, keyInputOf(key, signer.algorithm), signature);
}

/** What the openssl program says; for Ed25519 it has another command. */
function opensslSays(folder: string, signer: Signer, message: Uint8Array, signature: Uint8Array): string {
  const file = (name: string, bytes: Uint8Array) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const { hash, pssSaltLength } = signer.algorithm;
  const [key, signed] = [file('key.der', signer.publicKey), file('signature', signature)];
  const pss = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', `rsa_pss_saltlen:${pssSaltLength}`];
  const words = hash
    ? ['dgst', `-${hash}`, '-verify', key, '-signature', signed].concat(
        pssSaltLength ? pss : [],
        file('message', message),
      )
    : ['pkeyutl', '-verify', '-pubin', '-inkey', key, '-rawin', '-sigfile', signed, '-in'].concat(
        file('message', message),
      );
  try {
    return execFileSync('openssl', words, { stdio: 'pipe' }).toString().trim();
  } catch (error) {
    return inspect(error);
  }
}

async function failureOf(action: Promise<unknown>): Promise<SigningError> {
  const error = await action.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof SigningError) return error;
  throw new Error('a SigningError was expected', { cause: error });
}

/** The secret as it is, and in the forms in which it could leak. */
function expectNoSecret(error: unknown, kept: string): void {
  const shown = inspect(error, { depth: 10, showHidden: true });
  const bytes = Buffer.from(kept);
  for (const form of [kept, bytes.toString('hex'), bytes.toString('base64'), inspect(bytes).slice(8, -1)])
    expect(shown).not.toContain(form);
}

function suite(keeping: Keeping): void {
  const kept = new Map<string, Kept>();
  const opened = new Map<string, Signer>();
  const signerFor = ({ name }: SignatureAlgorithm): Signer => {
    const signer = opened.get(name);
    if (!signer) throw new Error(`no key for ${name}`);
    return signer;
  };
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'acar-signer-'));
    await keeping.prepare?.();
    for (const algorithm of algorithms) {
      const key = await keeping.make(algorithm);
      kept.set(algorithm.name, key);
      opened.set(algorithm.name, await key.open());
    }
  });
  afterAll(async () => {
    await keeping.remove?.();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(algorithms)('$name: the public key is that of the key that was made', (algorithm) => {
    const { made } = kept.get(algorithm.name) ?? {};
    expect(Buffer.from(signerFor(algorithm).publicKey).equals(made?.publicKey ?? Buffer.alloc(0))).toBe(true);
    expect(signerFor(algorithm).algorithm).toBe(algorithm);
    const other = algorithms.find((one) => one.name !== algorithm.name);
    expect(other && Buffer.from(signerFor(other).publicKey).equals(signerFor(algorithm).publicKey)).toBe(
      false,
    );
  });

  it.each(algorithms)(
    '$name: signs no octets and a mebibyte, for node:crypto and for openssl',
    async (algorithm) => {
      const signer = signerFor(algorithm);
      for (const message of [new Uint8Array(), randomBytes(1), randomBytes(1024 * 1024)]) {
        const signature = await signer.sign(message);
        expect(isSignature(signer, message, signature)).toBe(true);
        expect(isSignature(signer, Buffer.concat([message, Buffer.alloc(1)]), signature)).toBe(false);
        // The openssl program cannot map an empty file for Ed25519.
        if (message.length > 0 || algorithm.hash)
          expect(opensslSays(folder, signer, message, signature)).toMatch(
            /^Verified OK$|Verified Successfully$/,
          );
      }
    },
  );

  it.each(algorithms)('$name: signs 64 messages at the same time, each its own', async (algorithm) => {
    const signer = signerFor(algorithm);
    const messages = Array.from({ length: 64 }, () => randomBytes(40));
    const signatures = await Promise.all(messages.map((message) => signer.sign(message)));
    const good = messages.map((message, index) =>
      isSignature(signer, message, signatures[index] ?? Buffer.alloc(0)),
    );
    expect(good).toEqual(Array.from({ length: 64 }, () => true));
  });

  it.each(algorithms)('$name: signs what the message was when it was handed in', async (algorithm) => {
    const signer = signerFor(algorithm);
    const message = Buffer.alloc(100_000, 1);
    const before = Buffer.from(message);
    const pending = signer.sign(message);
    message.fill(2);
    expect(isSignature(signer, before, await pending)).toBe(true);
  });

  it('refuses a wrong secret, and says nothing of it or of the right one', async () => {
    for (const wrong of ['99999999', `${keeping.secret}x`, keeping.secret.slice(0, -1)]) {
      const error = await failureOf(
        kept.get('ecdsa-p256-sha256')?.open({ secret: wrong }) ?? Promise.resolve(),
      );
      expect(error.code).toBe('keys.wrong_secret');
      expectNoSecret(error, wrong);
      expectNoSecret(error, keeping.secret);
    }
  });

  it('refuses a key for another algorithm', async () => {
    const pairs = [
      ['ecdsa-p256-sha256', 'ecdsa-p384-sha384'],
      ['ecdsa-p384-sha384', 'rsa-pss-sha256'],
      ['rsa-pss-sha256', 'ed25519'],
      ['ed25519', 'ecdsa-p256-sha256'],
    ] as const;
    for (const [is, wanted] of pairs) {
      const error = await failureOf(
        kept.get(is)?.open({ algorithm: signatureAlgorithms[wanted] }) ?? Promise.resolve(),
      );
      expect(error.code).toBe('keys.mismatch');
      expectNoSecret(error, keeping.secret);
    }
  });
}

describe('a signer over an encrypted file', () => suite(software));
describeWithSoftHsm('a signer over a PKCS #11 token', () => suite(onToken()));
