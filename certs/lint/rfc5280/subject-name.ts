import type { DraftRule } from '../certificate-draft.ts';

export const subjectName: DraftRule = {
  id: 'rfc5280.subject_name',
  clause: 'RFC 5280 4.1.2.6',
  severity: 'error',
  check({ certificate }) {
    return certificate.subject.attributes.length > 0 ? undefined : 'the subject is empty';
  },
};
