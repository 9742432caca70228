import { crc32, deflateRawSync } from 'node:zlib';

/** An entry as a forger would write it: every field of both headers can be other than it should be. */
export interface CraftedEntry {
  readonly name: string | Buffer;
  readonly data?: string | Buffer;
  readonly deflate?: boolean;
  /** Bytes in place of what deflating gives. */
  readonly compressed?: Buffer;
  readonly flags?: number;
  readonly extra?: Buffer;
  readonly local?: Partial<HeaderFields>;
  readonly directory?: Partial<HeaderFields>;
  /** Bytes before the local header and behind the data. */
  readonly before?: Buffer;
  readonly behind?: Buffer;
  readonly isOnlyLocal?: boolean;
}

interface HeaderFields {
  readonly name: string | Buffer;
  readonly flags: number;
  readonly method: number;
  readonly crc32: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly extra: Buffer;
  readonly offset: number;
  readonly comment: Buffer;
  /** Of the directory: external file attributes. */
  readonly attributes: number;
}

export interface CraftedEnd {
  readonly entries?: number;
  readonly size?: number;
  readonly start?: number;
  readonly comment?: Buffer;
  readonly before?: Buffer;
}

export function craftZip(entries: readonly CraftedEntry[], end: CraftedEnd = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  const put = (...bytes: readonly Buffer[]) => {
    parts.push(...bytes);
    at += bytes.reduce((sum, { length }) => sum + length, 0);
  };
  for (const entry of entries) {
    put(entry.before ?? Buffer.alloc(0));
    const data = Buffer.from(entry.data ?? '');
    const compressed = entry.compressed ?? (entry.deflate ? deflateRawSync(data) : data);
    const fields: HeaderFields = {
      name: entry.name,
      flags: entry.flags ?? 0,
      method: entry.deflate ? 8 : 0,
      crc32: crc32(data),
      compressedSize: compressed.length,
      size: data.length,
      extra: entry.extra ?? Buffer.alloc(0),
      offset: at,
      comment: Buffer.alloc(0),
      attributes: 0,
    };
    if (!entry.isOnlyLocal) directory.push(directoryHeader({ ...fields, ...entry.directory }));
    put(localHeader({ ...fields, ...entry.local }), compressed, entry.behind ?? Buffer.alloc(0));
  }
  put(end.before ?? Buffer.alloc(0));
  const start = at;
  put(...directory);
  put(endRecord({ entries: directory.length, size: at - start, start, comment: Buffer.alloc(0), ...end }));
  return Buffer.concat(parts);
}

function localHeader(fields: HeaderFields): Buffer {
  const name = Buffer.from(fields.name);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  shared(header, 6, fields);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(fields.extra.length, 28);
  return Buffer.concat([header, name, fields.extra]);
}

function directoryHeader(fields: HeaderFields): Buffer {
  const name = Buffer.from(fields.name);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(20, 6);
  shared(header, 8, fields);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(fields.extra.length, 30);
  header.writeUInt16LE(fields.comment.length, 32);
  header.writeUInt32LE(fields.attributes, 38);
  header.writeUInt32LE(fields.offset, 42);
  return Buffer.concat([header, name, fields.extra, fields.comment]);
}

function shared(header: Buffer, at: number, fields: HeaderFields): void {
  header.writeUInt16LE(fields.flags, at);
  header.writeUInt16LE(fields.method, at + 2);
  header.writeUInt32LE(fields.crc32, at + 8);
  header.writeUInt32LE(fields.compressedSize, at + 12);
  header.writeUInt32LE(fields.size, at + 16);
}

export function endRecord({
  entries = 0,
  size = 0,
  start = 0,
  comment = Buffer.alloc(0),
}: CraftedEnd): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries, 8);
  end.writeUInt16LE(entries, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(start, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([end, comment]);
}

export function extraField(kind: number, data: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(kind, 0);
  head.writeUInt16LE(data.length, 2);
  return Buffer.concat([head, data]);
}

export function descriptor(crc: number, compressedSize: number, size: number, hasMark = true): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32LE(0x08074b50, 0);
  bytes.writeUInt32LE(crc, 4);
  bytes.writeUInt32LE(compressedSize, 8);
  bytes.writeUInt32LE(size, 12);
  return hasMark ? bytes : bytes.subarray(4);
}
