import {
  booleanOf,
  contentStart,
  countOf,
  type Der,
  der,
  fieldsOf,
  oidOf,
  oids,
  readDer,
  tags,
  timeOf,
  valueAt,
  valueEnd,
} from '../../asn1/index.ts';

/** What can be wrong with one entry, or with all of them together. */
export type EntryFault =
  | 'serial'
  | 'repeated-serial'
  | 'time-encoding'
  | 'later-than-this-update'
  | 'reason-left-out'
  | 'removal'
  | 'critical-extension'
  | 'unknown-extension'
  | 'invalidity-date';

/** For each fault that was found, the serial number in hexadecimal of the first entry that has it. */
export type EntryFaults = ReadonlyMap<EntryFault, string>;

/**
 * Walks the entries once, however many they are, and finds every fault that the rules ask about. `bytes` are the
 * content of revokedCertificates, whose DER is checked.
 * @throws DerError when an entry is not one
 */
export function findEntryFaults(bytes: Uint8Array, thisUpdate: number): EntryFaults {
  const faults = new Map<EntryFault, string>();
  const readTail = createTailReader(thisUpdate);
  const starts: number[] = [];
  let isAscending = true;
  let previous = -1;
  for (let at = 0; at < bytes.length; ) {
    const end = valueEnd(bytes, at);
    const serial = contentStart(bytes, at);
    const time = valueEnd(bytes, serial);
    const tail = valueEnd(bytes, time);
    const report = (fault: EntryFault) => {
      if (!faults.has(fault)) faults.set(fault, hexOfSerial(bytes, serial));
    };
    if (!isSerial(bytes, serial)) report('serial');
    if (isAscending && previous >= 0 && compareSerials(bytes, previous, serial) >= 0) isAscending = false;
    starts.push(serial);
    previous = serial;
    const moment = timeOf(valueAt(bytes, time));
    if (!isTimeForm(bytes[time] ?? 0, moment)) report('time-encoding');
    if (moment > thisUpdate) report('later-than-this-update');
    if (tail < end) for (const fault of readTail(bytes.subarray(tail, end))) report(fault);
    at = end;
  }
  if (!isAscending) findRepeated(bytes, starts, faults);
  return faults;
}

function hexOfSerial(bytes: Uint8Array, at: number): string {
  return Buffer.from(bytes.subarray(contentStart(bytes, at), valueEnd(bytes, at))).toString('hex');
}

/** RFC 5280 4.1.2.2. */
function isSerial(bytes: Uint8Array, at: number): boolean {
  const start = contentStart(bytes, at);
  const octets = valueEnd(bytes, at) - start;
  const first = bytes[start] ?? 0x80;
  return bytes[at] === tags.integer && octets <= 20 && first < 0x80 && (first > 0 || octets > 1);
}

/** UTCTime until 2049, GeneralizedTime from 2050 (RFC 5280 5.1.2.4 to 5.1.2.6). */
export function isTimeForm(tag: number, moment: number): boolean {
  return (tag === tags.utcTime) === (moment < yearOf2050 && moment >= yearOf1950);
}

const yearOf1950 = Date.UTC(1950, 0);
const yearOf2050 = Date.UTC(2050, 0);

/** Of two positive minimal INTEGERs: the longer is larger, and of equal length the octets decide. */
function compareSerials(bytes: Uint8Array, left: number, right: number): number {
  const octets = valueEnd(bytes, left) - left;
  const difference = octets - (valueEnd(bytes, right) - right);
  if (difference !== 0) return difference;
  for (let index = 0; index < octets; index += 1) {
    const order = (bytes[left + index] ?? 0) - (bytes[right + index] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}

/** A list without an order, as a delta may have: each serial number is looked up among those before it. */
function findRepeated(bytes: Uint8Array, starts: readonly number[], faults: Map<EntryFault, string>): void {
  const seen = new Set<string>();
  for (const at of starts) {
    const serial = hexOfSerial(bytes, at);
    if (seen.has(serial)) {
      faults.set('repeated-serial', serial);
      return;
    }
    seen.add(serial);
  }
}

/** Extensions with a reason alone are the same few bytes in nearly every entry: each form is judged once. */
function createTailReader(thisUpdate: number): (tail: Uint8Array) => readonly EntryFault[] {
  const judged = new Map<number, readonly EntryFault[]>();
  return (tail) => {
    const reason = tail[tail.length - 1] ?? 0;
    if (!isReasonAlone(tail)) return judgeTail(tail, thisUpdate);
    const known = judged.get(reason) ?? judgeTail(tail, thisUpdate);
    judged.set(reason, known);
    return known;
  };
}

const reasonAlone = der.sequence(der.sequence(der.oid(oids.cRLReasons), der.octetString(der.enumerated(0))));

function isReasonAlone(tail: Uint8Array): boolean {
  if (tail.length !== reasonAlone.length) return false;
  for (let index = 0; index < tail.length - 1; index += 1)
    if (tail[index] !== reasonAlone[index]) return false;
  return true;
}

function judgeTail(tail: Uint8Array, thisUpdate: number): readonly EntryFault[] {
  const faults: EntryFault[] = [];
  for (const element of fieldsOf(readDer(tail)).rest()) {
    const fields = fieldsOf(element);
    const oid = oidOf(fields.next(tags.oid));
    const critical = fields.optional(tags.boolean);
    const value = readDer(fields.next(tags.octetString).content);
    fields.end();
    if (critical && booleanOf(critical)) faults.push('critical-extension');
    if (oid === oids.cRLReasons) faults.push(...judgeReason(value));
    else if (oid === oids.invalidityDate) faults.push(...judgeInvalidityDate(value, thisUpdate));
    else faults.push('unknown-extension');
  }
  return faults;
}

/** A reason that does not exist was refused when the CRL was read. */
function judgeReason(value: Der): readonly EntryFault[] {
  const reason = countOf(value);
  if (reason === 0) return ['reason-left-out'];
  return reason === removeFromCRL ? ['removal'] : [];
}

const removeFromCRL = 8;

/** RFC 5280 5.3.2: GeneralizedTime without a fraction; nothing is known to have happened after the CRL. */
function judgeInvalidityDate(value: Der, thisUpdate: number): readonly EntryFault[] {
  if (value.tag !== tags.generalizedTime) return ['invalidity-date'];
  return timeOf(value) > thisUpdate ? ['invalidity-date'] : [];
}
