/**
 * Parameters that are arrays in PostgreSQL's binary form (array_send): the driver writes arrays as text, octets in
 * hexadecimal and every text searched for what must be escaped, which by the thousand rows costs more than the rows.
 */

const oidOfBytea = 17;
const oidOfText = 25;
const oidOfFloat8 = 701;
const headerOctets = 20;

/** A `bytea[]`. */
export function byteaArray(values: readonly Uint8Array[]): Buffer {
  return writeArray(
    oidOfBytea,
    values.map(({ length }) => length),
    (target, at, place) => target.set(values[place] ?? new Uint8Array(), at),
  );
}

/** A `text[]`; null is NULL. Other types are cast from it in the statement. */
export function textArray(values: readonly (string | null)[]): Buffer {
  return writeArray(
    oidOfText,
    values.map((value) => (value === null ? -1 : Buffer.byteLength(value))),
    (target, at, place) => target.write(values[place] ?? '', at),
  );
}

/** A `double precision[]`; exact for integers below 2^53, which the statement casts to theirs. */
export function numberArray(values: readonly number[]): Buffer {
  return writeArray(
    oidOfFloat8,
    values.map(() => 8),
    (target, at, place) => target.writeDoubleBE(values[place] ?? 0, at),
  );
}

/** One dimension from 1; a length of -1 is NULL. */
function writeArray(
  elementOid: number,
  lengths: readonly number[],
  write: (target: Buffer, at: number, place: number) => unknown,
): Buffer {
  if (lengths.length === 0) return header(Buffer.alloc(headerOctets - 8), 0, elementOid);
  let size = headerOctets;
  for (const length of lengths) size += 4 + Math.max(0, length);
  const bytes = header(Buffer.allocUnsafe(size), 1, elementOid);
  bytes.writeInt32BE(lengths.length, 12);
  bytes.writeInt32BE(1, 16);
  let at = headerOctets;
  for (const [place, length] of lengths.entries()) {
    bytes.writeInt32BE(length, at);
    at += 4;
    if (length > 0) write(bytes, at, place);
    at += Math.max(0, length);
  }
  return bytes;
}

function header(bytes: Buffer, dimensions: 0 | 1, elementOid: number): Buffer {
  bytes.writeInt32BE(dimensions, 0);
  // Whether there are NULLs is found out by the server.
  bytes.writeInt32BE(1, 4);
  bytes.writeInt32BE(elementOid, 8);
  return bytes;
}
