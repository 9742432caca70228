const begin = '-----BEGIN ';
/** RFC 7468 9, and the label of older programs; nothing stands around it that could pass for signed. */
const armoured = /^-----BEGIN (CMS|PKCS7)-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END \1-----\s*$/;

/** The DER of a message that is written as text; other bytes as they are. */
export function withoutArmour(bytes: Uint8Array): Uint8Array {
  const { buffer, byteOffset, length } = bytes;
  const view = Buffer.from(buffer, byteOffset, length);
  if (view.toString('latin1', 0, begin.length) !== begin) return bytes;
  const [, , body] = armoured.exec(view.toString('latin1')) ?? [];
  return body === undefined ? bytes : Buffer.from(body, 'base64');
}
