import { createHash, createVerify, type KeyObject } from 'node:crypto';

/**
 * Checks the DKIM signature of a message by RFC 6376 3.7 and 3.4 (relaxed/relaxed, rsa-sha256), written from the RFC and
 * without the library that signs. Undefined when there is none.
 */
export function dkimSignatureHolds(
  raw: string,
  key: KeyObject,
): { readonly domain: string; readonly selector: string; readonly holds: boolean } | undefined {
  const end = raw.indexOf('\r\n\r\n');
  const fields = raw.slice(0, end).split(/\r\n(?![ \t])/);
  const signature = fields.find((field) => /^dkim-signature:/i.test(field));
  if (signature === undefined) return undefined;
  const tags = new Map(
    signature
      .slice(signature.indexOf(':') + 1)
      .split(';')
      .map((tag): [string, string] => {
        const at = tag.indexOf('=');
        return [tag.slice(0, at).trim(), tag.slice(at + 1).replace(/\s+/g, '')];
      }),
  );
  const tag = (name: string) => tags.get(name) ?? '';
  if (tag('a') !== 'rsa-sha256' || tag('c') !== 'relaxed/relaxed')
    throw new Error('another kind of signature');
  const body = relaxedBody(raw.slice(end + 4));
  const bodyHolds = createHash('sha256').update(body, 'latin1').digest('base64') === tag('bh');
  // The last field of a name first; a name that is listed once more than there are fields stands for none.
  const left = [...fields];
  const signed = tag('h')
    .split(':')
    .map((name) => {
      const place = left.findLastIndex((field) => field.toLowerCase().startsWith(`${name.toLowerCase()}:`));
      return place < 0 ? '' : `${relaxedField(left.splice(place, 1)[0] ?? '')}\r\n`;
    });
  const own = relaxedField(signature.replace(/(;\s*b=)[^;]*/i, '$1'));
  const isSigned = createVerify('sha256')
    .update(signed.join('') + own, 'latin1')
    .verify(key, tag('b'), 'base64');
  return { domain: tag('d'), selector: tag('s'), holds: bodyHolds && isSigned };
}

function relaxedField(field: string): string {
  const colon = field.indexOf(':');
  const value = field
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim();
  return `${field.slice(0, colon).trim().toLowerCase()}:${value}`;
}

function relaxedBody(body: string): string {
  const lines = body.replace(/[ \t]+(?=\r\n)/g, '').replace(/[ \t]+/g, ' ');
  const trimmed = lines.replace(/(\r\n)+$/, '');
  return trimmed === '' ? '' : `${trimmed}\r\n`;
}
