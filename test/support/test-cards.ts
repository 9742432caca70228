import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { der, oids } from '../../certs/asn1/index.ts';
import type { KeyPurpose } from '../../smartcard/drivers/card.ts';
import {
  blankPivState,
  identifyPivCard,
  loadPivKey,
  loadPkcs15Key,
  newPkcs15State,
  type PivState,
  type Pkcs15State,
} from '../../smartcard/virtual/index.ts';

export type TestKeyKind = 'P-256' | 'P-384' | 'RSA-2048' | 'RSA-3072';

export interface TestCardKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** DER; signed by the key itself. */
  readonly certificate: Uint8Array;
}

const made = new Map<string, TestCardKey>();

/** One key for each kind and purpose in a test file: RSA keys take a while. */
export function testCardKey(kind: TestKeyKind, purpose: KeyPurpose): TestCardKey {
  const name = `${purpose} ${kind}`;
  const key = made.get(name) ?? makeKey(kind, name, purpose);
  made.set(name, key);
  return key;
}

/** A PIV card with both keys of the kind; PIN 123456, PUK 12345678. */
export function testPivState(kind: TestKeyKind = 'P-256', guid = '4a'.repeat(16)): PivState {
  const state = blankPivState();
  identifyPivCard(state, Buffer.from(guid, 'hex'), '20351231');
  for (const purpose of ['authentication', 'signature'] as const)
    loadPivKey(state, purpose, testCardKey(kind, purpose));
  return state;
}

/** A PKCS#15 card with both keys of the kind; both PINs are 123456, the PUK is 12345678. */
export function testPkcs15State(kind: TestKeyKind = 'P-256'): Pkcs15State {
  const pin = '123456';
  const secrets = { pin, signaturePin: pin, puk: '12345678' };
  const state = newPkcs15State({ serial: '0123456789abcdef', label: 'Açar', ...secrets });
  for (const purpose of ['authentication', 'signature'] as const)
    loadPkcs15Key(state, purpose, testCardKey(kind, purpose));
  return state;
}

function makeKey(kind: TestKeyKind, name: string, purpose: KeyPurpose): TestCardKey {
  const [family, size] = kind.split('-');
  const { privateKey, publicKey } =
    family === 'RSA'
      ? generateKeyPairSync('rsa', { modulusLength: Number(size) })
      : generateKeyPairSync('ec', { namedCurve: kind });
  return { privateKey, publicKey, certificate: selfSigned({ privateKey, publicKey, name, purpose }) };
}

interface CertificateParts {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly name: string;
  readonly purpose: KeyPurpose;
}

function selfSigned({ privateKey, publicKey, name: commonName, purpose }: CertificateParts): Uint8Array {
  const isRsa = privateKey.asymmetricKeyType === 'rsa';
  const algorithm = isRsa
    ? der.sequence(der.oid(oids.sha256WithRSAEncryption), der.nullValue())
    : der.sequence(der.oid(oids.ecdsaWithSHA256));
  const name = der.sequence(der.setOf(der.sequence(der.oid(oids.commonName), der.utf8String(commonName))));
  // digitalSignature, or nonRepudiation alone.
  const usage = der.namedBits([purpose === 'authentication' ? 0 : 1]);
  const validity = der.sequence(der.time(Date.UTC(2026, 0, 1)), der.time(Date.UTC(2036, 0, 1)));
  const tbs = der.sequence(
    der.explicit(0, der.integer(2)),
    der.integer(1),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der.explicit(3, der.sequence(der.sequence(der.oid(oids.keyUsage), der.octetString(usage)))),
  );
  return der.sequence(tbs, algorithm, der.bitString(sign('sha256', tbs, privateKey)));
}
