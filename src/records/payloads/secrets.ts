import { randomBytes } from 'node:crypto';
import { payloadSaltOctets } from '../../../certs/index.ts';
import { newContentKey, openSecret, sealSecret } from '../../sealing/index.ts';
import { PayloadError } from './errors.ts';

/** What is erased with a payload: without them its pieces say nothing and its digest cannot be guessed. */
export interface PayloadSecrets {
  readonly key: Uint8Array;
  readonly salt: Uint8Array;
}

export const newPayloadSecrets = (): PayloadSecrets => ({
  key: newContentKey(),
  salt: randomBytes(payloadSaltOctets),
});

/** What the sealed secrets are bound to: those of one payload do not open another, nor one that changed its type. */
export const aboutPayload = (id: string, mediaType: string) => `${id} ${mediaType}`;

export function sealPayloadSecrets(
  master: Uint8Array,
  about: string,
  { key, salt }: PayloadSecrets,
): Uint8Array {
  return sealSecret(master, about, Buffer.concat([salt, key]));
}

/** @throws PayloadError `payload.damaged` */
export function openPayloadSecrets(master: Uint8Array, about: string, sealed: Uint8Array): PayloadSecrets {
  try {
    const opened = openSecret(master, about, sealed);
    return { salt: opened.subarray(0, payloadSaltOctets), key: opened.subarray(payloadSaltOctets) };
  } catch (cause) {
    throw new PayloadError('payload.damaged', 'key and salt are of another payload or master key', { cause });
  }
}
