/**
 * Parameters that are arrays in PostgreSQL's binary form (array_send): the driver writes arrays as text, octets in
 * hexadecimal and every text searched for what must be escaped, which by the thousand rows costs more than the rows.
 */

const oidOfBoolean = 16;
const oidOfBytea = 17;
const oidOfText = 25;
const oidOfFloat8 = 701;
const headerOctets = 20;

/** A `bytea[]`. */
export function byteaArray(values: readonly Uint8Array[]): Buffer {
  let octets = 0;
  for (const value of values) octets += value.length;
  const bytes = openArray(oidOfBytea, values.length, octets);
  let at = headerOctets;
  for (const value of values) {
    at = writeLength(bytes, value.length, at);
    bytes.set(value, at);
    at += value.length;
  }
  return bytes;
}

/** A `text[]`; null is NULL. Other types are cast from it in the statement. */
export function textArray(values: readonly (string | null)[]): Buffer {
  const lengths = new Int32Array(values.length);
  let octets = 0;
  for (let place = 0; place < values.length; place += 1) {
    const value = values[place];
    const length = typeof value === 'string' ? Buffer.byteLength(value) : isNull;
    lengths[place] = length;
    octets += Math.max(0, length);
  }
  const bytes = openArray(oidOfText, values.length, octets);
  let at = headerOctets;
  for (let place = 0; place < values.length; place += 1) {
    const length = lengths[place] ?? isNull;
    at = writeLength(bytes, length, at);
    if (length > 0) at += bytes.write(values[place] ?? '', at);
  }
  return bytes;
}

/** A `double precision[]`; exact for integers below 2^53, which the statement casts to theirs. */
export function numberArray(values: readonly number[]): Buffer {
  const bytes = openArray(oidOfFloat8, values.length, 8 * values.length);
  let at = headerOctets;
  for (const value of values) at = bytes.writeDoubleBE(value, writeLength(bytes, 8, at));
  return bytes;
}

/** A `boolean[]`. */
export function booleanArray(values: readonly boolean[]): Buffer {
  const bytes = openArray(oidOfBoolean, values.length, values.length);
  let at = headerOctets;
  for (const value of values) at = bytes.writeUInt8(value ? 1 : 0, writeLength(bytes, 1, at));
  return bytes;
}

/** The length of a NULL. */
const isNull = -1;

/** Where the value begins. Octet by octet: a call for each of a thousand lengths costs more. */
function writeLength(bytes: Buffer, length: number, at: number): number {
  bytes[at] = length >>> 24;
  bytes[at + 1] = length >>> 16;
  bytes[at + 2] = length >>> 8;
  bytes[at + 3] = length;
  return at + 4;
}

/** The array with its header, and room for so many values of so many octets: one dimension from 1; none when empty. */
function openArray(elementOid: number, count: number, octets: number): Buffer {
  const dimensions = count === 0 ? 0 : 1;
  const bytes = Buffer.allocUnsafe(dimensions === 0 ? headerOctets - 8 : headerOctets + 4 * count + octets);
  bytes.writeInt32BE(dimensions, 0);
  // Whether there are NULLs is found out by the server.
  bytes.writeInt32BE(1, 4);
  bytes.writeInt32BE(elementOid, 8);
  if (dimensions === 0) return bytes;
  bytes.writeInt32BE(count, 12);
  bytes.writeInt32BE(1, 16);
  return bytes;
}
