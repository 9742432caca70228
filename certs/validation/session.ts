import type { Certificate, Crl } from './model.ts';
import type { Refusal } from './refusal.ts';
import {
  type AlgorithmPolicy,
  type SignatureVerdict,
  type SignedBytes,
  verifySignature,
} from './signature-algorithms.ts';

/** How much work one question may cost. */
export interface Budget {
  readonly signatures: number;
  /** Candidates looked at, certificates checked, CRLs matched, names compared. */
  readonly steps: number;
}

/** Ends a question that costs more than its budget; never leaves this folder. */
export class BudgetExhausted extends Error {}

/** What one question shares among the paths it tries: the material, the work done and the reasons met. */
export interface Session {
  readonly intermediates: readonly Certificate[];
  readonly crls: readonly Crl[];
  readonly time: number;
  readonly requiresRevocation: boolean;
  readonly maxDepth: number;
  readonly refusals: Refusal[];
  spend(steps: number): void;
  /** Remembers, so that a signature is checked once. */
  verify(signed: SignedBytes, issuer: Certificate): SignatureVerdict;
}

export function createSession(options: {
  readonly intermediates: readonly Certificate[];
  readonly crls: readonly Crl[];
  readonly time: number;
  readonly requiresRevocation: boolean;
  readonly maxDepth: number;
  readonly algorithms: AlgorithmPolicy;
  readonly budget: Budget;
}): Session {
  const { algorithms, budget, ...material } = options;
  const verdicts = new Map<SignedBytes, Map<Certificate, SignatureVerdict>>();
  let { signatures, steps } = budget;
  return {
    ...material,
    refusals: [],
    spend(count) {
      steps -= count;
      if (steps < 0) throw new BudgetExhausted();
    },
    verify(signed, issuer) {
      const known = verdicts.get(signed)?.get(issuer);
      if (known) return known;
      signatures -= 1;
      if (signatures < 0) throw new BudgetExhausted();
      const verdict = verifySignature(signed, issuer, algorithms);
      const ofSigned = verdicts.get(signed) ?? new Map<Certificate, SignatureVerdict>();
      verdicts.set(signed, ofSigned.set(issuer, verdict));
      return verdict;
    },
  };
}
