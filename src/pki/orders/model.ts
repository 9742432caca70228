import { type CaErrorCode, type ProfileId, semanticIdentifier, type Subject } from '../../../certs/index.ts';
import type { CertificateKey } from '../status/index.ts';

/** What an orderer asks for. The authority decides everything else. */
export interface CertificateOrder {
  /** Who orders: an operator, an agency or a desk; never a person's data. */
  readonly orderedBy: string;
  /** The orderer's own key: the same key is the same order, however often it comes. */
  readonly orderKey: string;
  /** Name of the issuing authority. */
  readonly authority: string;
  readonly profile: ProfileId;
  /** PKCS#10 (RFC 2986) in DER. */
  readonly request: Uint8Array;
  readonly subject: Subject;
  /** Host names that belong to the orderer; the request's own must be among them. */
  readonly hostNames?: readonly string[] | undefined;
  /** The holder agreed to be found in the repository. */
  readonly isPublic: boolean;
  /** Milliseconds since 1970; the profile's term when left out. */
  readonly notAfter?: number | undefined;
}

export type OrderErrorCode =
  | 'order.unknown_authority'
  | 'order.profile_not_allowed'
  | 'order.key_reused'
  | 'order.host_name'
  | 'order.linter'
  | 'order.form'
  | 'order.not_renewable'
  | 'order.unfinished';

export interface OrderRefusal {
  readonly kind: 'refused';
  readonly code: OrderErrorCode | CaErrorCode;
  readonly message: string;
  readonly field?: string | undefined;
}

export interface IssuedCertificate extends CertificateKey {
  readonly orderId: string;
  readonly certificate: Uint8Array;
}

export type OrderResult = ({ readonly kind: 'issued' } & IssuedCertificate) | OrderRefusal;

/** Which kinds of authority issue which profiles. What is missing is refused. */
export const profilesByKind = {
  root: [],
  persons: [
    'citizen-signature',
    'citizen-authentication',
    'entrepreneur-signature',
    'entrepreneur-authentication',
    'employee-signature',
    'employee-authentication',
    'official-signature',
    'official-authentication',
  ],
  phones: ['mobile-signature', 'mobile-authentication'],
  organisations: ['organisation-seal', 'time-stamping'],
  systems: ['agency-system'],
} as const satisfies Readonly<Record<string, readonly ProfileId[]>>;

/** The semantic identifier that a subject is found by (EN 319 412-1 5.1), such as `PNOAZ-5ARPXN9`. */
export function subjectIdOf(subject: Subject): string {
  if (subject.kind === 'certified-authority') return '';
  return semanticIdentifier('identifier' in subject ? subject.identifier : subject.organisation.identifier);
}

/** The name that people search for. */
export function subjectNameOf(subject: Subject): string {
  if (subject.kind === 'certified-authority') return '';
  if ('givenName' in subject) return subject.commonName ?? `${subject.givenName} ${subject.surname}`;
  return subject.commonName;
}
