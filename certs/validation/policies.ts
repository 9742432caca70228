import { oids } from '../asn1/index.ts';
import type { Certificate } from './model.ts';
import { isSelfIssued } from './certificate-rules.ts';
import { type Refusal, refuse } from './refusal.ts';

/** The policy inputs of RFC 5280 6.1.1 (c), (e), (f), (g). */
export interface PolicyInputs {
  /** user-initial-policy-set; anyPolicy stands for all. */
  readonly initial: readonly string[];
  readonly explicit: boolean;
  readonly inhibitMapping: boolean;
  readonly inhibitAny: boolean;
}

/** Any policy will do, and none is required. */
export const anyPolicyInputs: PolicyInputs = {
  initial: [oids.anyPolicy],
  explicit: false,
  inhibitMapping: false,
  inhibitAny: false,
};

/** A node of the valid policy graph (RFC 9618 5.1), which grows with the certificates, not with their product. */
interface PolicyNode {
  readonly policy: string;
  readonly expected: ReadonlySet<string>;
  readonly parents: readonly PolicyNode[];
}

type Level = ReadonlyMap<string, PolicyNode>;

interface State {
  /** The deepest level of the graph; empty where RFC 5280 says NULL. */
  level: Level;
  explicitPolicy: number;
  policyMapping: number;
  inhibitAnyPolicy: number;
}

const { anyPolicy } = oids;

/**
 * The policy part of RFC 5280 6.1.3 to 6.1.5 for certificates in order from the anchor's to the leaf. Qualifiers, such
 * as user notices, change nothing (RFC 5280 6.1.5 leaves them to the application).
 */
export function checkPolicies(
  certificates: readonly Certificate[],
  inputs: PolicyInputs,
  spend: (steps: number) => void,
): Refusal | undefined {
  const n = certificates.length;
  spend(inputs.initial.length / 128);
  const root: PolicyNode = { policy: anyPolicy, expected: new Set([anyPolicy]), parents: [] };
  const state: State = {
    level: new Map([[anyPolicy, root]]),
    explicitPolicy: inputs.explicit ? 0 : n + 1,
    policyMapping: inputs.inhibitMapping ? 0 : n + 1,
    inhibitAnyPolicy: inputs.inhibitAny ? 0 : n + 1,
  };
  for (const [index, certificate] of certificates.entries()) {
    const isLast = index === n - 1;
    const { certificatePolicies = [], policyMappings = [] } = certificate.known;
    spend((certificatePolicies.length + policyMappings.length + state.level.size) / 10);
    state.level = nextLevel(certificate, state, isLast);
    if (state.explicitPolicy === 0 && state.level.size === 0)
      return refuse(
        'path.policy',
        certificate,
        'no policy is valid up to this certificate, and one is required',
      );
    const refusal = isLast ? wrapUp(certificate, state, inputs) : prepareForNext(certificate, state);
    if (refusal) return refusal;
  }
  return undefined;
}

/** 6.1.3 (d) and (e). */
function nextLevel(certificate: Certificate, state: State, isLast: boolean): Level {
  const { certificatePolicies } = certificate.known;
  if (!certificatePolicies) return new Map();
  const parentsOf = expectations(state.level);
  const anyParents = parentsOf.get(anyPolicy) ?? [];
  const level = new Map<string, PolicyNode>();
  const add = (policy: string, parents: readonly PolicyNode[]) =>
    level.set(policy, { policy, expected: new Set([policy]), parents });
  for (const policy of certificatePolicies) {
    const parents = parentsOf.get(policy) ?? anyParents;
    if (policy !== anyPolicy && parents.length > 0) add(policy, parents);
  }
  const allowsAny = state.inhibitAnyPolicy > 0 || (!isLast && isSelfIssued(certificate));
  if (certificatePolicies.includes(anyPolicy) && allowsAny)
    for (const [policy, parents] of parentsOf) if (!level.has(policy)) add(policy, parents);
  return level;
}

/** Which nodes of a level expect a policy. */
function expectations(level: Level): ReadonlyMap<string, readonly PolicyNode[]> {
  const found = new Map<string, PolicyNode[]>();
  for (const node of level.values())
    for (const policy of node.expected) {
      const nodes = found.get(policy);
      if (nodes) nodes.push(node);
      else found.set(policy, [node]);
    }
  return found;
}

/** 6.1.4 (a), (b), (h), (i), (j). */
function prepareForNext(certificate: Certificate, state: State): Refusal | undefined {
  const { policyMappings = [], policyConstraints, inhibitAnyPolicy } = certificate.known;
  const mapsAny = policyMappings.some(
    (mapping) => mapping.issuerDomainPolicy === anyPolicy || mapping.subjectDomainPolicy === anyPolicy,
  );
  if (mapsAny) return refuse('path.policy_mapping', certificate, 'anyPolicy is mapped');
  state.level = applyMappings(policyMappings, state);
  if (!isSelfIssued(certificate)) {
    state.explicitPolicy = Math.max(0, state.explicitPolicy - 1);
    state.policyMapping = Math.max(0, state.policyMapping - 1);
    state.inhibitAnyPolicy = Math.max(0, state.inhibitAnyPolicy - 1);
  }
  state.explicitPolicy = Math.min(state.explicitPolicy, policyConstraints?.requireExplicitPolicy ?? Infinity);
  state.policyMapping = Math.min(state.policyMapping, policyConstraints?.inhibitPolicyMapping ?? Infinity);
  state.inhibitAnyPolicy = Math.min(state.inhibitAnyPolicy, inhibitAnyPolicy ?? Infinity);
  return undefined;
}

function applyMappings(
  mappings: NonNullable<Certificate['known']['policyMappings']>,
  { level, policyMapping }: State,
): Level {
  const mapped = new Map<string, Set<string>>();
  for (const { issuerDomainPolicy, subjectDomainPolicy } of mappings) {
    const expected = mapped.get(issuerDomainPolicy) ?? new Set();
    mapped.set(issuerDomainPolicy, expected.add(subjectDomainPolicy));
  }
  const next = new Map(level);
  for (const [policy, expected] of mapped) {
    const node = level.get(policy) ?? level.get(anyPolicy);
    if (policyMapping === 0) next.delete(policy);
    else if (node) next.set(policy, { policy, expected, parents: node.parents });
  }
  return next;
}

/** 6.1.5 (a), (b), (g). */
function wrapUp(certificate: Certificate, state: State, inputs: PolicyInputs): Refusal | undefined {
  const required = certificate.known.policyConstraints?.requireExplicitPolicy === 0;
  const explicitPolicy = required ? 0 : Math.max(0, state.explicitPolicy - 1);
  if (explicitPolicy > 0 || isAcceptable(state.level, new Set(inputs.initial))) return undefined;
  return refuse('path.policy', certificate, 'none of the acceptable policies is valid for the path');
}

/** Whether the authority-constrained policy set (RFC 9618 5.4) meets the user's. */
function isAcceptable(level: Level, initial: ReadonlySet<string>): boolean {
  if (level.size === 0) return false;
  if (initial.has(anyPolicy)) return true;
  if (level.has(anyPolicy)) return initial.size > 0;
  const seen = new Set<PolicyNode>(level.values());
  for (const node of seen) {
    const isTop = node.parents.some(({ policy }) => policy === anyPolicy);
    if (isTop && initial.has(node.policy)) return true;
    for (const parent of node.parents) seen.add(parent);
  }
  return false;
}
