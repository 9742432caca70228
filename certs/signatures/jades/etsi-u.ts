import { isJsonObject, type JsonObject, parseJson } from '../../json/index.ts';
import type { RawEvidence } from '../cades/evidence-in-message.ts';
import type { Evidence, Problem } from '../model.ts';
import { base64, base64Url, decodeBase64, decodeBase64Url } from './encoding.ts';

/** One unsigned component (ETSI TS 119 182-1 5.3.1). */
export interface Component {
  readonly name: string;
  readonly value: unknown;
  /** As it stands in base64url; undefined where it stands in clear. */
  readonly encoded: string | undefined;
}

const maxComponents = 1024;

/** The components in their order; a problem where they are not all of one kind, or not objects with one member. */
export function readEtsiU(unprotected: JsonObject | undefined): {
  readonly components: readonly Component[];
  readonly problems: readonly Problem[];
} {
  const etsiU = unprotected?.['etsiU'];
  if (etsiU === undefined) return { components: [], problems: [] };
  const all: readonly unknown[] = Array.isArray(etsiU) ? etsiU : [];
  const components = all.slice(0, maxComponents).flatMap((one) => componentOf(one) ?? []);
  const clear = components.filter(({ encoded }) => encoded === undefined).length;
  const isUniform = clear === 0 || clear === components.length;
  if (all.length > 0 && components.length === all.length && isUniform) return { components, problems: [] };
  const message = 'etsiU is no list of components of one kind';
  return { components, problems: [{ severity: 'failure', code: 'jades.etsiU', message, clause: '5.3.1' }] };
}

function componentOf(one: unknown): Component | undefined {
  const bytes = decodeBase64Url(one);
  const value = bytes ? parseJson(bytes.toString('utf8')) : one;
  if (!isJsonObject(value)) return undefined;
  const [member, ...others] = Object.entries(value);
  if (!member || others.length > 0) return undefined;
  return { name: member[0], value: member[1], encoded: typeof one === 'string' ? one : undefined };
}

/** Those that are read, or hold digests of what is (5.3.3 to 5.3.6); counter-signatures are not judged here. */
const knownComponents: ReadonlySet<string> = new Set(
  'sigPSt sigTst arcTst sigRTst rfsTst xRefs axRefs rRefs arRefs xVals axVals rVals arVals tstVD tstVd anyValData'.split(
    ' ',
  ),
);

/** The names of those that are not read. */
export function unreadComponents(components: readonly Component[]): readonly string[] {
  return components.map(({ name }) => name).filter((name) => !knownComponents.has(name));
}

/** A component as it stands in base64url; `json` is its value, in which there is nothing beyond ASCII. */
export function writeComponent(name: string, json: string): string {
  return base64Url(Buffer.from(`{"${name}":${json}}`, 'latin1'));
}

/** The octets of the DER that a pkiOb (5.4.2) holds; undefined for another encoding. */
function octetsOf(pkiOb: unknown): Buffer | undefined {
  if (!isJsonObject(pkiOb)) return undefined;
  const { encoding } = pkiOb;
  const isDer = encoding === undefined || encoding === 'http://uri.etsi.org/01903/v1.2.2#DER';
  return isDer ? decodeBase64(pkiOb['val']) : undefined;
}

/** The octets of each token of a time-stamp container (5.4.3); undefined for what is no RFC 3161 token. */
export function tokensOf(container: unknown): readonly (Buffer | undefined)[] {
  const tokens = isJsonObject(container) ? container['tstTokens'] : undefined;
  return Array.isArray(tokens) ? tokens.map((one: unknown) => octetsOf(one)) : [undefined];
}

export function writeTimeStamp(name: 'sigTst' | 'arcTst', token: Uint8Array): string {
  return writeComponent(name, `{"tstTokens":[${pkiOb(token)}]}`);
}

/** Base64 has nothing that JSON would escape. */
function pkiOb(der: Uint8Array): string {
  return `{"val":"${base64(der)}"}`;
}

/** The validation data that a component holds (5.3.5); `unreadable` counts what has another encoding than DER. */
export function evidenceIn({ name, value }: Component): RawEvidence & { readonly unreadable: number } {
  const { xVals, rVals } = valuesOf(name, value);
  const revocation = isJsonObject(rVals) ? rVals : {};
  const all = {
    certificates: listOf(xVals).map((one) => octetsOf(isJsonObject(one) ? one['x509Cert'] : undefined)),
    crls: listOf(revocation['crlVals']).map(octetsOf),
    ocspResponses: listOf(revocation['ocspVals']).map(octetsOf),
  };
  const found = {
    certificates: all.certificates.filter((one) => one !== undefined),
    crls: all.crls.filter((one) => one !== undefined),
    ocspResponses: all.ocspResponses.filter((one) => one !== undefined),
  };
  return { ...found, unreadable: countOf(all) - countOf(found) };
}

function countOf(all: Readonly<Record<string, readonly unknown[]>>): number {
  return Object.values(all).reduce((sum, { length }) => sum + length, 0);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Names that were written for tstVD before version 1.2.1 settled on one. */
const containers: ReadonlySet<string> = new Set(['tstVD', 'tstVd', 'anyValData']);

function valuesOf(name: string, value: unknown): { readonly xVals?: unknown; readonly rVals?: unknown } {
  if (name === 'xVals' || name === 'axVals') return { xVals: value };
  if (name === 'rVals' || name === 'arVals') return { rVals: value };
  return containers.has(name) && isJsonObject(value) ? value : {};
}

/** The JSON of xVals and rVals; undefined where there is nothing for one. */
export function writeValues({ certificates, crls, ocspResponses }: Evidence): {
  readonly xVals: string | undefined;
  readonly rVals: string | undefined;
} {
  const x509 = certificates.map(({ raw }) => `{"x509Cert":${pkiOb(raw)}}`);
  const rVals = [...listMember('crlVals', crls), ...listMember('ocspVals', ocspResponses)];
  return {
    xVals: x509.length > 0 ? `[${x509.join(',')}]` : undefined,
    rVals: rVals.length > 0 ? `{${rVals.join(',')}}` : undefined,
  };
}

function listMember(name: string, all: readonly { readonly raw: Uint8Array }[]): readonly string[] {
  return all.length > 0 ? [`"${name}":[${all.map(({ raw }) => pkiOb(raw)).join(',')}]`] : [];
}

/** tstVD: the validation data of a time stamp (5.3.5.3), what is empty left out. */
export function writeTimeStampValues(evidence: Evidence): string {
  const members = Object.entries(writeValues(evidence)).flatMap(([name, json]) =>
    json === undefined ? [] : [`"${name}":${json}`],
  );
  return writeComponent('tstVD', `{${members.join(',')}}`);
}
