import { generateKeyPairSync, sign } from 'node:crypto';
import { der, oids } from '../../certs/asn1/index.ts';
import type { CertificateOrder, OrderService } from '../pki/index.ts';
import type { DataFolder } from './data-folder.ts';
import { exchangeParties } from './exchange-catalogue.ts';

const orderedBy = 'demonstration';
const court = {
  name: 'Nümunə Məhkəməsi (nümayiş)',
  identifier: { scheme: 'VAT', number: '1400000004' },
} as const;
const company = {
  name: 'Nümunə MMC (nümayiş)',
  identifier: { scheme: 'VAT', number: '1400000005' },
} as const;
const person = {
  givenName: 'Nümayiş',
  surname: 'Şəxsi',
  identifier: { scheme: 'PNO', number: '0NUM001' },
} as const;
const citizen = { kind: 'citizen', ...person } as const;
const judge = { kind: 'official', ...person, organisation: court, title: 'Hakim' } as const;

type Kind = Pick<CertificateOrder, 'authority' | 'profile' | 'subject'> & {
  readonly hostName?: string;
  /** Of its files; the profile's where there is one of it. */
  readonly name?: string;
};

/** One of each kind, for a person, a court and a company that do not exist. */
const kinds: readonly Kind[] = [
  { authority: 'persons-1', profile: 'citizen-signature', subject: citizen },
  { authority: 'persons-1', profile: 'citizen-authentication', subject: citizen },
  {
    authority: 'persons-1',
    profile: 'entrepreneur-signature',
    subject: { kind: 'entrepreneur', ...person, taxNumber: '1400000006' },
  },
  {
    authority: 'persons-1',
    profile: 'employee-signature',
    subject: { kind: 'employee', ...person, organisation: company, title: 'Mühasib' },
  },
  { authority: 'persons-1', profile: 'official-signature', subject: judge },
  { authority: 'persons-1', profile: 'official-authentication', subject: judge },
  { authority: 'phones-1', profile: 'mobile-signature', subject: citizen },
  { authority: 'phones-1', profile: 'mobile-authentication', subject: citizen },
  {
    authority: 'organisations-1',
    profile: 'organisation-seal',
    subject: { kind: 'organisation', organisation: company, commonName: company.name },
  },
  {
    authority: 'systems-1',
    profile: 'agency-system',
    subject: { kind: 'system', organisation: court, commonName: 'notices.court.localhost' },
    hostName: 'notices.court.localhost',
  },
  ...Object.values(exchangeParties).map(
    ({ organisation, certificate, hostName, names }): Kind => ({
      authority: 'systems-1',
      profile: 'agency-system',
      subject: {
        kind: 'system',
        organisation: {
          name: `${names.az} (nümayiş)`,
          identifier: { scheme: 'VAT', number: organisation.replace('VATAZ-', '') },
        },
        commonName: hostName,
      },
      hostName,
      name: certificate,
    }),
  ),
];

/**
 * Issues what is missing, and keeps keys and certificates in the data folder; how many were made. The keys are in
 * files, as no real holder's would be.
 */
export async function issueDemoCertificates(orders: OrderService, folder: DataFolder): Promise<number> {
  let made = 0;
  for (const { hostName, name, ...kind } of kinds) {
    const orderKey = name ?? kind.profile;
    if (await orders.resultOf(orderedBy, orderKey)) continue;
    const { privateKey, request } = makeRequest();
    const issued = await orders.issue({
      ...kind,
      orderedBy,
      orderKey,
      request,
      isPublic: true,
      ...(hostName === undefined ? {} : { hostNames: [hostName] }),
    });
    if (issued.kind === 'refused')
      throw new Error(`demonstration certificate refused: ${issued.code}: ${issued.message}`);
    folder.writeText(`demo-${orderKey}.key`, privateKey);
    folder.writeText(`demo-${orderKey}.pem`, pem(issued.certificate));
    made += 1;
  }
  return made;
}

/** A new key, and a request with its proof of possession (RFC 2986). */
function makeRequest() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const info = der.sequence(
    der.integer(0),
    der.sequence(),
    publicKey.export({ type: 'spki', format: 'der' }),
    der.encode(0xa0),
  );
  const algorithm = der.sequence(der.oid(oids.ecdsaWithSHA256));
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    request: der.sequence(info, algorithm, der.bitString(sign('sha256', info, privateKey))),
  };
}

/** RFC 7468. */
export function pem(certificate: Uint8Array): string {
  const base64 = Buffer.from(certificate).toString('base64').replace(/.{64}/g, '$&\n').trimEnd();
  return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
}
