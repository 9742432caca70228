import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { policies, profiles } from '../../certs/ca/index.ts';
import type { Certificate } from '../../certs/index.ts';
import { keyInputOf, type SignatureScheme, signatureSchemes } from '../../certs/keys/index.ts';
import { type CertificateProfile, issuingKey } from '../../certs/lint/index.ts';
import {
  createEvidenceSource,
  createTimestampSource,
  type LevelSources,
  type NamedFile,
  type SigningOrder,
  type TimestampSource,
} from '../../certs/signatures/index.ts';
import { createTimeStampAuthority, encodeRejection } from '../../certs/tsa/index.ts';
import { createWorldStatus, type WorldStatus } from './signing-world-status.ts';
import { type TestAuthority, testAuthority, testRoot, testSigner, testSubjects } from './test-authority.ts';
import { createTestClock, type TestClock } from './test-clock.ts';

/**
 * Signers of a signing world: an official for each algorithm, the seal of an organisation, and an official whose
 * certificate has ended. `pss` and `pkcs1` share one RSA key, which lies in a file because making one takes too long.
 */
export type SignerName = 'p256' | 'p384' | 'pss' | 'pkcs1' | 'seal' | 'expired';

interface WorldSigner {
  readonly key: KeyObject;
  readonly scheme: SignatureScheme;
  readonly profile: CertificateProfile;
  readonly certificate: Certificate;
  readonly issuer: TestAuthority;
}

/**
 * All that documents are signed with, in this process: a root, authorities, signers, time-stamping units, OCSP answers
 * and CRLs. Nothing of it is fetched, and it is made in a few milliseconds.
 */
export interface SigningWorld {
  /** Stands still until it is told otherwise. */
  readonly clock: TestClock;
  readonly timestamps: TimestampSource;
  /** Another unit, with a key and a certificate of its own. */
  readonly secondTimestamps: TimestampSource;
  readonly evidence: LevelSources['evidence'];
  /** A further unit, whose certificate begins now and lasts as long as that of its issuer. */
  addUnit(): Promise<TimestampSource>;
  /** `timestamps` and `evidence`. */
  readonly sources: LevelSources;
  readonly root: Certificate;
  /** For programs of others. */
  readonly rootPem: string;
  /** Every authority below the root. */
  readonly intermediates: readonly Certificate[];
  readonly intermediatesPem: string;
  readonly timeStampUnit: Certificate;
  /** Takes a TimeStampReq to the first unit, and gives its TimeStampResp. */
  sendToUnit(request: Uint8Array): Promise<Uint8Array>;
  readonly status: WorldStatus;
  certificateOf(name: SignerName): Certificate;
  /** The issuers of the signer's certificate, the root left out. */
  chainOf(name: SignerName): readonly Certificate[];
  schemeOf(name: SignerName): SignatureScheme;
  /** The value over a message, by the signer's key: for ECDSA the DER of ECDSA-Sig-Value. */
  sign(name: SignerName, message: Uint8Array): Uint8Array;
  /** What is prepared for the signer, at the time of the clock. */
  orderOf(name: SignerName, files: readonly NamedFile[]): SigningOrder;
  /** The signer's certificate and its clear key, for programs of others. */
  pemOf(name: SignerName): string;
  keyPemOf(name: SignerName): string;
  /** Another certificate for the signer's key, with another serial number. */
  twinOf(name: SignerName): Promise<Certificate>;
  revoke(name: SignerName): void;
  suspend(name: SignerName): void;
  restore(name: SignerName): void;
}

const second = 1000;
const day = 86_400 * second;
const year = 365 * day;

export interface SigningWorldOptions {
  /** Milliseconds since 1970; the system's time when left out, so that programs of others take the certificates. */
  readonly time?: number;
  /** Distinguishes the names of a second hierarchy. */
  readonly rootName?: string;
}

export async function createSigningWorld(options: SigningWorldOptions = {}): Promise<SigningWorld> {
  const start = Math.floor((options.time ?? Date.now()) / second) * second;
  const clock = createTestClock(start / second);
  const root = await testRoot(start - 4 * year, options.rootName ?? 'Açar kök 1');
  const persons = await issueAuthority(root, profiles['issuing-persons'], 'Açar şəxslər 1');
  const organisations = await issueAuthority(root, profiles['issuing-organisations'], 'Açar təşkilatlar 1');
  const status = createWorldStatus(clock, [
    { authority: root, hasOcsp: false },
    { authority: persons, hasOcsp: true },
    { authority: organisations, hasOcsp: true },
  ]);
  const signers = await issueSigners({ persons, organisations }, start);
  const units = [
    await createUnit(organisations, clock, 'Vaxt möhürü 1'),
    await createUnit(organisations, clock, 'Vaxt möhürü 2'),
  ] as const;
  const intermediates = [certificateOf(persons), certificateOf(organisations)];
  const evidence = createEvidenceSource({
    anchors: [certificateOf(root)],
    intermediates,
    ...status,
    now: () => clock.now(),
  });
  const [{ source: timestamps, certificate: timeStampUnit, send: sendToUnit }, { source: secondTimestamps }] =
    units;
  return {
    clock,
    timestamps,
    secondTimestamps,
    evidence,
    addUnit: async () => (await createUnit(organisations, clock, 'Vaxt möhürü 3', true)).source,
    sources: { timestamps, evidence },
    root: certificateOf(root),
    rootPem: pemOf(certificateOf(root)),
    intermediates,
    intermediatesPem: intermediates.map(pemOf).join(''),
    timeStampUnit,
    sendToUnit,
    status,
    certificateOf: (name) => signers[name].certificate,
    chainOf: (name) => [certificateOf(signers[name].issuer)],
    schemeOf: (name) => signers[name].scheme,
    sign: (name, message) => signBy(signers[name], message),
    orderOf: (name, files) => ({
      files,
      certificate: signers[name].certificate,
      chain: [certificateOf(signers[name].issuer)],
      scheme: signers[name].scheme,
      time: clock.now(),
    }),
    pemOf: (name) => pemOf(signers[name].certificate),
    keyPemOf: (name) => signers[name].key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    twinOf: (name) => issueFor(signers[name], start - day),
    revoke: (name) => status.tell(signers[name].certificate, 'revoked'),
    suspend: (name) => status.tell(signers[name].certificate, 'held'),
    restore: (name) => status.tell(signers[name].certificate, 'released'),
  };
}

async function issueAuthority(root: TestAuthority, profile: CertificateProfile, commonName: string) {
  const key = issuingKey(testSigner());
  const subject = { ...testSubjects.authority, commonName };
  const certificate = await root.issue(profile, { subject, publicKey: key.publicKey });
  return testAuthority(certificate, key, root.time);
}

interface SignerKind {
  readonly scheme: SignatureScheme;
  readonly profile: CertificateProfile;
  readonly issuedBy: 'persons' | 'organisations';
}

const official = { profile: profiles['official-signature'], issuedBy: 'persons' } as const;
const seal = { profile: profiles['organisation-seal'], issuedBy: 'organisations' } as const;

const kinds: Readonly<Record<SignerName, SignerKind>> = {
  p256: { scheme: signatureSchemes['ecdsa-sha256'], ...official },
  p384: { scheme: signatureSchemes['ecdsa-sha384'], ...official },
  pss: { scheme: signatureSchemes['rsa-pss-sha256'], ...official },
  pkcs1: { scheme: signatureSchemes['rsa-pkcs1-sha256'], ...official },
  seal: { scheme: signatureSchemes['ecdsa-sha256'], ...seal },
  expired: { scheme: signatureSchemes['ecdsa-sha256'], ...official },
};

async function issueSigners(
  issuers: Readonly<Record<SignerKind['issuedBy'], TestAuthority>>,
  start: number,
): Promise<Readonly<Record<SignerName, WorldSigner>>> {
  const make = async (name: SignerName, notBefore = start - day): Promise<WorldSigner> => {
    const issuer = issuers[kinds[name].issuedBy];
    const unissued = { key: keyOf(name), issuer, ...kinds[name] };
    return { ...unissued, certificate: await issueFor(unissued, notBefore) };
  };
  return {
    p256: await make('p256'),
    p384: await make('p384'),
    pss: await make('pss'),
    pkcs1: await make('pkcs1'),
    seal: await make('seal'),
    expired: await make('expired', start - 4 * year + day),
  };
}

const rsaKey = createPrivateKey(readFileSync(join(import.meta.dirname, 'keys/rsa-3072.pem')));

function keyOf(name: SignerName): KeyObject {
  if (kinds[name].scheme.key === 'rsa') return rsaKey;
  return generateKeyPairSync('ec', { namedCurve: name === 'p384' ? 'P-384' : 'P-256' }).privateKey;
}

function issueFor({ key, issuer, profile }: Omit<WorldSigner, 'certificate' | 'scheme'>, notBefore: number) {
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return issuer.issue(profile, { publicKey, notBefore });
}

function signBy({ key, scheme }: WorldSigner, message: Uint8Array): Uint8Array {
  return sign(scheme.hash, message, keyInputOf(key, scheme));
}

/** A time-stamping unit that is asked by its protocol, in this process. */
async function createUnit(issuer: TestAuthority, clock: TestClock, commonName: string, isLast = false) {
  const own = testSigner();
  const certificate = await issuer.issue(profiles['time-stamping'], {
    subject: { ...testSubjects.service, commonName },
    publicKey: own.publicKey,
    notBefore: clock.now() - day,
    ...(isLast ? { notAfter: certificateOf(issuer).notAfter } : {}),
  });
  const authority = createTimeStampAuthority({
    certificate,
    chain: [certificateOf(issuer)],
    key: issuingKey(own),
    policies: [policies.timeStamping],
    accuracyMs: 500,
    namesTsa: true,
    isQualified: false,
  });
  let serialNumber = 0n;
  const send = async (request: Uint8Array) => {
    serialNumber += 1n;
    const verdict = { kind: 'trusted', time: clock.now(), errorMs: 0 } as const;
    const prepared = authority.prepare({ request, serialNumber, clock: verdict });
    return prepared.kind === 'prepared' ? authority.complete(prepared) : encodeRejection(prepared);
  };
  return { certificate, send, source: createTimestampSource({ hash: 'sha256', send }) };
}

function certificateOf({ certificate }: TestAuthority): Certificate {
  if (!certificate) throw new Error('an authority without a certificate');
  return certificate;
}

/** A certificate as other programs read it. */
function pemOf({ raw }: Certificate): string {
  const lines = Buffer.from(raw)
    .toString('base64')
    .replace(/.{1,64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`;
}
