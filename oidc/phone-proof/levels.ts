import type { Certificate } from '../../certs/index.ts';
import { type Level, levels } from '../ports.ts';

/** What a certificate policy says of a phone's keys. */
export interface PhonePolicy {
  readonly level: Level;
  /** RFC 8176: where the key lies, in hardware or in software. */
  readonly key: 'hwk' | 'swk';
}

/** By the policy's object identifier. A phone whose certificate names none of them is not accepted. */
export type PhonePolicies = Readonly<Record<string, PhonePolicy>>;

/** Of several policies that a certificate names, the weakest counts. */
export function policyOf({ known }: Certificate, policies: PhonePolicies): PhonePolicy | undefined {
  const named = (known.certificatePolicies ?? []).flatMap((oid) => policies[oid] ?? []);
  const [first, ...others] = named;
  return others.reduce<PhonePolicy | undefined>((weakest, policy) => weaker(weakest, policy), first);
}

function weaker(one: PhonePolicy | undefined, other: PhonePolicy): PhonePolicy {
  if (!one) return other;
  const level = levels.find((each) => each === one.level || each === other.level) ?? one.level;
  return { level, key: one.key === 'hwk' ? other.key : one.key };
}

/** The highest level that any phone can reach. */
export function highestOf(policies: PhonePolicies): Level {
  const reached = new Set(Object.values(policies).map(({ level }) => level));
  return levels.findLast((level) => reached.has(level)) ?? 'low';
}
