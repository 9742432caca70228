import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cades } from '../../../certs/signatures/cades/index.ts';
import { type ByteSource, type NamedFile, readAll, sourceOf } from '../../../certs/signatures/index.ts';
import { append, contract, pdfOf, signPdf, stream } from '../../support/pdf-documents.ts';
import { createSigningWorld } from '../../support/signing-world.ts';
import { listOfWorld } from '../../support/trusted-lists.ts';

const script = join(import.meta.dirname, '../../../scripts/acar');
const folder = mkdtempSync(join(tmpdir(), 'acar-verify-'));
const path = (name: string) => join(folder, name);
let time = '';

async function write(name: string, source: ByteSource): Promise<void> {
  writeFileSync(path(name), (await readAll(source, 1_000_000)) ?? '');
}

beforeAll(async () => {
  const world = await createSigningWorld();
  const content: NamedFile = {
    name: 'a.txt',
    mediaType: 'text/plain',
    content: sourceOf(Buffer.from('salam')),
  };
  await write('a.txt', content.content);
  writeFileSync(path('root.pem'), world.rootPem);
  for (const packaging of ['enveloping', 'detached'] as const) {
    const { toBeSigned, state } = await cades.prepare(world.orderOf('p256', [content]), { packaging });
    const basic = await cades.complete(state, [content], world.sign('p256', toBeSigned));
    const signed = {
      file: { name: 'a', mediaType: '', content: basic },
      detached: packaging === 'detached' ? [content] : [],
    };
    await write(`${packaging}.p7`, await cades.raise(signed, 'LT', world.sources));
  }
  const pdf = await signPdf(world, pdfOf(contract));
  writeFileSync(path('signed.pdf'), pdf);
  writeFileSync(path('changed.pdf'), append(pdf, { 4: stream('BT (Pay 999 manat) Tj ET') }));
  writeFileSync(path('list.xml'), await listOfWorld(world));
  writeFileSync(path('seal.pem'), world.pemOf('seal'));
  time = new Date(world.clock.now() + 1000).toISOString();
});
afterAll(() => rmSync(folder, { recursive: true }));

function acar(words: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(script, ['verify', 'document', ...words], {
    input,
    encoding: 'utf8',
  });
  return { status, out: stdout, err: stderr };
}

describe('acar verify document', () => {
  it('judges one case by its flags: 0 valid, 1 not valid, 2 unusable', () => {
    const trust = ['--ca', path('root.pem'), '--tsa', path('root.pem')];
    const flags = ['--file', path('enveloping.p7'), ...trust, '--time', time, '--json'];
    const passed = acar(flags);
    expect(passed).toMatchObject({ status: 0, err: '' });
    expect(JSON.parse(passed.out)).toMatchObject({
      signatures: [{ indication: 'TOTAL-PASSED', intact: true, format: 'CAdES', level: 'LT' }],
    });
    const other = acar(['--file', path('detached.p7'), '--detached', path('root.pem'), ...trust]);
    expect(other).toMatchObject({ status: 1, out: expect.stringContaining('HASH_FAILURE') });
    expect(acar(['--file', path('absent'), ...trust])).toMatchObject({
      status: 2,
      err: expect.stringContaining('cli.unusable_input'),
    });
  });

  it('calls nothing valid that was changed around an intact signature, without trust too', () => {
    expect(acar(['--file', path('signed.pdf')]).status).toBe(0);
    expect(acar(['--file', path('changed.pdf')])).toMatchObject({
      status: 1,
      out: expect.stringContaining('FORMAT_FAILURE'),
    });
  });

  it('calls nothing valid that was brought with a file which no signature is of', () => {
    const other = acar(['--file', path('signed.pdf'), '--detached', path('a.txt')]);
    expect(other).toMatchObject({
      status: 1,
      out: expect.stringContaining('not signed by any of these: a.txt'),
    });
  });

  it('believes the services of a trusted list (ETSI TS 119 612), and no list of another signer', () => {
    const flags = ['--file', path('enveloping.p7'), '--trusted-list', path('list.xml'), '--time', time];
    const passed = acar([...flags, '--list-signers', path('seal.pem')]);
    expect(passed).toMatchObject({ status: 0, out: expect.stringContaining('TOTAL-PASSED') });
    const other = acar([...flags, '--list-signers', path('root.pem')]);
    expect(other).toMatchObject({ status: 2, err: expect.stringContaining('trusted_list.signer') });
    const lists = [{ file: path('list.xml'), signers: [path('seal.pem')] }];
    const line = JSON.stringify({ id: 1, file: path('enveloping.p7'), trust: { lists }, time });
    expect(JSON.parse(acar(['--jsonl'], `${line}\n`).out)).toMatchObject({
      signatures: [{ indication: 'TOTAL-PASSED' }],
    });
  });

  it('answers each line of a program in order; without trust only whether a signature is intact', () => {
    const trust = { ca: [path('root.pem')], ocsp: [], tsa: [path('root.pem')] };
    const ask = (id: number, more: object) => JSON.stringify({ id, policy: null, time, ...more });
    const lines = [
      ask(1, { file: path('detached.p7'), detached: [path('a.txt')], trust }),
      ask(2, { file: path('detached.p7'), detached: [path('a.txt')], trust: null }),
      ask(3, { file: path('root.pem'), detached: [], trust: null }),
      ask(4, { file: path('enveloping.p7'), wish: true }),
      ask(5, { file: path('enveloping.p7'), policy: 'urn:another' }),
      'nonsense',
    ];
    const { status, out } = acar(['--jsonl'], `${lines.join('\n')}\n`);
    const answers = out
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(status).toBe(0);
    expect(answers).toMatchObject([
      { id: 1, signatures: [{ indication: 'TOTAL-PASSED' }] },
      { id: 2, signatures: [{ indication: 'INDETERMINATE', intact: true }] },
      { id: 3, signatures: [], refused: expect.stringContaining('signature.unknown_format') },
      { id: 4, unsupported: expect.any(String) },
      { id: 5, unsupported: expect.any(String) },
      { id: null, refused: expect.stringContaining('verify.unusable') },
    ]);
  });
});
