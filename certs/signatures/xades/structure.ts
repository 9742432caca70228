import type { Problem } from '../model.ts';
import {
  attributeOf,
  type Canonicalisation,
  canonicalisations,
  childrenNamed,
  descendants,
  elementsAt,
  elementsOf,
  exclusiveUri,
  isNamed,
  type XmlElement,
} from '../xml/index.ts';
import { base64Of } from './base64.ts';
import { ds, signatureName, xades } from './names.ts';
import { failure } from './problems.ts';

/** A canonicalisation with its parameter. */
export interface Canonicaliser {
  readonly method: Canonicalisation;
  /** Of InclusiveNamespaces, with '' for `#default`. */
  readonly prefixes: ReadonlySet<string>;
}

/** RFC 3275 4.3.3. */
export interface ReferenceElement {
  readonly id: string | undefined;
  readonly uri: string | undefined;
  readonly type: string | undefined;
  readonly transforms: readonly XmlElement[];
  readonly digestUri: string;
  /** Undefined where it is not base64. */
  readonly digest: Uint8Array | undefined;
}

/** A ds:Signature taken apart; every part is where the schema has it. */
export interface SignatureStructure {
  readonly element: XmlElement;
  readonly id: string | undefined;
  readonly signedInfo: XmlElement;
  /** Undefined where it is not supported. */
  readonly canonicaliser: Canonicaliser | undefined;
  readonly methodUri: string;
  readonly references: readonly ReferenceElement[];
  readonly signatureValue: XmlElement;
  readonly keyInfo: XmlElement | undefined;
  readonly objects: readonly XmlElement[];
  readonly qualifying: XmlElement | undefined;
  readonly signedProperties: XmlElement | undefined;
  /** The unsigned properties of the signature, in their order. */
  readonly unsigned: readonly XmlElement[];
}

export interface TakenApart {
  /** Undefined where nothing can be checked. */
  readonly structure: SignatureStructure | undefined;
  readonly problems: readonly Problem[];
}

/** Of one signature; more is nobody's. */
const maxReferences = 10_000;
const maxUnsignedProperties = 1000;

export function takeApart(element: XmlElement): TakenApart {
  const parts = partsOf(element);
  if (!parts) return broken('the children of Signature are not those of RFC 3275 4.1');
  const { signedInfo, signatureValue, keyInfo, objects } = parts;
  const [canonical, method, ...references] = elementsOf(signedInfo);
  if (!canonical || !method || !isNamed(canonical, ds('CanonicalizationMethod')))
    return broken('SignedInfo has no CanonicalizationMethod');
  if (!isNamed(method, ds('SignatureMethod'))) return broken('SignedInfo has no SignatureMethod');
  const read = references.map(referenceOf);
  const isWhole = read.every((one) => one !== undefined) && read.length > 0 && read.length <= maxReferences;
  if (!isWhole) return broken('the references of SignedInfo are not those of RFC 3275 4.3');
  const properties = propertiesOf(element, objects);
  return {
    structure: {
      element,
      id: attributeOf(element, 'Id'),
      signedInfo,
      canonicaliser: canonicaliserOf(canonical),
      methodUri: elementsOf(method).length === 0 ? (attributeOf(method, 'Algorithm') ?? '') : '',
      references: read.filter((one) => one !== undefined),
      signatureValue,
      keyInfo,
      objects,
      ...properties.found,
    },
    problems: properties.problems,
  };
}

function broken(message: string): TakenApart {
  return { structure: undefined, problems: [failure('xades.structure', message)] };
}

/** RFC 3275 4.1: SignedInfo, SignatureValue, KeyInfo?, Object*. */
function partsOf(element: XmlElement) {
  const [signedInfo, signatureValue, ...rest] = elementsOf(element);
  if (!signedInfo || !signatureValue) return undefined;
  if (!isNamed(signedInfo, ds('SignedInfo')) || !isNamed(signatureValue, ds('SignatureValue')))
    return undefined;
  const [first] = rest;
  const keyInfo = first && isNamed(first, ds('KeyInfo')) ? first : undefined;
  const objects = keyInfo ? rest.slice(1) : rest;
  if (!objects.every((one) => isNamed(one, ds('Object')))) return undefined;
  return { signedInfo, signatureValue, keyInfo, objects };
}

function referenceOf(element: XmlElement): ReferenceElement | undefined {
  if (!isNamed(element, ds('Reference'))) return undefined;
  const children = elementsOf(element);
  const [first] = children;
  const transforms = first && isNamed(first, ds('Transforms')) ? first : undefined;
  const [method, value, ...others] = transforms ? children.slice(1) : children;
  if (!method || !value || others.length > 0) return undefined;
  if (!isNamed(method, ds('DigestMethod')) || !isNamed(value, ds('DigestValue'))) return undefined;
  return {
    id: attributeOf(element, 'Id'),
    uri: attributeOf(element, 'URI'),
    type: attributeOf(element, 'Type'),
    transforms: transforms ? elementsOf(transforms) : [],
    digestUri: attributeOf(method, 'Algorithm') ?? '',
    digest: base64Of(value),
  };
}

/** What an element with an Algorithm attribute and maybe InclusiveNamespaces names; undefined where it is not supported. */
export function canonicaliserOf(element: XmlElement): Canonicaliser | undefined {
  const method = canonicalisations.get(attributeOf(element, 'Algorithm') ?? '');
  const [parameter, ...others] = elementsOf(element);
  if (!method || others.length > 0) return undefined;
  if (!parameter) return { method, prefixes: new Set() };
  const isKnown =
    method.kind === 'exclusive' &&
    isNamed(parameter, { namespace: exclusiveUri, local: 'InclusiveNamespaces' });
  if (!isKnown) return undefined;
  const list = (attributeOf(parameter, 'PrefixList') ?? '').split(/[\t\n\r ]+/).filter((one) => one !== '');
  return { method, prefixes: new Set(list.map((one) => (one === '#default' ? '' : one))) };
}

/** EN 319 132-1 4.4.1: one QualifyingProperties, a child of one Object, with at most one SignedProperties. */
function propertiesOf(element: XmlElement, objects: readonly XmlElement[]) {
  const problems: Problem[] = [];
  const isForeign = (one: XmlElement) => one !== element && isNamed(one, signatureName);
  const all = objects.flatMap((object) =>
    [...descendants(object, isForeign)].filter((one) => isNamed(one, xades('QualifyingProperties'))),
  );
  const [qualifying] = objects.flatMap((object) => childrenNamed(object, xades('QualifyingProperties')));
  const signed = qualifying ? childrenNamed(qualifying, xades('SignedProperties')) : [];
  if (all.length > 1 || (all.length === 1 && !qualifying) || signed.length > 1)
    problems.push(
      failure('xades.qualifying_properties', 'qualifying or signed properties stand twice or not in place'),
    );
  const target = qualifying && attributeOf(qualifying, 'Target');
  const id = attributeOf(element, 'Id');
  if (qualifying && (id === undefined || target !== `#${id}`))
    problems.push(
      failure('xades.qualifying_properties', 'the qualifying properties are of another signature'),
    );
  const unsigned = qualifying
    ? elementsAt(qualifying, xades('UnsignedProperties'), xades('UnsignedSignatureProperties')).flatMap(
        elementsOf,
      )
    : [];
  if (unsigned.length > maxUnsignedProperties)
    problems.push(failure('xades.structure', 'more unsigned properties than are read'));
  return {
    problems,
    found: {
      qualifying,
      signedProperties: signed[0],
      unsigned: unsigned.slice(0, maxUnsignedProperties),
    },
  };
}
