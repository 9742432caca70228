import type { Certificate, Crl } from './model.ts';
import type { BasicOcspResponse } from './ocsp-model.ts';
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
  /** Candidates, certificates, revocation evidence, names, policies: a step is some twenty microseconds at most. */
  readonly steps: number;
}

export const defaultBudget: Budget = { signatures: 200, steps: 20_000 };

/** Ends a question that costs more than its budget; never leaves this folder. */
export class BudgetExhausted extends Error {}

/** What one question is asked with. */
export interface Material {
  readonly intermediates: readonly Certificate[];
  readonly crls: readonly Crl[];
  readonly ocsp: readonly BasicOcspResponse[];
  /** Responders that are believed without a delegation (RFC 6960 4.2.2.2). */
  readonly trustedResponders: readonly Certificate[];
  /** Milliseconds since 1970. */
  readonly time: number;
  /** How old an OCSP answer may be, in milliseconds; undefined: as long as it says itself. */
  readonly maxOcspAge: number | undefined;
  readonly requiresRevocation: boolean;
  readonly maxDepth: number;
  readonly algorithms: AlgorithmPolicy;
}

/** What one question shares among the paths it tries: the material, the work done and the reasons met. */
export interface Session extends Material {
  readonly refusals: Refusal[];
  spend(steps: number): void;
  /** Remembers, so that a signature is checked once with each key. */
  verify(signed: SignedBytes, issuer: Certificate): SignatureVerdict;
  /** The intermediates with a subject, by the key of its name. */
  intermediatesNamed(key: string): readonly Certificate[];
  /** Equal for certificates of the same name and key. */
  entityOf(certificate: Certificate): number;
  /** Makes what is asked once for each object, and remembers it. */
  once<Value>(kind: symbol, key: object, make: () => Value): Value;
}

/** Octets that are hashed or compared in one step. */
const bytesPerStep = 8192;

export function createSession(options: Material & { readonly budget: Budget }): Session {
  const { budget, ...material } = options;
  let { signatures, steps } = budget;
  const spend = (count: number) => {
    steps -= count;
    if (steps < 0) throw new BudgetExhausted();
  };
  const remembered = createMemory();
  const numbers = new Map<string, number>();
  const numberOf = (text: string) => {
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  };
  const keyOf = (certificate: Certificate) =>
    remembered(keys, certificate, () => {
      spend(certificate.raw.length / bytesPerStep);
      return numberOf(Buffer.from(certificate.spki).toString('latin1'));
    });
  return {
    ...material,
    refusals: [],
    spend,
    once: remembered,
    verify(signed, issuer) {
      const verdicts = remembered(verdictsOf, signed, () => new Map<number, SignatureVerdict>());
      const known = verdicts.get(keyOf(issuer));
      if (known) return known;
      signatures -= 1;
      if (signatures < 0) throw new BudgetExhausted();
      spend(1 + signed.tbs.length / bytesPerStep);
      const verdict = verifySignature(signed, issuer, material.algorithms);
      verdicts.set(keyOf(issuer), verdict);
      return verdict;
    },
    intermediatesNamed(key) {
      return remembered(byName, material, () => groupBySubject(material.intermediates, spend)).get(key) ?? [];
    },
    entityOf: (certificate) =>
      remembered(entities, certificate, () => numberOf(`${keyOf(certificate)} ${certificate.subject.key}`)),
  };
}

const keys = Symbol('keys');
const entities = Symbol('entities');
const verdictsOf = Symbol('verdicts');
const byName = Symbol('certificates by subject');

function createMemory(): Session['once'] {
  const memory = new Map<symbol, Map<object, unknown>>();
  return <Value>(kind: symbol, key: object, make: () => Value): Value => {
    const ofKind = memory.get(kind) ?? new Map<object, unknown>();
    memory.set(kind, ofKind);
    // oxlint-disable-next-line typescript/consistent-type-assertions -- one kind holds one type
    if (ofKind.has(key)) return ofKind.get(key) as Value;
    const value = make();
    ofKind.set(key, value);
    return value;
  };
}

function groupBySubject(
  certificates: readonly Certificate[],
  spend: (steps: number) => void,
): ReadonlyMap<string, readonly Certificate[]> {
  spend(certificates.length / 16);
  return Map.groupBy(certificates, ({ subject }) => subject.key);
}
