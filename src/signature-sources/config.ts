import { z } from 'zod';
import { authorityFiles, responderAddresses } from '../card-sign-in/index.ts';
import { origin, setting } from '../config/index.ts';

const optionalAddress = z
  .union([
    z.literal('').transform(() => undefined),
    z
      .string()
      .refine((url) => /^https?:\/\//.test(url) && URL.canParse(url), 'must be an http or https address'),
  ])
  .meta({ description: 'an http or https address' });

const origins = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  )
  .pipe(z.array(origin))
  .meta({ description: 'origins, with commas' });

/** Settings of what goes into signatures of documents: whose certificates sign, time stamps and evidence. */
export const signatureSourceSettings = {
  anchors: setting(
    'ACAR_SIGNATURE_ANCHOR_FILES',
    authorityFiles,
    'Certificates of the roots above those who sign documents and above the time-stamping service. Empty = the roots of the certificate service in this process (role pki); without it, no documents are signed',
    { fallback: '' },
  ),
  intermediates: setting(
    'ACAR_SIGNATURE_AUTHORITY_FILES',
    authorityFiles,
    'Certificates of the authorities between them, where they do not come with a signature',
    { fallback: '' },
  ),
  ocspAddresses: setting(
    'ACAR_SIGNATURE_OCSP_URLS',
    responderAddresses,
    'OCSP responders of those authorities, and the only ones that are asked. Empty = the certificate service in this process (role pki)',
    { fallback: '' },
  ),
  crlOrigins: setting(
    'ACAR_SIGNATURE_CRL_ORIGINS',
    origins,
    'Origins from which CRLs are fetched, where a certificate names such an address. Empty = the certificate service in this process (role pki)',
    { fallback: '' },
  ),
  timeStampAddress: setting(
    'ACAR_TIME_STAMP_URL',
    optionalAddress,
    'Time-stamping service (RFC 3161) for signatures. Empty = the certificate service in this process (role pki)',
    { fallback: '' },
  ),
} as const;
