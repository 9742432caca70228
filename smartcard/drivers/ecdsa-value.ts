import { childOf, readTlvs, writeTlv } from '../apdu/index.ts';
import { CardError } from './card.ts';

/** ECDSA values: DER of SEQUENCE { r, s } (RFC 3279 2.2.3) as cards write them, and R || S as JWS and IEEE P1363 do. */

const tag = { sequence: 0x30, integer: 0x02 };

/** @throws CardError `card.malformed` */
export function readEcdsaValue(der: Uint8Array, octets: number): Uint8Array {
  const numbers = readTlvs(childOf(der, tag.sequence)).filter((one) => one.tag === tag.integer);
  const halves = numbers.map(({ value }) => fixed(value, octets));
  if (halves.length !== 2) throw new CardError('card.malformed', 'an ECDSA value that is not two numbers');
  return Buffer.concat(halves);
}

export function writeEcdsaValue(value: Uint8Array): Uint8Array {
  const half = value.length / 2;
  const numbers = [value.subarray(0, half), value.subarray(half)].map((one) =>
    writeTlv(tag.integer, signed(one)),
  );
  return writeTlv(tag.sequence, ...numbers);
}

function fixed(number: Uint8Array, octets: number): Uint8Array {
  const start = number.findIndex((octet) => octet !== 0);
  const digits = start < 0 ? new Uint8Array() : number.subarray(start);
  if (digits.length > octets) throw new CardError('card.malformed', 'an ECDSA value that is too long');
  return Buffer.concat([new Uint8Array(octets - digits.length), digits]);
}

function signed(number: Uint8Array): Uint8Array {
  const start = number.findIndex((octet) => octet !== 0);
  const digits = start < 0 ? Uint8Array.of(0) : number.subarray(start);
  return (digits[0] ?? 0) >= 0x80 ? Buffer.concat([Uint8Array.of(0), digits]) : digits;
}
