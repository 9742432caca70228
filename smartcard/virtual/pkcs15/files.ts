import { writeTlv } from '../../apdu/index.ts';
import type { KeyPurpose } from '../../drivers/card.ts';
import { pkcs15Application } from '../../drivers/index.ts';
import { keyOctets } from '../key-pair.ts';
import type { Pkcs15State, StoredKey } from '../state.ts';
import { bits, context, enumerated, integer, octets, sequence, utf8 } from './der.ts';

/** The files of a PKCS#15 card (ISO 7816-15), made anew from the state each time: they hold nothing of their own. */

/** What each purpose has on the card; the reference of a PIN has bit 8 set where it belongs to this application. */
export const places = {
  authentication: { id: 0x45, keyReference: 0x01, pinReference: 0x81, pinId: 0x01, certificate: 0x4301 },
  signature: { id: 0x46, keyReference: 0x02, pinReference: 0x82, pinId: 0x02, certificate: 0x4302 },
} as const satisfies Record<KeyPurpose, object>;

export const purposes: readonly KeyPurpose[] = ['authentication', 'signature'];

/** What MANAGE SECURITY ENVIRONMENT may name; TokenInfo tells it. */
export const algorithmReferences = { rsaPkcs1: 0x11, rsaRaw: 0x12, ecdsa: 0x21 } as const;

const pukId = 0x03;
const file = {
  directory: 0x2f00,
  objects: 0x5031,
  token: 0x5032,
  pins: 0x4401,
  keys: 0x4402,
  certificates: 0x4403,
};
const path = (identifier: number) => Buffer.from(`3f005015${identifier.toString(16)}`, 'hex');
const pathTo = (identifier: number) => sequence(octets(path(identifier)));
const octet = (value: number) => octets(Uint8Array.of(value));

/** The content of an elementary file; undefined for one that is not there. */
export function readFile(state: Pkcs15State, identifier: number): Uint8Array | undefined {
  switch (identifier) {
    case file.directory:
      return directory();
    case file.objects:
      return objectDirectory();
    case file.token:
      return tokenInfo(state);
    case file.pins:
      return pins();
    case file.keys:
      return Buffer.concat(purposes.flatMap((purpose) => keyEntry(state, purpose)));
    case file.certificates:
      return Buffer.concat(purposes.flatMap((purpose) => certificateEntry(state, purpose)));
    default:
      return certificateFile(state, identifier);
  }
}

function directory(): Uint8Array {
  return writeTlv(
    0x61,
    writeTlv(0x4f, pkcs15Application),
    writeTlv(0x50, Buffer.from('PKCS#15', 'ascii')),
    writeTlv(0x51, Buffer.from('3f005015', 'hex')),
  );
}

/** Private keys [0], certificates [4], authentication objects [8]. */
function objectDirectory(): Uint8Array {
  return Buffer.concat([
    context(0, pathTo(file.keys)),
    context(4, pathTo(file.certificates)),
    context(8, pathTo(file.pins)),
  ]);
}

/** Mechanisms by their numbers in PKCS #11; the operation is computing a signature. */
function tokenInfo({ serial, label }: Pkcs15State): Uint8Array {
  const known = [
    { mechanism: 0x1041, reference: algorithmReferences.ecdsa },
    { mechanism: 0x0001, reference: algorithmReferences.rsaPkcs1 },
    { mechanism: 0x0003, reference: algorithmReferences.rsaRaw },
  ];
  const algorithms = known.map(({ mechanism, reference }, index) =>
    sequence(integer(index + 1), integer(mechanism), writeTlv(0x05), bits(1), integer(reference)),
  );
  const loginRequired = bits(1);
  return sequence(
    integer(0),
    octets(Buffer.from(serial, 'hex')),
    utf8('Acar virtual card'),
    writeTlv(0x80, Buffer.from(label, 'utf8')),
    loginRequired,
    context(2, ...algorithms),
  );
}

function keyEntry(state: Pkcs15State, purpose: KeyPurpose): Uint8Array[] {
  const stored = state.keys[purpose];
  if (!stored) return [];
  const place = places[purpose];
  const isPrivate = bits(0);
  const consent = purpose === 'signature' ? [integer(1)] : [];
  const common = sequence(utf8(purpose), isPrivate, octet(place.pinId), ...consent);
  // sign (2), and nonRepudiation (9) alone for the hand's own signature.
  const usage = purpose === 'signature' ? bits(9) : bits(2);
  const keyAttributes = sequence(octet(place.id), usage, integer(place.keyReference));
  const type = context(
    1,
    sequence(sequence(octets(Buffer.from('3f005015', 'hex'))), integer(sizeOf(stored.key))),
  );
  const isRsa = stored.key.algorithm.startsWith('rsa');
  return [isRsa ? sequence(common, keyAttributes, type) : context(0, common, keyAttributes, type)];
}

/** Bits of the modulus, or of the field. */
function sizeOf({ algorithm }: StoredKey): number {
  return keyOctets(algorithm) * 8;
}

function certificateEntry(state: Pkcs15State, purpose: KeyPurpose): Uint8Array[] {
  if (!state.keys[purpose]) return [];
  const { id, certificate } = places[purpose];
  const common = sequence(utf8(purpose));
  return [sequence(common, sequence(octet(id)), context(1, sequence(pathTo(certificate))))];
}

interface PinEntry {
  readonly label: string;
  readonly pinId: number;
  readonly reference: number;
  readonly flags: Uint8Array;
  /** Of the PUK that opens it again. */
  readonly unblockedBy?: number;
}

/** ASCII digits, 6 to 8 of them, filled up with FF. */
function pinEntry({ label, pinId, reference, flags, unblockedBy }: PinEntry): Uint8Array {
  const lengths = [integer(6), integer(8), integer(8)];
  const type = sequence(flags, enumerated(1), ...lengths, integer(reference, 0x80), octet(0xff));
  const common = sequence(utf8(label), bits(0), ...(unblockedBy === undefined ? [] : [octet(unblockedBy)]));
  return sequence(common, sequence(octet(pinId)), context(1, type));
}

/** Both PINs are opened again by the one PUK. Flags: local, initialized, needs-padding; unblockingPin. */
function pins(): Uint8Array {
  const flags = bits(1, 4, 5);
  const entries = purposes.map((purpose) => {
    const { pinId, pinReference: reference } = places[purpose];
    return pinEntry({ label: `${purpose} PIN`, pinId, reference, flags, unblockedBy: pukId });
  });
  const puk = pinEntry({ label: 'PUK', pinId: pukId, reference: 0x83, flags: bits(1, 4, 5, 6) });
  return Buffer.concat([...entries, puk]);
}

function certificateFile(state: Pkcs15State, identifier: number): Uint8Array | undefined {
  const purpose = purposes.find((one) => places[one].certificate === identifier);
  const stored = purpose && state.keys[purpose];
  return stored && Buffer.from(stored.certificate, 'base64');
}
