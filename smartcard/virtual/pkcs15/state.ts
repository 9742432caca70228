import type { KeyObject } from 'node:crypto';
import type { KeyPurpose } from '../../drivers/card.ts';
import { storeKey } from '../key-pair.ts';
import { newSecret, type Pkcs15State } from '../state.ts';

export interface Pkcs15CardOptions {
  /** Sixteen hexadecimal digits. */
  readonly serial: string;
  readonly label: string;
  readonly pin: string;
  readonly signaturePin: string;
  readonly puk: string;
}

/** A card without keys. */
export function newPkcs15State({ serial, label, pin, signaturePin, puk }: Pkcs15CardOptions): Pkcs15State {
  return {
    kind: 'pkcs15',
    serial,
    label,
    pins: { authentication: newSecret(pin), signature: newSecret(signaturePin) },
    puk: newSecret(puk),
    keys: {},
  };
}

/** Puts a key and its certificate on the card. */
export function loadPkcs15Key(
  state: Pkcs15State,
  purpose: KeyPurpose,
  { privateKey, certificate }: { readonly privateKey: KeyObject; readonly certificate: Uint8Array },
): void {
  state.keys[purpose] = {
    key: storeKey(privateKey),
    certificate: Buffer.from(certificate).toString('base64'),
  };
}
