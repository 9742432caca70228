import { keyUsageBits } from '../certificate-profile.ts';
import type { FrameRule } from '../certificate-draft.ts';

export const keyUsage: FrameRule = {
  id: 'acar.key_usage',
  clause: 'Açar CP: the key usages of the profile exactly',
  severity: 'error',
  judges: 'frame',
  check({ certificate, profile }) {
    const { keyUsage } = certificate.known;
    if (!keyUsage) return undefined;
    const expected = profile.keyUsage.map((usage) => keyUsageBits[usage]);
    return keyUsage.size === expected.length && expected.every((bit) => keyUsage.has(bit))
      ? undefined
      : `keyUsage is not what ${profile.id} has`;
  },
};
