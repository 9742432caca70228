import { ConfigurationError } from './config/index.ts';
import { openFileSeal, readSealCertificates, type Seal, SealError } from './seals/index.ts';
import type { ServiceConfig } from './settings.ts';

/** The seal of the service; undefined where none is set. @throws ConfigurationError */
export function openServiceSeal({ key, passphrase, certificates }: ServiceConfig['seal']): Seal | undefined {
  if (!key && !certificates) return undefined;
  if (!key || !certificates)
    throw new ConfigurationError([
      'ACAR_SEAL_KEY_FILE and ACAR_SEAL_CERTIFICATE_FILE: one is of no use without the other',
    ]);
  try {
    return openFileSeal({ key, passphrase, certificates: readSealCertificates([certificates]) });
  } catch (error) {
    if (error instanceof SealError) throw new ConfigurationError([`ACAR_SEAL_KEY_FILE: ${error.detail}`]);
    throw error;
  }
}
