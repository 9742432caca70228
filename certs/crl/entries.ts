import { der, oids, tags } from '../asn1/index.ts';
import type { CrlEntry } from './model.ts';

/**
 * Entries as columns, so that a store can page a million of them in without an object for each. Row `i` has the serial
 * number at `i * serialOctets`, and `times[i]`, `reasons[i]` and so on.
 */
export interface EntryColumns {
  readonly count: number;
  /** How many octets each serial number takes in `serials`; shorter ones have zeros in front. At most 20. */
  readonly serialOctets: number;
  readonly serials: Uint8Array;
  /** Revocation dates in milliseconds since 1970. */
  readonly times: Float64Array;
  /** CRLReason; 0: none is written. */
  readonly reasons: Uint8Array;
  /** Invalidity dates in milliseconds since 1970, NaN for none. */
  readonly invalidityDates?: Float64Array;
}

const longestSerial = 20;

/** Encoded entries that grow page by page. */
export interface EntryList {
  readonly count: number;
  /** The DER of the entries, one after the other. */
  readonly chunks: readonly Uint8Array[];
  /** @throws RangeError for a serial number, time or reason that no entry can have, or columns of different lengths */
  add(columns: EntryColumns): void;
}

export function createEntryList(): EntryList {
  const chunks: Uint8Array[] = [];
  let count = 0;
  return {
    get count() {
      return count;
    },
    chunks,
    add(columns) {
      if (columns.count === 0) return;
      chunks.push(encodeEntries(columns));
      count += columns.count;
    },
  };
}

/** A few entries as columns. */
export function columnsOf(entries: readonly CrlEntry[]): EntryColumns {
  const serialOctets = Math.max(1, ...entries.map(({ serial }) => serial.length));
  const serials = new Uint8Array(entries.length * serialOctets);
  for (const [row, { serial }] of entries.entries())
    serials.set(serial, (row + 1) * serialOctets - serial.length);
  return {
    count: entries.length,
    serialOctets,
    serials,
    times: Float64Array.from(entries, ({ revocationDate }) => revocationDate),
    reasons: Uint8Array.from(entries, ({ reason }) => reason),
    invalidityDates: Float64Array.from(entries, ({ invalidityDate }) => invalidityDate ?? Number.NaN),
  };
}

const reasonExtension = der.sequence(der.oid(oids.cRLReasons), der.octetString(der.enumerated(0)));
const invalidityExtension = der.sequence(
  der.oid(oids.invalidityDate),
  der.octetString(der.generalizedTime(0)),
);
const generalizedTimeOctets = 15;
const longestEntry =
  2 + 3 + longestSerial + 2 + generalizedTimeOctets + 2 + reasonExtension.length + invalidityExtension.length;

function encodeEntries(columns: EntryColumns): Uint8Array {
  checkLengths(columns);
  const { count, serialOctets, serials, times, reasons, invalidityDates } = columns;
  const bytes = new Uint8Array(count * longestEntry);
  const writeTime = createTimeWriter(bytes);
  let at = 0;
  for (let row = 0; row < count; row += 1) {
    const start = at;
    // Every length below is under 128, so that it takes one octet.
    at = writeSerial(bytes, start + 2, serials.subarray(row * serialOctets, (row + 1) * serialOctets));
    at = writeTime(at, times[row] ?? Number.NaN, 'either');
    const reason = reasons[row] ?? 0;
    const invalidityDate = invalidityDates?.[row] ?? Number.NaN;
    const hasInvalidityDate = !Number.isNaN(invalidityDate);
    if (reason > 0 || hasInvalidityDate) {
      const tail = at;
      at += 2;
      if (reason > 0) at = writeReason(bytes, at, reason);
      if (hasInvalidityDate) {
        bytes.set(invalidityExtension, at);
        at = writeTime(
          at + invalidityExtension.length - 2 - generalizedTimeOctets,
          invalidityDate,
          'generalized',
        );
      }
      writeHeader(bytes, tail, at);
    }
    writeHeader(bytes, start, at);
  }
  return bytes.slice(0, at);
}

function checkLengths({ count, serialOctets, serials, times, reasons, invalidityDates }: EntryColumns): void {
  const isWhole =
    serials.length >= count * serialOctets &&
    [times, reasons, ...(invalidityDates ? [invalidityDates] : [])].every(({ length }) => length >= count);
  if (!isWhole || serialOctets < 1 || serialOctets > longestSerial)
    throw new RangeError('columns of entries that do not fit each other');
}

function writeHeader(bytes: Uint8Array, start: number, end: number): void {
  bytes[start] = tags.sequence;
  bytes[start + 1] = end - start - 2;
}

/** RFC 5280 4.1.2.2: positive, at most 20 octets; minimal, with a zero in front where it would look negative. */
function writeSerial(bytes: Uint8Array, at: number, serial: Uint8Array): number {
  let first = 0;
  while (first < serial.length && serial[first] === 0) first += 1;
  const octets = serial.length - first;
  const pad = (serial[first] ?? 0) >= 0x80 ? 1 : 0;
  if (octets === 0 || octets + pad > longestSerial) throw new RangeError('no serial number');
  bytes[at] = tags.integer;
  bytes[at + 1] = octets + pad;
  bytes[at + 2] = 0;
  bytes.set(serial.subarray(first), at + 2 + pad);
  return at + 2 + pad + octets;
}

function writeReason(bytes: Uint8Array, at: number, reason: number): number {
  if (reason > 10 || reason === 7) throw new RangeError('no such CRLReason');
  bytes.set(reasonExtension, at);
  const end = at + reasonExtension.length;
  bytes[end - 1] = reason;
  return end;
}

const dayMs = 86_400_000;

/** Writes times; the date of a day is worked out once. */
function createTimeWriter(bytes: Uint8Array) {
  const dates = new Map<number, DayText>();
  return (at: number, moment: number, form: 'either' | 'generalized'): number => {
    const day = Math.floor(moment / dayMs);
    const { date, isUtcYear } = dates.get(day) ?? dateOf(day);
    if (!dates.has(day)) dates.set(day, { date, isUtcYear });
    // UTCTime until 2049 (RFC 5280 5.1.2.6), always GeneralizedTime in an extension (5.3.2).
    const isShort = form === 'either' && isUtcYear;
    bytes[at] = isShort ? tags.utcTime : tags.generalizedTime;
    bytes[at + 1] = generalizedTimeOctets - (isShort ? 2 : 0);
    bytes.set(isShort ? date.subarray(2) : date, at + 2);
    const clock = at + (isShort ? 8 : 10);
    const seconds = Math.floor((moment - day * dayMs) / 1000);
    writeTwo(bytes, clock, Math.floor(seconds / 3600));
    writeTwo(bytes, clock + 2, Math.floor(seconds / 60) % 60);
    writeTwo(bytes, clock + 4, seconds % 60);
    bytes[clock + 6] = 0x5a;
    return clock + 7;
  };
}

interface DayText {
  /** YYYYMMDD in ASCII. */
  readonly date: Uint8Array;
  readonly isUtcYear: boolean;
}

/** @throws RangeError for a day outside the years 0 to 9999 */
function dateOf(day: number): DayText {
  const text = new Date(day * dayMs).toISOString();
  if (text.length !== 24) throw new RangeError('no such year');
  const date = Buffer.from(text.slice(0, 10).replaceAll('-', ''), 'latin1');
  return { date, isUtcYear: text >= '1950' && text < '2050' };
}

function writeTwo(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = 0x30 + Math.floor(value / 10);
  bytes[at + 1] = 0x30 + (value % 10);
}
