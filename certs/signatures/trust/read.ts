import { type Certificate, readSharedCertificate } from '../../validation/index.ts';
import { sourceOf } from '../byte-source.ts';
import { decodeBase64 } from '../xades/base64.ts';
import { openXades, type XadesReading } from '../xades/read.ts';
import {
  attributeOf,
  childrenNamed,
  elementsAt,
  elementsOf,
  isNamed,
  textOf,
  type XmlElement,
} from '../xml/index.ts';
import type {
  ListedService,
  ReadTrustedList,
  ServicePeriod,
  TrustedList,
  TrustedListErrorCode,
} from './model.ts';
import { qualifications, signature as signatureName, takenOverBy, tsl } from './names.ts';

export interface TrustedListQuestion {
  /** Whose signature is accepted (5.7): the certificates themselves, as the operator or a list of lists gives them. */
  readonly signers: readonly Certificate[];
  /** Milliseconds since 1970: the list must not have run out. */
  readonly time: number;
  /** The highest sequence number that was seen of this list; a lower one is refused. */
  readonly lastSequenceNumber?: number;
}

type Refused = Extract<ReadTrustedList, { readonly kind: 'refused' }>;

/** A trusted list of version 5 or 6 from its bytes, or why it is not believed. Bounded, and never throws. */
export async function readTrustedList(
  bytes: Uint8Array,
  question: TrustedListQuestion,
): Promise<ReadTrustedList> {
  const file = { name: 'trusted-list.xml', mediaType: 'text/xml', content: sourceOf(bytes) };
  const opened = await openXades({ file, detached: [] });
  if ('kind' in opened) return refuse('trusted_list.malformed', opened.message);
  const signer = judgeSignature(opened, question.signers);
  if ('kind' in signer) return signer;
  const list = listOf(opened.xml.root, signer);
  if ('kind' in list) return list;
  if (list.sequenceNumber < (question.lastSequenceNumber ?? 0))
    return refuse('trusted_list.outdated', 'a later list was seen before');
  if (list.nextUpdate === undefined || list.nextUpdate < question.time)
    return refuse('trusted_list.outdated', 'the list has run out, or is closed');
  return { kind: 'read', list };
}

function refuse(code: TrustedListErrorCode, message: string): Refused {
  return { kind: 'refused', code, message };
}

/** 5.7.1: one enveloped signature over all of the list. */
function judgeSignature(
  { signatures, xml }: XadesReading,
  signers: readonly Certificate[],
): Certificate | Refused {
  const [found, ...others] = signatures;
  const place = found?.structure?.element.parent;
  if (!found || others.length > 0 || place !== xml.root)
    return refuse('trusted_list.signature', 'a list has one signature, in its root');
  const { read } = found;
  const isIntact = read.value === 'verifies' && read.digests.every(({ outcome }) => outcome === 'matches');
  const failed = read.problems.find(({ severity }) => severity === 'failure');
  if (!isIntact || failed || read.packaging !== 'enveloped' || !read.coversWholeDocument)
    return refuse('trusted_list.signature', failed?.message ?? 'the signature does not hold');
  const { certificate, reference } = read.signer;
  const isKnown = certificate && signers.some(({ raw }) => Buffer.compare(raw, certificate.raw) === 0);
  if (!certificate || !isKnown || reference !== 'matches')
    return refuse('trusted_list.signer', 'nobody who may sign this list has signed it');
  return certificate;
}

const versions: ReadonlySet<string> = new Set(['5', '6']);

function listOf(root: XmlElement, signer: Certificate): TrustedList | Refused {
  const [scheme, ...others] = childrenNamed(root, tsl('SchemeInformation'));
  if (!isNamed(root, tsl('TrustServiceStatusList')) || !scheme || others.length > 0)
    return refuse('trusted_list.malformed', 'not a trusted list');
  const last = elementsOf(root).at(-1);
  if (!last || !isNamed(last, signatureName))
    return refuse('trusted_list.malformed', 'the signature is not the last element');
  if (!versions.has(wordAt(scheme, 'TSLVersionIdentifier')))
    return refuse('trusted_list.version', 'no such version of a trusted list');
  const sequenceNumber = Number(wordAt(scheme, 'TSLSequenceNumber'));
  const issuedAt = timeOf(wordAt(scheme, 'ListIssueDateTime'));
  const nextUpdate = wordAt(scheme, 'NextUpdate', 'dateTime');
  const isClosed = nextUpdate === '';
  const until = timeOf(nextUpdate);
  if (!Number.isSafeInteger(sequenceNumber) || sequenceNumber < 1)
    return refuse('trusted_list.malformed', 'the sequence number');
  if (issuedAt === undefined || (!isClosed && until === undefined))
    return refuse('trusted_list.malformed', 'the times of the list');
  const services = servicesOf(root);
  if (!services) return refuse('trusted_list.malformed', 'a service is not as the schema has it');
  const territory = wordAt(scheme, 'SchemeTerritory');
  return {
    sequenceNumber,
    territory: territory === '' ? undefined : territory,
    operator: nameAt(scheme, 'SchemeOperatorName'),
    issuedAt,
    nextUpdate: until,
    services,
    signer,
  };
}

function wordAt(element: XmlElement, ...path: readonly string[]): string {
  const [found] = elementsAt(element, ...path.map(tsl));
  return found ? textOf(found).trim() : '';
}

const isEnglish = ({ attributes }: XmlElement) =>
  attributes.some((one) => one.prefix === 'xml' && one.local === 'lang' && one.value === 'en');

/** In English, which every list has (5.1.4); else the first. */
function nameAt(element: XmlElement, local: string): string {
  const names = elementsAt(element, tsl(local), tsl('Name'));
  const name = names.find(isEnglish) ?? names[0];
  return name ? textOf(name).trim() : '';
}

/** XML Schema 3.2.7; lists are in UTC (5.1.4). */
function timeOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(text)) return undefined;
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? undefined : moment;
}

function servicesOf(root: XmlElement): readonly ListedService[] | undefined {
  const services: ListedService[] = [];
  for (const provider of elementsAt(root, tsl('TrustServiceProviderList'), tsl('TrustServiceProvider'))) {
    const [information] = childrenNamed(provider, tsl('TSPInformation'));
    const name = information ? nameAt(information, 'TSPName') : '';
    for (const service of elementsAt(provider, tsl('TSPServices'), tsl('TSPService'))) {
      const read = serviceOf(service, name);
      if (!read) return undefined;
      services.push(read);
    }
  }
  return services;
}

function serviceOf(element: XmlElement, provider: string): ListedService | undefined {
  const [current] = childrenNamed(element, tsl('ServiceInformation'));
  if (!current) return undefined;
  const history = elementsAt(element, tsl('ServiceHistory'), tsl('ServiceHistoryInstance'));
  const periods = [current, ...history].map(periodOf);
  if (!periods.every((one) => one !== undefined)) return undefined;
  const identities = elementsAt(current, tsl('ServiceDigitalIdentity'), tsl('DigitalId'));
  const certificates = bytesIn(identities, 'X509Certificate').map((bytes) => readSharedCertificate(bytes));
  if (certificates.some(({ kind }) => kind === 'malformed')) return undefined;
  return {
    provider,
    name: nameAt(current, 'ServiceName'),
    type: wordAt(current, 'ServiceTypeIdentifier'),
    certificates: certificates.flatMap((read) => (read.kind === 'read' ? [read.value] : [])),
    keyIdentifiers: bytesIn(identities, 'X509SKI').map((bytes) => bytes.toString('hex')),
    periods: periods.toSorted((left, right) => right.from - left.from),
  };
}

function bytesIn(identities: readonly XmlElement[], local: string): readonly Buffer[] {
  return identities
    .flatMap((one) => childrenNamed(one, tsl(local)))
    .map((one) => decodeBase64(textOf(one)) ?? Buffer.alloc(0));
}

function periodOf(element: XmlElement): ServicePeriod | undefined {
  const from = timeOf(wordAt(element, 'StatusStartingTime'));
  if (from === undefined) return undefined;
  const extensions = elementsAt(element, tsl('ServiceInformationExtensions'), tsl('Extension'));
  return {
    type: wordAt(element, 'ServiceTypeIdentifier'),
    status: wordAt(element, 'ServiceStatus'),
    from,
    unknownCritical: extensions.filter(isCritical).flatMap(unknownIn),
    additional: extensions
      .flatMap((one) => elementsAt(one, tsl('AdditionalServiceInformation'), tsl('URI')))
      .map((one) => textOf(one).trim()),
  };
}

function isCritical(extension: XmlElement): boolean {
  return ['true', '1'].includes((attributeOf(extension, 'Critical') ?? '').trim());
}

/** 5.5.9: those that say what a certificate is good for or who took the service over change no path. */
const knownExtensions = [
  tsl('AdditionalServiceInformation'),
  tsl('ExpiredCertsRevocationInfo'),
  qualifications,
  takenOverBy,
];

function unknownIn(extension: XmlElement): readonly string[] {
  const inner = elementsOf(extension);
  const unknown = inner.filter((one) => !knownExtensions.some((name) => isNamed(one, name)));
  return inner.length === 0 ? ['(empty)'] : unknown.map(({ local }) => local);
}
