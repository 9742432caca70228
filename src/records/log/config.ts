import { z } from 'zod';
import { readVerifierKey } from '../../../certs/index.ts';
import { origin, secretFile, setting, wholeNumber } from '../../config/index.ts';

const optionalPath = z.string().transform((path) => (path === '' ? undefined : path));

/** A witness as the log knows it. */
export interface WitnessAddress {
  readonly verifierKey: string;
  /** Prefix of its submission interface (c2sp.org/tlog-witness). */
  readonly address: string;
}

const witnessList = z.string().transform((list, context): readonly WitnessAddress[] =>
  list
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .flatMap((one) => {
      const [verifierKey = '', address = '', ...rest] = one.split(/\s+/);
      const key = readVerifierKey(verifierKey);
      const isGood = key.kind === 'read' && key.value.type === 'cosignature' && URL.canParse(address);
      if (isGood && rest.length === 0) return [{ verifierKey, address }];
      context.addIssue({
        code: 'custom',
        message: `must be the verifier key of a cosigner and an address: ${one.slice(0, 80)}`,
      });
      return [];
    }),
);

/** Settings of the log of records. The key and the mark are for processes with the role sequencer, the witnesses for workers too. */
export const recordLogSettings = {
  origin: setting(
    'ACAR_LOG_ORIGIN',
    z.union([z.literal('').transform(() => undefined), origin]),
    'Origin where everybody reads the log of records (checkpoint, tiles); its host name names the log for ever. Empty = not answered',
    { fallback: '', refusedInProduction: (value) => value?.startsWith('http:') === true },
  ),
  keyFile: setting(
    'ACAR_LOG_KEY_FILE',
    optionalPath,
    "The log's key of Ed25519 in an encrypted PKCS #8 file (PEM); made at the first start. Keep a copy apart",
    { fallback: '' },
  ),
  passphrase: setting(
    'ACAR_LOG_SECRET_FILE',
    z.union([z.literal('').transform(() => undefined), secretFile]),
    "File with the passphrase of the log's key, at least 32 bytes, mode 0600: for processes with the role sequencer alone",
    { fallback: '' },
  ),
  markFile: setting(
    'ACAR_LOG_MARK_FILE',
    optionalPath,
    'File that remembers the largest tree that was signed here; never to be restored from a backup together with the database',
    { fallback: '' },
  ),
  witnesses: setting(
    'ACAR_LOG_WITNESSES',
    witnessList,
    'Witnesses of the log: verifier key, blank, address of the witness; several with commas. For processes with the role sequencer, and worker: no case is drawn by lot before a witness has cosigned',
    { fallback: '' },
  ),
  alertSeconds: setting(
    'ACAR_LOG_ALERT_SECONDS',
    wholeNumber(1, 86_400),
    'A record that waits longer for its place in the log, or for a checkpoint, raises the alert record_log',
    { fallback: '30' },
  ),
  witnessTimeoutMs: setting(
    'ACAR_LOG_WITNESS_TIMEOUT_MS',
    wholeNumber(50, 60_000),
    'A checkpoint goes out without the witness that has not answered in so many milliseconds',
    { fallback: '500' },
  ),
};
