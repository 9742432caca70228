import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { der, oids } from '../../../certs/asn1/index.ts';
import { validatePath } from '../../../certs/index.ts';
import { type Entity, extension, issue, issueCa, newKey, now } from '../../support/der-pki.ts';
import type { PolicyInputs } from '../../../certs/validation/index.ts';
import { arePoliciesValid, type PolicyWords } from '../../support/policy-tree.ts';

const domain = ['2.25.1', '2.25.2'] as const;
const aDomain = fc.constantFrom(...domain);
const aCount = fc.oneof(
  { arbitrary: fc.constant(undefined), weight: 4 },
  { arbitrary: fc.nat(2), weight: 1 },
);

/** anyPolicy is often among them, since it has rules of its own. */
const somePolicies = fc.oneof(
  fc.constant([oids.anyPolicy]),
  fc.uniqueArray(aDomain, { minLength: 1 }),
  fc.uniqueArray(aDomain, { minLength: 1 }).map((policies) => [...policies, oids.anyPolicy]),
);

const words: fc.Arbitrary<PolicyWords> = fc.record({
  isSelfIssued: fc.boolean(),
  policies: fc.option(somePolicies, { nil: undefined, freq: 12 }),
  mappings: fc.oneof(fc.constant([]), fc.array(fc.tuple(aDomain, aDomain), { minLength: 1, maxLength: 2 })),
  requireExplicitPolicy: aCount,
  inhibitPolicyMapping: aCount,
  inhibitAnyPolicy: aCount,
});
const rarely = fc.constantFrom(true, false, false, false);
const inputs = fc.record({
  initial: fc.oneof(fc.constant([oids.anyPolicy]), fc.uniqueArray(aDomain, { minLength: 1 })),
  explicit: fc.constantFrom(true, true, true, false),
  inhibitMapping: rarely,
  inhibitAny: rarely,
});

const skip = (tag: number, count: number | undefined) =>
  count === undefined ? [] : [der.encode(tag, Uint8Array.of(count))];

function extensionsOf(one: PolicyWords): readonly Uint8Array[] {
  const constraints = [...skip(0x80, one.requireExplicitPolicy), ...skip(0x81, one.inhibitPolicyMapping)];
  const add = (oid: string, value: Uint8Array, isThere: boolean, isCritical = true) =>
    isThere ? [extension(oid, value, isCritical)] : [];
  const policies = (one.policies ?? []).map((policy) => der.sequence(der.oid(policy)));
  const mappings = one.mappings.map(([from, to]) => der.sequence(der.oid(from), der.oid(to)));
  return [
    ...add(oids.certificatePolicies, der.sequence(...policies), policies.length > 0, false),
    ...add(oids.policyMappings, der.sequence(...mappings), mappings.length > 0),
    ...add(oids.policyConstraints, der.sequence(...constraints), constraints.length > 0),
    ...add(oids.inhibitAnyPolicy, der.integer(one.inhibitAnyPolicy ?? 0), one.inhibitAnyPolicy !== undefined),
  ];
}

const keys = Array.from({ length: 5 }, newKey);
const root = issueCa({ subject: 'root' });

/** The path of certificates that say these words, from the anchor's to the leaf. */
function pathOf(all: readonly PolicyWords[]): readonly Entity[] {
  const path: Entity[] = [];
  for (const [index, one] of all.entries()) {
    const issuer = path[index - 1] ?? root;
    const name = one.isSelfIssued ? { subjectName: issuer.certificate.subject.raw } : {};
    const key = keys[index] ?? newKey();
    const make = index < all.length - 1 ? issueCa : issue;
    path.push(make({ subject: `e${index}`, ...name, issuer, key, extensions: extensionsOf(one) }));
  }
  return path;
}

const say = (policies: readonly string[], ...mappings: PolicyWords['mappings']): PolicyWords => ({
  isSelfIssued: false,
  policies,
  mappings,
  requireExplicitPolicy: undefined,
  inhibitPolicyMapping: undefined,
  inhibitAnyPolicy: undefined,
});
const [one, other] = domain;
const asked = { initial: [one], explicit: true, inhibitMapping: false, inhibitAny: false };

/** What chance seldom makes: a policy that is mapped under anyPolicy, and one that is only what another became. */
const rare: [PolicyWords[], PolicyInputs][] = [
  [[say([oids.anyPolicy], [one, other]), say([other])], asked],
  [[say([other], [other, one]), say([one])], asked],
];

describe('the policies of a path (RFC 5280 6.1.3 to 6.1.5)', () => {
  it('are valid exactly where the tree to the letter says so', () => {
    const seen = { valid: 0, refused: 0 };
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 3 }), inputs, (all, policy) => {
        const certificates = pathOf(all).map(({ certificate }) => certificate);
        const leaf = certificates.pop();
        if (!leaf) throw new Error('a path has a leaf');
        const question = { leaf, intermediates: certificates, anchors: [root.certificate], crls: [], policy };
        const result = validatePath({ ...question, time: now, revocation: false });
        const isValid = arePoliciesValid(all, policy);
        seen[isValid ? 'valid' : 'refused'] += 1;
        expect(result.kind === 'valid' ? 'valid' : result.code).toBe(isValid ? 'valid' : 'path.policy');
      }),
      { numRuns: 1500, examples: rare },
    );
    expect(Math.min(seen.valid, seen.refused)).toBeGreaterThan(100);
  });
});
