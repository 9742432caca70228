import type { Certificate } from '../../validation/index.ts';

/**
 * What a trusted service does: issues certificates to people and organisations, answers about their status without a
 * delegation (RFC 6960 4.2.2.2, first case), stamps time. The certificate may be that of an authority above or, for
 * `tsa`, of the unit itself.
 */
export type TrustedServiceType = 'ca' | 'ocsp' | 'tsa';

/** Milliseconds since 1970; both ends are inside, and what has no end goes on. */
export interface TrustInterval {
  readonly from: number;
  readonly until?: number;
}

/** One service that is believed, and when: what a trusted list says of it in the end (ETSI TS 119 612 5.5 and 5.6). */
export interface TrustedService {
  readonly type: TrustedServiceType;
  readonly certificate: Certificate;
  /** For people, where a list gives one; else its certificate names it. */
  readonly name?: string;
  /** When its status let it be believed; absent where it always was and is. */
  readonly granted?: readonly TrustInterval[];
}

/** Whom the judgement believes. */
export interface TrustModel {
  readonly services: readonly TrustedService[];
}

/** Whether the service was to be believed at a time, in milliseconds since 1970. */
export function isGranted({ granted }: TrustedService, time: number): boolean {
  return (
    granted === undefined || granted.some(({ from, until }) => from <= time && time <= (until ?? Infinity))
  );
}

/** The services of a type that were to be believed at some time. */
export function servicesOf({ services }: TrustModel, type: TrustedServiceType): readonly TrustedService[] {
  return services.filter((service) => service.type === type && service.granted?.length !== 0);
}
