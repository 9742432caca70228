import { writeTlv } from '../../apdu/index.ts';

/** The few types of DER that the files of a PKCS#15 card are made of. */

export const sequence = (...parts: readonly Uint8Array[]): Uint8Array => writeTlv(0x30, ...parts);
export const octets = (value: Uint8Array): Uint8Array => writeTlv(0x04, value);
export const utf8 = (text: string): Uint8Array => writeTlv(0x0c, Buffer.from(text, 'utf8'));
export const enumerated = (value: number): Uint8Array => writeTlv(0x0a, Uint8Array.of(value));
/** `[number]` around values. */
export const context = (number: number, ...parts: readonly Uint8Array[]): Uint8Array =>
  writeTlv(0xa0 | number, ...parts);

/** Zero and more. */
export function integer(value: number, tag = 0x02): Uint8Array {
  const hex = value.toString(16);
  const digits = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return writeTlv(tag, (digits[0] ?? 0) >= 0x80 ? Buffer.concat([Uint8Array.of(0), digits]) : digits);
}

/** A BIT STRING with these bits set; bit 0 is the first. */
export function bits(...numbers: readonly number[]): Uint8Array {
  const last = Math.max(...numbers);
  const bytes = Buffer.alloc((last >> 3) + 1);
  for (const number of numbers) bytes[number >> 3] = (bytes[number >> 3] ?? 0) | (0x80 >> (number & 7));
  return writeTlv(0x03, Uint8Array.of(7 - (last & 7)), bytes);
}
