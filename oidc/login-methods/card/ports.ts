import type { Certificate, RevocationSource } from '../../../certs/index.ts';
import type { CertificateHolders, Clock, Random } from '../../ports.ts';

/** What the card method needs from the application. */
export interface CardMethodDeps {
  /** The login origin: what cards sign for, and who asks the card agent. */
  readonly origin: string;
  /** The authorities that issue cards. */
  readonly authorities: readonly Certificate[];
  /** Certificate policies of what is no card, such as a phone. */
  readonly disallowedPolicies: readonly string[];
  /** Where the card agent listens on the person's own computer. */
  readonly agentOrigin: string;
  readonly nonces: NonceUses;
  readonly revocation: RevocationSource;
  readonly requests: RequestSigner;
  readonly holders: CertificateHolders;
  readonly clock: Clock;
  readonly random: Random;
}

/** Remembers which nonces were used, for all processes. */
export interface NonceUses {
  /** True for exactly one caller, ever; it is remembered until `expiresAt`, in seconds since 1970. Durable on return. */
  take(nonce: string, expiresAt: number): Promise<boolean>;
}

/** Signs with a key that the provider's JWKS shows, so that the card agent can tell who asks. */
export interface RequestSigner {
  /** A compact JWS with ES256 and the given `typ`. */
  sign(typ: string, claims: Readonly<Record<string, string | number>>): Promise<string>;
}
