import type { Problem } from '../model.ts';
import { descendants, elementsOf, isNamed, textOf, type XmlElement } from '../xml/index.ts';
import type { Coverage } from './coverage.ts';
import { signatureName } from './names.ts';
import { warning } from './problems.ts';
import type { SignatureStructure } from './structure.ts';

/**
 * What stands in a signature and is neither signed nor one of its parts: a document around an enveloped signature is
 * shown with it by whoever shows text alone. Empty where there is none of it.
 */
export function judgeUnsignedContent(structure: SignatureStructure, coverage: Coverage): readonly Problem[] {
  const stray = findText(structure, coverage) ?? findElement(structure);
  if (stray === undefined) return [];
  return [warning('xades.unsigned_object', `${stray} in the signature belongs to none of its parts`)];
}

/** Text beside elements: none of the schemas has it, but for KeyInfo, where it says nothing. */
function findText(structure: SignatureStructure, { subjects }: Coverage): string | undefined {
  const { element, signedInfo, signedProperties } = structure;
  const signed = new Set<XmlElement | undefined>([signedInfo, signedProperties]);
  for (const subject of subjects) {
    if (subject.kind === 'object') signed.add(subject.object);
    if (subject.kind === 'keyInfo') signed.add(structure.keyInfo);
  }
  // What is signed is told by its digest, and another signature by itself.
  const isElsewhere = (one: XmlElement) =>
    signed.has(one) || (one !== element && isNamed(one, signatureName));
  for (const one of descendants(element, isElsewhere))
    if (!isElsewhere(one) && (elementsOf(one).length > 0 || one === element) && textOf(one).trim() !== '')
      return `text in ${one.local}`;
  return undefined;
}

/** Elements of others among the properties, where the schema lets them stand and nobody reads them (EN 319 132-1 4.3). */
function findElement({ qualifying, signedProperties }: SignatureStructure): string | undefined {
  if (!qualifying) return undefined;
  const parts = elementsOf(qualifying).filter((one) => one !== signedProperties);
  const all = [...parts, ...parts.flatMap(elementsOf), ...parts.flatMap(elementsOf).flatMap(elementsOf)];
  const stray = all.find(
    ({ namespace, local }) => !isOfEtsi(namespace) || local === 'UnsignedDataObjectProperties',
  );
  return stray && `the element ${stray.local}`;
}

function isOfEtsi(namespace: string): boolean {
  return namespace.startsWith('http://uri.etsi.org/');
}
