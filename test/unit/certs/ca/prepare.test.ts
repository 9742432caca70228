import { beforeAll, describe, expect, it } from 'vitest';
import {
  drawSerial,
  issueCertificate,
  type PrepareRequest,
  prepareCertificate,
  profiles,
} from '../../../../certs/ca/index.ts';
import { callName, describeName, readCertificate } from '../../../../certs/index.ts';
import { issuingKey, lintCertificate } from '../../../../certs/lint/index.ts';
import {
  type TestAuthority,
  testAuthority,
  testIssuing,
  testOrganisation,
  testRoot,
  testSigner,
  testSubjects,
  testTime,
} from '../../../support/test-authority.ts';

let root: TestAuthority;
let issuing: TestAuthority;

beforeAll(async () => {
  root = await testRoot();
  issuing = await testIssuing(root);
});

const { citizen } = testSubjects;

function prepare(change: Partial<PrepareRequest> = {}) {
  return prepareCertificate({
    issuer: issuing,
    profile: profiles['citizen-signature'],
    subject: citizen,
    publicKey: testSigner().publicKey,
    serial: drawSerial(),
    notBefore: testTime,
    ...change,
  });
}

function refusalOf(change: Partial<PrepareRequest>) {
  const result = prepare(change);
  return result.kind === 'refused' ? [result.code, result.field] : result.kind;
}

const as = (change: object): Partial<PrepareRequest> => ({ subject: { ...citizen, ...change } });

describe('what a certificate is prepared from', () => {
  it.each<[string, object, string]>([
    ['Cyrillic letters that look Latin', { givenName: 'Аnar' }, 'givenName'],
    ['a digit in a name', { surname: 'Əliyev2' }, 'surname'],
    ['an empty name', { surname: '' }, 'surname'],
    ['letters that are not composed', { givenName: 'Go\u0308yc\u0327ay' }, 'givenName'],
    ['a space at the end', { givenName: 'Anar ' }, 'givenName'],
    ['a line break', { givenName: 'Anar\nOğlu' }, 'givenName'],
    ['a mark that turns the direction', { givenName: 'Anar\u202e' }, 'givenName'],
    ['65 letters', { surname: 'Ə'.repeat(65), commonName: 'Anar' }, 'surname'],
    ['65 letters together', { givenName: 'A'.repeat(32), surname: 'B'.repeat(32) }, 'commonName'],
    ['a million letters', { surname: 'Ə'.repeat(1_000_000), commonName: 'Anar' }, 'surname'],
    ['a FIN with O', { identifier: { scheme: 'PNO', number: '5ZK1A7O' } }, 'identifier'],
    ['a FIN in small letters', { identifier: { scheme: 'PNO', number: '5zk1a7b' } }, 'identifier'],
  ])('is refused: %s', (_what, change, field) => {
    expect(refusalOf(as(change))).toEqual(['ca.subject_field', field]);
  });

  it('is refused with a wrong VOEN or organisation', () => {
    const entrepreneur = { ...testSubjects.entrepreneur, taxNumber: '123' };
    const profile = profiles['entrepreneur-signature'];
    expect(refusalOf({ profile, subject: entrepreneur })).toEqual(['ca.subject_field', 'taxNumber']);
    const organisation = { ...testOrganisation, name: '\u0000' };
    const seal = { ...testSubjects.organisation, organisation };
    expect(refusalOf({ profile: profiles['organisation-seal'], subject: seal })).toEqual([
      'ca.subject_field',
      'organizationName',
    ]);
  });

  it('is refused for another kind of holder than the profile has', () => {
    expect(refusalOf({ subject: testSubjects.official })).toEqual(['ca.subject_kind', 'kind']);
  });

  it.each([0, 8, 21])('is refused with a serial of %i octets (RFC 5280 4.1.2.2)', (octets) => {
    expect(refusalOf({ serial: new Uint8Array(octets).fill(0x11) })).toEqual(['ca.serial', undefined]);
  });

  it('is refused with a serial that starts with zero or is negative', () => {
    expect(refusalOf({ serial: new Uint8Array(16) })).toEqual(['ca.serial', undefined]);
    expect(refusalOf({ serial: new Uint8Array(16).fill(0x80) })).toEqual(['ca.serial', undefined]);
  });

  it('is refused with host names where the profile has none, or without where it has some', () => {
    expect(refusalOf({ hostNames: ['x.gov.az'] })).toEqual(['ca.host_name', undefined]);
    const system = { profile: profiles['agency-system'], subject: testSubjects.system };
    for (const hostNames of [[], ['*.gov.az'], ['x_y.gov.az'], ['10.0.0.1'], ['x.gov.az', 'x.gov.az']])
      expect(refusalOf({ ...system, hostNames })).toEqual(['ca.host_name', undefined]);
  });

  it('is refused for a CRL that the issuer does not have', () => {
    expect(refusalOf({ partition: 2 })).toEqual(['ca.partition', undefined]);
  });
});

describe('validity', () => {
  const issuerEnd = () => issuing.certificate?.notAfter ?? 0;

  it('is three years to the second', () => {
    expect(prepare()).toMatchObject({ notAfter: Date.UTC(2029, 10, 22, 8, 59, 59) });
  });

  it('ends with the issuer’s at the latest', () => {
    const late = issuerEnd() - 86_400_000;
    expect(prepare({ notBefore: late })).toMatchObject({ notAfter: issuerEnd() });
  });

  it.each<[string, () => Partial<PrepareRequest>]>([
    ['before the issuer’s', () => ({ notBefore: testTime - 1000 })],
    ['after the issuer’s', () => ({ notBefore: issuerEnd() + 1000 })],
    ['longer than the profile allows', () => ({ notAfter: testTime + 4 * 366 * 86_400_000 })],
    ['backwards', () => ({ notAfter: testTime - 1000 })],
    ['no number', () => ({ notBefore: Number.NaN })],
    ['endless', () => ({ notBefore: Number.POSITIVE_INFINITY })],
  ])('is refused: %s', (_what, change) => {
    expect(refusalOf(change())).toEqual(['ca.validity', undefined]);
  });
});

describe('a serial number', () => {
  it('has 16 octets, is positive, and 126 bits of it are random', () => {
    const ones = drawSerial((octets) => new Uint8Array(octets).fill(0xff));
    const zeros = drawSerial((octets) => new Uint8Array(octets));
    expect(Buffer.from(ones).toString('hex')).toBe(`7f${'ff'.repeat(15)}`);
    expect(Buffer.from(zeros).toString('hex')).toBe(`40${'00'.repeat(15)}`);
  });
});

describe('issuing', () => {
  function passed() {
    const prepared = prepare();
    if (prepared.kind !== 'prepared') throw new Error(prepared.code);
    const { key, certificate: issuer } = issuing;
    const about = { issuer, key, profile: profiles['citizen-signature'], time: testTime };
    const result = lintCertificate(prepared.tbs, about);
    if (result.kind !== 'passed') throw new Error(JSON.stringify(result.findings));
    return result.linted;
  }

  it('gives a certificate with the linted bytes inside', async () => {
    const linted = passed();
    const issued = await issueCertificate({ key: issuing.key, linted });
    const read = issued.kind === 'issued' ? readCertificate(issued.certificate) : undefined;
    expect(read?.kind === 'read' && Buffer.from(read.value.tbs).equals(linted.tbs)).toBe(true);
  });

  it('gives nothing when the device signs something else', async () => {
    const signer = testSigner();
    const { publicKey, algorithm } = signer;
    const broken = issuingKey({
      publicKey,
      algorithm,
      sign: () => signer.sign(Buffer.from('something else')),
    });
    expect(await issueCertificate({ key: broken, linted: passed() })).toMatchObject({
      code: 'ca.signature_wrong',
    });
    const garbled = issuingKey({ publicKey, algorithm, sign: async () => Buffer.from('no signature') });
    expect(await issueCertificate({ key: garbled, linted: passed() })).toMatchObject({
      code: 'ca.signature_wrong',
    });
  });

  it('keeps the name and the key identifier of an authority that it certifies anew', async () => {
    const other = await testRoot();
    if (!other.certificate) throw new Error('no root');
    const cross = await root.issue(profiles['cross-certificate'], {
      subject: { kind: 'certified-authority', certificate: other.certificate },
      publicKey: other.certificate.spki,
    });
    expect(Buffer.from(cross.subject.raw).equals(other.certificate.subject.raw)).toBe(true);
    expect(cross.known.subjectKeyIdentifier).toBe(other.certificate.known.subjectKeyIdentifier);
    expect(cross.known.authorityKeyIdentifier?.keyIdentifier).toBe(
      root.certificate?.known.subjectKeyIdentifier,
    );
  });

  it('does not let a root be made with another key than its own', async () => {
    const key = issuingKey(testSigner('secp384r1'));
    const made = testAuthority(null, key).issue(profiles.root, {
      publicKey: testSigner('secp384r1').publicKey,
    });
    await expect(made).rejects.toThrow('acar.signing_key');
  });

  it('names the holder from the general to the particular', async () => {
    const { subject } = await issuing.issue(profiles['official-signature']);
    expect(describeName(subject)).toBe(
      'C=AZ, O=Məhkəmə-Hüquq “Ədalət” Şurası, Gəncə ş., № 7, organizationIdentifier=VATAZ-1400057421, OU=Xəzər rayon məhkəməsi, ' +
        'title=Hakim, serialNumber=PNOAZ-5ZK1A7B, surname=Əliyeva-İsgəndərzadə, givenName=Aygün Çingiz qızı, ' +
        'CN=Aygün Çingiz qızı Əliyeva-İsgəndərzadə',
    );
    expect(callName(subject)).toBe('Aygün Çingiz qızı Əliyeva-İsgəndərzadə');
  });
});
