import fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { der, oids } from '../../../certs/asn1/index.ts';
import { type Certificate, validatePath } from '../../../certs/index.ts';
import type { SignatureAlgorithmName } from '../../../certs/keys/index.ts';
import {
  type ClockVerdict,
  createTimeStampAuthority,
  encodeRejection,
  readTimeStampResponse,
  readTimeStampToken,
  type TimeStampQuestion,
  type TimeStampToken,
  type TimeStampUnit,
  verifyTimeStamp,
} from '../../../certs/tsa/index.ts';
import {
  createTimeStampPki,
  encodeRequest,
  type TimeStampPki,
  testPolicy,
  tsaExtensions,
} from '../../support/time-stamp-unit.ts';

let made: TimeStampPki;
let tsa: Certificate;
let time: number;

beforeAll(() => {
  made = createTimeStampPki();
  tsa = made.unit('tsa').certificate;
  // Later than any certificate that a test here makes.
  time = tsa.notBefore + 3_600_120;
  made.issue('tsa-rsa', { issuer: 'root', rsaBits: 3072, extensions: tsaExtensions });
});
afterAll(() => made.remove());

const trusted = (): ClockVerdict => ({ kind: 'trusted', time, errorMs: 1 });
const data = Buffer.from('məhkəmə bildirişi');
const digest = createHash('sha256').update(data).digest();
const path = (name: string) => join(made.pki.folder, name);

function openssl(...words: string[]): { readonly isGood: boolean; readonly text: string } {
  const { status, stdout, stderr } = spawnSync('openssl', words, { encoding: 'utf8' });
  return { isGood: status === 0, text: `${stdout}${stderr}` };
}

async function answer(
  request: Uint8Array,
  change: Partial<TimeStampUnit> = {},
  of: readonly [string, SignatureAlgorithmName?] = ['tsa'],
): Promise<Uint8Array> {
  const authority = createTimeStampAuthority({ ...made.unit(...of), ...change });
  const prepared = authority.prepare({ request, serialNumber: 1n, clock: trusted() });
  if (prepared.kind === 'rejected') throw new Error(JSON.stringify(prepared));
  return authority.complete(prepared);
}

function granted(response: Uint8Array): TimeStampToken {
  const read = readTimeStampResponse(response);
  if (read.kind !== 'granted') throw new Error(JSON.stringify(read));
  return read.token;
}

function verdict(token: TimeStampToken, change: Partial<TimeStampQuestion> = {}): string {
  const judged = verifyTimeStamp({ token, stamped: { data }, certificates: [], ...change });
  return judged.kind === 'verified' ? 'verified' : judged.code;
}

describe('a time stamp of ours before openssl', () => {
  it.each([
    ['with certificate and nonce', ['-cert'], []],
    ['without certificate and nonce', ['-no_nonce'], ['-untrusted', 'tsa.pem']],
    ['over SHA-512 and with a policy', ['-cert', '-sha512', '-tspolicy', testPolicy], []],
  ])('is verified %s, and every spoilt copy is not', async (_, asking, verifying) => {
    writeFileSync(path('data'), data);
    openssl('ts', '-query', '-data', path('data'), ...asking, '-out', path('q.tsq'));
    const request = readFileSync(path('q.tsq'));
    const response = await answer(request);
    const verify = (bytes: Uint8Array) => {
      writeFileSync(path('r.tsr'), bytes);
      const words = verifying.map((word) => (word.endsWith('.pem') ? path(word) : word));
      const given = ['-queryfile', path('q.tsq'), '-in', path('r.tsr'), '-CAfile', path('root.pem')];
      return openssl('ts', '-verify', ...given, ...words, '-attime', String(Math.ceil(time / 1000)));
    };
    expect(verify(response)).toMatchObject({ isGood: true });
    // The signature, the digest of the attributes, and the time in the TSTInfo.
    const places = [response.length - 1, response.length - 180, Buffer.from(response).indexOf('Z') - 1];
    for (const at of places) {
      const spoilt = Uint8Array.from(response);
      spoilt[at] = (spoilt[at] ?? 0) ^ 1;
      expect(verify(spoilt).isGood).toBe(false);
    }
  });

  it('is verified as CMS when it is signed by RSASSA-PSS, and a spoilt copy is not', async () => {
    const response = await answer(encodeRequest({ digest }), {}, ['tsa-rsa', 'rsa-pss-sha256']);
    const { raw } = granted(response);
    const verify = (bytes: Uint8Array) => {
      writeFileSync(path('token.der'), bytes);
      const given = [
        '-inform',
        'DER',
        '-in',
        path('token.der'),
        '-CAfile',
        path('root.pem'),
        '-out',
        path('tst'),
      ];
      return openssl('cms', '-verify', ...given, '-purpose', 'timestampsign');
    };
    expect(verify(raw)).toMatchObject({ isGood: true });
    const spoilt = Uint8Array.from(raw);
    spoilt[raw.length - 1] = (spoilt[raw.length - 1] ?? 0) ^ 1;
    expect(verify(spoilt).isGood).toBe(false);
    expect(verdict(granted(response))).toBe('verified');
  });

  // NSS has no reader for time stamps (its cmsutil knows no content of that type); it judges the units' certificates.
  it.skipIf(spawnSync('which', ['certtool']).status !== 0)(
    'is verified by GnuTLS as a signed message, and a spoilt copy is not',
    async () => {
      // GnuTLS asks about now and no other time.
      const authority = createTimeStampAuthority(made.unit('tsa'));
      const clock: ClockVerdict = { kind: 'trusted', time: tsa.notBefore + 1000, errorMs: 1 };
      const request = encodeRequest({ digest, certReq: true });
      const prepared = authority.prepare({ request, serialNumber: 1n, clock });
      if (prepared.kind === 'rejected') throw new Error(JSON.stringify(prepared));
      const { raw } = granted(await authority.complete(prepared));
      const verify = (bytes: Uint8Array) => {
        writeFileSync(path('token.der'), bytes);
        const trust = ['--load-ca-certificate', path('root.pem'), '--verify-purpose', oids.timeStamping];
        const words = ['--p7-verify', '--inder', '--infile', path('token.der'), ...trust];
        return spawnSync('certtool', words, { encoding: 'utf8' }).status === 0;
      };
      expect(verify(raw)).toBe(true);
      for (const at of [raw.length - 1, Buffer.from(raw).indexOf('Z') - 1]) {
        const spoilt = Uint8Array.from(raw);
        spoilt[at] = (spoilt[at] ?? 0) ^ 1;
        expect(verify(spoilt)).toBe(false);
      }
    },
  );

  it('shows openssl what was asked, the accuracy and the name', async () => {
    writeFileSync(path('r.tsr'), await answer(encodeRequest({ digest, nonce: 77n }), { isQualified: true }));
    const { text } = openssl('ts', '-reply', '-in', path('r.tsr'), '-text');
    expect(text).toContain('Status: Granted');
    expect(text).toContain(`Policy OID: ${testPolicy}`);
    expect(text).toContain('0x01F4 millis');
    expect(text).toContain('Ordering: no');
    expect(text).toContain('Nonce: 0x4D');
    expect(text).toContain('TSA: DirName:/CN=tsa');
  });

  it('is a rejection that openssl reads', () => {
    const authority = createTimeStampAuthority(made.unit('tsa'));
    const clock: ClockVerdict = { kind: 'untrusted', text: 'the clock went back' };
    const rejected = authority.prepare({ request: encodeRequest({ digest }), serialNumber: 1n, clock });
    if (rejected.kind !== 'rejected') throw new Error('prepared');
    writeFileSync(path('no.tsr'), encodeRejection(rejected));
    const { text } = openssl('ts', '-reply', '-in', path('no.tsr'), '-text');
    expect(text).toContain('Status: Rejected');
    expect(text).toContain('the clock went back');
    expect(text).toContain('time source is not available');
  });
});

describe('the authority', () => {
  it('gives no token without what the request needs', () => {
    const authority = createTimeStampAuthority(made.unit('tsa'));
    const ask = (request: Uint8Array) => authority.prepare({ request, serialNumber: 1n, clock: trusted() });
    expect(ask(encodeRequest({ policy: '1.2.3' }))).toMatchObject({ failure: 'unacceptedPolicy' });
    expect(ask(Uint8Array.of(1))).toMatchObject({ failure: 'badDataFormat' });
  });

  it('only grows in serial numbers and time on one node', () => {
    const authority = createTimeStampAuthority(made.unit('tsa'));
    const prepare = (serialNumber: bigint, later: number) => {
      const clock: ClockVerdict = { kind: 'trusted', time: time + later, errorMs: 1 };
      const prepared = authority.prepare({ request: encodeRequest(), serialNumber, clock });
      return prepared.kind === 'prepared' ? 'prepared' : prepared.findings?.map(({ rule }) => rule);
    };
    expect(prepare(5n, 10)).toBe('prepared');
    expect(prepare(5n, 20)).toEqual(['acar.time_stamp_order']);
    expect(prepare(6n, 9)).toEqual(['acar.time_stamp_order']);
    expect(prepare(6n, 10)).toBe('prepared');
    expect(authority.lastGenTime).toBe(time + 10);
  });

  it.each([
    [
      'another purpose',
      ['keyUsage=critical,digitalSignature', 'extendedKeyUsage=critical,timeStamping,clientAuth'],
    ],
    [
      'a purpose that is not critical',
      ['keyUsage=critical,digitalSignature', 'extendedKeyUsage=timeStamping'],
    ],
  ])('stamps nothing with a certificate of %s (RFC 3161 2.3)', (_, extensions) => {
    made.issue('wrong', { issuer: 'root', extensions });
    const authority = createTimeStampAuthority(made.unit('wrong'));
    const prepared = authority.prepare({ request: encodeRequest(), serialNumber: 1n, clock: trusted() });
    expect(prepared).toMatchObject({
      kind: 'rejected',
      failure: 'systemFailure',
      findings: [{ rule: 'rfc3161.certificate_purpose' }],
    });
  });
});

describe('the verifier', () => {
  it('finds the signer, whose path the validator takes for the purpose timeStamping', async () => {
    const token = granted(await answer(encodeRequest({ digest, nonce: 9n })));
    const asked = { nonce: der.integer(9), policy: testPolicy };
    const judged = verifyTimeStamp({ token, stamped: { digest }, certificates: [], asked });
    if (judged.kind !== 'verified') throw new Error(judged.message);
    const ask = (purpose: 'timeStamping' | 'clientAuth') =>
      validatePath({
        leaf: judged.signer,
        intermediates: judged.certificates,
        anchors: [made.root],
        crls: [],
        time: token.tstInfo.genTime,
        revocation: false,
        purpose,
      }).kind;
    expect(ask('timeStamping')).toBe('valid');
    expect(ask('clientAuth')).toBe('refused');
    expect(token.tstInfo).toMatchObject({ genTime: time, accuracyMs: 500, policy: testPolicy });
  });

  it('takes the certificate from elsewhere when the token has none', async () => {
    const token = granted(await answer(encodeRequest({ digest, certReq: false })));
    expect(token.certificates).toEqual([]);
    expect(verdict(token)).toBe('time_stamp.no_certificate');
    expect(verdict(token, { certificates: [tsa] })).toBe('verified');
  });

  it('refuses what is not the answer that was asked for', async () => {
    const token = granted(await answer(encodeRequest({ digest, nonce: 9n })));
    const asked = { nonce: der.integer(9), policy: undefined };
    expect(verdict(token, { stamped: { data: Buffer.from('other') } })).toBe('time_stamp.imprint');
    expect(verdict(token, { asked: { ...asked, nonce: der.integer(8) } })).toBe('time_stamp.nonce');
    expect(verdict(token, { asked: { ...asked, nonce: undefined } })).toBe('time_stamp.nonce');
    expect(verdict(token, { asked: { ...asked, policy: '1.2.3' } })).toBe('time_stamp.policy');
  });

  it('reads a token of openssl, and SHA-1 in it only when that is allowed', async () => {
    const token = (words: readonly string[]) => {
      const config = [
        `[tsa]\nserial=${path('serial')}\ndefault_policy=${testPolicy}\ndigests=sha256,sha1`,
        'signer_digest=sha256\naccuracy=secs:1\nordering=yes\ness_cert_id_chain=no',
        ...words,
      ];
      writeFileSync(path('ts.cnf'), config.join('\n'));
      writeFileSync(path('data'), data);
      openssl('ts', '-query', '-data', path('data'), '-sha256', '-cert', '-out', path('o.tsq'));
      const signing = ['-signer', path('tsa.pem'), '-inkey', path('tsa.key'), '-out', path('o.tsr')];
      openssl(
        'ts',
        '-reply',
        '-queryfile',
        path('o.tsq'),
        '-config',
        path('ts.cnf'),
        '-section',
        'tsa',
        ...signing,
      );
      return granted(readFileSync(path('o.tsr')));
    };
    const modern = token(['ess_cert_id_alg=sha256']);
    expect(verdict(modern)).toBe('verified');
    expect(modern.tstInfo).toMatchObject({ ordering: true, accuracyMs: 1000 });
    const old = token(['ess_cert_id_alg=sha1']);
    expect(verdict(old)).toBe('time_stamp.certificate_id');
    expect(verdict(old, { allowsSha1: true })).toBe('verified');
  });

  it('never takes a token in which an octet of what is signed was changed', async () => {
    const { raw, certificates } = granted(await answer(encodeRequest({ digest, nonce: 9n })));
    const enclosed = certificates[0] ?? new Uint8Array();
    const from = Buffer.from(raw).indexOf(enclosed);
    const places = Array.from(raw.keys()).filter((at) => at < from || at >= from + enclosed.length);
    let isAnyRead = false;
    for (const at of places) {
      const spoilt = Uint8Array.from(raw);
      spoilt[at] = (spoilt[at] ?? 0) ^ 1;
      const read = readTimeStampToken(spoilt);
      if (read.kind !== 'read') continue;
      isAnyRead = true;
      // digestAlgorithms of SignedData and the version of the signer are not signed, and nothing rests on them.
      if (verdict(read.token) === 'verified') expect(unsigned(raw, at)).toBe(true);
    }
    expect(isAnyRead).toBe(true);
  });

  it('answers any mutation of a token with a value', async () => {
    const { raw } = granted(await answer(encodeRequest({ digest, nonce: 9n })));
    const change = fc.tuple(fc.nat(raw.length - 1), fc.nat(255));
    const run = fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
      const bytes = Uint8Array.from(raw);
      for (const [at, octet] of changes) bytes[at] = octet;
      const read = readTimeStampToken(bytes);
      if (read.kind === 'read') expect(verdict(read.token)).toMatch(/^(verified|time_stamp\.[a-z_]+)$/);
    });
    fc.assert(run, { numRuns: 2000 });
  });
});

/** The set of digest algorithms at the head of SignedData, and the version of SignerInfo. */
function unsigned(raw: Uint8Array, at: number): boolean {
  const bytes = Buffer.from(raw);
  const head = bytes.indexOf(Buffer.from('06092a864886f70d010702', 'hex')) + 11;
  const content = bytes.indexOf(Buffer.from('060b2a864886f70d0109100104', 'hex'));
  const signer = bytes.lastIndexOf(Buffer.from('02010130', 'hex'));
  return (at > head && at < content) || (at >= signer && at < signer + 3);
}
