import { oids } from '../asn1/index.ts';
import { type Base, isWithin, prepareBase, prepareName } from './constrained-names.ts';
import type { Certificate, GeneralName, GeneralSubtree, NameConstraints } from './model.ts';
import { type Refusal, refuse } from './refusal.ts';

/** Takes steps from the budget. */
export type Spend = (steps: number) => void;

const comparisonsPerStep = 16;

/** RFC 5280 6.1.3 (b) and (c): every name is in no excluded subtree and, per form, in a permitted one. */
export function checkNameConstraints(
  certificate: Certificate,
  constraints: readonly NameConstraints[],
  spend: Spend,
): Refusal | undefined {
  if (constraints.length === 0) return undefined;
  const names = constrainedNames(certificate);
  spend(names.length / comparisonsPerStep);
  const prepared = names.map(prepareName);
  for (const one of constraints) {
    const { permitted, excluded, weight } = prepare(one, spend);
    for (const name of prepared) {
      spend(weight / comparisonsPerStep);
      if (excluded.some((base) => base.form === name.form && isWithin(base, name, 'excluded') !== false))
        return refuse('path.name_constraints', certificate, `${name.kind} is in an excluded subtree`);
      const own = permitted.filter((base) => base.form === name.form);
      if (own.length > 0 && !own.some((base) => isWithin(base, name, 'permitted') === true))
        return refuse('path.name_constraints', certificate, `${name.kind} is in no permitted subtree`);
    }
  }
  return undefined;
}

interface PreparedConstraints {
  readonly permitted: readonly Base[];
  readonly excluded: readonly Base[];
  /** How many comparisons one name costs at most. */
  readonly weight: number;
}

const known = new WeakMap<NameConstraints, PreparedConstraints>();

function prepare(constraints: NameConstraints, spend: Spend): PreparedConstraints {
  const found = known.get(constraints);
  if (found) return found;
  const { permitted, excluded } = constraints;
  spend((permitted.length + excluded.length) / comparisonsPerStep);
  const prepared = {
    permitted: permitted.map(prepareBase),
    excluded: excluded.map(prepareBase),
    weight: [...permitted, ...excluded].reduce((sum, subtree) => sum + weightOf(subtree), 0),
  };
  known.set(constraints, prepared);
  return prepared;
}

function weightOf({ base }: GeneralSubtree): number {
  return 1 + (base.kind === 'directoryName' ? base.name.rdnKeys.length : 0);
}

/**
 * Subject, alternative names, and e-mail addresses in the subject, where old readers look for them: RFC 5280 4.2.1.10
 * asks for that only without alternative names, but who adds one must not get around a constraint.
 */
function constrainedNames(certificate: Certificate): readonly GeneralName[] {
  const { subject, known: extensions } = certificate;
  const directory: readonly GeneralName[] =
    subject.rdnKeys.length > 0 ? [{ kind: 'directoryName', name: subject }] : [];
  const mail = subject.attributes
    .filter(({ type }) => type === oids.emailAddress)
    .map(({ text }): GeneralName => ({ kind: 'rfc822Name', text }));
  return [...directory, ...mail, ...(extensions.subjectAltName ?? [])];
}
