import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { PublishedTrustedLists } from '../pki/trusted-list/index.ts';
import { refuse, sendVersion } from './answer.ts';

/** A list stands for months; who asks anew learns of a withdrawn service. */
const cacheSeconds = 600;

/** The trusted list, and beside it the SHA-256 of its bytes in hex (ETSI TS 119 612 6.1). */
export function createTrustedListHandler(published: PublishedTrustedLists) {
  return async (req: IncomingMessage, res: ServerResponse, face: 'list' | 'digest'): Promise<void> => {
    const found = await published.newest();
    if (!found) return refuse(res, 404, 'no trusted list is published here');
    const headers: OutgoingHttpHeaders = {
      'content-type': face === 'list' ? 'application/vnd.etsi.tsl+xml' : 'text/plain; charset=us-ascii',
      'cache-control': `max-age=${cacheSeconds}, public, no-transform, must-revalidate`,
    };
    const version = { etag: `"${found.sequenceNumber}-${face}"`, modifiedAt: found.issuedAt };
    const body = face === 'list' ? found.list : Buffer.from(found.sha256);
    sendVersion(req, res, { version, headers, body });
  };
}
