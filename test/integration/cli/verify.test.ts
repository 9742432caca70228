import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerPath } from '../../../src/cli/verify-path.ts';
import { createOpensslPki, type OpensslPki } from '../../support/openssl-pki.ts';

const script = join(import.meta.dirname, '../../../scripts/acar');
const time = '2027-01-01T00:00:00Z';

let pki: OpensslPki;
beforeAll(() => {
  pki = createOpensslPki();
  pki.issue('root', { extensions: ['basicConstraints=critical,CA:TRUE'] });
  pki.issue('leaf', { issuer: 'root', extensions: ['subjectAltName=DNS:www.example.az'] });
});
afterAll(() => pki.remove());

const readBytes = () => new Uint8Array([0x30, 0x00]);
const file = (name: string) => join(pki.folder, name);

function acar(words: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(script, ['verify', 'path', ...words], {
    input,
    encoding: 'utf8',
  });
  return { status, out: stdout, err: stderr };
}

describe('acar verify path', () => {
  it('judges one case by its flags: 0 valid, 1 not valid, 2 unusable', () => {
    const flags = ['--leaf', file('leaf.pem'), '--anchors', file('root.der'), '--time', time];
    expect(acar(flags)).toMatchObject({ status: 0, out: 'valid\nCN=leaf\nCN=root\n' });
    const refused = acar([...flags, '--peer-names', 'DNS:other.example.az', '--json']);
    expect(refused.status).toBe(1);
    expect(JSON.parse(refused.out)).toMatchObject({ valid: false, error: { code: 'path.peer_name' } });
    expect(acar(['--leaf', file('absent.pem'), '--anchors', file('root.pem'), '--time', time]).status).toBe(
      2,
    );
    expect(acar([...flags, '--time', 'soon']).status).toBe(2);
  });

  it('answers one line per line, in order', () => {
    const good = { id: 'a', leaf: file('leaf.der'), anchors: [file('root.pem')], time, revocation: false };
    const questions = [
      JSON.stringify(good),
      'garbage',
      JSON.stringify({ ...good, id: 'b', ocsp: [] }),
      JSON.stringify({ ...good, id: 'c', purpose: 'codeSigning' }),
      JSON.stringify({ ...good, id: 'd', leaf: script }),
    ];
    const { status, out } = acar(['--jsonl'], `${questions.join('\n')}\n`);
    expect(status).toBe(0);
    const answers = out.trimEnd().split('\n');
    expect(answers.map((line): unknown => JSON.parse(line))).toMatchObject([
      { id: 'a', valid: true, path: ['CN=leaf', 'CN=root'] },
      { id: null, valid: false, error: { code: 'verify.unusable' } },
      { id: 'b', unsupported: expect.any(String) },
      { id: 'c', unsupported: expect.any(String) },
      { id: 'd', valid: false, error: { code: expect.stringMatching(/^asn1\./) } },
    ]);
  });

  it('answers whatever a line holds', () => {
    const fields = fc.record(
      {
        id: fc.string(),
        leaf: fc.anything(),
        anchors: fc.anything(),
        time: fc.anything(),
        policy: fc.anything(),
      },
      { requiredKeys: [] },
    );
    const run = fc.property(fc.oneof(fc.anything(), fields, fc.jsonValue()), (question) => {
      const answer = answerPath(question, readBytes, { allowsSha1: false });
      return 'unsupported' in answer || !answer.valid;
    });
    fc.assert(run, { numRuns: 1000 });
  });
});
