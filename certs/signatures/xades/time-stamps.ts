import type { Problem, ReadTimeStamp, TimeStampKind } from '../model.ts';
import { hashNameOf } from '../../cms/index.ts';
import {
  attributeOf,
  childrenNamed,
  elementsAt,
  elementsOf,
  isNamed,
  type XmlElement,
} from '../xml/index.ts';
import { type ValueReader, valuesInToken } from './evidence.ts';
import { ds, xades, xades141, xades141Namespace, xadesNamespace } from './names.ts';
import { defaultCanonicaliser, digestOfAll, type ReferencedData } from './octets.ts';
import { failure, warning } from './problems.ts';
import type { CheckedReference } from './references.ts';
import { type Canonicaliser, canonicaliserOf, type SignatureStructure } from './structure.ts';
import type { Work } from './work.ts';

/** What the time stamps of one signature are computed over. */
export interface StampedSignature {
  readonly structure: SignatureStructure;
  readonly references: readonly CheckedReference[];
  readonly signsProperties: (reference: CheckedReference) => boolean;
  readonly values: ValueReader;
  readonly work: Work;
}

export interface FoundTimeStamps {
  readonly timeStamps: readonly ReadTimeStamp[];
  readonly problems: readonly Problem[];
}

/** Elements that hold time stamps, by their expanded names. */
const containers: Readonly<Record<string, TimeStampKind | 'old archive'>> = {
  [`${xadesNamespace} AllDataObjectsTimeStamp`]: 'content',
  [`${xadesNamespace} IndividualDataObjectsTimeStamp`]: 'content',
  [`${xadesNamespace} SignatureTimeStamp`]: 'signature',
  [`${xadesNamespace} SigAndRefsTimeStamp`]: 'references',
  [`${xades141Namespace} SigAndRefsTimeStampV2`]: 'references',
  [`${xadesNamespace} RefsOnlyTimeStamp`]: 'references',
  [`${xades141Namespace} RefsOnlyTimeStampV2`]: 'references',
  [`${xades141Namespace} ArchiveTimeStamp`]: 'archive',
  [`${xadesNamespace} ArchiveTimeStamp`]: 'old archive',
};

const kindOf = ({ namespace, local }: XmlElement) => containers[`${namespace} ${local}`];

/** Of one signature; each may ask for all that is signed once more. */
const maxContainers = 100;

/** Every time stamp of a signature, with the arithmetic of its imprint. Bounded by the work. */
export async function readTimeStamps(signature: StampedSignature): Promise<FoundTimeStamps> {
  const { signedProperties, unsigned } = signature.structure;
  const content = signedProperties
    ? elementsAt(signedProperties, xades('SignedDataObjectProperties')).flatMap(elementsOf)
    : [];
  const all = [...content, ...unsigned].filter((element) => kindOf(element) !== undefined);
  const problems: Problem[] = [];
  if (all.length > maxContainers) problems.push(failure('xades.structure', 'more time stamps than are read'));
  const timeStamps: ReadTimeStamp[] = [];
  for (const [index, element] of all.slice(0, maxContainers).entries())
    timeStamps.push(...(await readContainer(element, index, signature, problems)));
  return { timeStamps, problems };
}

async function readContainer(
  element: XmlElement,
  index: number,
  signature: StampedSignature,
  problems: Problem[],
): Promise<readonly ReadTimeStamp[]> {
  const kind = kindOf(element) ?? 'archive';
  if (kind === 'old archive')
    problems.push(
      warning('xades.old_archive_time_stamp', 'an archive time stamp of XAdES 1.3.2 is not checked'),
    );
  const tokens = childrenNamed(element, xades('EncapsulatedTimeStamp'));
  if (tokens.length > 1)
    problems.push(failure('xades.several_tokens', `${element.local} has several tokens`, 'EN 319 132-1 6.3'));
  const data = kind === 'old archive' ? undefined : stampedData(kind, element, signature);
  const proves = provenBy(kind, element, signature);
  const id = `${attributeOf(element, 'Id') ?? element.local}-${index}`;
  if (tokens.length === 0) return [noToken(id, kind, 'it holds no token of RFC 3161')];
  const read = tokens.map((token, at) =>
    readToken(token, { id: at === 0 ? id : `${id}-${at}`, kind, data, proves, element }, signature),
  );
  return Promise.all(read);
}

const plainKind = (kind: TimeStampKind | 'old archive'): TimeStampKind =>
  kind === 'old archive' ? 'archive' : kind;

function noToken(id: string, kind: TimeStampKind | 'old archive', unreadable: string): ReadTimeStamp {
  return {
    id,
    kind: plainKind(kind),
    token: undefined,
    unreadable,
    imprint: 'unsupported',
    proves: new Set(),
  };
}

interface Container {
  readonly id: string;
  readonly kind: TimeStampKind | 'old archive';
  readonly element: XmlElement;
  readonly data: readonly ReferencedData[] | undefined;
  readonly proves: ReadonlySet<string>;
}

async function readToken(
  element: XmlElement,
  { id, kind, element: container, data, proves }: Container,
  { values, work }: StampedSignature,
): Promise<ReadTimeStamp> {
  const found = values.within(element)[0]?.value;
  if (found?.kind !== 'token')
    return noToken(id, kind, found?.kind === 'unreadable' ? found.reason : 'no token');
  const token = found.value;
  const read = { id, kind: plainKind(kind), token, proves };
  const { algorithm, digest } = token.tstInfo.messageImprint;
  const hash = hashNameOf(algorithm);
  const canonicaliser = stampCanonicaliser(container);
  if (!data || !hash || !canonicaliser) return { ...read, imprint: 'unsupported' };
  const expected = await digestOfAll(data, { hash, canonicaliser, work });
  return { ...read, imprint: expected.equals(digest) ? 'matches' : 'differs' };
}

/** EN 319 132-1 4.5: Canonical XML 1.0 where the time stamp names none. */
function stampCanonicaliser(container: XmlElement): Canonicaliser | undefined {
  const [method] = childrenNamed(container, ds('CanonicalizationMethod'));
  return method ? canonicaliserOf(method) : defaultCanonicaliser;
}

/** What a time stamp of the kind is of; undefined where that cannot be had. */
export function stampedData(
  kind: TimeStampKind,
  container: XmlElement | undefined,
  signature: StampedSignature,
): readonly ReferencedData[] | undefined {
  switch (kind) {
    case 'content':
      return contentData(container, signature);
    case 'signature':
      return [subtree(signature.structure.signatureValue)];
    case 'references':
      return referencesData(container, signature.structure);
    case 'archive':
      return archiveData(container, signature);
    case 'document':
      return undefined;
  }
}

/** Comments within are the method's to keep or leave. */
function subtree(element: XmlElement): ReferencedData {
  return { kind: 'nodes', nodes: { apex: element, hasComments: true } };
}

function dataOf(
  references: readonly (CheckedReference | undefined)[],
): readonly ReferencedData[] | undefined {
  const data = references.map((one) => one?.data);
  return data.every((one) => one !== undefined) ? data.filter((one) => one !== undefined) : undefined;
}

/** EN 319 132-1 5.2.8: all that is signed save the properties, or what is named. */
function contentData(container: XmlElement | undefined, { references, signsProperties }: StampedSignature) {
  if (container?.local !== 'IndividualDataObjectsTimeStamp')
    return dataOf(references.filter((one) => !signsProperties(one)));
  const included = childrenNamed(container, xades('Include')).map((include) =>
    references.find(({ reference }) => `#${reference.id}` === attributeOf(include, 'URI')),
  );
  return included.length === 0 ? undefined : dataOf(included);
}

const refsNames: ReadonlySet<string> = new Set(
  ['CompleteCertificateRefs', 'AttributeCertificateRefs', 'CompleteRevocationRefs', 'AttributeRevocationRefs']
    .map((local) => `${xadesNamespace} ${local}`)
    .concat(
      ['CompleteCertificateRefsV2', 'AttributeCertificateRefsV2'].map(
        (local) => `${xades141Namespace} ${local}`,
      ),
    ),
);

/**
 * EN 319 132-1 A.1.5.1: the value, its time stamps and references, in their order before this one. One of references
 * alone (A.1.5.2) says nothing of the signature, not even that it existed, and is not counted.
 */
function referencesData(container: XmlElement | undefined, { unsigned, signatureValue }: SignatureStructure) {
  if (container?.local.startsWith('SigAndRefs') !== true) return undefined;
  return [subtree(signatureValue), ...before(unsigned, container).filter(isReferenced).map(subtree)];
}

function isReferenced(element: XmlElement): boolean {
  return (
    refsNames.has(`${element.namespace} ${element.local}`) || isNamed(element, xades('SignatureTimeStamp'))
  );
}

function before(unsigned: readonly XmlElement[], element: XmlElement | undefined): readonly XmlElement[] {
  const index = element ? unsigned.indexOf(element) : -1;
  return index < 0 ? unsigned : unsigned.slice(0, index);
}

/** EN 319 132-1 5.5.2.2: what is signed, the signature, the properties that came before, the objects. */
function archiveData(container: XmlElement | undefined, { structure, references }: StampedSignature) {
  const { signedInfo, signatureValue, keyInfo, unsigned, objects, qualifying } = structure;
  const signed = dataOf(references);
  return (
    signed && [
      ...signed,
      ...[signedInfo, signatureValue, ...(keyInfo ? [keyInfo] : [])].map(subtree),
      ...before(unsigned, container).map(subtree),
      ...objects.filter((object) => object !== qualifying?.parent).map(subtree),
    ]
  );
}

/** What lies in the part that the time stamp is of, with the certificates inside of tokens. */
function provenBy(
  kind: TimeStampKind | 'old archive',
  container: XmlElement,
  { structure: { keyInfo, signedProperties, unsigned }, values }: StampedSignature,
): ReadonlySet<string> {
  const proven = new Set<string>();
  if (kind !== 'archive' && kind !== 'references') return proven;
  const isReferences = kind === 'references';
  const parts = isReferences
    ? before(unsigned, container).filter((one) => isNamed(one, xades('SignatureTimeStamp')))
    : [
        ...(keyInfo ? [keyInfo] : []),
        ...(signedProperties ? [signedProperties] : []),
        ...before(unsigned, container),
      ];
  if (isReferences && !container.local.startsWith('SigAndRefs')) return proven;
  for (const { value, fingerprint } of parts.flatMap((part) => values.within(part))) {
    if (value.kind === 'unreadable') continue;
    proven.add(fingerprint);
    if (value.kind === 'token')
      for (const inside of valuesInToken(value.value)) proven.add(inside.fingerprint);
  }
  return proven;
}

/** The properties that hold validation data for time stamps. */
export const timeStampValidationData = xades141('TimeStampValidationData');
