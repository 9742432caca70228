/** Entry bundles (c2sp.org/tlog-tiles, "Log entries"): each entry behind its length in two octets. */

export function writeEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(
    entries.flatMap((entry) => {
      const length = Buffer.alloc(lengthOctets);
      length.writeUInt16BE(entry.length);
      return [length, entry];
    }),
  );
}

/** The entries; undefined when the bytes do not end with an entry's end. */
export function readEntryBundle(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at + lengthOctets <= view.length) {
    const end = at + lengthOctets + view.readUInt16BE(at);
    if (end > view.length) return undefined;
    entries.push(view.subarray(at + lengthOctets, end));
    at = end;
  }
  return at === view.length ? entries : undefined;
}

const lengthOctets = 2;
