import type { KeyObject } from 'node:crypto';
import {
  pivKeys,
  pivObjects,
  writeCapabilities,
  writeCertificateObject,
  writeChuid,
} from '../../drivers/index.ts';
import type { KeyPurpose } from '../../drivers/card.ts';
import { storeKey } from '../key-pair.ts';
import { newSecret, type PivState } from '../state.ts';

/** What a maker prints in the manual: blank PIV cards come with these. */
export const factorySecrets = {
  pin: '123456',
  puk: '12345678',
  managementKey: Buffer.from('010203040506070801020304050607080102030405060708', 'hex'),
} as const;

export interface BlankCardOptions {
  readonly pin?: string;
  readonly puk?: string;
  /** 24 octets; as AES-192, or as three keys for DES. */
  readonly managementKey?: Uint8Array;
  readonly managementAlgorithm?: 'aes192' | 'tdes';
}

/** A card from the factory: secrets as in the manual, no keys, no certificates, no identifier. */
export function blankPivState(options: BlankCardOptions = {}): PivState {
  const { pin, puk, managementKey } = { ...factorySecrets, ...options };
  return {
    kind: 'piv',
    pin: newSecret(pin),
    puk: newSecret(puk),
    managementKey: {
      algorithm: options.managementAlgorithm ?? 'aes192',
      value: Buffer.from(managementKey).toString('base64'),
    },
    keys: {},
    objects: {},
  };
}

/** Puts a key and its certificate on the card without the detour over commands. */
export function loadPivKey(
  state: PivState,
  purpose: KeyPurpose,
  { privateKey, certificate }: { readonly privateKey: KeyObject; readonly certificate: Uint8Array },
): void {
  const { reference, certificate: tag } = pivKeys[purpose];
  state.keys[reference.toString(16)] = storeKey(privateKey);
  state.objects[tag.toString(16)] = toBase64(writeCertificateObject(certificate));
}

/** Names the card. `guid` has 16 octets; `expires` is YYYYMMDD. */
export function identifyPivCard(state: PivState, guid: Uint8Array, expires: string): void {
  state.objects[pivObjects.chuid.toString(16)] = toBase64(writeChuid(guid, expires));
  state.objects[pivObjects.capabilities.toString(16)] = toBase64(writeCapabilities(guid));
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
