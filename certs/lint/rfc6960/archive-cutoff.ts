import { oids } from '../../asn1/index.ts';
import type { OcspRule } from './subject.ts';

export const archiveCutoff: OcspRule = {
  id: 'rfc6960.archive_cutoff',
  clause: 'RFC 6960 4.4.4',
  severity: 'error',
  check({ data, archiveCutoffs }) {
    if (data.extensions.some(({ oid }) => oid === oids.ocspArchiveCutoff))
      return 'archive cutoff stands at the whole answer and not at a status';
    if (archiveCutoffs.some((cutoff) => cutoff > data.producedAt)) return 'archive cutoff is in the future';
    return undefined;
  },
};
