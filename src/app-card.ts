import type { RevocationSource } from '../certs/index.ts';
import type { CardMethodDeps } from '../oidc/login-methods/card/index.ts';
import { createOcspClient, ocspLimits } from './card-sign-in/index.ts';
import { ConfigurationError } from './config/index.ts';
import { createOutboundFetch } from './http/index.ts';
import type { ServiceConfig } from './settings.ts';

/** What the sign-in with a card rests on, by the configuration. */
export interface CardSignIn
  extends Pick<CardMethodDeps, 'authorities' | 'disallowedPolicies' | 'agentOrigin' | 'revocation'> {
  close(): Promise<void>;
}

/**
 * Undefined where no authority of cards is configured, and in a process without pages. `own` is the certificate service
 * of this process: it answers where no responder is named. `onError` hears why no answer came; the person is told only
 * that none did.
 */
export function composeCardSignIn(
  { card, roles }: Pick<ServiceConfig, 'card' | 'roles'>,
  own: RevocationSource | undefined,
  onError: (error: unknown) => void,
): CardSignIn | undefined {
  const { ocspAddresses, ...settings } = card;
  if (settings.authorities.length === 0 || !roles.includes('web')) return undefined;
  return {
    ...settings,
    ...openRevocation({ addresses: ocspAddresses, own, setting: 'ACAR_CARD_OCSP_URLS', onError }),
  };
}

export interface RevocationParts {
  /** The responders that the operator named in `setting`. */
  readonly addresses: readonly string[];
  readonly setting: string;
  readonly own: RevocationSource | undefined;
  readonly onError: (error: unknown) => void;
}

/** Who is asked about the status of certificates: the responders that were named, or this process itself. */
export function openRevocation({ addresses, setting, own, onError }: RevocationParts): {
  readonly revocation: RevocationSource;
  close(): Promise<void>;
} {
  const [first, ...others] = addresses;
  if (first === undefined) {
    if (!own) throw new ConfigurationError([`${setting}: is required without the role pki`]);
    return { revocation: reported(own, onError), close: async () => {} };
  }
  // The operator named these addresses, and the responder is often a neighbour on a private network.
  const fetch = createOutboundFetch({ allowPrivate: true, ...ocspLimits });
  return {
    revocation: reported(createOcspClient({ addresses: [first, ...others], fetch }), onError),
    close: () => fetch.close(),
  };
}

function reported(source: RevocationSource, onError: (error: unknown) => void): RevocationSource {
  return {
    async fetch(query) {
      try {
        return await source.fetch(query);
      } catch (error) {
        onError(error);
        throw error;
      }
    },
  };
}
