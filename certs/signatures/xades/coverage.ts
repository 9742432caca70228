import type { Packaging, Problem } from '../model.ts';
import { elementsOf, isNamed, isWithin, textOf, type XmlElement } from '../xml/index.ts';
import { signatureName, signedPropertiesType, wrapperName } from './names.ts';
import { failure, warning } from './problems.ts';
import type { CheckedReference } from './references.ts';
import type { SignatureStructure } from './structure.ts';

/** What a reference signs, seen from its signature. */
export type Subject =
  | { readonly kind: 'signedProperties' | 'keyInfo' | 'signatureValue' | 'nothing' }
  /** Somewhere by a way that is not followed here (decision 0003). */
  | { readonly kind: 'unknown' }
  /** The document around the signature, from its root. */
  | { readonly kind: 'document' }
  /** A ds:Object of the signature itself. */
  | { readonly kind: 'object'; readonly object: XmlElement }
  | { readonly kind: 'file'; readonly name: string }
  /** An element somewhere else. */
  | { readonly kind: 'part'; readonly element: XmlElement };

export interface Coverage {
  /** One for each reference, in their order. */
  readonly subjects: readonly Subject[];
  readonly packaging: Packaging;
  readonly coversWholeDocument: boolean;
  readonly problems: readonly Problem[];
}

/**
 * Says what the references of a signature sign. A reference by Id proves a digest of some element, wherever somebody
 * has moved it to; so only what lies where a signature has it is taken for signed.
 */
export function coverageOf(
  structure: SignatureStructure,
  references: readonly CheckedReference[],
  root: XmlElement,
): Coverage {
  const problems: Problem[] = [];
  const isAlone = isStandalone(structure.element, root);
  const subjects = references.map((reference) => subjectOf(reference, structure, root, problems));
  problems.push(...judgeSignedProperties(structure, references, subjects));
  if (subjects.every(({ kind }) => kind === 'signedProperties' || kind === 'keyInfo'))
    problems.push(failure('xades.nothing_signed', 'nothing is signed but properties'));
  const signsDocument = subjects.some(({ kind }) => kind === 'document');
  const isPartlyUnknown = subjects.some(({ kind }) => kind === 'unknown');
  const parts = subjects.flatMap((one) => (one.kind === 'part' ? [one.element] : []));
  const signsAllParts = !signsDocument && !isAlone && parts.length > 0 && areAllParts(parts, root);
  if (signsAllParts)
    problems.push(warning('xades.part_of_document', 'the root element itself is not signed'));
  else if (parts.length > 0)
    problems.push(failure('xades.part_of_document', 'a reference leads to a part of the document'));
  else if (!isAlone && !signsDocument && !isPartlyUnknown)
    problems.push(
      failure('xades.document_not_signed', 'the signature lies in a document that it does not sign'),
    );
  const unsigned = structure.objects.filter((object) => !isSigned(object, structure, subjects));
  if (unsigned.length > 0)
    problems.push(
      warning('xades.unsigned_object', `${unsigned.length} objects in the signature are not signed`),
    );
  return {
    subjects,
    packaging: packagingOf(subjects, signsAllParts),
    coversWholeDocument:
      (isAlone || signsDocument) && !isPartlyUnknown && unsigned.length === 0 && parts.length === 0,
    problems,
  };
}

/** The signature is the document, or stands beside others in a wrapper that means nothing else (EN 319 162-1 4.4.3.2). */
export function isStandalone(signature: XmlElement, root: XmlElement): boolean {
  return signature === root || (signature.parent === root && isNamed(root, wrapperName));
}

function subjectOf(
  checked: CheckedReference,
  structure: SignatureStructure,
  root: XmlElement,
  problems: Problem[],
): Subject {
  const { target, plan } = checked;
  if (target.kind === 'file') {
    const { name } = target.file;
    if (!plan) {
      problems.push(warning('xades.unsupported', `a transform of ${name} is not on the list`));
      return { kind: 'unknown' };
    }
    if (plan.canonicaliser)
      problems.push(
        warning('xades.canonical_file', `${name} is signed as XML, and its octets may be others`),
      );
    return { kind: 'file', name };
  }
  if (target.kind !== 'document' && target.kind !== 'element') {
    problems.push(...judgeUnresolved(checked));
    return { kind: target.kind === 'unsupported' ? 'unknown' : 'nothing' };
  }
  const element = target.kind === 'document' ? root : target.element;
  if (!plan) {
    problems.push(warning('xades.unsupported', 'a transform is not on the list'));
    const own = ownPart(element, structure, []);
    return own && own.kind !== 'object' ? own : { kind: 'unknown' };
  }
  if (plan.leavesOut && !isWithin(structure.element, element))
    problems.push(
      failure('xades.enveloped_elsewhere', 'the signature does not lie in what it is taken out of'),
    );
  return ownPart(element, structure, problems) ?? elsewhere(element, structure.element, root);
}

function judgeUnresolved({ target, reference }: CheckedReference): readonly Problem[] {
  if (target.kind === 'unsupported')
    return [warning('xades.unsupported', `a reference that is not resolved: ${reference.uri ?? 'none'}`)];
  if (target.kind !== 'ambiguous') return [];
  return [
    target.of === 'id'
      ? failure('xades.duplicate_id', `the Id ${reference.uri ?? ''} stands twice`)
      : failure('xades.duplicate_file', `the name ${reference.uri ?? ''} belongs to two files`),
  ];
}

/** Where there is no document around the signature, what its root is signed for is nothing. */
function elsewhere(element: XmlElement, signature: XmlElement, root: XmlElement): Subject {
  return element === root && !isStandalone(signature, root)
    ? { kind: 'document' }
    : { kind: 'part', element };
}

/** Where the element is part of the signature itself. */
function ownPart(
  element: XmlElement,
  { signedProperties, keyInfo, qualifying, objects }: SignatureStructure,
  problems: Problem[],
): Subject | undefined {
  if (element === signedProperties) return { kind: 'signedProperties' };
  if (element === keyInfo) return { kind: 'keyInfo' };
  const object = objects.find((one) => isWithin(element, one));
  if (!object || (qualifying && isWithin(qualifying, object))) return undefined;
  const isAll =
    element === object ||
    (element.parent === object && elementsOf(object).length === 1 && textOf(object).trim() === '');
  if (!isAll)
    problems.push(failure('xades.part_of_object', 'a part of an object is signed, and not all of it'));
  return { kind: 'object', object };
}

/** EN 319 132-1 4.4.2 and RFC 3275: one reference of the type, and it leads to the properties of this signature. */
export function judgeSignedProperties(
  { qualifying, signedProperties }: SignatureStructure,
  references: readonly CheckedReference[],
  subjects: readonly Subject[],
): readonly Problem[] {
  const typed = references.filter(({ reference }) => reference.type === signedPropertiesType);
  const found = subjects.filter(({ kind }) => kind === 'signedProperties');
  if (!qualifying && typed.length === 0) return [];
  if (!signedProperties || typed.length !== 1 || found.length !== 1)
    return [failure('xades.signed_properties_reference', 'the signed properties are not signed once')];
  const isSame =
    subjects[references.findIndex(({ reference }) => reference === typed[0]?.reference)] === found[0];
  return isSame
    ? []
    : [failure('xades.signed_properties_reference', 'the reference leads to other signed properties')];
}

/** Whether the root holds nothing but the parts and signatures. */
function areAllParts(parts: readonly XmlElement[], root: XmlElement): boolean {
  const others = elementsOf(root).filter((one) => !isNamed(one, signatureName) && !parts.includes(one));
  return others.length === 0 && textOf(root).trim() === '' && parts.every(({ parent }) => parent === root);
}

function isSigned(
  object: XmlElement,
  { qualifying }: SignatureStructure,
  subjects: readonly Subject[],
): boolean {
  if (qualifying?.parent === object) return elementsOf(object).length === 1;
  return subjects.some((one) => one.kind === 'object' && one.object === object);
}

function packagingOf(subjects: readonly Subject[], signsAllParts: boolean): Packaging {
  if (signsAllParts || subjects.some(({ kind }) => kind === 'document')) return 'enveloped';
  return subjects.some(({ kind }) => kind === 'object') ? 'enveloping' : 'detached';
}
