import { generateKeyPairSync, sign } from 'node:crypto';
import {
  drawSerial,
  type Issuer,
  issueCertificate,
  prepareCertificate,
  profiles,
  type Subject,
} from '../../certs/ca/index.ts';
import { type Certificate, readCertificate } from '../../certs/index.ts';
import { type Signer, signatureAlgorithms } from '../../certs/keys/index.ts';
import {
  type CertificateProfile,
  type IssuingKey,
  issuingKey,
  lintCertificate,
} from '../../certs/lint/index.ts';

/** A signer of its own for tests: nothing but a key of node:crypto. */
export function testSigner(curve: 'prime256v1' | 'secp384r1' = 'prime256v1'): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: curve });
  const algorithm = signatureAlgorithms[curve === 'prime256v1' ? 'ecdsa-p256-sha256' : 'ecdsa-p384-sha384'];
  return {
    algorithm,
    publicKey: new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })),
    sign: async (message) => sign(algorithm.hash, message, privateKey),
  };
}

export const testTime = Date.UTC(2026, 10, 22, 9, 0, 0);

export const testOrganisation = {
  name: 'Məhkəmə-Hüquq “Ədalət” Şurası, Gəncə ş., № 7',
  identifier: { scheme: 'VAT', number: '1400057421' },
} as const;

const person = {
  givenName: 'Aygün Çingiz qızı',
  surname: 'Əliyeva-İsgəndərzadə',
  identifier: { scheme: 'PNO', number: '5ZK1A7B' },
} as const;

const office = { organisation: testOrganisation, unit: 'Xəzər rayon məhkəməsi', title: 'Hakim' } as const;

/** One of each kind, with all Azerbaijani letters among them. */
export const testSubjects = {
  citizen: { kind: 'citizen', ...person },
  entrepreneur: { kind: 'entrepreneur', ...person, taxNumber: '2000123451' },
  employee: { kind: 'employee', ...person, ...office, title: 'Baş mühasib' },
  official: { kind: 'official', ...person, ...office },
  organisation: { kind: 'organisation', organisation: testOrganisation, commonName: 'Möhür Ğğ Öö Üü Şş' },
  system: { kind: 'system', organisation: testOrganisation, commonName: 'Məhkəmə sistemi' },
  service: { kind: 'service', organisation: testOrganisation, commonName: 'Vaxt möhürü 1' },
  authority: { kind: 'authority', organisation: testOrganisation, commonName: 'Açar şəxslər 1' },
} as const satisfies Record<string, Subject>;

export interface TestAuthority extends Issuer {
  readonly key: IssuingKey;
  /** When it issues unless told otherwise. */
  readonly time: number;
  /** The certificate that was issued, or the reason why not. */
  issue(profile: CertificateProfile, options?: IssueOptions): Promise<Certificate>;
}

export interface IssueOptions {
  readonly subject?: Subject;
  readonly publicKey?: Uint8Array;
  readonly hostNames?: readonly string[];
  readonly notBefore?: number;
  readonly notAfter?: number;
  readonly partition?: number;
}

function subjectOf(profile: CertificateProfile): Subject {
  const [kind] = profile.subjects;
  if (!kind || kind === 'certified-authority') throw new Error('name the subject');
  return testSubjects[kind];
}

const about = {
  addresses: {
    caIssuers: 'http://pki.acar.az/ca.cer',
    ocsp: 'http://ocsp.acar.az',
    crls: ['http://pki.acar.az/0.crl', 'http://pki.acar.az/1.crl'],
  },
  disclosure: [
    { language: 'en', url: 'https://pki.acar.az/pds-en.pdf' },
    { language: 'az', url: 'https://pki.acar.az/pds-az.pdf' },
  ],
  practiceStatement: 'https://pki.acar.az/cps',
} as const;

/** An authority that issues through prepare, lint and sign. `certificate` null: the root that is still to be made. */
export function testAuthority(
  certificate: Certificate | null,
  key: IssuingKey,
  time: number = testTime,
): TestAuthority {
  const authority: TestAuthority = {
    certificate,
    key,
    time,
    ...about,
    async issue(profile, options = {}) {
      const { notBefore = time } = options;
      const prepared = prepareCertificate({
        issuer: authority,
        profile,
        subject: options.subject ?? subjectOf(profile),
        publicKey: options.publicKey ?? testSigner().publicKey,
        serial: drawSerial(),
        notBefore,
        ...(options.notAfter === undefined ? {} : { notAfter: options.notAfter }),
        hostNames: options.hostNames ?? (profile.subjectAltName ? ['x.mehkeme.gov.az'] : []),
        partition: options.partition ?? 0,
      });
      if (prepared.kind !== 'prepared') throw new Error(`${prepared.code}: ${prepared.message}`);
      const result = lintCertificate(prepared.tbs, { issuer: certificate, key, profile, time: notBefore });
      if (result.kind !== 'passed') throw new Error(JSON.stringify(result.findings));
      const issued = await issueCertificate({ key, linted: result.linted });
      if (issued.kind !== 'issued') throw new Error(issued.code);
      const read = readCertificate(issued.certificate);
      if (read.kind !== 'read') throw new Error(read.message);
      return read.value;
    },
  };
  return authority;
}

/** A root of P-384. */
export async function testRoot(time: number = testTime, commonName = 'Açar kök 1'): Promise<TestAuthority> {
  const key = issuingKey(testSigner('secp384r1'));
  const subject: Subject = { ...testSubjects.authority, commonName };
  const root = await testAuthority(null, key, time).issue(profiles.root, {
    subject,
    publicKey: key.publicKey,
  });
  return testAuthority(root, key, time);
}

/** An issuing CA of P-256 below a root. */
export async function testIssuing(
  root: TestAuthority,
  profile: CertificateProfile = profiles['issuing-persons'],
): Promise<TestAuthority> {
  const key = issuingKey(testSigner());
  return testAuthority(await root.issue(profile, { publicKey: key.publicKey }), key, root.time);
}
