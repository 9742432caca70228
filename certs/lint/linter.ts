import { copyOctets } from '../asn1/index.ts';
import { SigningError, type Signer } from '../keys/index.ts';

/** What this service signs for others to rely on. */
export type ArtefactKind = 'certificate' | 'crl' | 'ocsp-response' | 'time-stamp';

/** One requirement of one standard. */
export interface Rule<Subject> {
  /** `standard.what_holds`, stable. */
  readonly id: `${string}.${string}`;
  readonly clause: string;
  /** What must hold; a warning is told and does not stop the signature. */
  readonly severity: 'error' | 'warning';
  /** What is wrong, in one sentence; undefined when the rule is kept or does not apply. */
  check(subject: Subject): string | undefined;
}

export interface Finding {
  readonly rule: string;
  readonly clause: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/**
 * Bytes that a linter has passed, and the only thing that an {@link IssuingKey} signs. Only {@link createLinter} makes
 * them: the type cannot be built elsewhere, and an imitation is refused at run time.
 */
export interface Linted<Kind extends ArtefactKind = ArtefactKind> {
  readonly kind: Kind;
  /** Exactly what will be signed. */
  readonly tbs: Uint8Array;
  readonly warnings: readonly Finding[];
  readonly [mark]: true;
}

declare const mark: unique symbol;

export type LintResult<Kind extends ArtefactKind> =
  | { readonly kind: 'passed'; readonly linted: Linted<Kind> }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

/** Private fields cannot be imitated or changed, and unlike a list of what passed they cost nothing to keep. */
class Passed<Kind extends ArtefactKind> {
  readonly #kind: Kind;
  readonly #tbs: Uint8Array;
  readonly #warnings: readonly Finding[];

  constructor(kind: Kind, tbs: Uint8Array, warnings: readonly Finding[]) {
    this.#kind = kind;
    this.#tbs = tbs;
    this.#warnings = warnings;
  }

  get kind(): Kind {
    return this.#kind;
  }

  get tbs(): Uint8Array {
    return this.#tbs;
  }

  get warnings(): readonly Finding[] {
    return this.#warnings;
  }

  static is(value: object): boolean {
    return #tbs in value;
  }
}

/**
 * A linter for one kind of artefact. `read` parses the very bytes that are to be signed, so that a rule judges what
 * relying parties will see and not what the maker meant; bytes that it cannot read are refused as `der.unreadable`.
 */
export function createLinter<Kind extends ArtefactKind, Context, Subject>(options: {
  readonly kind: Kind;
  readonly read: (tbs: Uint8Array, context: Context) => Subject;
  readonly rules: readonly Rule<Subject>[];
  /** What rules of a part of the subject find, for a part that many have in common. */
  readonly findInPart?: (subject: Subject) => readonly Finding[];
}): (tbs: Uint8Array, context: Context) => LintResult<Kind> {
  const { kind, read, rules, findInPart = () => [] } = options;
  return (tbs, context) => {
    // A copy: what was judged must not change under the pen.
    const bytes = copyOctets(tbs);
    let subject: Subject;
    try {
      subject = read(bytes, context);
    } catch (error) {
      return { kind: 'refused', findings: [unreadable(error)] };
    }
    const findings = [...findInPart(subject), ...findAll(rules, subject)];
    if (findings.some(({ severity }) => severity === 'error')) return { kind: 'refused', findings };
    // oxlint-disable-next-line typescript/consistent-type-assertions -- the one place where the mark is given
    const linted = new Passed(kind, bytes, findings) as unknown as Linted<Kind>;
    return { kind: 'passed', linted };
  };
}

/** What each of the rules finds. One that raises has not been kept, whatever it would say: it refuses. */
export function findAll<Subject>(rules: readonly Rule<Subject>[], subject: Subject): readonly Finding[] {
  const findings: Finding[] = [];
  for (const rule of rules) {
    try {
      const message = rule.check(subject);
      if (message !== undefined)
        findings.push({ rule: rule.id, clause: rule.clause, severity: rule.severity, message });
    } catch (error) {
      const message = `could not be judged: ${error instanceof Error ? error.message : 'unknown'}`;
      findings.push({ rule: rule.id, clause: rule.clause, severity: 'error', message });
    }
  }
  return findings;
}

function unreadable(error: unknown): Finding {
  const message = error instanceof Error ? error.message : 'the bytes cannot be read';
  return { rule: 'der.unreadable', clause: 'X.690', severity: 'error', message };
}

/** A key that signs what a linter has passed, and nothing else. */
export interface IssuingKey {
  readonly algorithm: Signer['algorithm'];
  readonly publicKey: Uint8Array;
  readonly isInProcess: boolean;
  /** @throws SigningError when the bytes were not passed by a linter, or the key cannot sign */
  sign(linted: Linted): Promise<Uint8Array>;
}

/** Puts a signer behind the linters. Whoever holds only the result cannot sign unchecked bytes. */
export function issuingKey(signer: Signer): IssuingKey {
  return {
    algorithm: signer.algorithm,
    publicKey: signer.publicKey,
    isInProcess: signer.isInProcess === true,
    async sign(linted) {
      if (!Passed.is(linted))
        throw new SigningError('keys.mismatch', 'the bytes were not passed by a linter');
      return signer.sign(linted.tbs);
    },
  };
}
