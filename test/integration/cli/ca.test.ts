import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../../src/cli/commands/index.ts';
import { runCommandLine } from '../../../src/cli/run.ts';
import { createServices } from '../../../src/cli/wiring.ts';
import { makeRequest } from '../../support/certification-request.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const script = join(import.meta.dirname, '../../../scripts/acar');
const planFile = join(import.meta.dirname, '../../../src/demo/ceremony.yaml');

let test: TestDatabase;
let folder: string;

interface Answer {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** As `main.ts` runs it, without a process of its own for each command. */
async function acar(...words: string[]): Promise<Answer> {
  const lines = { out: '', err: '' };
  const status = await runCommandLine([...words, '--data', folder], {
    commands,
    services: async ({ data }) => createServices({ environment: {}, data }),
    print: (line) => void (lines.out += `${line}\n`),
    printError: (line) => void (lines.err += `${line}\n`),
  });
  return { status, ...lines };
}

/** The real script, which finds the database through the data folder. */
function acarScript(...words: string[]): Promise<Answer> {
  return new Promise((done) => {
    const env = { PATH: process.env['PATH'] ?? '' };
    execFile(script, [...words, '--data', folder], { env }, (error, out, err) =>
      done({ status: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

function file(name: string, content: string | Uint8Array, mode = 0o644): string {
  const path = join(folder, name);
  writeFileSync(path, content, { mode });
  return path;
}

beforeAll(async () => {
  test = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'acar-ca-'));
  file('connection.json', JSON.stringify(test.connection));
  mkdirSync(join(folder, 'secrets'));
  file('secrets/pki-passphrase', 'a passphrase of the tests alone, and long', 0o600);
  ceremony.push('--out', join(folder, 'pki'), '--passphrase-file', join(folder, 'secrets/pki-passphrase'));
  const held = await acarScript(...ceremony);
  if (held.status !== 0) throw new Error(held.err);
  ceremonyOutput = held.out;
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await test.drop();
});

let ceremonyOutput = '';
const ceremony: string[] = ['ca', 'ceremony', planFile, '--development'];

describe('acar ca ceremony', () => {
  it('prints every file with its digest, and keeps keys for the owner alone', () => {
    expect(ceremonyOutput).toMatch(/^[0-9a-f]{64} {2}certificates\/root-1\.cer$/m);
    expect(statSync(join(folder, 'pki/keys/persons-1.p8')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, 'pki/transcript.txt'), 'utf8')).toContain('root-1');
  });

  it('refuses a folder with something in it before a key is made', async () => {
    const again = await acar(...ceremony);
    expect(again).toMatchObject({
      status: 1,
      out: '',
      err: expect.stringMatching(/ceremony\.folder_not_empty/),
    });
  });

  it('tells with --check every problem of a plan, or what it would make', async () => {
    const sound = await acar('ca', 'ceremony', planFile, '--check');
    expect(sound).toMatchObject({ status: 0, err: '' });
    expect(sound.out).toContain('persons persons-1: Açar Vətəndaş 1');
    const spoilt = readFileSync(planFile, 'utf8')
      .replace('issuer: root-1', 'issuer: nobody')
      .replace('kind: root', 'kind: rot');
    const refused = await acar('ca', 'ceremony', file('bad.yaml', spoilt), '--check');
    expect(refused.status).toBe(1);
    expect(refused.err.match(/^acar: ceremony\.plan_invalid: /gm)?.length).toBeGreaterThan(0);
    const unreadable = await acar('ca', 'ceremony', file('worse.yaml', '{ a: [', 0o644), '--check');
    expect(unreadable).toMatchObject({ status: 1, err: expect.stringContaining('ceremony.plan_invalid') });
  });

  it('wants a passphrase that only its owner can read', async () => {
    const open = file('open', 'x'.repeat(40), 0o644);
    const refused = await acar(
      ...ceremony.slice(0, 4),
      '--out',
      join(folder, 'other'),
      '--passphrase-file',
      open,
    );
    expect(refused).toMatchObject({ status: 1, err: expect.stringContaining('cli.no_passphrase') });
  });
});

const subject = {
  kind: 'citizen',
  givenName: 'Şəhla',
  surname: 'Nümunəyeva',
  identifier: { scheme: 'PNO', number: '5ARPXN9' },
};

function orderFile(name: string, changes: Record<string, unknown> = {}): string {
  const { request } = makeRequest();
  file(`${name}.csr`, request);
  const order = {
    authority: 'persons-1',
    profile: 'citizen-signature',
    subject,
    request: `${name}.csr`,
    isPublic: true,
    orderKey: name,
  };
  return file(`${name}.json`, JSON.stringify({ ...order, ...changes }));
}

const issue = (path: string) => acar('ca', 'issue', '--order', path, '--by', 'operator-1', '--development');

describe('acar ca issue', () => {
  it('prints a certificate that OpenSSL verifies up to the root, and the same again for the same order', async () => {
    const path = orderFile('first');
    const words0 = ['--order', path, '--by', 'operator-1', '--development'];
    const issued = await acarScript('ca', 'issue', ...words0);
    expect(issued).toMatchObject({ status: 0, err: '' });
    const again = await issue(path);
    expect(again.out).toBe(issued.out);
    const pem = (name: string) =>
      file(
        `${name}.pem`,
        new X509Certificate(readFileSync(join(folder, `pki/certificates/${name}.cer`))).toString(),
      );
    const words = [
      'verify',
      '-CAfile',
      pem('root-1'),
      '-untrusted',
      pem('persons-1'),
      file('leaf.pem', issued.out),
    ];
    expect(execFileSync('openssl', words, { encoding: 'utf8' })).toContain('OK');
  });

  it('refuses an order with every problem and its place', async () => {
    const refused = await issue(orderFile('bad', { profile: 'root', colour: 'red', isPublic: 'yes' }));
    expect(refused.status).toBe(1);
    expect(refused.err).toMatch(/order\.form: profile: /);
    expect(refused.err).toMatch(/order\.form: isPublic: /);
    const wrong = await issue(orderFile('wrong', { authority: 'phones-1' }));
    expect(wrong).toMatchObject({ status: 1, err: expect.stringContaining('order.profile_not_allowed') });
    file('none.csr', 'nothing');
    const none = await issue(orderFile('none2', { request: 'none.csr' }));
    expect(none).toMatchObject({ status: 2, err: expect.stringContaining('cli.unusable_input') });
  });
});

describe('the life of a certificate', () => {
  it('is suspended, restored, renewed and revoked, and its history tells the suspensions', async () => {
    const issued = await issue(orderFile('life'));
    const serial = new X509Certificate(issued.out).serialNumber;
    const place = ['--authority', 'persons-1', '--serial', serial];
    const by = ['--by', 'operator-1'];
    expect(await acar('ca', 'restore', ...place, ...by)).toMatchObject({
      status: 1,
      err: expect.stringContaining('certificate.not_allowed'),
    });
    expect(await acar('ca', 'suspend', ...place, ...by, '--note', 'card lost')).toMatchObject({ status: 0 });
    expect(await acar('ca', 'restore', ...place, ...by)).toMatchObject({ status: 0 });
    const renewal = ['--request', file('new.csr', makeRequest().request), '--order-key', 'life-2'];
    const renewed = await acar('ca', 'renew', ...place, ...renewal, ...by, '--development');
    expect(new X509Certificate(renewed.out).subject).toBe(new X509Certificate(issued.out).subject);
    const reason = ['--reason', 'keyCompromise', '--invalid-since', '2026-01-02'];
    expect(await acar('ca', 'revoke', ...place, ...reason, ...by)).toMatchObject({ status: 0 });
    const history = await acar('ca', 'history', ...place, '--json');
    const { events, suspensions } = JSON.parse(history.out) as {
      events: { action: string }[];
      suspensions: { from: string; to: string | null }[];
    };
    expect(events.map(({ action }) => action)).toEqual(['issued', 'held', 'released', 'revoked']);
    expect(events.at(-1)).toMatchObject({
      reason: 1,
      invalidSince: '2026-01-02T00:00:00.000Z',
      doneBy: 'operator-1',
    });
    expect(suspensions).toEqual([{ from: expect.any(String), to: expect.any(String) }]);
    const listed = await acar('ca', 'list', '--json');
    const counts = JSON.parse(listed.out) as { name: string; counts: { revoked: number } }[];
    expect(counts.find(({ name }) => name === 'persons-1')?.counts.revoked).toBe(1);
    const second = await acar(
      'ca',
      'renew',
      ...place,
      ...renewal.slice(0, 3),
      'life-3',
      ...by,
      '--development',
    );
    expect(second).toMatchObject({ status: 1, err: expect.stringContaining('order.not_renewable') });
  });

  it.each([
    [['ca', 'revoke', '--authority', 'persons-1', '--serial', 'xyz', '--by', 'a'], 2, 'cli.usage'],
    [['ca', 'revoke', '--authority', 'persons-1', '--serial', '00aabbccddeeff0011'], 2, 'cli.usage'],
    [
      [
        'ca',
        'revoke',
        '--authority',
        'persons-1',
        '--serial',
        '4f'.repeat(16),
        '--by',
        'a',
        '--reason',
        'whim',
      ],
      2,
      'cli.usage',
    ],
    [
      [
        'ca',
        'revoke',
        '--authority',
        'persons-1',
        '--serial',
        '4f'.repeat(16),
        '--by',
        'a',
        '--invalid-since',
        '2026-02-31',
      ],
      2,
      'cli.usage',
    ],
    [
      ['ca', 'revoke', '--authority', 'nobody', '--serial', '4f'.repeat(16), '--by', 'a'],
      1,
      'cli.unknown_authority',
    ],
    [
      ['ca', 'revoke', '--authority', 'persons-1', '--serial', '4f'.repeat(16), '--by', 'a'],
      1,
      'certificate.not_found',
    ],
    [['ca', 'history', '--authority', 'persons-1', '--serial', '4f'.repeat(16)], 1, 'certificate.not_found'],
  ])('answers %j with status %i and %s', async (words, status, code) => {
    expect(await acar(...words)).toMatchObject({ status, out: '', err: expect.stringContaining(code) });
  });
});

describe('acar ca root-crl', () => {
  let place: string[] = [];
  beforeAll(() => {
    place = ['--folder', join(folder, 'pki'), '--passphrase-file', join(folder, 'secrets/pki-passphrase')];
  });
  const sign = (plan: string, out: string) =>
    acar('ca', 'root-crl', 'sign', plan, ...place, '--out', join(folder, out));
  const plan = async (name: string) => {
    const planned = await acar('ca', 'root-crl', 'plan', '--authority', 'root-1', '--days', '90');
    return file(name, planned.out);
  };

  it('lists a revoked authority for OpenSSL, is published, and the authority issues no more', async () => {
    const before = await plan('empty.yaml');
    const serial = new X509Certificate(readFileSync(join(folder, 'pki/certificates/systems-1.cer')))
      .serialNumber;
    const words = ['--authority', 'root-1', '--serial', serial, '--by', 'operator-1'];
    expect(await acar('ca', 'revoke', ...words, '--reason', 'cACompromise')).toMatchObject({ status: 0 });
    const order = { authority: 'systems-1', profile: 'agency-system', hostNames: ['tax.example'] };
    const organisation = { name: 'Sınaq', identifier: { scheme: 'VAT', number: '1400000002' } };
    const system = { kind: 'system', organisation, commonName: 'tax.example' };
    const refused = await issue(orderFile('system', { ...order, subject: system }));
    expect(refused).toMatchObject({ status: 1, err: expect.stringContaining('order.unknown_authority') });

    const signed = await sign(await plan('root-crl.yaml'), 'root-crl');
    expect(signed).toMatchObject({ status: 0, err: '' });
    const crl = join(folder, 'root-crl/crls/root-1-0.crl');
    const listed = openssl('crl', '-inform', 'DER', '-in', crl, '-noout', '-text');
    expect(listed).toMatch(/X509v3 CRL Number: \n\s+2\n/);
    expect(listed).toContain(`Serial Number: ${serial}`);
    expect(listed).toContain('CA Compromise');
    const pem = file('root.crl.pem', openssl('crl', '-inform', 'DER', '-in', crl));
    const verify = ['verify', '-crl_check', '-CRLfile', pem, '-CAfile', file('root.pem', pemOf('root-1'))];
    expect(openssl(...verify, file('persons.pem', pemOf('persons-1')))).toContain('OK');
    expect(openssl(...verify, file('systems.pem', pemOf('systems-1')))).toContain('certificate revoked');

    await sign(before, 'old-crl');
    const old = await acar('ca', 'root-crl', 'publish', join(folder, 'old-crl/crls/root-1-0.crl'));
    expect(old.err).toMatch(/authority\.crl_refused: it misses [0-9a-f]+, .*Sistem/);
    expect(await acar('ca', 'root-crl', 'publish', crl)).toMatchObject({ status: 0, err: '' });
    const again = await acar('ca', 'root-crl', 'publish', crl);
    expect(again).toMatchObject({ status: 1, err: expect.stringContaining('authority.crl_refused') });
  });

  it('leaves a transcript that names the plan and the CRL, under the signature of the root', () => {
    const path = (name: string) => join(folder, 'root-crl', name);
    const text = readFileSync(path('transcript.txt'), 'utf8');
    expect(text).toMatch(/^CRL 2 of root-1 for 90 days, 1 revoked$/m);
    expect(text).toMatch(/^CRL: crls\/root-1-0\.crl sha256:[0-9a-f]{64}$/m);
    const key = file(
      'root.pub',
      openssl('x509', '-in', file('root.pem', pemOf('root-1')), '-pubkey', '-noout'),
    );
    const words = ['dgst', '-sha384', '-verify', key, '-signature', path('transcript.sig')];
    expect(openssl(...words, path('transcript.txt'))).toContain('Verified OK');
  });

  it('refuses what a linter or the folder refuses: a number twice, another authority, a key that is away', async () => {
    const spoilt = (name: string, from: RegExp, to: string) =>
      file(name, readFileSync(join(folder, 'root-crl.yaml'), 'utf8').replace(from, to));
    const twice = await sign(spoilt('twice.yaml', /^number: 2$/m, 'number: 1'), 'twice');
    expect(twice).toMatchObject({ status: 1, err: expect.stringContaining('ceremony.refused') });
    const other = await sign(spoilt('other.yaml', /^root: root-1$/m, 'root: persons-1'), 'other');
    expect(other).toMatchObject({ status: 1, err: expect.stringContaining('ceremony.plan_invalid') });
    const form = await sign(spoilt('form.yaml', /reason: 2/, 'reason: 7'), 'form');
    expect(form).toMatchObject({ status: 1, err: expect.stringContaining('revoked.0.reason') });
    const foreign = await acar('ca', 'root-crl', 'plan', '--authority', 'persons-1');
    expect(foreign).toMatchObject({ status: 1, err: expect.stringContaining('authority.crl_refused') });
    const none = await acar('ca', 'root-crl', 'publish', file('none.crl', 'nothing'));
    expect(none).toMatchObject({ status: 1, err: expect.stringContaining('authority.crl_refused') });
    renameSync(join(folder, 'pki/offline'), join(folder, 'safe'));
    const away = await sign(join(folder, 'root-crl.yaml'), 'away');
    expect(away).toMatchObject({ status: 1, err: expect.stringContaining('authority.folder_unreadable') });
  });
});

/** What OpenSSL says, to either output. */
function openssl(...words: string[]): string {
  const { stdout, stderr } = spawnSync('openssl', words, { encoding: 'utf8' });
  return stdout + stderr;
}

function pemOf(name: string): string {
  return new X509Certificate(readFileSync(join(folder, `pki/certificates/${name}.cer`))).toString();
}

describe('acar ca client', () => {
  it('enters a system and its next version, and refuses one that may order nothing', async () => {
    const client = {
      name: 'tax-gateway',
      subjectId: 'VATAZ-1400000002',
      subjectName: 'gateway.tax.example',
      authorities: ['systems-1'],
      profiles: ['agency-system'],
      hostNames: ['gateway.tax.example'],
    };
    const path = file('client.json', JSON.stringify(client));
    expect(await acar('ca', 'client', 'add', '--file', path)).toMatchObject({
      status: 0,
      out: 'tax-gateway  version 1\n',
    });
    expect(await acar('ca', 'client', 'add', '--file', path)).toMatchObject({
      out: 'tax-gateway  version 2\n',
    });
    const listed = await acar('ca', 'client', 'list', '--json');
    expect(JSON.parse(listed.out)).toEqual([{ ...client, isActive: true }]);
    const bad = file(
      'bad-client.json',
      JSON.stringify({ ...client, profiles: [], subjectId: 'PNOAZ-5ARPXN9' }),
    );
    const refused = await acar('ca', 'client', 'add', '--file', bad);
    expect(refused).toMatchObject({
      status: 1,
      err: expect.stringMatching(/client\.form: subjectId: [\s\S]*client\.form: profiles: /),
    });
  });
});
