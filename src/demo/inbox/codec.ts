/** What a mail program would show. */
export interface ReadMail {
  readonly headers: ReadonlyMap<string, string>;
  readonly subject: string;
  readonly text: string;
}

/** Reads an Internet message (RFC 5322) with MIME parts (RFC 2045, 2047): the first plain text in it. */
export function readMail(raw: Buffer): ReadMail {
  const whole = readEntity(raw.toString('latin1'));
  return {
    headers: whole.headers,
    subject: decodeWords(whole.headers.get('subject') ?? ''),
    text: (plainText(whole) ?? '').replaceAll('\r\n', '\n').replace(/\n$/, ''),
  };
}

interface Entity {
  readonly headers: ReadonlyMap<string, string>;
  /** Octets as Latin-1 characters. */
  readonly body: string;
}

function readEntity(text: string): Entity {
  const end = text.indexOf('\r\n\r\n');
  const head = end < 0 ? text : text.slice(0, end);
  const headers = new Map<string, string>();
  for (const line of head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { headers, body: end < 0 ? '' : text.slice(end + 4) };
}

function plainText({ headers, body }: Entity): string | undefined {
  const type = headers.get('content-type') ?? 'text/plain';
  const boundary = /^multipart\/.*boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (boundary !== undefined) {
    const parts = `\r\n${body}`.split(`\r\n--${boundary}`).slice(1);
    const texts = parts
      .filter((part) => !part.startsWith('--'))
      .map((part) => plainText(readEntity(part.slice(2))));
    return texts.find((text) => text !== undefined);
  }
  return /^text\/plain/i.test(type) ? decodeBody(body, headers.get('content-transfer-encoding')) : undefined;
}

function decodeBody(body: string, encoding = ''): string {
  switch (encoding.toLowerCase()) {
    case 'base64':
      return Buffer.from(body, 'base64').toString('utf8');
    case 'quoted-printable':
      return unquote(body.replace(/[ \t]+(?=\r\n)/g, '').replace(/=\r\n/g, ''));
    default:
      return Buffer.from(body, 'latin1').toString('utf8');
  }
}

function unquote(text: string): string {
  const octets = text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(octets, 'latin1').toString('utf8');
}

function decodeWords(value: string): string {
  const joined = value.replace(/(\?=)\s+(?==\?)/g, '$1');
  return joined.replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
    kind.toLowerCase() === 'b'
      ? Buffer.from(text, 'base64').toString('utf8')
      : unquote(text.replaceAll('_', ' ')),
  );
}
