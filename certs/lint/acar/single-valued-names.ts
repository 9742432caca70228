import type { DraftRule } from '../certificate-draft.ts';

export const singleValuedNames: DraftRule = {
  id: 'acar.single_valued_names',
  clause: 'Açar CP: one attribute in each relative name',
  severity: 'error',
  check({ certificate }) {
    return certificate.subject.isSingleValued ? undefined : 'a relative name of several attributes';
  },
};
