import { encodeOcspRequest, ocspAddressesOf, type RevocationSource } from '../../certs/index.ts';
import type { Fetch } from '../http/index.ts';

/** Asked of an outbound client: a responder is slow or talks too much. */
export const ocspLimits = { timeoutMs: 5_000, maxResponseBytes: 64 * 1024 } as const;

/**
 * Asks one of the configured responders over HTTP (RFC 6960 appendix A): the one that the certificate names, else the
 * first. What a certificate names beyond these is never called: whoever makes a certificate would choose where we go.
 */
export function createOcspClient(deps: {
  readonly addresses: readonly [string, ...string[]];
  readonly fetch: Fetch;
}): RevocationSource {
  const { addresses, fetch } = deps;
  const [first] = addresses;
  return {
    async fetch(query) {
      const named = ocspAddressesOf(query.certificate);
      const address = addresses.find((known) => named.includes(known)) ?? first;
      const answer = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/ocsp-request', accept: 'application/ocsp-response' },
        body: Buffer.from(encodeOcspRequest(query)),
      });
      if (answer.status !== 200) throw new OcspUnavailable(`answered with status ${answer.status}`);
      const type = (answer.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
      if (type !== 'application/ocsp-response') throw new OcspUnavailable('answered with something else');
      return new Uint8Array(await answer.arrayBuffer());
    },
  };
}

/** The responder gave no OCSP answer. */
class OcspUnavailable extends Error {
  readonly code = 'ocsp.unavailable';

  constructor(what: string) {
    super(`the OCSP responder ${what}`);
    this.name = 'OcspUnavailable';
  }
}
