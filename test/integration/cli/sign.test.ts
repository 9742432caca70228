import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSigned, sourceOf } from '../../../certs/signatures/index.ts';
import { pem } from '../../../src/demo/certificates.ts';
import { createOrderService } from '../../../src/pki/index.ts';
import { createRecorder } from '../../../src/records/index.ts';
import { acar } from '../../support/acar-command.ts';
import { makeRequest } from '../../support/certification-request.ts';
import { openPkiListener, type PkiNode, startPkiNode } from '../../support/pki-node.ts';
import { pdfOfText } from '../../support/pdf-documents.ts';
import { openTestAuthorities, type TestAuthorities } from '../../support/test-authorities.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const clock = { now: () => Date.now() };
let folder: string;
let database: TestDatabase;
let pki: TestAuthorities;
let node: PkiNode;

const file = (name: string) => join(folder, name);
const put = (name: string, content: string | Uint8Array) => writeFileSync(file(name), content);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'acar-sign-'));
  database = await createTestDatabase();
  const db = database.open({ role: 'acar_pki' });
  const listener = await openPkiListener();
  pki = await openTestAuthorities({ db, clock, address: listener.origin });
  node = await startPkiNode({ db, clock, authorities: pki.authorities, listener });
  await node.service.produceLists();
  const { authorities } = pki;
  const { privateKey, request } = makeRequest();
  const issued = await createOrderService({
    db,
    clock,
    recorder: createRecorder({ clock }),
    authorities,
    allowsReservedHostNames: true,
  }).issue({
    orderedBy: 'test',
    orderKey: randomUUID(),
    authority: 'organisations-1',
    profile: 'organisation-seal',
    request,
    subject: {
      kind: 'organisation',
      organisation: { name: 'Nümunə MMC', identifier: { scheme: 'VAT', number: '1400000005' } },
      commonName: 'Nümunə MMC',
    },
    isPublic: false,
  });
  if (issued.kind !== 'issued') throw new Error(issued.message);
  put('seal.key', privateKey.export({ type: 'pkcs8', format: 'pem' }));
  put(
    'locked.key',
    privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'keçid sözü' }),
  );
  put('passphrase', 'keçid sözü\n');
  put('seal.pem', pem(issued.certificate));
  put('chain.pem', pem(authorities.find('organisations-1')?.certificate.raw ?? new Uint8Array()));
  put('root.pem', pki.rootPem);
  put('other.key', makeRequest().privateKey.export({ type: 'pkcs8', format: 'pem' }));
  put('answer.pdf', pdfOfText('Cavab'));
  put('Ərizə.txt', 'mətn');
  put('b.json', '{"b":1}');
});
afterAll(async () => {
  await node?.stop();
  pki?.remove();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

const keyed = () => ['--key', file('seal.key'), '--cert', file('seal.pem'), '--chain', file('chain.pem')];

async function read(name: string, detached: readonly string[] = []) {
  const named = (one: string) => ({ name: one, mediaType: '', content: sourceOf(readFileSync(file(one))) });
  const result = await readSigned({ file: named(name), detached: detached.map(named) });
  if (result.kind !== 'read') throw new Error(result.message);
  return result.document.signatures.map(({ format, value, level }) => [format, value, level]);
}

describe('acar sign', () => {
  it('seals a PDF with a stamp, a time stamp and evidence from the addresses that were given', async () => {
    const asked = ['--tsa', `${node.origin}/tsa`, '--ocsp', `${node.origin}/ocsp`];
    const sources = [...asked, '--crl-origins', node.origin, '--anchors', file('root.pem')];
    const stamp = ['--stamp', '--stamp-text', 'Nümunə MMC|Cavab məktubu', '--reason', 'Cavab'];
    const words = ['sign', ...keyed(), '--level', 'LT', ...sources, ...stamp, '--json', file('answer.pdf')];
    const { status, out, err } = await acar(words);
    expect([status, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({ file: file('answer-signed.pdf'), format: 'pades', level: 'LT' });
    expect(await read('answer-signed.pdf')).toEqual([['PAdES', 'verifies', 'LT']]);
  });

  it('seals several files in a container, by a key under a passphrase', async () => {
    const words = ['sign', '--key', file('locked.key'), '--passphrase-file', file('passphrase')];
    const more = ['--cert', file('seal.pem'), '--out', file('both.asice'), file('Ərizə.txt'), file('b.json')];
    const { status, err } = await acar([...words, ...more]);
    expect([status, err]).toEqual([0, '']);
    expect(await read('both.asice')).toEqual([['XAdES', 'verifies', 'B']]);
  });

  it.each<[string, readonly string[], string, string]>([
    ['cades', ['--packaging', 'detached'], 'Ərizə.txt.p7s', 'CAdES'],
    ['xades', [], 'Ərizə.txt.xml', 'XAdES'],
    ['jades', ['--packaging', 'detached'], 'Ərizə.txt.json', 'JAdES'],
    ['asic-s', [], 'Ərizə.txt.asics', 'CAdES'],
  ])('makes %s', async (format, more, made, kind) => {
    const { status, err } = await acar(['sign', ...keyed(), '--format', format, ...more, file('Ərizə.txt')]);
    expect([status, err]).toEqual([0, '']);
    expect(await read(made, more.length > 0 ? ['Ərizə.txt'] : [])).toEqual([[kind, 'verifies', 'B']]);
  });

  it.each<[string, readonly string[], number, string]>([
    [
      'a key that is not the certificate’s',
      ['--key', 'other.key', '--cert', 'seal.pem'],
      1,
      'seal.key_mismatch',
    ],
    [
      'a key under a passphrase that nobody gave',
      ['--key', 'locked.key', '--cert', 'seal.pem'],
      1,
      'seal.key_malformed',
    ],
    ['a certificate that is none', ['--key', 'seal.key', '--cert', 'seal.key'], 1, 'seal.certificate'],
    ['a file that is not there', ['--key', 'none.key', '--cert', 'seal.pem'], 1, 'cli.file_unreadable'],
    [
      'a level without a time-stamping service',
      ['--key', 'seal.key', '--cert', 'seal.pem', '--level', 'T'],
      2,
      'cli.usage',
    ],
    [
      'a time-stamping service without a level that has time stamps',
      ['--key', 'seal.key', '--cert', 'seal.pem', '--tsa', 'http://tsa.example.az'],
      2,
      'cli.usage',
    ],
    ['a stamp on what is no PDF', ['--key', 'seal.key', '--cert', 'seal.pem', '--stamp'], 2, 'cli.usage'],
    ['an unknown format', ['--key', 'seal.key', '--cert', 'seal.pem', '--format', 'pgp'], 2, 'cli.usage'],
  ])('refuses %s, and writes nothing', async (_, words, status, code) => {
    const paths = words.map((word) => (/\.(key|pem)$/.test(word) ? file(word) : word));
    const answer = await acar(['sign', ...paths, '--out', file('never'), file('Ərizə.txt')]);
    expect([answer.status, answer.err]).toEqual([status, expect.stringContaining(code)]);
    expect(() => readFileSync(file('never'))).toThrow();
  });

  it('writes over no file', async () => {
    put('there.asice', 'x');
    const answer = await acar(['sign', ...keyed(), '--out', file('there.asice'), file('Ərizə.txt')]);
    expect(answer.status).toBe(1);
    expect(readFileSync(file('there.asice'), 'utf8')).toBe('x');
  });
});
