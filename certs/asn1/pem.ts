/** The DER inside a file: all PEM blocks of the label (RFC 7468), or else the file itself. */
export function derBlocks(file: Uint8Array, label: string): readonly Uint8Array[] {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (!bytes.includes('-----BEGIN ')) return [bytes];
  const end = `-----END ${label}-----`;
  return bytes
    .toString('latin1')
    .split(`-----BEGIN ${label}-----`)
    .slice(1)
    .map((part) => Buffer.from(part.slice(0, Math.max(0, part.indexOf(end))), 'base64'));
}
