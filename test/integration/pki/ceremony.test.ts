import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Certificate,
  type Crl,
  type Read,
  readCertificate,
  readCrl,
  validatePath,
} from '../../../certs/index.ts';
import {
  openCeremonyFolder,
  openKeyRing,
  readPlan,
  runCeremony,
  writeCeremonyFolder,
} from '../../../src/pki/authority/index.ts';
import { describeWithSoftHsm, type SoftHsm, softhsmModule, startSoftHsm } from '../../support/softhsm.ts';
import { testPassphrase } from '../../support/test-authorities.ts';

const now = Date.UTC(2026, 10, 22, 9);
const key = (label: string) => ({ kind: 'pkcs11', module: softhsmModule, token: 'roots', label });
const plan = (rootKey: (label: string) => object) => ({
  title: 'Two roots of the tests',
  organisation: { name: 'Sınaq Mərkəzi', identifier: { scheme: 'VAT', number: '1400000001' } },
  address: 'http://pki.example.az',
  disclosure: [{ language: 'az', url: 'https://pki.example.az/d.pdf' }],
  authorities: [
    {
      name: 'root-1',
      kind: 'root',
      commonName: 'Kök 1',
      algorithm: 'ecdsa-p384-sha384',
      key: rootKey('root-1'),
    },
    {
      name: 'root-2',
      kind: 'root',
      commonName: 'Kök 2',
      algorithm: 'ecdsa-p384-sha384',
      key: rootKey('root-2'),
    },
    {
      name: 'persons-2',
      kind: 'persons',
      issuer: 'root-2',
      commonName: 'Vətəndaş 2',
      algorithm: 'ecdsa-p256-sha256',
    },
  ],
  crossCertificates: [{ issuer: 'root-1', subject: 'root-2' }],
});

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** Runs the ceremony as the command does, and gives its folder. */
async function hold(rootKey: (label: string) => object, pin?: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'acar-ceremony-'));
  folders.push(folder);
  if (pin !== undefined) {
    mkdirSync(join(folder, 'keys'));
    writeFileSync(join(folder, 'keys/roots.pin'), pin, { mode: 0o600 });
  }
  const keys = openKeyRing(folder, testPassphrase);
  try {
    const read = readPlan(JSON.stringify(plan(rootKey)));
    const files = await runCeremony(read, { now, makeKey: keys.make, allowsReservedHostNames: true });
    writeCeremonyFolder(folder, files);
  } finally {
    await keys.close();
  }
  return folder;
}

function valueOf<T>(read: Read<T>): T {
  if (read.kind === 'malformed') throw new Error(read.message);
  return read.value;
}
const certificate = (folder: string, name: string): Certificate =>
  valueOf(readCertificate(readFileSync(join(folder, `certificates/${name}.cer`))));
const crl = (folder: string, name: string): Crl =>
  valueOf(readCrl(readFileSync(join(folder, `crls/${name}-0.crl`))));

/** Everything that a ceremony promises of what it left. */
function expectComplete(folder: string): void {
  const cross = certificate(folder, 'root-2-by-root-1');
  const question = {
    leaf: certificate(folder, 'persons-2'),
    time: now + 60_000,
    crls: [crl(folder, 'root-1'), crl(folder, 'root-2')],
    revocation: true,
  };
  const direct = { ...question, anchors: [certificate(folder, 'root-2')], intermediates: [] };
  const across = { ...question, anchors: [certificate(folder, 'root-1')], intermediates: [cross] };
  expect(validatePath(direct)).toMatchObject({ kind: 'valid' });
  expect(validatePath(across)).toMatchObject({ kind: 'valid' });
  expect(validatePath({ ...across, intermediates: [] })).toMatchObject({ code: 'path.no_issuer' });
  expectTranscript(folder);
}

/** The transcript names every file, and OpenSSL verifies the root's signature over it. */
function expectTranscript(folder: string): void {
  const path = (file: string) => join(folder, file);
  const text = readFileSync(path('transcript.txt'), 'utf8');
  for (const file of [
    'certificates/root-1.cer',
    'certificates/root-2-by-root-1.cer',
    'certificates/persons-2.cer',
    'crls/root-1-0.crl',
    'crls/root-2-0.crl',
  ]) {
    const digest = createHash('sha256')
      .update(readFileSync(path(file)))
      .digest('hex');
    expect(text).toContain(`${file} sha256:${digest}`);
  }
  const from = ['-in', path('certificates/root-1.cer'), '-inform', 'DER'];
  spawnSync('openssl', ['x509', ...from, '-pubkey', '-noout', '-out', path('root.pub')]);
  const signed = ['-signature', path('transcript.sig'), path('transcript.txt')];
  const words = ['dgst', '-sha384', '-verify', path('root.pub'), ...signed];
  const verify = () => spawnSync('openssl', words).status;
  expect(verify()).toBe(0);
  writeFileSync(path('transcript.txt'), text.replace('persons-2', 'persons-3'));
  expect(verify()).not.toBe(0);
}

describe('a key ceremony', () => {
  it('leaves roots that lead to what they issued and cross-certified, CRLs and a signed transcript', async () => {
    expectComplete(await hold(() => ({ kind: 'software' })));
  });
});

describeWithSoftHsm('a key ceremony with keys on a token', () => {
  const pin = '4711-4711';
  let hsm: SoftHsm;
  beforeAll(() => {
    hsm = startSoftHsm();
    hsm.createToken('roots', pin);
  });
  afterAll(() => hsm?.remove());

  it('leaves the same, and keys that are found again by their labels', async () => {
    const folder = await hold(key, pin);
    expectComplete(folder);
    const opened = openCeremonyFolder(folder);
    const keys = openKeyRing(folder, testPassphrase);
    const [root] = opened.inventory.authorities;
    const signer = root && (await keys.open(opened, root.key, root.algorithm));
    expect(Buffer.from(signer?.publicKey ?? [])).toEqual(Buffer.from(certificate(folder, 'root-1').spki));
    await keys.close();
  });
});
