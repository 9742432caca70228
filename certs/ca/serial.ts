import { randomBytes } from 'node:crypto';

const serialOctets = 16;
const drawnAtOnce = 256;
let drawn = Buffer.alloc(0);

/** One call of the generator for many numbers; what was given out is wiped. */
function drawPooled(octets: number): Uint8Array {
  if (drawn.length < octets) drawn = randomBytes(drawnAtOnce * serialOctets);
  const own = new Uint8Array(drawn.subarray(0, octets));
  drawn.fill(0, 0, octets);
  drawn = drawn.subarray(octets);
  return own;
}

/**
 * A serial number of 16 octets: 126 random bits, positive, always of the same length (RFC 5280 4.1.2.2 allows 20
 * octets). Nobody can guess it; the store alone can promise that it is new.
 */
export function drawSerial(random: (octets: number) => Uint8Array = drawPooled): Uint8Array {
  const serial = new Uint8Array(random(serialOctets));
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial;
}

/** Whether octets may be a serial number here: 9 to 20 of them, the first neither zero nor negative. */
export function isSerial(serial: Uint8Array): boolean {
  const [first = 0] = serial;
  return serial.length >= 9 && serial.length <= 20 && first > 0 && first < 0x80;
}
