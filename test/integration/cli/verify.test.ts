import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPrivateKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { answerOcsp } from '../../../src/cli/verify-ocsp.ts';
import { answerPath } from '../../../src/cli/verify-path.ts';
import { answerWebEid } from '../../../src/cli/verify-webeid.ts';
import { answerByOpenssl } from '../../support/openssl-ocsp.ts';
import { describeWithOpenssl } from '../../support/openssl.ts';
import { createOpensslPki, type OpensslPki } from '../../support/openssl-pki.ts';
import { signToken } from '../../support/web-eid.ts';

const script = join(import.meta.dirname, '../../../scripts/acar');
const time = '2027-01-01T00:00:00Z';

let pki: OpensslPki;
beforeAll(() => {
  pki = createOpensslPki();
  pki.issue('root', { extensions: ['basicConstraints=critical,CA:TRUE'] });
  pki.issue('leaf', { issuer: 'root', extensions: ['subjectAltName=DNS:www.example.az'] });
  const authority = ['basicConstraints=critical,CA:TRUE'];
  const names = ['subjectAltName=DNS:www.example.az', 'extendedKeyUsage=serverAuth'];
  pki.issue('authority', { extensions: authority });
  pki.issue('ca', { issuer: 'authority', extensions: authority });
  pki.issue('peer', { issuer: 'ca', extensions: names });
  pki.issue('bare', { issuer: 'ca', extensions: [...names, 'authorityKeyIdentifier=none'] });
});
afterAll(() => pki.remove());

/** Every option that there is, and none of them asked. */
const nothingAsked = {
  intermediates: null,
  crls: null,
  revocation: null,
  policy: null,
  purpose: null,
  peerNames: null,
  maxDepth: null,
};
const host = (value: string) => ({ kind: 'DNS', value });

const anyPolicy = { initial: ['2.5.29.32.0'], inhibitMapping: false, inhibitAny: false };
const readBytes = () => new Uint8Array([0x30, 0x00]);
const file = (name: string) => join(pki.folder, name);

function acar(words: readonly string[], input = '', kind = 'path') {
  const { status, stdout, stderr } = spawnSync(script, ['verify', kind, ...words], {
    input,
    encoding: 'utf8',
  });
  return { status, out: stdout, err: stderr };
}

describeWithOpenssl('acar verify path', () => {
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
    // A list that is given in parts is one: no name is passed over.
    const names = ['--peer-names', 'DNS:other.example.az', '--peer-names', 'DNS:www.example.az'];
    expect(acar([...flags, ...names]).status).toBe(1);
  });

  it('answers one line per line, in order', () => {
    const good = { id: 'a', leaf: file('leaf.der'), anchors: [file('root.pem')], time, revocation: false };
    const moment = Date.parse(time);
    const peer = {
      ...good,
      leaf: file('peer.pem'),
      intermediates: [file('ca.pem')],
      anchors: [file('authority.der')],
      purpose: 'serverAuth',
    };
    const questions = [
      JSON.stringify(good),
      'garbage',
      JSON.stringify({ ...good, id: 'b', ocsp: [] }),
      JSON.stringify({ ...good, id: 'c', purpose: 'codeSigning' }),
      JSON.stringify({ ...good, id: 'd', leaf: script }),
      JSON.stringify({ ...good, id: 'x'.repeat(4 * 1024 * 1024) }),
      JSON.stringify({ ...good, id: 'e', leaf: '/dev/zero' }),
      JSON.stringify({ ...good, id: 'f', policy: { ...anyPolicy, explicit: true } }),
      '',
      JSON.stringify({ ...good, ...nothingAsked, id: 'g' }),
      JSON.stringify({ ...good, id: 'h', peerNames: [{ kind: 'URI', value: 'https://www.example.az' }] }),
      JSON.stringify({ ...peer, id: 'i', leaf: file('bare.pem'), peerNames: [host('www.example.az')] }),
      JSON.stringify({ ...peer, id: 'j', peerNames: [host('www.example.az')] }),
      JSON.stringify({ ...peer, id: 'k', peerNames: [host('www.example.az'), host('other.az')] }),
      JSON.stringify({ ...peer, id: 'l', purpose: 'clientAuth' }),
      JSON.stringify({ ...peer, id: 'm', maxDepth: 0 }),
      JSON.stringify({ ...peer, id: 'n', maxDepth: 1, time: moment / 1000 }),
      JSON.stringify({ ...peer, id: 'o', revocation: true }),
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
      { id: null, valid: false, error: { code: 'verify.unusable' } },
      { id: 'e', valid: false, error: { code: 'verify.unusable' } },
      { id: 'f', valid: false, error: { code: 'path.policy' } },
      { id: null, valid: false, error: { code: 'verify.unusable' } },
      { id: 'g', valid: true },
      { id: 'h', unsupported: expect.any(String) },
      { id: 'i', valid: false, error: { code: 'path.profile' } },
      { id: 'j', valid: true },
      { id: 'k', valid: false, error: { code: 'path.peer_name', certificate: 'CN=peer' } },
      { id: 'l', valid: false, error: { code: 'path.purpose' } },
      { id: 'm', valid: false, error: { code: 'path.too_long' } },
      { id: 'n', valid: true, path: ['CN=peer', 'CN=ca', 'CN=authority'] },
      { id: 'o', valid: false, error: { code: 'path.revocation_unknown' } },
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

describeWithOpenssl('acar verify ocsp', () => {
  const ask = () => ({ response: file('good.der'), issuer: file('root.pem'), cert: file('leaf.der') });
  const moment = () => Math.ceil(Date.now() / 1000);
  beforeAll(() => {
    const made = { issuer: 'root', about: 'leaf' };
    writeFileSync(file('good.der'), answerByOpenssl(pki, made));
    writeFileSync(file('unknown.der'), answerByOpenssl(pki, { ...made, status: 'unknown' }));
    writeFileSync(
      file('revoked.der'),
      answerByOpenssl(pki, { ...made, status: { reason: 'keyCompromise' } }),
    );
  });

  it('judges one case by its flags: 0 good, 1 anything else', () => {
    const { response, issuer, cert } = ask();
    const at = new Date(moment() * 1000).toISOString();
    const flags = ['--response', response, '--issuer', issuer, '--cert', cert, '--time', at];
    expect(acar(flags, '', 'ocsp')).toMatchObject({ status: 0, out: 'good\n' });
    expect(acar([...flags, '--response', file('revoked.der')], '', 'ocsp').status).toBe(1);
  });

  it('answers one line per line, in order', () => {
    const base = { ...ask(), time: moment(), maxAgeSeconds: 3600 };
    const questions = [
      { ...base, id: 'good' },
      { ...base, id: 'aged', time: moment() + 7200 },
      { ...base, id: 'null', maxAgeSeconds: null },
      { ...base, id: 'revoked', response: file('revoked.der') },
      { ...base, id: 'unknown', response: file('unknown.der') },
      { ...base, id: 'malformed', response: script },
      { ...base, id: 'absent', response: file('absent.der') },
      { ...base, id: 'nonce', nonce: 'AA==' },
      { ...base, id: 'swapped', cert: file('root.pem'), issuer: file('leaf.pem') },
    ];
    const { status, out } = acar(
      ['--jsonl'],
      questions.map((one) => `${JSON.stringify(one)}\n`).join(''),
      'ocsp',
    );
    expect(status).toBe(0);
    const answers = out.trimEnd().split('\n');
    expect(answers.map((line): unknown => JSON.parse(line))).toMatchObject([
      { id: 'good', status: 'good' },
      { id: 'aged', status: 'invalid', reason: expect.stringMatching(/^ocsp\.stale/) },
      { id: 'null', status: 'good' },
      {
        id: 'revoked',
        status: 'revoked',
        reason: expect.stringContaining('2026-01-01T00:00:00.000Z, reason 1'),
      },
      { id: 'unknown', status: 'unknown' },
      { id: 'malformed', status: 'invalid', reason: expect.stringMatching(/^asn1\./) },
      { id: 'absent', status: 'invalid', reason: expect.stringMatching(/^verify\.unusable/) },
      { id: 'nonce', unsupported: expect.any(String) },
      { id: 'swapped', status: 'invalid', reason: expect.stringMatching(/^ocsp\.wrong_issuer/) },
    ]);
  });

  it('answers whatever a line holds', () => {
    const fields = fc.record(
      { id: fc.string(), response: fc.anything(), issuer: fc.anything(), cert: fc.string(), time: fc.nat() },
      { requiredKeys: [] },
    );
    const run = fc.property(fc.oneof(fc.anything(), fields, fc.jsonValue()), (question) => {
      const answer = answerOcsp(question, readBytes, { allowsSha1: false });
      return 'unsupported' in answer || answer.status === 'invalid';
    });
    fc.assert(run, { numRuns: 1000 });
  });
});

describeWithOpenssl('acar verify webeid', () => {
  const nonce = Buffer.alloc(32, 5).toString('base64');
  const origin = 'https://login.acar.example';
  let members: ReturnType<typeof signToken>;
  beforeAll(() => {
    pki.issue('card', {
      issuer: 'root',
      extensions: ['keyUsage=critical,digitalSignature', 'extendedKeyUsage=clientAuth'],
    });
    const key = createPrivateKey(readFileSync(file('card.key')));
    members = signToken({ key, certificate: readFileSync(file('card.der')), origin, nonce });
    writeFileSync(file('token.json'), JSON.stringify(members));
    writeFileSync(file('card-good.der'), answerByOpenssl(pki, { issuer: 'root', about: 'card' }));
    const held = { issuer: 'root', about: 'card', status: { reason: 'certificateHold' } } as const;
    writeFileSync(file('card-held.der'), answerByOpenssl(pki, held));
  });
  const base = () => ({ nonce, origin, anchors: [file('root.pem')], time, revocation: false });

  it('judges one case by its flags: 0 valid, 1 not valid, 2 unusable', () => {
    const flags = ['--token', file('token.json'), '--nonce', nonce, '--origin', origin];
    const all = [...flags, '--anchors', file('root.der'), '--time', time];
    expect(acar(all, '', 'webeid')).toMatchObject({ status: 0, out: 'valid\nCN=card\n' });
    const refused = acar([...all, '--nonce', nonce.toLowerCase(), '--json'], '', 'webeid');
    expect(refused.status).toBe(1);
    expect(JSON.parse(refused.out)).toMatchObject({ valid: false, error: { code: 'webeid.signature' } });
    expect(acar([...all, '--token', file('absent.json')], '', 'webeid').status).toBe(2);
  });

  it('answers one line per line, in order', () => {
    const token = members;
    const at = Math.ceil(Date.now() / 1000);
    const asked = { ...base(), token, time: at, revocation: true };
    const questions = [
      { ...base(), id: 'object', token },
      { ...base(), id: 'text', token: JSON.stringify(token) },
      { ...base(), id: 'file', token: file('token.json') },
      { ...base(), id: 'origin', token, origin: 'https://other.example' },
      { ...base(), id: 'anchors', token, anchors: [file('leaf.pem')] },
      { ...base(), id: 'policies', token, disallowedPolicies: ['1.2.3'] },
      { ...asked, id: 'nothing' },
      { ...asked, id: 'good', ocsp: [file('card-good.der')] },
      { ...asked, id: 'held', ocsp: [file('card-held.der')] },
      { ...asked, id: 'way', revocation: 'online' },
      { ...asked, id: 'more', online: true },
      { id: 'less', token },
    ];
    const { status, out } = acar(
      ['--jsonl'],
      `${questions.map((one) => JSON.stringify(one)).join('\n')}\ngarbage\n`,
      'webeid',
    );
    expect(status).toBe(0);
    const answers = out.trimEnd().split('\n');
    expect(answers.map((line): unknown => JSON.parse(line))).toMatchObject([
      { id: 'object', valid: true, subject: 'CN=card' },
      { id: 'text', valid: true },
      { id: 'file', valid: true },
      { id: 'origin', valid: false, error: { code: 'webeid.signature' } },
      { id: 'anchors', valid: false, error: { code: 'webeid.untrusted' } },
      { id: 'policies', valid: true },
      { id: 'nothing', valid: false, error: { code: 'webeid.status_unknown' } },
      { id: 'good', valid: true },
      { id: 'held', valid: false, error: { code: 'webeid.suspended' } },
      { id: 'way', unsupported: expect.any(String) },
      { id: 'more', unsupported: expect.any(String) },
      { id: 'less', valid: false, error: { code: 'verify.unusable' } },
      { id: null, valid: false, error: { code: 'verify.unusable' } },
    ]);
  });

  it('answers whatever a line holds', () => {
    const fields = fc.record(
      { id: fc.string(), token: fc.anything(), nonce: fc.string(), anchors: fc.anything(), time: fc.nat() },
      { requiredKeys: [] },
    );
    const run = fc.property(fc.oneof(fc.anything(), fields, fc.jsonValue()), (question) => {
      const answer = answerWebEid(question, readBytes);
      return 'unsupported' in answer || !answer.valid;
    });
    fc.assert(run, { numRuns: 1000 });
  });
});
