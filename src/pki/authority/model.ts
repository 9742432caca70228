import type { Certificate, Issuer, IssuingKey, Organisation } from '../../../certs/index.ts';

export type AuthorityKind = 'root' | 'persons' | 'phones' | 'organisations' | 'systems';

/** An authority whose key this process holds. */
export interface Authority {
  readonly caId: number;
  /** Stands in addresses. */
  readonly name: string;
  readonly kind: AuthorityKind;
  readonly certificate: Certificate;
  /** From its own certificate up to the root's. */
  readonly chain: readonly Certificate[];
  readonly issuer: Issuer & { readonly certificate: Certificate };
  readonly key: IssuingKey;
  readonly partitions: number;
}

/** A unit that gives time stamps. */
export interface TimeStampingUnit {
  readonly name: string;
  readonly certificate: Certificate;
  readonly chain: readonly Certificate[];
  readonly key: IssuingKey;
}

export interface Authorities {
  readonly all: readonly Authority[];
  readonly units: readonly TimeStampingUnit[];
  /** Who runs the service. */
  readonly organisation: Organisation;
  find(name: string): Authority | undefined;
  byId(caId: number): Authority | undefined;
}
