import { z } from 'zod';
import {
  ConfigurationError,
  count,
  loadSettings,
  origin,
  port,
  secretFile,
  setting,
  text,
  type Values,
  yesOrNo,
} from './config/index.ts';
import { passwordHashingSettings } from './accounts/index.ts';
import { cardSignInSettings } from './card-sign-in/index.ts';
import { attemptSettings } from './attempts/index.ts';
import { notifySettings } from './notify/index.ts';
import { courtSettings } from './notices/index.ts';
import { gatewaySettings } from './gateway/index.ts';
import { mobileSettings } from './mobile/index.ts';
import { phoneSignInSettings } from './phone-sign-in/index.ts';
import { pkiSettings } from './pki/index.ts';
import { payloadSettings, recordLogSettings, recordSettings } from './records/index.ts';
import { sealSettings } from './seals/index.ts';
import { signatureSourceSettings } from './signature-sources/index.ts';
import { documentSettings } from './documents/index.ts';
import { verificationSettings } from './verification/index.ts';

const httpsOnly = { refusedInProduction: (value: string) => value.startsWith('http:') };
const optionalFile = z.string().default('');

/** Every setting of the service. The reference is generated from here (src/config/REFERENCE.md). */
export const serviceSettings = {
  isDevelopment: setting(
    'ACAR_DEVELOPMENT',
    yesOrNo,
    'yes allows development values elsewhere; never in production',
    {
      fallback: 'no',
    },
  ),
  roles: setting(
    'ACAR_ROLES',
    z
      .string()
      .transform((list) => list.split(',').map((role) => role.trim()))
      .pipe(z.array(z.enum(['web', 'worker', 'pki', 'sequencer', 'gateway'])).min(1)),
    'What this process does: web (pages and identity provider), worker (messages, logout calls, cleaning), pki (certificate service: the only role that opens its keys), sequencer (takes records up into the log: the only role that signs it), gateway (exchange of data between agencies), or several with commas',
    { fallback: 'web,worker' },
  ),
  origins: {
    login: setting(
      'ACAR_LOGIN_ORIGIN',
      origin,
      'Origin of the identity provider; also its issuer',
      httpsOnly,
    ),
    portal: setting('ACAR_PORTAL_ORIGIN', origin, 'Origin of the portal', httpsOnly),
    mtls: setting(
      'ACAR_MTLS_ORIGIN',
      z.union([z.literal('').transform(() => undefined), origin]),
      'Origin where clients show certificates (RFC 8705): with TLS of our own, a listener on its port; behind a proxy, the proxy passes Client-Cert (RFC 9440). Empty = no mutual TLS',
      { fallback: '' },
    ),
  },
  listen: {
    host: setting('ACAR_HOST', text, 'Address to listen on', { fallback: '127.0.0.1' }),
    port: setting('ACAR_PORT', port, 'Port to listen on', { fallback: '8080' }),
    operationsPort: setting('ACAR_OPERATIONS_PORT', port, 'Port for /metrics, on loopback only', {
      fallback: '8089',
    }),
    trustedProxies: setting(
      'ACAR_TRUSTED_PROXIES',
      z.string(),
      'Addresses of TLS proxies whose X-Forwarded headers count, such as 10.0.0.0/8, ::1',
      { fallback: '' },
    ),
    tlsCertificateFile: setting(
      'ACAR_TLS_CERTIFICATE_FILE',
      optionalFile,
      'PEM certificate chain; with it and the key, the service speaks TLS itself',
      { fallback: '' },
    ),
    tlsKeyFile: setting('ACAR_TLS_KEY_FILE', optionalFile, 'PEM private key for the certificate', {
      fallback: '',
    }),
  },
  database: {
    url: setting(
      'DATABASE_URL',
      text,
      'PostgreSQL 15 or later, as postgres://user:password@host:port/database',
    ),
    maxConnections: setting('ACAR_DATABASE_CONNECTIONS', count, 'Connections that this process may hold', {
      fallback: '20',
    }),
  },
  secrets: {
    master: setting(
      'ACAR_MASTER_KEY_FILE',
      secretFile,
      'File of at least 32 random bytes, mode 0600: all working keys are derived from it',
    ),
    pairwise: setting(
      'ACAR_PAIRWISE_KEY_FILE',
      secretFile,
      'File of at least 32 random bytes, mode 0600: makes pairwise subjects; changing it changes every subject',
    ),
  },
  outbound: {
    allowPrivate: setting(
      'ACAR_ALLOW_PRIVATE_OUTBOUND',
      yesOrNo,
      'Development switch: yes allows calls to loopback and private addresses (back-channel logout, jwks_uri)',
      { fallback: 'no', refusedInProduction: (value) => value },
    ),
  },
  portalClientFile: setting(
    'ACAR_PORTAL_CLIENT_FILE',
    text,
    "The portal's own client registration and keys, mode 0600",
  ),
  passwords: passwordHashingSettings,
  attempts: attemptSettings,
  card: cardSignInSettings,
  phone: phoneSignInSettings,
  pki: pkiSettings,
  signatures: signatureSourceSettings,
  documents: documentSettings,
  seal: sealSettings,
  mobile: mobileSettings,
  gateway: gatewaySettings,
  log: recordLogSettings,
  records: recordSettings,
  payloads: payloadSettings,
  verification: verificationSettings,
  court: courtSettings,
  notify: notifySettings,
} as const;

export type ServiceConfig = Values<typeof serviceSettings>;

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads and checks the whole configuration; throws `ConfigurationError` with every problem. */
export function readServiceConfig(environment: Environment): ServiceConfig {
  const production = environment['ACAR_DEVELOPMENT'] !== 'yes';
  const config = loadSettings(serviceSettings, environment, { production, prefix: 'ACAR_' });
  refuseMixedPort(config);
  return config;
}

/** With TLS of our own, an origin of plain http cannot be answered at the port that speaks TLS. */
function refuseMixedPort({ listen, pki, log }: ServiceConfig): void {
  if (!listen.tlsCertificateFile) return;
  const mixed = Object.entries({ ACAR_PKI_ORIGIN: pki.origin, ACAR_LOG_ORIGIN: log.origin }).filter(
    ([, address]) => address?.startsWith('http:') && Number(new URL(address).port || 80) === listen.port,
  );
  if (mixed.length > 0)
    throw new ConfigurationError(
      mixed.map(
        ([name]) =>
          `${name}: plain http cannot share port ${listen.port} with TLS; give it a port of its own`,
      ),
    );
}
