import type { DraftRule } from '../certificate-draft.ts';

export const attributesOnce: DraftRule = {
  id: 'etsi.attributes_once',
  clause: 'EN 319 412-2 4.2.4, EN 319 412-3 4.2.1',
  severity: 'error',
  check({ subject }) {
    const twice = [...subject].find(([, texts]) => texts.length > 1);
    return twice && `attribute ${twice[0]} stands more than once in the subject`;
  },
};
