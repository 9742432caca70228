import { generateKeyPairSync } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import {
  type Certificate,
  createSoftwareKey,
  drawSerial,
  issueCertificate,
  type Issuer,
  issuingKey,
  lintCertificate,
  prepareCertificate,
  type ProfileId,
  profiles,
  readCertificate,
  signatureAlgorithms,
  type Subject,
} from '../../../certs/index.ts';
import type { Clock } from '../../../oidc/ports.ts';

/** A SIM card: a key and its certificate. */
export interface SimulatedCard {
  /** DER. */
  readonly certificate: Uint8Array;
  /** ECDSA over the hash itself, R || S. */
  sign(hash: Uint8Array): Uint8Array;
}

/** The simulator's own authority: made anew at each start, and worth nothing. */
export interface SimulatedAuthority {
  /** DER of the root, for the relying parties under test. */
  readonly root: Uint8Array;
  readonly issuing: Uint8Array;
  /** The same card for the same person and use, as long as the simulator runs. */
  cardOf(personalCode: string, use: 'authentication' | 'signature'): Promise<SimulatedCard>;
}

const organisation = {
  name: 'Simulyator Operator',
  identifier: { scheme: 'VAT', number: '1400000002' },
} as const;
const disclosure = [{ language: 'en', url: 'https://operator.example/disclosure-en.pdf' }] as const;

type IssuingAuthority = Issuer & { readonly key: ReturnType<typeof issuingKey> };

export async function makeAuthority(clock: Clock, origin: string): Promise<SimulatedAuthority> {
  const addresses = (name: string) => ({
    caIssuers: `${origin}/ca/${name}.cer`,
    ocsp: null,
    crls: [`${origin}/crl/${name}.crl`],
  });
  const make = async (name: string, profile: 'root' | 'issuing-phones', parent?: IssuingAuthority) => {
    const { signer } = await createSoftwareKey(signatureAlgorithms['ecdsa-p256-sha256']);
    const key = issuingKey(signer);
    const own = { addresses: addresses(name), disclosure, practiceStatement: null, key };
    const subject: Subject = { kind: 'authority', organisation, commonName: `Simulyator ${name}` };
    const issuer = parent ?? { ...own, certificate: null };
    const certificate = await certify(clock, issuer, profile, subject, signer.publicKey);
    return { ...own, certificate };
  };
  const root = await make('root', 'root');
  const issuing = await make('phones', 'issuing-phones', root);
  const cards = new Map<string, Promise<SimulatedCard>>();
  return {
    root: root.certificate.raw,
    issuing: issuing.certificate.raw,
    cardOf(personalCode, use) {
      const name = `${use} ${personalCode}`;
      const card = cards.get(name) ?? makeCard(clock, issuing, personalCode, use);
      cards.set(name, card);
      return card;
    },
  };
}

async function makeCard(
  clock: Clock,
  issuer: IssuingAuthority,
  personalCode: string,
  use: 'authentication' | 'signature',
): Promise<SimulatedCard> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subject: Subject = {
    kind: 'citizen',
    givenName: 'Sınaq',
    surname: 'Simulyasiya',
    identifier: { scheme: 'PNO', number: personalCode },
  };
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const { raw } = await certify(clock, issuer, `mobile-${use}`, subject, spki);
  const secret = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
  return { certificate: raw, sign: (hash) => p256.sign(hash, secret, { prehash: false, lowS: false }) };
}

/** prepare -> lint -> sign, by the rules that our own authorities follow. */
async function certify(
  clock: Clock,
  issuer: IssuingAuthority,
  profileId: ProfileId,
  subject: Subject,
  publicKey: Uint8Array,
): Promise<Certificate> {
  const profile = profiles[profileId];
  const notBefore = clock.now();
  const prepared = prepareCertificate({
    issuer,
    profile,
    subject,
    publicKey,
    serial: drawSerial(),
    notBefore,
  });
  if (prepared.kind === 'refused') throw new Error(`${prepared.code}: ${prepared.message}`);
  const lint = lintCertificate(prepared.tbs, {
    issuer: issuer.certificate,
    key: issuer.key,
    profile,
    time: notBefore,
    allowsReservedHostNames: true,
  });
  if (lint.kind === 'refused')
    throw new Error(lint.findings.map(({ rule, message }) => `${rule}: ${message}`).join('; '));
  const issued = await issueCertificate({ key: issuer.key, linted: lint.linted });
  if (issued.kind === 'refused') throw new Error(issued.message);
  const read = readCertificate(issued.certificate);
  if (read.kind === 'malformed') throw new Error(read.message);
  return read.value;
}
