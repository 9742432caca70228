import type { DraftRule } from '../certificate-draft.ts';

export const attributesOnce: DraftRule = {
  id: 'etsi.attributes_once',
  clause: 'EN 319 412-2 4.2.4, EN 319 412-3 4.2.1',
  severity: 'error',
  check({ subject }) {
    for (const [type, texts] of subject)
      if (texts.length > 1) return `attribute ${type} stands more than once in the subject`;
    return undefined;
  },
};
