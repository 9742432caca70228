import { z } from 'zod';
import { count, origin, port, secretFile, setting, text, type Values, yesOrNo } from './config/index.ts';
import { passwordHashingSettings } from './accounts/index.ts';
import { attemptSettings } from './attempts/index.ts';
import { notifySettings } from './notify/index.ts';

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
      .pipe(z.array(z.enum(['web', 'worker'])).min(1)),
    'What this process does: web (pages and identity provider), worker (messages, logout calls, cleaning), or both with a comma',
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
  notify: notifySettings,
} as const;

export type ServiceConfig = Values<typeof serviceSettings>;
