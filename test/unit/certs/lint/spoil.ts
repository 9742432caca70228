import { der, oids } from '../../../../certs/asn1/index.ts';
import type { ProfileId } from '../../../../certs/ca/index.ts';
import type { Certificate } from '../../../../certs/index.ts';
import type { CertificateLintContext, CertificateProfile } from '../../../../certs/lint/index.ts';
import type { TbsParts } from '../../../support/tbs-parts.ts';

/** Changes that a table of spoilt certificates is made of. */
export type Spoil = (parts: TbsParts) => TbsParts;
export type Change = (context: CertificateLintContext, certificate: Certificate) => CertificateLintContext;

/** A certificate that breaks one rule: its parts are changed, or what it is judged against. */
export interface Spoilt {
  readonly rule: string;
  readonly what: string;
  /** citizen-signature when left out. */
  readonly of?: ProfileId;
  readonly parts?: Spoil;
  readonly context?: Change;
}

export const day = 86_400_000;

const none = new Uint8Array();
const critical = der.boolean(true);

export const set =
  (oid: string, value: Uint8Array, isCritical?: boolean): Spoil =>
  (parts) => {
    const old = parts.extensions.find((one) => one.oid === oid);
    const mark = isCritical === undefined ? (old?.critical ?? none) : isCritical ? critical : none;
    const others = parts.extensions.filter((one) => one.oid !== oid);
    return { ...parts, extensions: [...others, { oid, critical: mark, value }] };
  };

export const mark =
  (oid: string, value: Uint8Array): Spoil =>
  (parts) => ({
    ...parts,
    extensions: parts.extensions.map((one) => (one.oid === oid ? { ...one, critical: value } : one)),
  });

export const drop =
  (oid: string): Spoil =>
  (parts) => ({ ...parts, extensions: parts.extensions.filter((one) => one.oid !== oid) });

export type Attribute = readonly [type: keyof typeof oids, text: string, tag?: number];

const value = ([type, text, tag]: Attribute) => {
  const isPrintable = type === 'countryName' || type === 'serialNumber';
  return der.sequence(der.oid(oids[type]), der.encode(tag ?? (isPrintable ? 0x13 : 0x0c), Buffer.from(text)));
};

export const name = (...attributes: readonly Attribute[]): Uint8Array =>
  der.sequence(...attributes.map((attribute) => der.setOf(value(attribute))));

/** A name of one relative name that holds all attributes. */
export const flatName = (...attributes: readonly Attribute[]): Uint8Array =>
  der.sequence(der.setOf(...attributes.map(value)));

export const subject =
  (...attributes: readonly Attribute[]): Spoil =>
  (parts) => ({ ...parts, subject: name(...attributes) });

export const validity =
  (notBefore: number, notAfter: number): Spoil =>
  (parts) => ({ ...parts, validity: der.sequence(der.time(notBefore), der.time(notAfter)) });

export const profile =
  (change: Partial<CertificateProfile>): Change =>
  (context) => ({ ...context, profile: { ...context.profile, ...change } });

export const uri = (url: string): Uint8Array => der.implicit(6, der.ia5String(url));
export const dns = (host: string): Uint8Array => der.implicit(2, der.ia5String(host));

export const statement = (oid: string, ...information: readonly Uint8Array[]): Uint8Array =>
  der.sequence(der.oid(oid), ...information);

export const policy = (oid: string, ...qualifiers: readonly Uint8Array[]): Uint8Array =>
  der.sequence(der.oid(oid), ...(qualifiers.length > 0 ? [der.sequence(...qualifiers)] : []));

export const person: readonly Attribute[] = [
  ['countryName', 'AZ'],
  ['serialNumber', 'PNOAZ-5ZK1A7B'],
  ['surname', 'Əliyeva'],
  ['givenName', 'Aygün'],
  ['commonName', 'Aygün Əliyeva'],
];
export const without = (type: string) => person.filter(([one]) => one !== type);
export const withText = (type: string, text: string, tag?: number): readonly Attribute[] =>
  person.map((one) => (one[0] !== type ? one : tag === undefined ? [one[0], text] : [one[0], text, tag]));

export const usage = (...bits: readonly number[]) => set(oids.keyUsage, der.namedBits(bits));
export const purposes = (...list: readonly string[]) =>
  set(oids.extKeyUsage, der.sequence(...list.map(der.oid)));
export const names = (...list: readonly Uint8Array[]) => set(oids.subjectAltName, der.sequence(...list));
export const access = (method: string, url: string) => der.sequence(der.oid(method), uri(url));
export const accesses = (...list: readonly Uint8Array[]) =>
  set(oids.authorityInfoAccess, der.sequence(...list));
export const caIssuers = access(oids.accessCaIssuers, 'http://pki.acar.az/ca.cer');

export const issuerWith =
  (change: (issuer: Certificate) => Partial<Certificate>): Change =>
  (context) =>
    context.issuer ? { ...context, issuer: { ...context.issuer, ...change(context.issuer) } } : context;
