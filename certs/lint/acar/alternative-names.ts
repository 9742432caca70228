import type { DraftRule } from '../certificate-draft.ts';

export const alternativeNames: DraftRule = {
  id: 'acar.alternative_names',
  clause: 'Açar CP: host names, and only where the profile has them',
  severity: 'error',
  check({ certificate, hostNames, profile }) {
    const names = certificate.known.subjectAltName ?? [];
    if (hostNames.length < names.length) return 'subjectAltName has more than host names';
    return names.length > 0 === (profile.subjectAltName === 'dns')
      ? undefined
      : 'host names do not stand exactly where the profile has them';
  },
};
