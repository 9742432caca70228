import { execFile } from 'node:child_process';
import { constants, createHash, type KeyObject, verify, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { acceptRequest, profiles } from '../../../certs/ca/index.ts';
import { createPcscTransport } from '../../../smartcard/pcsc/index.ts';
import type { CardChannel } from '../../../smartcard/pcsc/transport.ts';
import { beginPersonalisation, finishPersonalisation } from '../../../smartcard/personalise/index.ts';
import { blankPivState, factorySecrets } from '../../../smartcard/virtual/index.ts';
import { testIssuing, testRoot } from '../../support/test-authority.ts';
import {
  describeWithPcsc,
  type PcscWorld,
  startPcscWorld,
  type VirtualReader,
} from '../../support/pcsc-world.ts';
import { type TestKeyKind, testCardKey, testPivState, testPkcs15State } from '../../support/test-cards.ts';

/** What OpenSC, which knows nothing of us, makes of the virtual cards in the real pcscd. */
describeWithPcsc('OpenSC and the virtual card', () => {
  let world: PcscWorld;
  let folder: string;

  const run = async (program: string, ...values: readonly string[]): Promise<string> => {
    const { stdout, stderr } = await promisify(execFile)(program, [...values], {
      cwd: folder,
      timeout: 60_000,
      env: { ...process.env, PIV_EXT_AUTH_KEY: 'management' },
    });
    return stdout + stderr;
  };
  const sign = async (...values: readonly string[]): Promise<Buffer> => {
    writeFileSync(join(folder, 'message'), message);
    writeFileSync(join(folder, 'digest'), createHash('sha256').update(message).digest());
    const login = ['--module', 'opensc-pkcs11.so', '--login', '--pin', '123456', '--sign'];
    await run('pkcs11-tool', ...login, ...values, '--output-file', 'signature');
    return readFileSync(join(folder, 'signature'));
  };

  beforeAll(async () => {
    world = await startPcscWorld();
    folder = mkdtempSync(join(tmpdir(), 'acar-opensc-'));
  });

  afterAll(async () => {
    await world.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const inserted = (state: Parameters<PcscWorld['insert']>[1]): Promise<VirtualReader> =>
    world.insert(0, state);

  it('see a PIV card with its name, its serial number and both certificates', async () => {
    await inserted(testPivState('P-256', 'c0ffee'.padEnd(32, '5')));
    expect(await run('opensc-tool', '--name')).toContain('Personal Identity Verification Card');
    expect(await run('opensc-tool', '--serial')).toMatch(/C0 FF EE 55/);
    const listed = await run('pkcs15-tool', '--dump');
    for (const label of ['Certificate for PIV Authentication', 'Certificate for Digital Signature'])
      expect(listed).toContain(label);
    const read = await run('pkcs15-tool', '--read-certificate', '01');
    const der = Buffer.from(testCardKey('P-256', 'authentication').certificate).toString('base64');
    expect(read.replace(/\s/g, '')).toContain(der);
  });

  it('change and unblock the PIN of a PIV card', async () => {
    await inserted(testPivState());
    await run('pkcs15-tool', '--change-pin', '--pin', '123456', '--new-pin', '999111');
    await expect(run('pkcs15-tool', '--verify-pin', '--pin', '123456')).rejects.toThrow();
    await run('pkcs15-tool', '--unblock-pin', '--puk', '12345678', '--new-pin', '123456');
    expect(await run('pkcs15-tool', '--verify-pin', '--pin', '123456')).not.toContain('failed');
  });

  it.each<TestKeyKind>(['P-256', 'P-384', 'RSA-2048'])(
    'sign with the %s keys of a PIV card',
    async (kind) => {
      await inserted(testPivState(kind));
      for (const [id, purpose] of [
        ['01', 'authentication'],
        ['02', 'signature'],
      ] as const) {
        const { publicKey } = testCardKey(kind, purpose);
        if (kind === 'RSA-2048') {
          const plain = await sign('--id', id, '-m', 'SHA256-RSA-PKCS', '--input-file', 'message');
          expect(verify('sha256', message, publicKey, plain)).toBe(true);
          const pss = await sign('--id', id, '-m', 'SHA384-RSA-PKCS-PSS', '--input-file', 'message');
          expect(verifiesPss(publicKey, pss)).toBe(true);
        } else {
          const value = await sign('--id', id, '-m', 'ECDSA', '--input-file', 'digest');
          expect(verify('sha256', message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, value)).toBe(true);
        }
      }
    },
  );

  it.each([
    ['AES-192', 'aes192', 'M:9B:0A'],
    ['three DES keys', 'tdes', 'M:9B:03'],
  ] as const)(
    'fill a PIV card from the factory after mutual proof of %s',
    async (_name, managementAlgorithm, way) => {
      const managementKey = Buffer.from('000102030405060708090a0b0c0d0e0f1011121314151617', 'hex');
      const { cardFile } = await inserted(blankPivState({ managementKey, managementAlgorithm }));
      writeFileSync(join(folder, 'management'), managementKey.toString('hex').replace(/..(?!$)/g, '$&:'));
      const der = Buffer.from(testCardKey('P-256', 'authentication').certificate).toString('base64');
      writeFileSync(
        join(folder, 'pem'),
        `-----BEGIN CERTIFICATE-----\n${der.replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`,
      );
      // piv-tool ends with the number of octets that it wrote: what counts is on the card.
      await run('piv-tool', '--admin', way, '--cert', '9A', '--in', 'pem').catch(() => undefined);
      expect((await run('pkcs15-tool', '--read-certificate', '01')).replace(/\s/g, '')).toContain(der);
      // The card makes the key; afterwards OpenSC 0.23 with OpenSSL 3 cannot write the public key to its file.
      await run('piv-tool', '--admin', way, '--genkey', '9A:11', '--out', 'public').catch(() => undefined);
      expect(readFileSync(cardFile, 'utf8')).toMatch(/"9a": {\s*"algorithm": "p256"/);
    },
  );

  it('use a PIV card that was personalised over PC/SC', async () => {
    const secrets = { managementKey: factorySecrets.managementKey, pin: Buffer.from(factorySecrets.pin) };
    const { name } = await inserted(blankPivState());
    const transport = createPcscTransport();
    const inOffice = async <Value>(work: (channel: CardChannel) => Promise<Value>): Promise<Value> => {
      const channel = await transport.open(name, { timeoutMs: 20_000 });
      try {
        return await work(channel);
      } finally {
        await channel.end();
      }
    };
    const requests = await inOffice((channel) => beginPersonalisation(channel, secrets, 'p256'));
    const authority = await testIssuing(await testRoot());
    const certify = async (purpose: 'authentication' | 'signature') => {
      const accepted = acceptRequest(requests[purpose], profiles[`citizen-${purpose}`]);
      if (accepted.kind !== 'accepted') throw new Error(accepted.message);
      return authority.issue(profiles[`citizen-${purpose}`], { publicKey: accepted.publicKey });
    };
    const [authentication, signature] = [await certify('authentication'), await certify('signature')];
    const certificates = { authentication: authentication.raw, signature: signature.raw };
    const serial = await inOffice((channel) => finishPersonalisation(channel, { ...secrets, certificates }));
    expect((await run('opensc-tool', '--serial')).replace(/[^0-9A-F]/g, '').toLowerCase()).toContain(serial);
    for (const [id, { raw }] of [
      ['01', authentication],
      ['02', signature],
    ] as const) {
      const value = await sign('--id', id, '-m', 'ECDSA', '--input-file', 'digest');
      const key = new X509Certificate(raw).publicKey;
      expect(verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, value)).toBe(true);
    }
  });

  it('read a PKCS#15 card and sign with its key', async () => {
    await inserted(testPkcs15State('RSA-2048'));
    const listed = await run('pkcs15-tool', '--dump');
    expect(listed).toContain('0123456789abcdef');
    for (const object of [
      'X.509 Certificate [authentication]',
      'X.509 Certificate [signature]',
      'PIN [signature PIN]',
    ])
      expect(listed).toContain(object);
    const value = await sign('--id', '45', '-m', 'SHA256-RSA-PKCS', '--input-file', 'message');
    expect(verify('sha256', message, testCardKey('RSA-2048', 'authentication').publicKey, value)).toBe(true);
  });

  it('read a PKCS#15 card with keys on an elliptic curve', async () => {
    await inserted(testPkcs15State('P-256'));
    expect(await run('pkcs15-tool', '--dump')).toContain('Private EC Key [authentication]');
    const der = Buffer.from(testCardKey('P-256', 'signature').certificate).toString('base64');
    expect((await run('pkcs15-tool', '--read-certificate', '46')).replace(/\s/g, '')).toContain(der);
  });
});

const message = Buffer.from('Məhkəmənin bildirişi');

function verifiesPss(key: KeyObject, value: Uint8Array): boolean {
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  return verify('sha384', message, { key, padding, saltLength: 48 }, value);
}
