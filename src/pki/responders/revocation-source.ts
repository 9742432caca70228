import { encodeOcspRequest, readOcspRequest, type RevocationSource } from '../../../certs/index.ts';
import type { OcspAnswering } from './answers.ts';

/** The certificate service as a source for the same process: the same answers without HTTP between. */
export function createOwnRevocationSource(answering: OcspAnswering): RevocationSource {
  return {
    async fetch(query) {
      const read = readOcspRequest(encodeOcspRequest(query));
      if (read.kind === 'refused') throw new TypeError(`our own request is refused: ${read.code}`);
      const { response } = await answering(read.request);
      return response;
    },
  };
}
