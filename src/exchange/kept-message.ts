import { type Fields, fieldsOf, type Message } from '../message-signatures/index.ts';

/**
 * A message as it is kept and can be shown to a third person (media type `message/http`, RFC 9112 2.1): start line,
 * fields, content. A request has its absolute target, which is what was signed.
 */
export function writeKeptMessage(message: Message, content: Uint8Array): Uint8Array {
  const start =
    message.kind === 'request'
      ? `${message.method} ${message.targetUri} HTTP/1.1`
      : `HTTP/1.1 ${message.status} `;
  const fields = [...message.fields].flatMap(([name, lines]) => lines.map((line) => `${name}: ${line}`));
  return Buffer.concat([Buffer.from([start, ...fields, '', ''].join('\r\n'), 'latin1'), content]);
}

/** A response that was kept; undefined for what {@link writeKeptMessage} never wrote. */
export function readKeptResponse(
  octets: Uint8Array,
): { readonly status: number; readonly fields: Fields; readonly content: Uint8Array } | undefined {
  const bytes = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
  const end = bytes.indexOf('\r\n\r\n');
  const [start = '', ...lines] = bytes.subarray(0, Math.max(end, 0)).toString('latin1').split('\r\n');
  const status = /^HTTP\/1\.1 (\d{3}) $/.exec(start)?.[1];
  if (status === undefined) return undefined;
  const pairs = lines.map((line) => {
    const colon = line.indexOf(': ');
    return [line.slice(0, colon), line.slice(colon + 2)] as const;
  });
  return { status: Number(status), fields: fieldsOf(pairs), content: bytes.subarray(end + 4) };
}
