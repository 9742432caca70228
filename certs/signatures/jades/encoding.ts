import type { ByteSource } from '../model.ts';

/** RFC 7515 2: without padding, and one text for each value; undefined for any other. */
export function decodeBase64Url(text: unknown): Buffer | undefined {
  return decode(text, 'base64url');
}

/** RFC 4648 4 with its padding, as pkiOb and x5c have it. */
export function decodeBase64(text: unknown): Buffer | undefined {
  return decode(text, 'base64');
}

function decode(text: unknown, encoding: 'base64' | 'base64url'): Buffer | undefined {
  if (typeof text !== 'string') return undefined;
  const bytes = Buffer.from(text, encoding);
  // What is decoded leniently is taken only where it is what would be written.
  return bytes.toString(encoding) === text ? bytes : undefined;
}

export function base64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url');
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}

const encodedLists = new WeakSet<readonly unknown[]>();

/** Marks a list whose texts were all decoded from base64url or encoded in it, so that none is looked at again. */
export function encodedList(texts: readonly string[]): readonly string[] {
  encodedLists.add(texts);
  return texts;
}

export function isEncodedList(texts: readonly unknown[]): boolean {
  return encodedLists.has(texts);
}

/** The octets in base64url, encoded while they are read. */
export function base64UrlOf(content: ByteSource): ByteSource {
  return {
    size: Math.ceil((content.size * 4) / 3),
    async *open() {
      let rest: Uint8Array = new Uint8Array();
      for await (const chunk of content.open()) {
        const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : Buffer.from(chunk);
        const whole = bytes.length - (bytes.length % 3);
        rest = bytes.subarray(whole);
        yield Buffer.from(bytes.toString('base64url', 0, whole));
      }
      if (rest.length > 0) yield Buffer.from(Buffer.from(rest).toString('base64url'));
    },
  };
}
