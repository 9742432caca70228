import type { DraftRule } from '../certificate-draft.ts';

const day = 86_400_000;
const backdated = day;
const ahead = 90 * day;

export const timelyValidity: DraftRule = {
  id: 'acar.timely_validity',
  clause: 'Açar CP: validity begins near the time of issue',
  severity: 'error',
  check({ certificate, time }) {
    const { notBefore } = certificate;
    return notBefore < time - backdated || notBefore > time + ahead
      ? 'begins more than a day before, or 90 days after, it is issued'
      : undefined;
  },
};
