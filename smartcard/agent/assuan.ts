/** What the other side of an Assuan connection says; a line of its own. */
export type AssuanReply =
  | { readonly kind: 'ok' }
  | { readonly kind: 'error'; readonly code: number }
  /** Whoever takes it wipes it. */
  | { readonly kind: 'data'; readonly bytes: Buffer }
  /** Comments, status lines and inquiries: nothing that a PIN window needs. */
  | { readonly kind: 'other' };

/** The bytes are not Assuan. */
export class AssuanError extends Error {
  constructor(detail: string) {
    super(`not Assuan: ${detail}`);
    this.name = 'AssuanError';
  }
}

/** Of a line without its end, by the protocol. */
const maxLineBytes = 1000;
const lineFeed = 0x0a;
const percent = 0x25;

/**
 * A command with its argument, encoded so that no text can end the line or start another one.
 * @throws AssuanError when the line is too long
 */
export function assuanLine(command: string, argument?: string): Buffer {
  const encoded = argument?.replace(
    /[%\p{Cc}]/gu,
    (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`,
  );
  const line = Buffer.from(encoded === undefined ? `${command}\n` : `${command} ${encoded}\n`);
  if (line.length > maxLineBytes) throw new AssuanError('the line is too long');
  return line;
}

/** Cuts what arrives into replies. It may hold a PIN: both its memory and the chunks given to it are wiped. */
export class AssuanReader {
  readonly #line = Buffer.alloc(maxLineBytes);
  #length = 0;

  /** Wipes `chunk`. @throws AssuanError; the connection is of no use afterwards */
  push(chunk: Buffer): AssuanReply[] {
    const replies: AssuanReply[] = [];
    try {
      for (const byte of chunk) {
        if (byte === lineFeed) replies.push(this.#take());
        else if (this.#length === maxLineBytes) throw new AssuanError('a line is too long');
        else this.#line[this.#length++] = byte;
      }
      return replies;
    } catch (error) {
      for (const reply of replies) if (reply.kind === 'data') reply.bytes.fill(0);
      this.wipe();
      throw error;
    } finally {
      chunk.fill(0);
    }
  }

  wipe(): void {
    this.#line.fill(0);
    this.#length = 0;
  }

  #take(): AssuanReply {
    const line = this.#line.subarray(0, this.#length);
    try {
      return readReply(line);
    } finally {
      this.wipe();
    }
  }
}

function readReply(line: Buffer): AssuanReply {
  if (line[0] === 0x44 && line[1] === 0x20) return { kind: 'data', bytes: decodePercent(line.subarray(2)) };
  const text = line.toString('latin1');
  if (text === 'OK' || text.startsWith('OK ')) return { kind: 'ok' };
  const error = /^ERR (\d{1,10})( |$)/.exec(text);
  if (error) return { kind: 'error', code: Number(error[1]) };
  if (/^(#|S( |$)|INQUIRE( |$))/.test(text)) return { kind: 'other' };
  throw new AssuanError('an unknown reply');
}

/** Stays in buffers: a string could not be wiped. */
function decodePercent(encoded: Buffer): Buffer {
  const decoded = Buffer.alloc(encoded.length);
  let length = 0;
  for (let at = 0; at < encoded.length; at += 1) {
    const byte = encoded[at] ?? 0;
    if (byte !== percent) {
      decoded[length++] = byte;
      continue;
    }
    const high = hexDigit(encoded[at + 1]);
    const low = hexDigit(encoded[at + 2]);
    if (high === undefined || low === undefined) {
      decoded.fill(0);
      throw new AssuanError('a broken percent sequence');
    }
    decoded[length++] = high * 16 + low;
    at += 2;
  }
  return decoded.subarray(0, length);
}

function hexDigit(byte: number | undefined): number | undefined {
  if (byte === undefined) return undefined;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : undefined;
}
