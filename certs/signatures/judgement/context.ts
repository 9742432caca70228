import type { Certificate } from '../../validation/index.ts';
import { evidenceOfToken } from '../cades/archive.ts';
import { createEvidenceReader } from '../cades/evidence-reader.ts';
import type { TimeStampToken } from '../../tsa/index.ts';
import type { Evidence, ReadTimeStamp } from '../model.ts';
import { ts119312 } from './algorithms.ts';
import type { JudgedTimeStamp, JudgementPolicy, JudgementQuestion } from './model.ts';
import { createProofs, digestOf, type Proofs } from './proofs.ts';
import type { StatusStatement } from './status.ts';
import type { TrustModel } from './trust.ts';

/** What the judgements of one document share. */
export interface DocumentContext {
  readonly trust: TrustModel;
  readonly now: number;
  readonly gathered: Evidence;
  readonly policy: JudgementPolicy;
  /** Statements that were checked, so that evidence which many signatures share is checked once. */
  readonly statements: Map<string, StatusStatement | undefined>;
  /** Time stamps that were judged, by when they are known to have existed. */
  readonly timeStamps: Map<ReadTimeStamp, Map<number, JudgedTimeStamp>>;
  /** What time stamps brought: certificates, CRLs and OCSP answers. */
  inTokens(stamps: readonly ReadTimeStamp[]): readonly Evidence[];
}

/** What the judgement of one signature rests on. */
export interface Context extends DocumentContext {
  readonly evidence: Evidence;
  readonly proofs: Proofs;
}

const anHour = 3_600_000;
const noEvidence: Evidence = { certificates: [], crls: [], ocspResponses: [] };

const defaultPolicy: JudgementPolicy = {
  algorithms: ts119312,
  needsTimeStampUnitStatus: true,
  statusAgeMs: anHour,
};

export function documentContext({ trust, time, evidence, policy }: JudgementQuestion): DocumentContext {
  return {
    trust: trust ?? { services: [] },
    now: time,
    gathered: evidence ?? noEvidence,
    policy: { ...defaultPolicy, ...policy },
    statements: new Map(),
    timeStamps: new Map(),
    inTokens: createTokenReader(),
  };
}

/** Reads what is in a token once, however many signatures it is of. */
function createTokenReader(): DocumentContext['inTokens'] {
  const reader = createEvidenceReader();
  const known = new Map<TimeStampToken, Evidence>();
  return (stamps) =>
    stamps.flatMap(({ token }) => {
      if (!token) return [];
      const evidence = known.get(token) ?? reader.readRaw(evidenceOfToken(token)).evidence;
      known.set(token, evidence);
      return [evidence];
    });
}

/** Most certificates, and most pieces of evidence, that one judgement looks at. */
const mostPieces = 5000;

/**
 * With the evidence that came with a signature, its time stamps' certificates among it. What was gathered comes first:
 * bounds cut off the end, and nobody hides a revocation behind evidence that he brought in heaps.
 */
export function contextOf(shared: DocumentContext, own: readonly Evidence[]): Context {
  const all = [shared.gathered, ...own];
  const evidence = {
    certificates: uniqueCertificates(all.flatMap(({ certificates }) => certificates)),
    crls: [...new Set(all.flatMap(({ crls }) => crls))].slice(0, mostPieces),
    ocspResponses: [...new Set(all.flatMap(({ ocspResponses }) => ocspResponses))].slice(0, mostPieces),
  };
  return { ...shared, evidence, proofs: createProofs(shared.now) };
}

function uniqueCertificates(certificates: readonly Certificate[]): readonly Certificate[] {
  const byDigest = new Map(certificates.slice(0, mostPieces).map((one) => [digestOf(one.raw), one]));
  return [...byDigest.values()];
}
