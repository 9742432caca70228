import { execFileSync } from 'node:child_process';
import { createPublicKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptRequest, type ProfileId, profiles } from '../../../certs/ca/index.ts';
import { type Certificate, readCertificate, validatePath } from '../../../certs/index.ts';
import {
  type Chain,
  createVerifiers,
  type NssUsage,
  type Verifiers,
} from '../../support/certificate-verifiers.ts';
import {
  type TestAuthority,
  testIssuing,
  testOrganisation,
  testRoot,
  testSubjects,
} from '../../support/test-authority.ts';

const issuingProfiles = [
  'issuing-persons',
  'issuing-phones',
  'issuing-organisations',
  'issuing-systems',
] as const;
type IssuingProfile = (typeof issuingProfiles)[number];

/** Every profile of an end entity: who issues it, and what NSS is asked about it (it does not know time stamps). */
const leaves: readonly (readonly [ProfileId, IssuingProfile, NssUsage | null])[] = [
  ['citizen-signature', 'issuing-persons', 'signer'],
  ['citizen-authentication', 'issuing-persons', 'client'],
  ['entrepreneur-signature', 'issuing-persons', 'signer'],
  ['entrepreneur-authentication', 'issuing-persons', 'client'],
  ['employee-signature', 'issuing-persons', 'signer'],
  ['employee-authentication', 'issuing-persons', 'client'],
  ['official-signature', 'issuing-persons', 'signer'],
  ['official-authentication', 'issuing-persons', 'client'],
  ['mobile-signature', 'issuing-phones', 'signer'],
  ['mobile-authentication', 'issuing-phones', 'client'],
  ['organisation-seal', 'issuing-organisations', 'signer'],
  ['agency-system', 'issuing-systems', 'server'],
  ['ocsp-responder', 'issuing-persons', 'responder'],
  ['time-stamping', 'issuing-organisations', null],
];

let root: TestAuthority;
let verifiers: Verifiers;
const issuing = new Map<IssuingProfile, TestAuthority>();
/** An hour ago: certtool asks about now and no other time. */
const start = Date.now() - 3_600_000;
const time = start + 1_800_000;

beforeAll(async () => {
  verifiers = createVerifiers();
  root = await testRoot(start);
  for (const id of issuingProfiles) issuing.set(id, await testIssuing(root, profiles[id]));
}, 120_000);
afterAll(() => verifiers.remove());

function authority(id: IssuingProfile): { authority: TestAuthority; certificate: Certificate } {
  const found = issuing.get(id);
  if (!found?.certificate) throw new Error(id);
  return { authority: found, certificate: found.certificate };
}

function rootCertificate(): Certificate {
  if (!root.certificate) throw new Error('no root');
  return root.certificate;
}

/** The last octet of the signature is another one. */
function spoilt(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(bytes);
  copy[copy.length - 1] = (copy[copy.length - 1] ?? 0) ^ 1;
  return copy;
}

function ourVerdict(leaf: Uint8Array, intermediates: readonly Certificate[], time: number): string {
  const read = readCertificate(leaf);
  if (read.kind !== 'read') return read.code;
  const request = { intermediates, anchors: [rootCertificate()], crls: [], time, revocation: false };
  const result = validatePath({ leaf: read.value, ...request });
  return result.kind === 'valid' ? 'valid' : result.code;
}

describe('a certificate from root to leaf', () => {
  // Elsewhere a program that is not installed is not asked.
  it.runIf(process.env['CI'] === 'true')('is judged by three other programs', () => {
    expect([...verifiers.programs.keys()]).toEqual(['OpenSSL', 'GnuTLS', 'NSS']);
  });

  it.each(leaves)(
    'is accepted by everybody, a spoilt copy by nobody: %s',
    async (id, issuer, usage) => {
      const { authority: above, certificate } = authority(issuer);
      const { raw: leaf } = await above.issue(profiles[id]);
      const chain: Chain = {
        root: rootCertificate().raw,
        intermediates: [certificate.raw],
        leaf,
        time,
        usage: usage ?? 'signer',
      };
      for (const [program, verify] of verifiers.programs) {
        if (program === 'NSS' && usage === null) continue;
        const verdict = verify(chain);
        expect(verdict, `${program}: ${verdict.output}`).toMatchObject({ accepts: true });
        expect(verify({ ...chain, leaf: spoilt(leaf) }), program).toMatchObject({ accepts: false });
      }
      expect(ourVerdict(leaf, [certificate], time)).toBe('valid');
      expect(ourVerdict(spoilt(leaf), [certificate], time)).toBe('path.bad_signature');
    },
    120_000,
  );

  it('holds all letters of the alphabet, and Node reads them', async () => {
    const all = 'Aa Bb Cc Çç Dd Ee Əə Ff Gg Ğğ Hh Xx Iı İi Jj Kk Qq Ll Mm Nn Oo';
    const rest = 'Öö Pp Rr Ss Şş Tt Uu Üü Vv Yy Zz';
    const { authority: persons } = authority('issuing-persons');
    const subject = { ...testSubjects.citizen, givenName: all, surname: rest, commonName: 'Əhməd Ağa' };
    const { raw } = await persons.issue(profiles['citizen-signature'], { subject });
    const text = new X509Certificate(raw).subject;
    for (const part of [`GN=${all}`, `SN=${rest}`, 'CN=Əhməd Ağa', 'serialNumber=PNOAZ-5ZK1A7B'])
      expect(text).toContain(part);
  });
});

describe('a certificate for the key of a request made by openssl', () => {
  it.each([
    ['P-256', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']],
    ['P-384', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384']],
    ['RSA 3072', ['-newkey', 'rsa:3072']],
    [
      'RSA 3072 with PSS',
      ['-newkey', 'rsa:3072', '-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:32'],
    ],
  ])(
    '%s',
    async (_name, words) => {
      const folder = mkdtempSync(join(tmpdir(), 'acar-request-'));
      const file = join(folder, 'request.der');
      const names = 'subjectAltName=DNS:mehkeme.gov.az,DNS:www.mehkeme.gov.az';
      const about = [
        '-subj',
        '/CN=whoever',
        '-addext',
        names,
        '-keyout',
        join(folder, 'key.pem'),
        '-outform',
        'DER',
      ];
      execFileSync('openssl', ['req', '-new', '-nodes', ...words, ...about, '-out', file], { stdio: 'pipe' });
      const accepted = acceptRequest(readFileSync(file), profiles['agency-system']);
      rmSync(folder, { recursive: true });
      if (accepted.kind !== 'accepted') throw new Error(accepted.message);
      const { publicKey, hostNames } = accepted;
      const { authority: systems } = authority('issuing-systems');
      const issued = new X509Certificate(
        (await systems.issue(profiles['agency-system'], { publicKey, hostNames })).raw,
      );
      expect(issued.subjectAltName).toBe('DNS:mehkeme.gov.az, DNS:www.mehkeme.gov.az');
      const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
      expect(issued.publicKey.equals(key)).toBe(true);
      expect(issued.subject).toContain(`organizationIdentifier=VATAZ-${testOrganisation.identifier.number}`);
    },
    120_000,
  );
});

describe('a cross-certificate', () => {
  it('lets a leaf below another root be believed under ours', async () => {
    const other = await testRoot(start, 'Başqa kök');
    if (!other.certificate) throw new Error('no root');
    const persons = await testIssuing(other);
    const { raw: leaf } = await persons.issue(profiles['citizen-signature']);
    const cross = await root.issue(profiles['cross-certificate'], {
      subject: { kind: 'certified-authority', certificate: other.certificate },
      publicKey: other.certificate.spki,
    });
    if (!persons.certificate) throw new Error('no CA');
    const intermediates = [persons.certificate.raw, cross.raw];
    const chain: Chain = {
      root: rootCertificate().raw,
      intermediates,
      leaf,
      time,
      usage: 'signer',
    };
    for (const [program, verify] of verifiers.programs) {
      const verdict = verify(chain);
      expect(verdict, `${program}: ${verdict.output}`).toMatchObject({ accepts: true });
    }
    expect(ourVerdict(leaf, [persons.certificate, cross], time)).toBe('valid');
    expect(ourVerdict(leaf, [persons.certificate], time)).not.toBe('valid');
  }, 120_000);
});

describe('the text that openssl shows', () => {
  it('has the statements, policies and addresses of a judge’s certificate', async () => {
    const { authority: persons } = authority('issuing-persons');
    const { raw } = await persons.issue(profiles['official-signature'], { partition: 1 });
    const text = execFileSync('openssl', ['x509', '-inform', 'DER', '-noout', '-text', '-nameopt', 'utf8'], {
      input: raw,
      encoding: 'utf8',
    });
    for (const part of [
      'Version: 3 (0x2)',
      'title=Hakim',
      'X509v3 Key Usage: critical\n                Non Repudiation\n',
      'Policy: 0.4.0.194112.1.2',
      'CPS: https://pki.acar.az/cps',
      'OCSP - URI:http://ocsp.acar.az',
      'URI:http://pki.acar.az/1.crl',
      'qcStatements',
    ])
      expect(text).toContain(part);
  });
});
