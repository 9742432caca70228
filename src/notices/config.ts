import { z } from 'zod';
import { authorityFiles } from '../card-sign-in/index.ts';
import { certificateFile, origin, secretFile, setting } from '../config/index.ts';

/** Settings of the electronic court. */
export const courtSettings = {
  origin: setting(
    'ACAR_COURT_ORIGIN',
    z.union([z.literal('').transform(() => undefined), origin]),
    'Origin where courts work. Empty = no electronic court in this process',
    { fallback: '', refusedInProduction: (value) => value?.startsWith('http:') === true },
  ),
  clientFile: setting(
    'ACAR_COURT_CLIENT_FILE',
    z.string(),
    "The court's own client registration and keys, mode 0600; needed where its origin is set",
    { fallback: '' },
  ),
  gatewayOrigin: setting(
    'ACAR_COURT_GATEWAY_ORIGIN',
    z.union([
      z.literal('').transform(() => undefined),
      origin.refine((url) => url.startsWith('https:'), 'is https'),
    ]),
    'Origin of the gateway by which judges look persons up. Empty = no look-up',
    { fallback: '' },
  ),
  gatewayCertificate: setting(
    'ACAR_COURT_GATEWAY_CERTIFICATE_FILE',
    certificateFile,
    "The courts' certificate at the gateway (profile agency-system) with those above it, in PEM",
    { fallback: '' },
  ),
  gatewayKey: setting(
    'ACAR_COURT_GATEWAY_KEY_FILE',
    z.union([z.literal('').transform(() => undefined), secretFile]),
    'Its private key in PEM, mode 0600',
    { fallback: '' },
  ),
  gatewayAuthorities: setting(
    'ACAR_COURT_GATEWAY_AUTHORITY_FILES',
    authorityFiles,
    'Certificates of the root above the systems of agencies, and of the authorities between',
    { fallback: '' },
  ),
} as const;
