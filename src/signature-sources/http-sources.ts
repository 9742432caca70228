import type { Certificate, CrlSource } from '../../certs/index.ts';
import type { Fetch } from '../http/index.ts';

/** Asked of an outbound client for time stamps and CRLs. */
export const sourceLimits = { timeoutMs: 10_000, maxResponseBytes: 8 * 1024 * 1024 } as const;

/** Somebody answered with something else than what was asked for. */
export class SourceUnavailable extends Error {
  readonly code = 'signature_source.unavailable';

  constructor(what: string) {
    super(what);
    this.name = 'SourceUnavailable';
  }
}

/** Takes requests to a time-stamping service over HTTP (RFC 3161 3.4). */
export function createTimeStampClient(deps: { readonly address: string; readonly fetch: Fetch }) {
  return async (request: Uint8Array): Promise<Uint8Array> => {
    const answer = await deps.fetch(deps.address, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      body: Buffer.from(request),
    });
    return bodyOf(answer, 'application/timestamp-reply');
  };
}

/**
 * Fetches the CRLs that a certificate names, from the given origins alone: whoever makes a certificate would otherwise
 * choose where we go.
 */
export function createCrlClient(deps: {
  readonly origins: readonly string[];
  readonly fetch: Fetch;
}): CrlSource {
  return {
    async fetch({ certificate }) {
      const addresses = crlAddressesOf(certificate).filter((url) =>
        deps.origins.includes(new URL(url).origin),
      );
      if (addresses.length === 0) throw new SourceUnavailable('no address of a CRL that may be asked');
      return Promise.all(addresses.map(async (url) => bodyOf(await deps.fetch(url), 'application/pkix-crl')));
    },
  };
}

/** @throws SourceUnavailable where it is not there, or of another type than is expected */
export async function bodyOf(answer: Response, expected?: string): Promise<Uint8Array> {
  if (answer.status !== 200) throw new SourceUnavailable(`answered with status ${answer.status}`);
  const type = (answer.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (expected !== undefined && type !== expected)
    throw new SourceUnavailable('answered with something else');
  return new Uint8Array(await answer.arrayBuffer());
}

/** The addresses of full CRLs in a certificate (RFC 5280 4.2.1.13), http and https alone. */
export function crlAddressesOf({ known }: Certificate): readonly string[] {
  const names = (known.cRLDistributionPoints ?? []).flatMap(({ name }) =>
    name?.kind === 'fullName' ? name.names : [],
  );
  return names.flatMap((name) => {
    const isAddress = name.kind === 'uniformResourceIdentifier' && /^https?:\/\//i.test(name.text);
    return isAddress && URL.canParse(name.text) ? [name.text] : [];
  });
}
