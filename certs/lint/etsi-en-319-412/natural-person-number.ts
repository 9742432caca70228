import { oids } from '../../asn1/index.ts';
import type { DraftRule } from '../certificate-draft.ts';

export const naturalPersonNumber: DraftRule = {
  id: 'etsi.natural_person_number',
  clause: 'EN 319 412-2 4.2.4, NOTE on uniqueness',
  severity: 'error',
  check({ profile, subject }) {
    if (profile.family !== 'natural-person') return undefined;
    return subject.has(oids.serialNumber)
      ? undefined
      : 'the subject has no serialNumber that tells namesakes apart';
  },
};
