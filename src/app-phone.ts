import { randomBytes } from 'node:crypto';
import type { RevocationSource } from '../certs/index.ts';
import {
  createMobileMethod,
  type MobileMethodDeps,
  mobileMethodId,
} from '../oidc/login-methods/mobile/index.ts';
import { createQrMethod, qrMethodId } from '../oidc/login-methods/qr/index.ts';
import type { LoginMethod } from '../oidc/login-methods/index.ts';
import type { Pause } from '../oidc/phone-proof/index.ts';
import type { MobileService, PhoneRequests } from '../oidc/phone-ports.ts';
import type { CertificateHolders, Clock } from '../oidc/ports.ts';
import { readMobileNumber, readPersonalCode } from './accounts/index.ts';
import { openRevocation } from './app-card.ts';
import { defaultLanguage, isLanguage } from './messages/index.ts';
import { describeBrowser } from './portal/index.ts';
import type { ServiceConfig } from './settings.ts';

/** What the sign-in with a phone rests on, by the configuration. */
export interface PhoneSignIn
  extends Pick<MobileMethodDeps, 'authorities' | 'policies' | 'revocation' | 'phones' | 'service'> {
  close(): Promise<void>;
}

export interface PhoneSignInParts {
  readonly config: Pick<ServiceConfig, 'phone' | 'roles'>;
  /** Undefined where no wallet is set. */
  readonly phones: PhoneRequests | undefined;
  /** Our own mobile-signature service, or an operator's. */
  readonly service: MobileService | undefined;
  /** The certificate service of this process: it answers where no responder is named. */
  readonly own: RevocationSource | undefined;
  /** Hears why no answer about a certificate came; the person is told only that none did. */
  readonly onError: (error: unknown) => void;
}

/** Undefined where no authority of phones or no wallet is configured, and in a process without pages. */
export function composePhoneSignIn({
  config,
  phones,
  service,
  own,
  onError,
}: PhoneSignInParts): PhoneSignIn | undefined {
  const { authorities, ocspAddresses, policies } = config.phone;
  if (authorities.length === 0 || !phones || !service || !config.roles.includes('web')) return undefined;
  const asked = openRevocation({ addresses: ocspAddresses, own, setting: 'ACAR_PHONE_OCSP_URLS', onError });
  return { authorities, policies, phones, service, ...asked };
}

export interface PhoneMethodsParts {
  readonly phone: PhoneSignIn;
  /** The login origin. */
  readonly origin: string;
  readonly holders: CertificateHolders;
  readonly clock: Clock;
}

/** The ways in with a phone; each leads those who cannot take it to the other. */
export function createPhoneMethods({ phone, ...parts }: PhoneMethodsParts): readonly LoginMethod[] {
  const common = {
    ...phone,
    ...parts,
    random: { bytes: randomBytes },
    startPause,
    describeBrowser: (userAgent: string, language: string) =>
      describeBrowser(userAgent, isLanguage(language) ? language : defaultLanguage),
    readPhoneNumber: readMobileNumber,
    readPersonalCode,
  };
  return [
    createMobileMethod({ ...common, alternative: qrMethodId }),
    createQrMethod({ ...common, alternative: mobileMethodId }),
  ];
}

function startPause(milliseconds: number): Pause {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  const end = () => {
    clearTimeout(timer);
    resolve();
  };
  return { over, end };
}
