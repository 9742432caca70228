import { oids } from '../../certs/asn1/index.ts';
import type { PolicyInputs } from '../../certs/validation/index.ts';

/** What one certificate of a path says of policies. */
export interface PolicyWords {
  readonly isSelfIssued: boolean;
  readonly policies: readonly string[] | undefined;
  readonly mappings: readonly (readonly [issuerDomain: string, subjectDomain: string])[];
  readonly requireExplicitPolicy: number | undefined;
  readonly inhibitPolicyMapping: number | undefined;
  readonly inhibitAnyPolicy: number | undefined;
}

interface Node {
  readonly policy: string;
  expected: readonly string[];
  children: Node[];
}

const { anyPolicy } = oids;

/**
 * RFC 5280 6.1.2 to 6.1.5 to the letter: the tree itself, which grows with the product of what the certificates say.
 * The model that the validator's graph is held to.
 */
export function arePoliciesValid(path: readonly PolicyWords[], inputs: PolicyInputs): boolean {
  const n = path.length;
  let root: Node | null = { policy: anyPolicy, expected: [anyPolicy], children: [] };
  let explicitPolicy = inputs.explicit ? 0 : n + 1;
  let policyMapping = inputs.inhibitMapping ? 0 : n + 1;
  let inhibitAny = inputs.inhibitAny ? 0 : n + 1;
  for (const [index, words] of path.entries()) {
    const i = index + 1;
    const allowsAny = inhibitAny > 0 || (i < n && words.isSelfIssued);
    root = root && words.policies ? grow(root, i, words.policies, allowsAny) : null;
    if (explicitPolicy === 0 && !root) return false;
    if (i === n) {
      if (explicitPolicy > 0) explicitPolicy -= 1;
      if (words.requireExplicitPolicy === 0) explicitPolicy = 0;
      break;
    }
    if (words.mappings.flat().includes(anyPolicy)) return false;
    root = root && map(root, i, words.mappings, policyMapping);
    if (!words.isSelfIssued) {
      explicitPolicy = Math.max(0, explicitPolicy - 1);
      policyMapping = Math.max(0, policyMapping - 1);
      inhibitAny = Math.max(0, inhibitAny - 1);
    }
    explicitPolicy = Math.min(explicitPolicy, words.requireExplicitPolicy ?? Infinity);
    policyMapping = Math.min(policyMapping, words.inhibitPolicyMapping ?? Infinity);
    inhibitAny = Math.min(inhibitAny, words.inhibitAnyPolicy ?? Infinity);
  }
  return explicitPolicy > 0 || (root !== null && intersect(root, n, inputs.initial) !== null);
}

function atDepth(root: Node, depth: number): readonly Node[] {
  let level: readonly Node[] = [root];
  for (let at = 0; at < depth; at += 1) level = level.flatMap(({ children }) => children);
  return level;
}

/** Takes away nodes above the depth that have no child; null when the root is one. */
function prune(node: Node, depth: number): Node | null {
  if (depth === 0) return node;
  node.children = node.children.filter((child) => prune(child, depth - 1) !== null);
  return node.children.length > 0 ? node : null;
}

/** 6.1.3 (d). */
function grow(root: Node, i: number, policies: readonly string[], allowsAny: boolean): Node | null {
  const parents = atDepth(root, i - 1);
  const add = (parent: Node, policy: string) =>
    parent.children.push({ policy, expected: [policy], children: [] });
  for (const policy of policies.filter((one) => one !== anyPolicy)) {
    const matching = parents.filter(({ expected }) => expected.includes(policy));
    const taken = matching.length > 0 ? matching : parents.filter((one) => one.policy === anyPolicy);
    for (const parent of taken) add(parent, policy);
  }
  if (policies.includes(anyPolicy) && allowsAny)
    for (const parent of parents)
      for (const policy of parent.expected)
        if (!parent.children.some((child) => child.policy === policy)) add(parent, policy);
  return prune(root, i);
}

/** 6.1.4 (b). */
function map(root: Node, i: number, mappings: PolicyWords['mappings'], policyMapping: number): Node | null {
  for (const issuerDomain of new Set(mappings.map(([from]) => from))) {
    const expected = mappings.filter(([from]) => from === issuerDomain).map(([, to]) => to);
    const parents = atDepth(root, i - 1);
    const mapped = atDepth(root, i).filter(({ policy }) => policy === issuerDomain);
    if (policyMapping === 0)
      for (const parent of parents)
        parent.children = parent.children.filter(({ policy }) => policy !== issuerDomain);
    else if (mapped.length > 0) for (const node of mapped) node.expected = expected;
    else
      for (const parent of parents)
        if (parent.children.some(({ policy }) => policy === anyPolicy))
          parent.children.push({ policy: issuerDomain, expected, children: [] });
  }
  return prune(root, i);
}

/** 6.1.5 (g). */
function intersect(root: Node, n: number, initial: readonly string[]): Node | null {
  if (initial.includes(anyPolicy)) return root;
  const isAcceptable = ({ policy }: Node) => policy === anyPolicy || initial.includes(policy);
  const keep = (node: Node) => {
    if (node.policy === anyPolicy) node.children = node.children.filter(isAcceptable);
    node.children.forEach(keep);
  };
  keep(root);
  return prune(root, n);
}
