import { oids } from '../../asn1/index.ts';
import type { FrameRule } from '../certificate-draft.ts';

export const purposes: FrameRule = {
  id: 'acar.purposes',
  clause: 'Açar CP: the extended key usages of the profile exactly',
  severity: 'error',
  judges: 'frame',
  check({ certificate, extensions, profile }) {
    const found = certificate.known.extKeyUsage ?? [];
    const { purposes = [], isCritical = false } = profile.extKeyUsage ?? {};
    if (found.join() !== purposes.join()) return `extKeyUsage is not what ${profile.id} has`;
    return (extensions.get(oids.extKeyUsage)?.isCritical ?? isCritical) === isCritical
      ? undefined
      : 'extKeyUsage has another criticality than the profile';
  },
};
