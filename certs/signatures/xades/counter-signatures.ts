import type { Problem } from '../model.ts';
import type { Coverage, Subject } from './coverage.ts';
import { judgeSignedProperties } from './coverage.ts';
import { failure } from './problems.ts';
import type { CheckedReference } from './references.ts';
import type { SignatureStructure } from './structure.ts';

/** EN 319 132-1 5.2.7.2: a counter-signature signs the SignatureValue of the signature that it lies in. */
export function counterCoverageOf(
  structure: SignatureStructure,
  references: readonly CheckedReference[],
  parent: SignatureStructure,
): Coverage {
  const problems: Problem[] = [];
  const subjects = references.map(({ target }): Subject => {
    const element = target.kind === 'element' ? target.element : undefined;
    if (element && element === structure.signedProperties) return { kind: 'signedProperties' };
    if (element && element === structure.keyInfo) return { kind: 'keyInfo' };
    if (element === parent.signatureValue) return { kind: 'signatureValue' };
    problems.push(failure('xades.counter_signature_elsewhere', 'it signs something else than the signature'));
    return { kind: 'nothing' };
  });
  problems.push(...judgeSignedProperties(structure, references, subjects));
  const isOfParent = subjects.some(({ kind }) => kind === 'signatureValue');
  if (!isOfParent)
    problems.push(failure('xades.counter_signature_elsewhere', 'it does not sign the signature it lies in'));
  return { subjects, packaging: 'detached', coversWholeDocument: false, problems };
}
