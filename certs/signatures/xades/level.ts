import type { Level, ReadSigner, ReadTimeStamp } from '../model.ts';
import type { Coverage } from './coverage.ts';
import type { FoundValue } from './evidence.ts';
import { counterSignedType, signedPropertiesType } from './names.ts';
import type { CheckedReference } from './references.ts';
import type { SignedStatements } from './signed-properties.ts';
import type { SignatureStructure } from './structure.ts';

/** What the level of a signature shows by. */
export interface LevelMarks {
  readonly structure: SignatureStructure;
  readonly references: readonly CheckedReference[];
  readonly coverage: Coverage;
  readonly statements: SignedStatements;
  readonly signer: ReadSigner;
  readonly found: readonly FoundValue[];
  readonly stamps: readonly ReadTimeStamp[];
}

/** The highest level whose elements are there (EN 319 132-1 6.3); the older SigningCertificate counts too. */
export function levelOf(marks: LevelMarks): Level | undefined {
  if (!isBasic(marks)) return undefined;
  const has = (kind: ReadTimeStamp['kind']) =>
    marks.stamps.some((stamp) => stamp.kind === kind && stamp.token !== undefined);
  if (!has('signature')) return 'B';
  const hasWords = marks.found.some(({ value }) => value.kind === 'crl' || value.kind === 'ocspResponse');
  if (!hasWords || hasReferencesToEvidence(marks.structure)) return 'T';
  return has('archive') ? 'LTA' : 'LT';
}

function isBasic({ structure, references, statements, signer }: LevelMarks): boolean {
  if (!structure.keyInfo || !signer.certificate || signer.reference !== 'matches') return false;
  if (statements.claimedTime === undefined) return false;
  const data = references.filter(
    ({ reference: { type } }) => type !== signedPropertiesType && type !== counterSignedType,
  );
  return data.every(({ reference: { id } }) => id !== undefined && statements.mediaTypes.has(id));
}

/** Which the baseline forbids: evidence itself is there, or nothing. */
function hasReferencesToEvidence({ unsigned }: SignatureStructure): boolean {
  return unsigned.some(({ local }) => /^(CompleteCertificateRefs|CompleteRevocationRefs)(V2)?$/.test(local));
}
