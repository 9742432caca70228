import fc from 'fast-check';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  columnsOf,
  createEntryList,
  type CrlContent,
  type CrlEntry,
  entryOnDelta,
  entryOnFull,
  issueCrl,
  prepareCrl,
  statusAt,
  type StatusEvent,
  type StatusHistory,
} from '../../../certs/crl/index.ts';
import { type Certificate, type Crl, readCertificate, readCrl, validatePath } from '../../../certs/index.ts';
import { type IssuingKey, issuingKey } from '../../../certs/lint/index.ts';
import { createOpensslPki, type IssueOptions, type OpensslPki } from '../../support/openssl-pki.ts';
import { testSigner } from '../../support/test-signer.ts';

const hour = 3_600_000;
const point = 'http://crl.example.az/ca.crl';
const deltaPoint = 'http://crl.example.az/ca-delta.crl';

let pki: OpensslPki;
let ca: Certificate;
let leaf: Certificate;
let key: IssuingKey;
let start: number;

function issue(name: string, options: IssueOptions): Certificate {
  const read = readCertificate(pki.issue(name, options));
  if (read.kind !== 'read') throw new Error(read.message);
  return read.value;
}

beforeAll(() => {
  pki = createOpensslPki();
  const extensions = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'];
  ca = issue('ca', { extensions: [...extensions, 'subjectKeyIdentifier=hash'] });
  leaf = issue('leaf', {
    issuer: 'ca',
    extensions: [
      `crlDistributionPoints=URI:${point}`,
      `freshestCRL=URI:${deltaPoint}`,
      'authorityKeyIdentifier=keyid',
    ],
  });
  key = issuingKey(testSigner(join(pki.folder, 'ca.key')));
  start = ca.notBefore;
});
afterAll(() => pki.remove());

const octets = (serial: bigint) => {
  const text = serial.toString(16);
  return Buffer.from(text.padStart(text.length + (text.length % 2), '0'), 'hex');
};

async function make(entries: readonly CrlEntry[], change: Partial<CrlContent> = {}): Promise<Uint8Array> {
  const list = createEntryList();
  list.add(columnsOf(entries));
  const content: CrlContent = {
    issuer: ca,
    algorithm: key.algorithm,
    number: 5n,
    thisUpdate: start,
    nextUpdate: start + 24 * hour,
    scope: { distributionPoint: point },
    entries: list,
    ...change,
  };
  const prepared = prepareCrl(content, undefined);
  if (prepared.kind !== 'prepared') throw new Error(JSON.stringify(prepared.findings));
  const issued = await issueCrl(key, prepared);
  if (issued.kind !== 'issued') throw new Error(issued.message);
  return issued.crl;
}

function read(bytes: Uint8Array): Crl {
  const result = readCrl(bytes);
  if (result.kind !== 'read') throw new Error(result.message);
  return result.value;
}

function pem(name: string, crl: Uint8Array): string {
  const file = join(pki.folder, name);
  const body = Buffer.from(crl)
    .toString('base64')
    .match(/.{1,64}/g)
    ?.join('\n');
  writeFileSync(file, `-----BEGIN X509 CRL-----\n${body}\n-----END X509 CRL-----\n`);
  return file;
}

/** Changes an octet in the middle of the last entry's time, or of what stands at `at`. */
function spoil(crl: Uint8Array, at: number): Uint8Array {
  const spoilt = Uint8Array.from(crl);
  spoilt[at] = (spoilt[at] ?? 0) ^ 1;
  return spoilt;
}

const others: readonly CrlEntry[] = [
  { serial: Uint8Array.of(0xff, 1), revocationDate: 0, reason: 1, invalidityDate: 0 },
  { serial: Uint8Array.of(0x7f, 2), revocationDate: Date.UTC(1999, 11, 31), reason: 0 },
];

describe('a CRL of ours before other programs', () => {
  const runs = (program: string, words: readonly string[], input?: Uint8Array) => {
    const { status, stderr, stdout } = spawnSync(program, words, {
      encoding: 'utf8',
      ...(input && { input }),
    });
    return { isGood: status === 0, text: `${stdout}${stderr}` };
  };

  it('is verified by openssl, and a spoilt copy is not', async () => {
    const crl = await make(others);
    const verify = (name: string, bytes: Uint8Array) =>
      runs('openssl', [
        'crl',
        '-in',
        pem(name, bytes),
        '-CAfile',
        join(pki.folder, 'ca.pem'),
        '-verify',
        '-noout',
      ]);
    expect(verify('good.pem', crl).text).toContain('verify OK');
    expect(verify('spoilt.pem', spoil(crl, crl.length - 1)).text).not.toContain('verify OK');
    expect(verify('spoilt-entry.pem', spoil(crl, 200)).text).not.toContain('verify OK');
  });

  it('is verified by GnuTLS, and a spoilt copy is not', async () => {
    const crl = await make(others, { scope: {} });
    const verify = (bytes: Uint8Array) =>
      runs('certtool', [
        '--verify-crl',
        '--load-ca-certificate',
        join(pki.folder, 'ca.pem'),
        '--infile',
        pem('gnutls.pem', bytes),
      ]);
    expect(verify(crl).isGood).toBe(true);
    expect(verify(spoil(crl, 200)).isGood).toBe(false);
  });

  it('is taken by NSS, and a spoilt copy is not', async () => {
    const crl = await make(others, { scope: {} });
    const folder = join(pki.folder, 'nss');
    mkdirSync(folder);
    const database = ['-d', `sql:${folder}`];
    execFileSync('certutil', ['-N', ...database, '--empty-password']);
    execFileSync('certutil', [
      '-A',
      ...database,
      '-n',
      'ca',
      '-t',
      'CT,C,C',
      '-i',
      join(pki.folder, 'ca.pem'),
    ]);
    const take = (bytes: Uint8Array) => {
      writeFileSync(join(folder, 'list.crl'), bytes);
      return runs('crlutil', ['-I', ...database, '-i', join(folder, 'list.crl'), '-t', '1']);
    };
    expect(take(spoil(crl, crl.length - 1)).isGood).toBe(false);
    expect(take(crl)).toMatchObject({ isGood: true });
  });

  it.each([
    ['on neither', undefined, undefined, true],
    ['on the full CRL', 1, undefined, false],
    ['on the delta CRL', undefined, 4, false],
    ['held, and released on the delta CRL', 6, 8, true],
    ['held and released between the two', undefined, 8, true],
  ] as const)(
    'decides with openssl and our validator for a certificate %s',
    async (_, full, delta, isGood) => {
      const mine = (reason: number | undefined) =>
        reason === undefined ? [] : [{ serial: octets(leaf.serialNumber), revocationDate: start, reason }];
      const fullCrl = await make([...others, ...mine(full)], { freshest: deltaPoint });
      const deltaCrl = await make(mine(delta), { number: 6n, baseNumber: 5n, thisUpdate: start + hour });
      const time = start + 2 * hour;
      const files = [pem('full.pem', fullCrl), pem('delta.pem', deltaCrl)];
      const openssl = runs('openssl', [
        'verify',
        '-CAfile',
        join(pki.folder, 'ca.pem'),
        '-attime',
        String(time / 1000),
        ...files.flatMap((file) => ['-CRLfile', file]),
        '-crl_check',
        '-extended_crl',
        '-use_deltas',
        '-x509_strict',
        join(pki.folder, 'leaf.pem'),
      ]);
      expect(openssl).toMatchObject({ isGood });
      const crls = [read(fullCrl), read(deltaCrl)];
      const judged = validatePath({ leaf, intermediates: [], anchors: [ca], crls, time, revocation: true });
      expect(judged.kind === 'valid' ? 'valid' : judged.code).toBe(isGood ? 'valid' : 'path.revoked');
    },
  );
});

describe('any history of a certificate', () => {
  const events = fc.array(
    fc.record({
      kind: fc.constantFrom('held', 'released', 'revoked'),
      hour: fc.integer({ min: 0, max: 20 }),
    }),
    { maxLength: 6 },
  );

  it('has in our validator, by full and delta CRL, the status that OCSP would answer', async () => {
    const times = fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { minLength: 3, maxLength: 3 });
    const run = fc.asyncProperty(events, times, async (all, picked) => {
      const [base = 0, full = 0, at = 0] = picked.toSorted((left, right) => left - right);
      const history: StatusHistory = {
        serial: octets(leaf.serialNumber),
        notAfter: leaf.notAfter,
        events: [
          { kind: 'issued', at: start },
          ...all
            .toSorted((left, right) => left.hour - right.hour)
            .map(({ kind, hour: count }): StatusEvent => {
              const when = start + count * hour;
              return kind === 'revoked' ? { kind, at: when, reason: 1 } : { kind, at: when };
            }),
        ],
      };
      const moment = (count: number) => start + count * hour;
      const onFull = entryOnFull(history, { at: moment(full), previousFull: moment(base) });
      const onDelta = entryOnDelta(history, { at: moment(at), base: moment(base) });
      const list = (entry: CrlEntry | undefined) => (entry ? [entry] : []);
      const crls = await Promise.all([
        make(list(onFull), { number: BigInt(full + 1), thisUpdate: moment(full) }),
        make(list(onDelta), {
          number: BigInt(at + 1),
          baseNumber: BigInt(base + 1),
          thisUpdate: moment(at),
        }),
      ]);
      const judged = validatePath({
        leaf,
        intermediates: [],
        anchors: [ca],
        crls: crls.map(read),
        time: moment(at),
        revocation: true,
      });
      const isGood = statusAt(history, moment(at)).kind === 'good';
      expect(judged.kind === 'valid' ? 'valid' : judged.code).toBe(isGood ? 'valid' : 'path.revoked');
    });
    await fc.assert(run, { numRuns: 150 });
  });
});

describe('a key that answers wrongly', () => {
  it('publishes nothing', async () => {
    const other = issue('other', { extensions: ['basicConstraints=critical,CA:TRUE'] });
    expect(other.version).toBe(3);
    const wrong = issuingKey(testSigner(join(pki.folder, 'other.key')));
    const list = createEntryList();
    const content = { issuer: ca, algorithm: key.algorithm, number: 5n, entries: list };
    const prepared = prepareCrl({ ...content, thisUpdate: start, nextUpdate: start + hour }, undefined);
    if (prepared.kind !== 'prepared') throw new Error('not prepared');
    expect(await issueCrl(wrong, prepared)).toMatchObject({ kind: 'refused', code: 'crl.signature_wrong' });
  });
});
