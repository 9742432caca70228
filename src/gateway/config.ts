import { z } from 'zod';
import { authorityFiles, responderAddresses } from '../card-sign-in/index.ts';
import { certificateFile, origin, secretFile, setting, wholeNumber } from '../config/index.ts';

/** Settings of the gateway: for processes with the role gateway alone. */
export const gatewaySettings = {
  origin: setting(
    'ACAR_GATEWAY_ORIGIN',
    z.union([
      z.literal('').transform(() => undefined),
      origin.refine((url) => url.startsWith('https:'), 'is https'),
    ]),
    'Origin where agencies exchange data, at a port of its own: the gateway speaks TLS with certificates on both sides itself. Empty = no gateway',
    { fallback: '' },
  ),
  certificate: setting(
    'ACAR_GATEWAY_CERTIFICATE_FILE',
    certificateFile,
    "The gateway's certificate (profile agency-system) with those above it, in PEM: it speaks TLS and signs with it",
    { fallback: '' },
  ),
  key: setting(
    'ACAR_GATEWAY_KEY_FILE',
    z.union([z.literal('').transform(() => undefined), secretFile]),
    'Its private key in PEM, mode 0600',
    { fallback: '' },
  ),
  authorities: setting(
    'ACAR_GATEWAY_AUTHORITY_FILES',
    authorityFiles,
    'Certificates of the root above the systems of agencies, and of the authorities between',
    { fallback: '' },
  ),
  ocspAddresses: setting(
    'ACAR_GATEWAY_OCSP_URLS',
    responderAddresses,
    'OCSP responders of those authorities, and the only ones that are asked. Empty = the certificate service in this process (role pki)',
    { fallback: '' },
  ),
  statusSeconds: setting(
    'ACAR_GATEWAY_STATUS_SECONDS',
    wholeNumber(0, 300),
    "So long counts the answer that an agency's certificate is good; 0 = each request asks",
    { fallback: '10' },
  ),
  mostExchanges: setting(
    'ACAR_GATEWAY_EXCHANGES',
    wholeNumber(1, 10_000),
    'Exchanges that this process has under way at most; those beyond are refused',
    { fallback: '500' },
  ),
  mostHeldMib: setting(
    'ACAR_GATEWAY_MEMORY_MIB',
    wholeNumber(32, 1024 * 1024),
    'MiB that contents and answers of exchanges under way take in this process at most; an exchange that finds no room is refused with 503 and Retry-After. 32 is what one exchange of the largest service takes',
    { fallback: '640' },
  ),
} as const;
