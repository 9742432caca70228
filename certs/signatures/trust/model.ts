import type { Certificate } from '../../validation/index.ts';

/** A trusted list (ETSI TS 119 612), read and its signature checked. */
export interface TrustedList {
  readonly sequenceNumber: number;
  /** Two letters, sometimes with a suffix; undefined where the list says none. */
  readonly territory: string | undefined;
  readonly operator: string;
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
  /** Undefined when the list is closed. */
  readonly nextUpdate: number | undefined;
  readonly services: readonly ListedService[];
  /** The certificate that signed it. */
  readonly signer: Certificate;
}

export interface ListedService {
  readonly provider: string;
  readonly name: string;
  /** The service type identifier of today. */
  readonly type: string;
  readonly certificates: readonly Certificate[];
  /** Subject key identifiers in hex, where the list gives them. */
  readonly keyIdentifiers: readonly string[];
  /** Newest first. */
  readonly periods: readonly ServicePeriod[];
}

/** What holds of a service from one moment to the next (5.5 and 5.6). */
export interface ServicePeriod {
  readonly type: string;
  readonly status: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  /** Names of critical extensions that are not understood: the service is then not to be used (5.5.9). */
  readonly unknownCritical: readonly string[];
  /** URIs of AdditionalServiceInformation (5.5.9.4). */
  readonly additional: readonly string[];
}

export type TrustedListErrorCode =
  | 'trusted_list.malformed'
  | 'trusted_list.version'
  | 'trusted_list.signature'
  | 'trusted_list.signer'
  | 'trusted_list.outdated';

export type ReadTrustedList =
  | { readonly kind: 'read'; readonly list: TrustedList }
  | { readonly kind: 'refused'; readonly code: TrustedListErrorCode; readonly message: string };
