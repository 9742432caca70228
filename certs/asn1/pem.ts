/**
 * The DER inside a file: the first PEM blocks of the label (RFC 7468), or else the file itself. A file that begins like
 * DER is never searched: a name inside a certificate may hold any text, also another certificate's.
 */
export function derBlocks(file: Uint8Array, label: string, most = Infinity): readonly Uint8Array[] {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (isBinary(bytes) || !bytes.includes('-----BEGIN ')) return [bytes];
  const [start, end] = [`-----BEGIN ${label}-----`, `-----END ${label}-----`];
  const blocks: Uint8Array[] = [];
  for (let at = bytes.indexOf(start); at >= 0 && blocks.length < most; ) {
    const next = bytes.indexOf(start, at + start.length);
    const block = bytes.toString('latin1', at + start.length, next < 0 ? bytes.length : next);
    blocks.push(Buffer.from(block.slice(0, Math.max(0, block.indexOf(end))), 'base64'));
    at = next;
  }
  return blocks;
}

/** A SEQUENCE whose length takes several octets; no text begins with these two octets. */
function isBinary(bytes: Buffer): boolean {
  return bytes[0] === 0x30 && (bytes[1] ?? 0) >= 0x80 && (bytes[1] ?? 0) <= 0x84;
}
