import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { setting } from '../config/index.ts';

const optionalFile = z
  .string()
  .transform((path, context) => {
    if (path === '') return undefined;
    try {
      return new Uint8Array(readFileSync(path));
    } catch {
      context.addIssue({ code: 'custom', message: `${path} cannot be read` });
      return z.NEVER;
    }
  })
  .meta({ description: 'path of a file' });

/** Settings of the service's own seal: with it the service signs what it says itself, such as verification reports. */
export const sealSettings = {
  key: setting(
    'ACAR_SEAL_KEY_FILE',
    optionalFile,
    'Key of the seal of the service, PKCS #8. Empty = the service seals nothing',
    { fallback: '' },
  ),
  passphrase: setting('ACAR_SEAL_SECRET_FILE', optionalFile, 'File with the passphrase of that key', {
    fallback: '',
  }),
  certificates: setting(
    'ACAR_SEAL_CERTIFICATE_FILE',
    optionalFile,
    'Certificate of the seal (profile organisation-seal), and its issuers behind it, PEM',
    { fallback: '' },
  ),
} as const;
