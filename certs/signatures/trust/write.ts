import type { SignatureScheme } from '../../keys/index.ts';
import type { Certificate } from '../../validation/index.ts';
import { readWhole, sourceOf } from '../byte-source.ts';
import { xades } from '../xades/index.ts';
import { escapeAttribute, escapeText } from '../xml/index.ts';
import { serviceTypeUris, tslNamespace, tslTag } from './names.ts';

/** A text in several languages, by their tags (RFC 5646); English is one of them (5.1.4). */
export type Words = Readonly<Record<string, string>> & { readonly en: string };

export interface ListAddress {
  readonly street: string;
  readonly locality: string;
  readonly postalCode: string;
  /** Two letters. */
  readonly country: string;
  /** `mailto:` and `https:` addresses (5.3.5.2). */
  readonly electronic: readonly string[];
}

/** What a list says, in the order in which it says it (5.3). */
export interface TrustedListContent {
  readonly sequenceNumber: number;
  /** Two letters. */
  readonly territory: string;
  readonly operatorName: Words;
  readonly operatorAddress: ListAddress;
  readonly schemeName: Words;
  readonly informationUri: string;
  readonly legalNotice: Words;
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
  /** At most six months later (5.3.15). */
  readonly nextUpdate: number;
  readonly distributionPoint: string;
  readonly providers: readonly ListedProvider[];
}

export interface ListedProvider {
  readonly name: Words;
  /** With the registration number among the names (5.4.2), as `NTRAZ-…`. */
  readonly tradeName: Words;
  readonly address: ListAddress;
  readonly informationUri: string;
  readonly services: readonly WrittenService[];
}

export interface WrittenService {
  readonly type: keyof typeof serviceTypeUris;
  readonly name: Words;
  readonly certificate: Certificate;
  /** Newest first; there is at least one. */
  readonly statuses: readonly [WrittenStatus, ...WrittenStatus[]];
  /** URIs of AdditionalServiceInformation. */
  readonly additional?: readonly string[];
}

export interface WrittenStatus {
  readonly status: string;
  /** Milliseconds since 1970. */
  readonly from: number;
}

/** A list that is not of the European Union (annex D.5): its type and rules carry the country. */
const listType = (territory: string) => `http://uri.etsi.org/TrstSvc/TrustedList/TSLType/${territory}list`;
const determination = (territory: string) =>
  `http://uri.etsi.org/TrstSvc/TrustedList/StatusDetn/${territory}determination`;
const rules = (territory: string) => `http://uri.etsi.org/TrstSvc/TrustedList/schemerules/${territory}`;

/** The statuses and times before today's are kept for good (5.3.12). */
const historicalInformationPeriod = 65_535;
const version = 6;

const element = (name: string, ...inner: readonly string[]) => `<${name}>${inner.join('')}</${name}>`;
const text = (name: string, value: string | number) => element(name, escapeText(String(value)));
const moment = (time: number) => `${new Date(time).toISOString().slice(0, 19)}Z`;

function words(name: string, inner: string, value: Words): string {
  const all = Object.entries(value).map(
    ([language, one]) => `<${inner} xml:lang="${escapeAttribute(language)}">${escapeText(one)}</${inner}>`,
  );
  return element(name, ...all);
}

const uri = (name: string, value: string) => words(name, 'URI', { en: value });

function address(name: string, value: ListAddress): string {
  const postal = element(
    'PostalAddresses',
    `<PostalAddress xml:lang="en">${text('StreetAddress', value.street)}${text('Locality', value.locality)}${text('PostalCode', value.postalCode)}${text('CountryName', value.country)}</PostalAddress>`,
  );
  const electronic = value.electronic.map((one) => `<URI xml:lang="en">${escapeText(one)}</URI>`);
  return element(name, postal, element('ElectronicAddress', ...electronic));
}

/** The list without its signature. */
function trustedListText(content: TrustedListContent): string {
  const { territory } = content;
  const scheme = element(
    'SchemeInformation',
    text('TSLVersionIdentifier', version),
    text('TSLSequenceNumber', content.sequenceNumber),
    text('TSLType', listType(territory)),
    words('SchemeOperatorName', 'Name', content.operatorName),
    address('SchemeOperatorAddress', content.operatorAddress),
    words('SchemeName', 'Name', content.schemeName),
    uri('SchemeInformationURI', content.informationUri),
    text('StatusDeterminationApproach', determination(territory)),
    uri('SchemeTypeCommunityRules', rules(territory)),
    text('SchemeTerritory', territory),
    words('PolicyOrLegalNotice', 'TSLLegalNotice', content.legalNotice),
    text('HistoricalInformationPeriod', historicalInformationPeriod),
    text('ListIssueDateTime', moment(content.issuedAt)),
    element('NextUpdate', text('dateTime', moment(content.nextUpdate))),
    element('DistributionPoints', text('URI', content.distributionPoint)),
  );
  const providers = element('TrustServiceProviderList', ...content.providers.map(providerText));
  const id = `TL-${territory}-${content.sequenceNumber}`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<TrustServiceStatusList xmlns="${tslNamespace}" Id="${escapeAttribute(id)}" TSLTag="${tslTag}">${scheme}${providers}</TrustServiceStatusList>`;
}

function providerText(provider: ListedProvider): string {
  const information = element(
    'TSPInformation',
    words('TSPName', 'Name', provider.name),
    words('TSPTradeName', 'Name', provider.tradeName),
    address('TSPAddress', provider.address),
    uri('TSPInformationURI', provider.informationUri),
  );
  return element(
    'TrustServiceProvider',
    information,
    element('TSPServices', ...provider.services.map(serviceText)),
  );
}

function serviceText(service: WrittenService): string {
  const { certificate, additional = [] } = service;
  const [current, ...before] = service.statuses;
  const type = text('ServiceTypeIdentifier', serviceTypeUris[service.type]);
  const name = words('ServiceName', 'Name', service.name);
  const keyIdentifier = Buffer.from(certificate.known.subjectKeyIdentifier ?? '', 'hex').toString('base64');
  const identifier = element('DigitalId', text('X509SKI', keyIdentifier));
  const whole = element(
    'DigitalId',
    text('X509Certificate', Buffer.from(certificate.raw).toString('base64')),
  );
  const extensions = additional.map(
    (one) =>
      `<Extension Critical="true">${element('AdditionalServiceInformation', `<URI xml:lang="en">${escapeText(one)}</URI>`)}</Extension>`,
  );
  const history = before.map((one) =>
    element(
      'ServiceHistoryInstance',
      type,
      name,
      element('ServiceDigitalIdentity', identifier),
      statusText(one),
    ),
  );
  return element(
    'TSPService',
    element(
      'ServiceInformation',
      type,
      name,
      element('ServiceDigitalIdentity', whole, keyIdentifier === '' ? '' : identifier),
      statusText(current),
      extensions.length === 0 ? '' : element('ServiceInformationExtensions', ...extensions),
    ),
    history.length === 0 ? '' : element('ServiceHistory', ...history),
  );
}

function statusText({ status, from }: WrittenStatus): string {
  return text('ServiceStatus', status) + text('StatusStartingTime', moment(from));
}

/** A list of more bytes is not published. */
const maxBytes = 16 * 1024 * 1024;

/** Who signs a list: a key by the scheme of its certificate. */
export interface TrustedListSigner {
  readonly certificate: Certificate;
  readonly scheme: SignatureScheme;
  /** The value over a message; for ECDSA the DER of ECDSA-Sig-Value. */
  sign(message: Uint8Array): Promise<Uint8Array>;
}

/** The list signed as 5.7.1 asks: enveloped XAdES, with the signer's certificate alone. */
export async function signTrustedList(
  content: TrustedListContent,
  signer: TrustedListSigner,
): Promise<Uint8Array> {
  const bytes = Buffer.from(trustedListText(content));
  const files = [{ name: 'trusted-list.xml', mediaType: 'text/xml', content: sourceOf(bytes) }];
  const { certificate, scheme } = signer;
  const order = { files, certificate, chain: [], scheme, time: content.issuedAt };
  const { toBeSigned, state } = await xades.prepare(order, { packaging: 'enveloped' });
  const signed = await xades.complete(state, files, await signer.sign(toBeSigned));
  return readWhole(signed, maxBytes);
}
