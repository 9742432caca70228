import {
  contentStart,
  countOf,
  type Der,
  der,
  DerError,
  type DerLimits,
  expectTag,
  oids,
  readDer,
  tags,
  timeOf,
  valueAt,
  valueEnd,
} from '../asn1/index.ts';
import { extensionValue, parseExtensions } from './extensions.ts';
import { parseGeneralNames } from './general-names.ts';
import type { Extension, RevokedCertificate, RevokedList } from './model.ts';

/** What the entries say, as columns: a million objects would be slow to make and heavy to keep. */
interface Columns {
  /** The content of revokedCertificates, and where in it each entry's serialNumber begins. */
  readonly bytes: Uint8Array;
  readonly serials: Uint32Array;
  readonly reasons: Uint8Array;
  /** Keys of the names of certificate issuers; the first is the CRL's own. */
  readonly issuerKeys: readonly string[];
  /** For each entry which of them; undefined when all have the CRL's. */
  readonly issuers: Uint32Array | undefined;
}

/**
 * The entries of a CRL (RFC 5280 5.1.2.6), whose DER is checked already; absent is none.
 * @throws DerError when one of them is not an entry
 */
export function parseEntries(
  value: Der | undefined,
  crlIssuerKey: string,
  allowsExtensions: boolean,
): RevokedList {
  const bytes = value?.content ?? new Uint8Array();
  const count = countValues(bytes);
  const serials = new Uint32Array(count);
  const reasons = new Uint8Array(count);
  // In the order of their first entry; each stands once.
  const issuerKeys = new Map([[crlIssuerKey, 0]]);
  let current = 0;
  let issuers: Uint32Array | undefined;
  let hasUnknownCriticalExtension = false;
  for (let at = 0, index = 0; index < count; index += 1) {
    const end = valueEnd(bytes, at);
    const tail = checkEntry(bytes, at, end);
    serials[index] = contentStart(bytes, at);
    at = end;
    if (tail === end) {
      if (issuers) issuers[index] = current;
      continue;
    }
    if (!allowsExtensions) throw new DerError('asn1.structure', 'a version 1 CRL has extensions');
    const extensions = readEntryExtensions(bytes, tail, end);
    reasons[index] = extensions.reason;
    hasUnknownCriticalExtension ||= extensions.hasUnknownCriticalExtension;
    // The issuer of one entry holds for those that follow, until another is named (5.3.3).
    if (extensions.issuerKey !== undefined) {
      issuers ??= new Uint32Array(count);
      current = issuerKeys.get(extensions.issuerKey) ?? issuerKeys.size;
      issuerKeys.set(extensions.issuerKey, current);
      if (issuerKeys.size > mostIssuers)
        throw new DerError('asn1.too_many_values', `certificates of more than ${mostIssuers} issuers`);
    }
    if (issuers) issuers[index] = current;
  }
  const columns: Columns = { bytes, serials, reasons, issuerKeys: [...issuerKeys.keys()], issuers };
  let index: SerialIndex | undefined;
  return {
    length: count,
    hasUnknownCriticalExtension,
    find(serialNumber, issuerKey) {
      index ??= indexBySerial(columns);
      return findEntry(columns, index, serialNumber, issuerKey);
    },
  };
}

/** A name costs much more to read than the entry around it. */
const mostIssuers = 20_000;

function countValues(bytes: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < bytes.length; at = valueEnd(bytes, at)) count += 1;
  return count;
}

/** Checks the form of the entry from `at` to `end`; says where its extensions begin, or `end` when it has none. */
function checkEntry(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] !== tags.sequence) throw new DerError('asn1.unexpected_tag', 'an entry is a SEQUENCE');
  const serial = contentStart(bytes, at);
  const time = serial < end ? valueEnd(bytes, serial) : end;
  if (time >= end || bytes[serial] !== tags.integer)
    throw new DerError('asn1.structure', 'an entry has a serial number and a time');
  const tail = valueEnd(bytes, time);
  timeOf(valueAt(bytes, time));
  if (tail < end && (bytes[tail] !== tags.sequence || valueEnd(bytes, tail) !== end))
    throw new DerError('asn1.structure', 'an entry has extensions after its time, and nothing more');
  return tail;
}

interface EntryExtensions {
  readonly reason: number;
  readonly issuerKey: string | undefined;
  readonly hasUnknownCriticalExtension: boolean;
}

/** Extensions that are a reasonCode alone, as nearly all are: all but the reason itself. */
const reasonAlone = der
  .sequence(der.sequence(der.oid(oids.cRLReasons), der.octetString(der.enumerated(0))))
  .subarray(0, -1);

const reasonExtensions: readonly EntryExtensions[] = Array.from({ length: 11 }, (_, reason) => ({
  reason,
  issuerKey: undefined,
  hasUnknownCriticalExtension: false,
}));

function readEntryExtensions(bytes: Uint8Array, at: number, end: number): EntryExtensions {
  const known = startsWith(bytes, at, reasonAlone) ? reasonExtensions[bytes[end - 1] ?? 255] : undefined;
  if (known && known.reason !== unusedReason && end - at === reasonAlone.length + 1) return known;
  return parseEntryExtensions(readDer(bytes.subarray(at, end), checkedBefore));
}

const checkedBefore: DerLimits = { maxBytes: Infinity, maxDepth: 24, maxValues: Infinity };

function startsWith(bytes: Uint8Array, at: number, start: Uint8Array): boolean {
  for (let index = 0; index < start.length; index += 1) if (bytes[at + index] !== start[index]) return false;
  return true;
}

function parseEntryExtensions(tail: Der): EntryExtensions {
  let issuerKey: string | undefined;
  let reason = 0;
  let hasUnknownCriticalExtension = false;
  for (const extension of parseExtensions(tail)) {
    if (extension.oid === oids.cRLReasons) reason = parseReason(extensionValue(extension));
    else if (extension.oid === oids.certificateIssuer) issuerKey = parseCertificateIssuer(extension);
    else if (extension.isCritical && extension.oid !== oids.invalidityDate)
      hasUnknownCriticalExtension = true;
  }
  return { reason, issuerKey, hasUnknownCriticalExtension };
}

const unusedReason = 7;

export function parseReason(value: Der): number {
  expectTag(value, tags.enumerated);
  const reason = countOf(value);
  if (reason > 10 || reason === unusedReason) throw new DerError('asn1.structure', 'no such CRLReason');
  return reason;
}

function parseCertificateIssuer(extension: Extension): string {
  const name = parseGeneralNames(extensionValue(extension)).find(({ kind }) => kind === 'directoryName');
  if (name?.kind !== 'directoryName') throw new DerError('asn1.structure', 'certificateIssuer has no name');
  return name.name.key;
}

/** Chains of entries by a hash of the serial number, the last entry first; 0 ends a chain, 1 is the first entry. */
interface SerialIndex {
  readonly heads: Uint32Array;
  readonly following: Uint32Array;
}

function indexBySerial({ bytes, serials }: Columns): SerialIndex {
  const size = 2 ** Math.ceil(Math.log2(serials.length + 1));
  const heads = new Uint32Array(size);
  const following = new Uint32Array(serials.length);
  for (let index = 0; index < serials.length; index += 1) {
    const at = serials[index] ?? 0;
    const slot = hash(bytes, at, valueEnd(bytes, at)) & (size - 1);
    following[index] = heads[slot] ?? 0;
    heads[slot] = index + 1;
  }
  return { heads, following };
}

/** FNV-1a, with its high bits folded into the low ones that are used. */
function hash(bytes: Uint8Array, at: number, end: number): number {
  let state = 0x811c9dc5;
  for (let index = at; index < end; index += 1) state = Math.imul(state ^ (bytes[index] ?? 0), 0x01000193);
  return (state ^ (state >>> 15)) >>> 0;
}

function findEntry(
  { bytes, serials, reasons, issuerKeys, issuers }: Columns,
  { heads, following }: SerialIndex,
  serialNumber: bigint,
  wantedIssuer: string | undefined,
): RevokedCertificate | undefined {
  const wanted = der.integer(serialNumber);
  let found: RevokedCertificate | undefined;
  let entry = heads[hash(wanted, 0, wanted.length) & (heads.length - 1)] ?? 0;
  for (; entry > 0; entry = following[entry - 1] ?? 0) {
    const at = serials[entry - 1] ?? 0;
    const issuerKey = issuerKeys[issuers?.[entry - 1] ?? 0] ?? '';
    const reason = reasons[entry - 1] ?? 0;
    if (!startsWith(bytes, at, wanted) || (wantedIssuer ?? issuerKey) !== issuerKey) continue;
    if (found && gravityOf(reason) <= gravityOf(found.reason)) continue;
    const revocationDate = timeOf(valueAt(bytes, valueEnd(bytes, at)));
    found = { serialNumber, revocationDate, reason, issuerKey };
  }
  return found;
}

const certificateHold = 6;
const removeFromCRL = 8;

/** No CRL should name a certificate twice; where one does, a release does not undo what stands beside it. */
function gravityOf(reason: number): number {
  if (reason === removeFromCRL) return 0;
  return reason === certificateHold ? 1 : 2;
}
