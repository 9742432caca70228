import {
  type Certificate,
  type CrlSource,
  derBlocks,
  issuerAddressesOf,
  ocspAddressesOf,
  readCertificate,
  type RevocationSource,
} from '../../certs/index.ts';
import { readCertificatesOnly } from '../../certs/cms/index.ts';
import type { AskedAddress } from '../../certs/signatures/report/index.ts';
import { createOcspClient } from '../card-sign-in/index.ts';
import type { Fetch } from '../http/index.ts';
import { bodyOf, crlAddressesOf, SourceUnavailable } from './http-sources.ts';

/** Finds the certificates of whoever issued one. Nobody vouches for what it finds. */
export interface IssuerSource {
  /** Rejects where nobody answered. */
  fetch(certificate: Certificate): Promise<readonly Certificate[]>;
}

/** Evidence about certificates, from wherever it comes. */
export interface EvidenceSources {
  readonly ocsp: RevocationSource;
  readonly crls: CrlSource;
  readonly issuers: IssuerSource;
}

/** Told of every address that is asked. */
export type Tell = (asked: AskedAddress) => void;

/** Most addresses that are asked for one document; who made its certificates chose them. */
const mostAddresses = 32;
/** After so long nothing more is asked for a document: others wait for its place. */
const longestMs = 30_000;

/**
 * Asks the addresses that a certificate names itself (RFC 5280 4.2.1.13 and 4.2.2.1), of these only the ones that are
 * allowed: whoever makes a certificate would otherwise choose where we go. For one document.
 */
export function createNamedSources(deps: {
  readonly allows: (address: URL) => boolean;
  readonly fetch: Fetch;
  readonly tell: Tell;
  /** Milliseconds that go on whatever the clock does; the process's own by default. */
  readonly monotonic?: () => number;
}): EvidenceSources {
  const { tell, monotonic = () => performance.now() } = deps;
  let left = mostAddresses;
  let begunAt: number | undefined;
  const allowed = (addresses: readonly string[]) =>
    addresses.filter((one) => URL.canParse(one) && isWeb(new URL(one)) && deps.allows(new URL(one)));
  const ask = async <T>(what: AskedAddress['what'], address: string, work: () => Promise<T>): Promise<T> => {
    left -= 1;
    if (left < 0) throw new SourceUnavailable('more addresses than are asked for one document');
    begunAt ??= monotonic();
    if (monotonic() - begunAt >= longestMs) throw new SourceUnavailable('longer than a document is given');
    try {
      const answer = await work();
      tell({ what, address, outcome: 'answered' });
      return answer;
    } catch (error) {
      tell({ what, address, outcome: 'failed' });
      throw error;
    }
  };
  return {
    ocsp: {
      async fetch(query) {
        const [address] = allowed(ocspAddressesOf(query.certificate));
        if (address === undefined) throw new SourceUnavailable('no responder that may be asked');
        const client = createOcspClient({ addresses: [address], fetch: deps.fetch });
        return ask('ocsp', address, () => client.fetch(query));
      },
    },
    crls: {
      async fetch({ certificate }) {
        const addresses = allowed(crlAddressesOf(certificate));
        if (addresses.length === 0) throw new SourceUnavailable('no address of a CRL that may be asked');
        const lists = addresses.map((address) =>
          ask('crl', address, async () => bodyOf(await deps.fetch(address), 'application/pkix-crl')),
        );
        return Promise.all(lists);
      },
    },
    issuers: {
      async fetch(certificate) {
        const [address] = allowed(issuerAddressesOf(certificate));
        if (address === undefined) throw new SourceUnavailable('no address of an issuer that may be asked');
        return ask('issuer', address, async () => certificatesIn(await bodyOf(await deps.fetch(address))));
      },
    },
  };
}

function isWeb({ protocol }: URL): boolean {
  return protocol === 'http:' || protocol === 'https:';
}

const mostIssuers = 8;

/** RFC 5280 4.2.2.1: one certificate in DER, or a message of certificates alone; some send PEM. */
function certificatesIn(bytes: Uint8Array): readonly Certificate[] {
  const reads = derBlocks(bytes, 'CERTIFICATE').slice(0, mostIssuers).map(readCertificate);
  const single = reads.flatMap((read) => (read.kind === 'read' ? [read.value] : []));
  if (single.length > 0) return single;
  const bundled = (readCertificatesOnly(bytes) ?? []).slice(0, mostIssuers).map(readCertificate);
  const found = bundled.flatMap((read) => (read.kind === 'read' ? [read.value] : []));
  if (found.length === 0) throw new SourceUnavailable('answered with no certificate');
  return found;
}
