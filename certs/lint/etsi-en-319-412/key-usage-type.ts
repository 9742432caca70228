import { type FrameRule, isOfPerson } from '../certificate-draft.ts';
import { keyUsageBits } from '../certificate-profile.ts';

const { digitalSignature, nonRepudiation, keyEncipherment, keyAgreement } = keyUsageBits;
const types: ReadonlySet<string> = new Set(
  [
    [nonRepudiation],
    [digitalSignature, nonRepudiation],
    [digitalSignature],
    [digitalSignature, keyAgreement],
    [digitalSignature, keyEncipherment],
    [keyAgreement],
    [keyEncipherment],
    [nonRepudiation, digitalSignature, keyAgreement],
    [nonRepudiation, digitalSignature, keyEncipherment],
  ].map((bits) => bits.toSorted((left, right) => left - right).join()),
);

export const keyUsageType: FrameRule = {
  id: 'etsi.key_usage_type',
  clause: 'EN 319 412-2 4.3.2',
  severity: 'error',
  judges: 'frame',
  check(draft) {
    const { keyUsage } = draft.certificate.known;
    if (!isOfPerson(draft) || !keyUsage) return undefined;
    const bits = [...keyUsage].sort((left, right) => left - right).join();
    return types.has(bits) ? undefined : 'keyUsage is none of the types A to F';
  },
};
